"""The ledger of reminders: one row per person, stage and occasion (R59)."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from actions.choices import ReminderState, Stage
from actions.models.actions import Action
from actions.models.returns import Return
from actions.querysets import ReminderQuerySet


def words_for_mail(thing: Return | Action) -> str:
    """Name a return or an action as a mail may (R57, R58).

    No commentary of anybody's, and a sensitive action by its reference alone.
    """
    if isinstance(thing, Return):
        return f"{thing.period} return of {thing.agency_name}"
    return thing.ref if thing.is_sensitive else f"{thing.ref} {thing.title}"


class Reminder(models.Model):
    """A person is to be told one thing once.

    The unique rule makes planning safe to repeat. A worker takes the row
    (``taken_at``), sends everything the person is owed in one mail, and writes
    ``sent_at``. A row whose reason has gone is ``stopped_at`` instead. What the
    mail server refuses for good (``refused_at``) waits for an officer.
    """

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="reminders"
    )
    stage = models.CharField(max_length=20, choices=Stage)
    #: What this occasion is, such as ``return:12`` or ``action:5:2026-12-01``.
    occasion = models.CharField(max_length=60)
    quarterly_return = models.ForeignKey(
        Return,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="reminders",
    )
    action = models.ForeignKey(
        Action,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="reminders",
    )
    #: The day it is about: a deadline, a due or review date; none if undated.
    concerns_on = models.DateField(null=True, blank=True)
    planned_at = models.DateTimeField()
    taken_at = models.DateTimeField(null=True, blank=True)
    #: The claim of the worker that holds it.
    claim = models.UUIDField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    stopped_at = models.DateTimeField(null=True, blank=True)
    stopped_because = models.CharField(max_length=200, blank=True)
    attempts = models.PositiveIntegerField(default=0)
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
                condition=Q(quarterly_return__isnull=False, action=None)
                | Q(quarterly_return=None, action__isnull=False),
                name="reminder_is_about_one_thing",
            ),
            models.CheckConstraint(
                condition=Q(sent_at=None) | Q(stopped_at=None),
                name="reminder_is_sent_or_stopped",
            ),
        ]
        indexes = [
            models.Index(
                fields=["person"],
                condition=Q(sent_at=None, stopped_at=None),
                name="reminders_owed",
            ),
            models.Index(fields=["sent_at"], name="reminders_by_sending"),
        ]

    def __str__(self) -> str:
        return f"{self.get_stage_display()} to {self.person}"

    @property
    def thing(self) -> Return | Action:
        """The return or the action that it is about."""
        return self.quarterly_return or self.action  # type: ignore[return-value]

    @property
    def url(self) -> str:
        """Where the person reads on: of an ask its own page, whoever may see it."""
        kind, _, number = self.occasion.partition(":")
        if kind == "ask":
            return reverse("actions:ask", args=[int(number)])
        return self.thing.get_absolute_url()

    @property
    def about(self) -> str:
        """Name the thing as :func:`words_for_mail` does."""
        return words_for_mail(self.thing)

    @property
    def state(self) -> ReminderState:
        """Say where it is on its way."""
        if self.sent_at:
            return ReminderState.SENT
        if self.stopped_at:
            return ReminderState.STOPPED
        if self.refused_at:
            return ReminderState.REFUSED
        return ReminderState.FAILED if self.failed_at else ReminderState.WAITING
