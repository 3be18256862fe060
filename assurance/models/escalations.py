"""What has gone on too long, put to a named person who has to answer (R47)."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Coalesce
from django.urls import reverse

from actions.models import Action, Period
from assurance.meeting_choices import EscalationKind, EscalationState
from assurance.querysets import EscalationQuerySet
from partnerships.models import Agency


class Escalation(models.Model):
    """Off track, or no return, two quarters running: who is to answer, by when.

    The system enters it when the second quarter closes; it closes only with a reply.
    """

    kind = models.CharField(max_length=16, choices=EscalationKind)
    #: The second of the two quarters.
    period = models.ForeignKey(
        Period, on_delete=models.PROTECT, related_name="escalations"
    )
    agency = models.ForeignKey(
        Agency, on_delete=models.PROTECT, related_name="escalations"
    )
    #: Of an action off track; None where the whole return is missing.
    action = models.ForeignKey(
        Action,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="escalations",
    )
    #: Who is to answer; None until an officer names somebody.
    to_person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="escalations",
    )
    reply_by = models.DateField()
    raised_at = models.DateTimeField()
    state = models.CharField(
        max_length=8, choices=EscalationState, default=EscalationState.OPEN
    )
    reply = models.TextField(blank=True)
    replied_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    replied_by_name = models.CharField(max_length=200, blank=True)
    replied_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = EscalationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "kind",
                "period",
                "agency",
                Coalesce("action", 0),
                name="escalated_once_a_quarter",
            ),
            models.CheckConstraint(
                condition=~Q(state=EscalationState.ANSWERED)
                | (
                    ~Q(reply="") & Q(replied_at__isnull=False, replied_by__isnull=False)
                ),
                name="escalation_closes_only_with_a_reply",
                violation_error_message="An escalation closes only with a reply.",
            ),
        ]

    def __str__(self) -> str:
        about = self.action.ref if self.action else self.agency.name
        return f"{self.get_kind_display()}: {about}"

    def get_absolute_url(self) -> str:
        return reverse("assurance:escalation", args=[self.pk])
