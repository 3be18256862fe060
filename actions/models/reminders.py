"""The ledger of reminders: one row per person, stage and occasion (R59)."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.functional import cached_property

from actions.choices import ReminderState
from actions.models.digests import Digest
from actions.querysets import ReminderQuerySet
from hcss.kernel import reminding


class Reminder(models.Model):
    """A person is to be told one thing once.

    The unique rule makes planning safe to repeat. A worker takes the row
    (``taken_at``), sends everything the person is owed in one mail, and writes
    ``sent_at``. A row whose reason has gone is ``stopped_at`` instead. What the
    mail server refuses for good (``refused_at``) waits for an officer, and so does
    what an officer holds (``held_at``).
    """

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="reminders"
    )
    #: The code of a stage: what it is, is data.
    stage = models.CharField(max_length=20)
    #: What it is about: a kind of thing (:mod:`hcss.kernel.reminding`) and which.
    kind = models.CharField(max_length=20)
    thing_id = models.BigIntegerField()
    #: What this occasion is, such as ``return:12`` or ``action:5:2026-12-01``.
    occasion = models.CharField(max_length=60)
    #: The day it is about: a deadline, a due or review date; none if undated.
    concerns_on = models.DateField(null=True, blank=True)
    planned_at = models.DateTimeField()
    #: It goes in no earlier digest: the next of the days that the person chose.
    not_before = models.DateField(null=True, blank=True)
    #: The person wants to be told of such things in the service only.
    is_mailed = models.BooleanField(default=True)
    held_at = models.DateTimeField(null=True, blank=True)
    held_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    taken_at = models.DateTimeField(null=True, blank=True)
    #: The claim of the worker that holds it.
    claim = models.UUIDField(null=True, blank=True)
    #: The last message that it went into.
    digest = models.ForeignKey(
        Digest,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="reminders",
    )
    sent_at = models.DateTimeField(null=True, blank=True)
    stopped_at = models.DateTimeField(null=True, blank=True)
    stopped_because = models.CharField(max_length=200, blank=True)
    attempts = models.PositiveIntegerField(default=0)
    #: After a failure: not before this moment.
    next_try_at = models.DateTimeField(null=True, blank=True)
    failed_at = models.DateTimeField(null=True, blank=True)
    refused_at = models.DateTimeField(null=True, blank=True)
    error = models.TextField(blank=True)

    objects = ReminderQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "stage", "occasion"],
                name="one_reminder_per_person_stage_and_occasion",
            ),
            models.CheckConstraint(
                condition=Q(sent_at=None) | Q(stopped_at=None),
                name="reminder_is_sent_or_stopped",
            ),
            models.CheckConstraint(
                condition=Q(held_at=None, held_by=None)
                | Q(held_at__isnull=False, held_by__isnull=False, sent_at=None),
                name="held_reminder_says_by_whom",
            ),
        ]
        indexes = [
            models.Index(
                fields=["person"],
                condition=Q(sent_at=None, stopped_at=None),
                name="reminders_owed",
            ),
            models.Index(fields=["sent_at"], name="reminders_by_sending"),
            models.Index(fields=["kind", "thing_id"], name="reminders_by_thing"),
        ]

    def __str__(self) -> str:
        return f"{self.stage_label} to {self.person}"

    @property
    def source(self) -> reminding.Source:
        return reminding.source_of(self.kind)

    @cached_property
    def thing(self) -> Any:
        """What it is about; lists fetch it for all rows by ``with_things``."""
        return self.source.shown().get(pk=self.thing_id)

    @property
    def stage_label(self) -> str:
        """What its stage is called."""
        return reminding.label_of(self.stage)

    @property
    def url(self) -> str:
        """Where the person reads on and does something about it."""
        found: str = self.thing.get_absolute_url()
        return found

    @property
    def about(self) -> str:
        """Name the thing as a mail may (R57, R58)."""
        return self.source.about(self.thing)

    @property
    def state(self) -> ReminderState:
        """Say where it is on its way."""
        if self.sent_at:
            return ReminderState.SENT if self.is_mailed else ReminderState.SHOWN
        if self.stopped_at:
            return ReminderState.STOPPED
        if self.held_at:
            return ReminderState.HELD
        if self.refused_at:
            return ReminderState.REFUSED
        return ReminderState.FAILED if self.failed_at else ReminderState.WAITING


class ReminderPreference(models.Model):
    """How a person wants to be told of what is not their duty."""

    person = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="reminder_preference",
    )
    #: The weekdays of their digest, Monday is 0; none chosen is any working day.
    weekdays = models.JSONField(default=list, blank=True)
    in_service_only = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1)

    def __str__(self) -> str:
        return f"How {self.person} is told"


class StageChange(models.Model):
    """An officer changed when or in which words a stage goes. The latest counts."""

    stage = models.CharField(max_length=20)
    version = models.PositiveIntegerField()
    count = models.SmallIntegerField()
    unit = models.CharField(max_length=12, choices=reminding.Unit)
    sentence = models.TextField()
    is_on = models.BooleanField()
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["stage", "version"], name="stage_changes_are_numbered"
            ),
        ]

    def __str__(self) -> str:
        return f"{reminding.label_of(self.stage)}, version {self.version}"


class CalendarAddress(models.Model):
    """A secret address under which a calendar reads what a person owes."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="calendar_addresses",
    )
    #: SHA-256 of the secret; the secret itself is shown once.
    digest = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person"],
                condition=Q(revoked_at=None),
                name="one_calendar_address_a_person",
            ),
        ]

    def __str__(self) -> str:
        return f"Calendar of {self.person}"
