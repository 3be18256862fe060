"""A reporting period: a quarter with three moments, opens, due and closes."""

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from actions.choices import PeriodState
from actions.querysets import PeriodQuerySet
from hcss.kernel.quarters import Quarter


class Period(models.Model):
    """A quarter of the financial year in which returns are collected (domain 4.2).

    Deadlines are moments, set for 17:00 in Europe/London; up to and including
    ``due_at`` is on time (R38).
    """

    slug = models.CharField(max_length=12, unique=True)
    starts_on = models.DateField(unique=True)
    ends_on = models.DateField()
    opens_at = models.DateTimeField()
    due_at = models.DateTimeField()
    closes_at = models.DateTimeField()
    state = models.CharField(
        max_length=10, choices=PeriodState, default=PeriodState.PLANNED
    )
    opened_at = models.DateTimeField(null=True, blank=True)
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )

    #: When its position was frozen for the meeting; from then on it stays as it was.
    sealed_at = models.DateTimeField(null=True, blank=True)

    objects = PeriodQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(opens_at__lt=F("due_at"), due_at__lt=F("closes_at")),
                name="period_opens_is_due_and_closes_in_order",
                violation_error_message=(
                    "A period opens, then is due, then closes, in that order."
                ),
            ),
            models.CheckConstraint(
                condition=Q(state=PeriodState.PLANNED) | Q(opened_at__isnull=False),
                name="open_period_says_when_it_opened",
            ),
            models.CheckConstraint(
                condition=~Q(state=PeriodState.CLOSED) | Q(closed_at__isnull=False),
                name="closed_period_says_when_it_closed",
            ),
            models.CheckConstraint(
                condition=Q(sealed_at=None) | Q(state=PeriodState.CLOSED),
                name="only_a_closed_period_is_sealed",
                violation_error_message="Close the period before you seal it.",
            ),
        ]

    def __str__(self) -> str:
        return str(self.quarter)

    def get_absolute_url(self) -> str:
        return reverse("actions:board", args=[self.quarter])

    @property
    def quarter(self) -> Quarter:
        return Quarter.containing(self.starts_on)

    @property
    def is_open(self) -> bool:
        return self.state == PeriodState.OPEN

    def is_late(self, *, at: datetime) -> bool:
        """Say whether something sent in at this moment is late (R38)."""
        return at > self.due_at
