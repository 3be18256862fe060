"""An agency's return for a period, its lines, and what was sent in."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from actions.choices import (
    DELIVERY_NEEDS,
    RECEIVED,
    WRITABLE,
    DeliveryStatus,
    ReturnState,
)
from actions.models.actions import Action
from actions.models.periods import Period
from actions.querysets import ReturnLineQuerySet, ReturnQuerySet
from partnerships.models import Agency


class Return(models.Model):
    """What one agency owes for one period, there from opening day (domain 3.5).

    It changes state only in :mod:`actions.services.returns` and
    :mod:`actions.services.periods`.
    """

    period = models.ForeignKey(Period, on_delete=models.PROTECT, related_name="returns")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="returns")
    #: The agency's name when the period opened: history keeps it (R51).
    agency_name = models.CharField(max_length=200)
    state = models.CharField(
        max_length=10, choices=ReturnState, default=ReturnState.OPEN
    )
    is_nil = models.BooleanField(default=False)
    started_at = models.DateTimeField(null=True, blank=True)
    #: Of the latest submission; a late first submission stays late for ever (R38).
    submitted_at = models.DateTimeField(null=True, blank=True)
    is_late = models.BooleanField(default=False)
    accepted_at = models.DateTimeField(null=True, blank=True)
    accepted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    #: How many times it has been sent in.
    version = models.PositiveSmallIntegerField(default=0)

    objects = ReturnQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["period", "agency"], name="one_return_per_agency_and_period"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=RECEIVED)
                | Q(submitted_at__isnull=False, version__gte=1),
                name="received_return_was_submitted",
            ),
            models.CheckConstraint(
                condition=~Q(state=ReturnState.ACCEPTED)
                | Q(accepted_at__isnull=False, accepted_by__isnull=False),
                name="accepted_return_says_by_whom",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.agency_name}, {self.period}"

    def get_absolute_url(self) -> str:
        return reverse("actions:return", args=[self.period.quarter, self.agency.slug])

    @property
    def is_writable(self) -> bool:
        """Say whether the agency may write in it now (R33, R34)."""
        return self.state in WRITABLE

    @property
    def is_received(self) -> bool:
        return self.state in RECEIVED


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

    class Meta:
        abstract = True

    #: The fields an agency writes, in the order of the page.
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


class ReturnLine(LineWords):
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

    objects = ReturnLineQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["quarterly_return", "action"],
                name="one_line_per_action_and_return",
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


class Submission(models.Model):
    """One sending-in of a return: who signed, when, whether late. Never changed."""

    quarterly_return = models.ForeignKey(
        Return, on_delete=models.PROTECT, related_name="submissions"
    )
    version = models.PositiveSmallIntegerField()
    submitted_at = models.DateTimeField()
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    #: Name, post and agency as signed (R38).
    signed_name = models.CharField(max_length=200)
    signed_post = models.CharField(max_length=200)
    agency_name = models.CharField(max_length=200)
    is_late = models.BooleanField()
    is_nil = models.BooleanField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["quarterly_return", "version"], name="one_submission_a_version"
            ),
            models.CheckConstraint(
                condition=~Q(signed_name="") & ~Q(signed_post=""),
                name="submission_is_signed",
                violation_error_message="Sign with your name and your post.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.quarterly_return}, version {self.version}"


class ReportedLine(LineWords):
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
