"""An agency's return for a period, and each sending-in of it."""

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from actions.choices import RECEIVED, UNDER_WAY, ReturnState
from actions.models.periods import Period
from actions.querysets import ReturnQuerySet
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
    #: Until when this agency may still write although the period has closed.
    extended_until = models.DateTimeField(null=True, blank=True)
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

    def is_in_time(self, *, at: datetime) -> bool:
        """Say whether the period, or this agency's extension, still runs."""
        until = self.extended_until
        return at <= self.period.closes_at or (until is not None and at <= until)

    def is_writable(self, *, at: datetime) -> bool:
        """Say whether the agency may write in it at this moment (R33, R34).

        The same as :meth:`ReturnQuerySet.writable`. What is closed opens again
        only by an extension, and what waits for sign-off only by being sent back.
        """
        if self.state == ReturnState.NO_RETURN:
            return self.extended_until is not None and at <= self.extended_until
        is_begun = self.state in (ReturnState.OPEN, ReturnState.DRAFT)
        return self.state == ReturnState.QUERIED or (
            is_begun and self.is_in_time(at=at)
        )

    def is_signable(self, *, at: datetime) -> bool:
        """Say whether it may be signed and sent in at this moment."""
        waits = self.state == ReturnState.AWAITING and self.is_in_time(at=at)
        return waits or self.is_writable(at=at)

    @property
    def is_under_way(self) -> bool:
        return self.state in UNDER_WAY

    @property
    def is_received(self) -> bool:
        return self.state in RECEIVED


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
    #: It holds the one line that an approved amendment changed, not the return.
    is_amendment = models.BooleanField(default=False)

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
