"""The lines of a return: what the agency is writing, and what was sent in."""

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from actions.choices import DELIVERY_NEEDS, DeliveryStatus, Marking
from actions.models.actions import Action
from actions.models.returns import Return, Submission
from actions.querysets import ReturnLineQuerySet


class LineWords(models.Model):
    """What a line says: the status and what that status asks for (R20, R21)."""

    status = models.CharField(max_length=12, choices=DeliveryStatus, blank=True)
    progress = models.TextField(blank=True)
    issue = models.TextField(blank=True)
    recovery_step = models.TextField(blank=True)
    recovery_on = models.DateField(null=True, blank=True)
    cause = models.TextField(blank=True)
    ask = models.TextField(blank=True)
    ask_of = models.CharField(max_length=200, blank=True)
    ask_by = models.DateField(null=True, blank=True)
    completed_on = models.DateField(null=True, blank=True)
    evidence = models.TextField(blank=True)
    evidence_link = models.URLField(max_length=500, blank=True)
    #: R38b: already reported to another board; stands in for progress text.
    reported_to = models.CharField(max_length=200, blank=True)
    reported_on = models.DateField(null=True, blank=True)

    #: R57: narrows who may read the words; the status stays for everybody.
    marking = models.CharField(max_length=20, choices=Marking, default=Marking.OFFICIAL)

    class Meta:
        abstract = True

    #: The fields an agency fills in, in the order of the page; ``marking`` besides.
    WORDS = (
        "status",
        "progress",
        "reported_to",
        "reported_on",
        "issue",
        "recovery_step",
        "recovery_on",
        "cause",
        "ask",
        "ask_of",
        "ask_by",
        "completed_on",
        "evidence",
        "evidence_link",
    )

    #: Set on a copy whose texts are held back from its reader (R57).
    is_hidden = False

    @property
    def is_sensitive(self) -> bool:
        return self.marking == Marking.SENSITIVE

    @property
    def words(self) -> dict[str, object]:
        return {name: getattr(self, name) for name in self.WORDS}

    @property
    def missing(self) -> list[str]:
        """Return the names of the fields that the status asks for and are empty."""
        needs = DELIVERY_NEEDS.get(self.status, ("status",))
        return [
            name
            for name in needs
            if not getattr(self, name) and not self._is_referred(name)
        ]

    def _is_referred(self, name: str) -> bool:
        """R38b: a reference with its date satisfies the progress text."""
        return name == "progress" and bool(self.reported_to and self.reported_on)


class AuthoredLine(LineWords):
    """Words with where they come from: an earlier report, or an officer's typing."""

    #: *Still true*: the words are those of this earlier report, attested again.
    carried_from = models.ForeignKey(
        "ReportedLine",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    #: *Written for, confirmed by*: an officer typed what the agency said, and it
    #: does not count until the agency confirms it (R35).
    written_for_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    written_for_at = models.DateTimeField(null=True, blank=True)
    #: Who in the agency said it, and how, for example "J. Hale, by telephone".
    told_by = models.CharField(max_length=200, blank=True)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    confirmed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        abstract = True


class ReturnLine(AuthoredLine):
    """One action in a return: what the agency is writing.

    ``version`` rises with every save; a save that names an older one is a
    conflict. What was sent in is :class:`ReportedLine`.
    """

    quarterly_return = models.ForeignKey(
        Return, on_delete=models.PROTECT, related_name="lines"
    )
    action = models.ForeignKey(Action, on_delete=models.PROTECT, related_name="lines")
    version = models.PositiveIntegerField(default=1)
    edited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    edited_at = models.DateTimeField(null=True, blank=True)
    #: What was last sent in for this line; None until the return is submitted.
    reported = models.OneToOneField(
        "ReportedLine",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="current_for",
    )
    #: The officer took what was last sent in for this line; then it is locked (R33).
    accepted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    accepted_at = models.DateTimeField(null=True, blank=True)

    objects = ReturnLineQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["quarterly_return", "action"],
                name="one_line_per_action_and_return",
            ),
            models.CheckConstraint(
                condition=Q(written_for_by=None)
                | (Q(written_for_at__isnull=False) & ~Q(told_by="")),
                name="written_for_says_who_told_it",
                violation_error_message="Say who told you, and how.",
            ),
            models.CheckConstraint(
                condition=Q(accepted_at=None)
                | Q(accepted_by__isnull=False, reported__isnull=False),
                name="accepted_line_says_by_whom",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.action.ref}, {self.quarterly_return}"

    def get_absolute_url(self) -> str:
        quarterly_return = self.quarterly_return
        return reverse(
            "actions:line",
            args=[
                quarterly_return.period.quarter,
                quarterly_return.agency.slug,
                self.action.ref,
            ],
        )

    @property
    def is_unconfirmed(self) -> bool:
        """Say whether an officer wrote it and the agency has not confirmed it."""
        return self.written_for_by_id is not None and self.confirmed_at is None

    @property
    def is_untouched(self) -> bool:
        """Say whether the agency has written nothing on it, nor reported (R35).

        The same as :meth:`ReturnLineQuerySet.untouched`.
        """
        is_blank = self.edited_at is None or self.is_unconfirmed
        return is_blank and self.reported_id is None

    def is_writable(self, *, at: datetime) -> bool:
        """Say whether the agency may write on it at this moment."""
        return self.accepted_at is None and self.quarterly_return.is_writable(at=at)


class ReportedLine(AuthoredLine):
    """A line as it was sent in, kept for ever (R33)."""

    submission = models.ForeignKey(
        Submission, on_delete=models.PROTECT, related_name="lines"
    )
    line = models.ForeignKey(
        ReturnLine, on_delete=models.PROTECT, related_name="versions"
    )
    #: The dates as they stood when it was sent in.
    baseline_on = models.DateField(null=True, blank=True)
    forecast_on = models.DateField(null=True, blank=True)

    #: *Still true*: how many times in a row it has been.
    times_still_true = models.PositiveSmallIntegerField(default=0)
    #: Who wrote it, whose action it was, who signs: three people, recorded apart.
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    owner_name = models.CharField(max_length=200, blank=True)
    #: What the action was called then; empty in reports from before this was kept.
    action_title = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["submission", "line"], name="reported_once_per_submission"
            ),
            models.CheckConstraint(
                condition=~Q(status=""), name="reported_line_has_a_status"
            ),
            models.CheckConstraint(
                condition=~Q(status=DeliveryStatus.AT_RISK)
                | (~Q(issue="") & ~Q(recovery_step="") & Q(recovery_on__isnull=False)),
                name="at_risk_has_issue_and_dated_recovery_step",
                violation_error_message=(
                    "At risk needs the issue, the recovery step and its date."
                ),
            ),
            models.CheckConstraint(
                condition=~Q(status=DeliveryStatus.OFF_TRACK)
                | (~Q(cause="") & ~Q(ask="") & ~Q(ask_of="") & Q(ask_by__isnull=False)),
                name="off_track_has_cause_and_ask",
                violation_error_message=(
                    "Off track needs the cause and what is asked, of whom, by when."
                ),
            ),
            models.CheckConstraint(
                condition=~Q(status=DeliveryStatus.COMPLETE)
                | (Q(completed_on__isnull=False) & ~Q(evidence="")),
                name="complete_has_date_and_evidence",
                violation_error_message="Complete needs its date and evidence.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.line.action.ref}, {self.submission}"

    @property
    def title(self) -> str:
        """What the action was called when this was sent in (R46)."""
        return self.action_title or self.line.action.title
