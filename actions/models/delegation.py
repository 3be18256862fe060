"""Passing a line on: to a colleague, to somebody without an account, or both ways."""

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q

from actions.choices import Marking
from actions.models.lines import LineWords, ReturnLine
from actions.querysets import (
    ContributorReportQuerySet,
    DelegationQuerySet,
    ProposalQuerySet,
)
from actions.return_choices import ProposalState
from partnerships.models import Agency


class Delegation(models.Model):
    """One line, passed to one person, for a time.

    To a person with an account, or by a single-use link to somebody without one;
    of the link only its digest is kept. What they write is a :class:`Proposal`.
    """

    line = models.ForeignKey(
        ReturnLine, on_delete=models.PROTECT, related_name="delegations"
    )
    given_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    given_at = models.DateTimeField()
    note = models.TextField(blank=True)
    to_person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="delegations",
    )
    to_name = models.CharField(max_length=200)
    to_email = models.EmailField(blank=True)
    token_digest = models.CharField(max_length=64, null=True, blank=True, unique=True)
    expires_at = models.DateTimeField()
    #: When the mail about it went out; none while it is owed.
    sent_at = models.DateTimeField(null=True, blank=True)
    used_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects = DelegationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(to_person__isnull=False)
                | (~Q(to_email="") & Q(token_digest__isnull=False)),
                name="delegation_reaches_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.line}, passed to {self.to_name}"

    @property
    def is_by_link(self) -> bool:
        """Say whether it goes to somebody without an account."""
        return self.to_person_id is None

    def is_usable(self, *, at: datetime) -> bool:
        """Say whether words may still be proposed through it."""
        ended = self.used_at or self.withdrawn_at
        return ended is None and at < self.expires_at


class Proposal(LineWords):
    """Words that somebody else wrote for a line; its owner takes them over or not."""

    delegation = models.OneToOneField(
        Delegation, on_delete=models.PROTECT, related_name="proposal"
    )
    #: The version of the line that the writer had before them.
    line_version = models.PositiveIntegerField()
    written_by_name = models.CharField(max_length=200)
    written_at = models.DateTimeField()
    state = models.CharField(
        max_length=10, choices=ProposalState, default=ProposalState.WAITING
    )
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    decided_at = models.DateTimeField(null=True, blank=True)

    objects = ProposalQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.written_by_name} for {self.delegation.line}"


class ContributorReport(models.Model):
    """What a contributing agency says beside the line of a joint action (R37)."""

    line = models.ForeignKey(
        ReturnLine, on_delete=models.PROTECT, related_name="contributor_reports"
    )
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    text = models.TextField()
    #: Contributors do not rate; that they see a problem is shown.
    reports_issue = models.BooleanField(default=False)
    marking = models.CharField(max_length=20, choices=Marking, default=Marking.OFFICIAL)
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    written_at = models.DateTimeField()

    objects = ContributorReportQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(text=""),
                name="contributor_report_says_something",
                violation_error_message="Write what your agency did.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.agency} on {self.line}"

    @property
    def is_sensitive(self) -> bool:
        return self.marking == Marking.SENSITIVE
