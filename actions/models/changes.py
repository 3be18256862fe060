"""Who else has a part in an action, and how its date has moved."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from actions.choices import DateChangeState, DelayReason
from actions.models.actions import Action
from actions.querysets import DateChangeQuerySet
from partnerships.models import Agency


class Contribution(models.Model):
    """An agency does part of an action that another leads (R10, R37)."""

    action = models.ForeignKey(
        Action, on_delete=models.CASCADE, related_name="contributions"
    )
    agency = models.ForeignKey(
        Agency, on_delete=models.PROTECT, related_name="contributions"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["action", "agency"], name="contributes_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.agency} contributes to {self.action}"


class DateChange(models.Model):
    """A request for a new date: who asked, why, who decided (R23 to R25)."""

    action = models.ForeignKey(
        Action, on_delete=models.PROTECT, related_name="date_changes"
    )
    number = models.PositiveSmallIntegerField()
    old_on = models.DateField()
    new_on = models.DateField()
    reason = models.CharField(max_length=10, choices=DelayReason)
    explanation = models.TextField()
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    asked_at = models.DateTimeField()
    state = models.CharField(
        max_length=10, choices=DateChangeState, default=DateChangeState.WAITING
    )
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    decision = models.CharField(max_length=200, blank=True)
    comment = models.TextField(blank=True)

    objects = DateChangeQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["action", "number"], name="date_changes_are_numbered"
            ),
            models.UniqueConstraint(
                fields=["action"],
                condition=Q(state=DateChangeState.WAITING),
                name="one_date_change_waits_at_a_time",
                violation_error_message=(
                    "A new date has been asked for already and waits for a decision."
                ),
            ),
            models.CheckConstraint(
                condition=Q(decided_by=None) | ~Q(decided_by=F("asked_by")),
                name="who_asks_does_not_approve",
                violation_error_message="Who asks for a new date does not approve it.",
            ),
            models.CheckConstraint(
                condition=~Q(old_on=F("new_on")),
                name="new_date_differs",
                violation_error_message="The new date is the same as the old one.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.action.ref}: {self.old_on} to {self.new_on}"

    def get_absolute_url(self) -> str:
        return reverse("actions:date-change", args=[self.pk])

    @property
    def days_moved(self) -> int:
        """By how many days it moves the date; fewer than none is earlier."""
        return (self.new_on - self.old_on).days

    @property
    def days_from_baseline(self) -> int:
        """How far from the first date it takes the action (R24)."""
        first = self.action.baseline_on or self.old_on
        return (self.new_on - first).days
