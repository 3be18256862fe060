"""Writing in what is closed or accepted: more time, and amendments."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from actions.models.lines import LineWords, ReportedLine, ReturnLine
from actions.models.returns import Return
from actions.querysets import AmendmentQuerySet, ExtensionQuerySet
from actions.return_choices import AmendmentState, ExtensionState


class Extension(models.Model):
    """More time for one agency's return, to a date and hour; it closes itself.

    ``asked_by`` is None when an officer gives it unasked. The latest that was
    granted is ``Return.extended_until``.
    """

    quarterly_return = models.ForeignKey(
        Return, on_delete=models.PROTECT, related_name="extensions"
    )
    reason = models.TextField()
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    asked_at = models.DateTimeField(null=True, blank=True)
    until = models.DateTimeField(null=True, blank=True)
    state = models.CharField(
        max_length=10, choices=ExtensionState, default=ExtensionState.ASKED
    )
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    comment = models.TextField(blank=True)

    objects = ExtensionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["quarterly_return"],
                condition=Q(state=ExtensionState.ASKED),
                name="one_extension_waits_at_a_time",
            ),
            models.CheckConstraint(
                condition=~Q(reason=""),
                name="extension_says_why",
                violation_error_message="Say why more time is needed.",
            ),
            models.CheckConstraint(
                condition=~Q(state=ExtensionState.GRANTED)
                | Q(until__isnull=False, decided_by__isnull=False),
                name="granted_extension_says_until_when",
                violation_error_message="Give the day and the hour.",
            ),
            models.CheckConstraint(
                condition=Q(decided_by=None)
                | Q(asked_by=None)
                | ~Q(decided_by=F("asked_by")),
                name="who_asks_for_time_does_not_grant_it",
            ),
        ]

    def __str__(self) -> str:
        return f"More time for {self.quarterly_return}"


class Amendment(LineWords):
    """Other words for an accepted line; the original stays (R33).

    One side proposes, the other agrees: the agency and an officer. Approved, it is
    the next version of the return, ``result``.
    """

    quarterly_return = models.ForeignKey(
        Return, on_delete=models.PROTECT, related_name="amendments"
    )
    line = models.ForeignKey(
        ReturnLine, on_delete=models.PROTECT, related_name="amendments"
    )
    #: Counted within the return.
    number = models.PositiveSmallIntegerField()
    original = models.ForeignKey(
        ReportedLine, on_delete=models.PROTECT, related_name="amendments"
    )
    reason = models.TextField()
    state = models.CharField(
        max_length=10, choices=AmendmentState, default=AmendmentState.PROPOSED
    )
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    proposed_at = models.DateTimeField()
    #: Which side proposed it: the agency, or the officers. The other one decides.
    by_agency = models.BooleanField()
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    comment = models.TextField(blank=True)
    result = models.OneToOneField(
        ReportedLine,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="amended_by",
    )

    objects = AmendmentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["quarterly_return", "number"], name="amendments_are_numbered"
            ),
            models.UniqueConstraint(
                fields=["line"],
                condition=Q(state=AmendmentState.PROPOSED),
                name="one_amendment_waits_at_a_time",
            ),
            models.CheckConstraint(
                condition=~Q(reason=""),
                name="amendment_says_why",
                violation_error_message="Say why it is amended.",
            ),
            models.CheckConstraint(
                condition=Q(decided_by=None) | ~Q(decided_by=F("proposed_by")),
                name="who_proposes_an_amendment_does_not_approve_it",
            ),
        ]

    def __str__(self) -> str:
        return f"Amendment {self.number} to {self.quarterly_return}"
