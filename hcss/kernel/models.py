"""The audit trail (R53), and what the clock and its jobs have to remember."""

from django.conf import settings
from django.db import models


class AuditEvent(models.Model):
    """One fact about the past. Rows are added, never changed or removed.

    The database itself refuses anything else: see :mod:`hcss.kernel.triggers`.
    """

    verb = models.CharField(max_length=100)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    #: The name at the time, so that history reads as it did; "" is the system.
    actor_name = models.CharField(max_length=200, blank=True)
    subject_type = models.CharField(max_length=100)
    subject_id = models.BigIntegerField()
    subject_label = models.CharField(max_length=300, blank=True)
    happened_at = models.DateTimeField()
    why = models.TextField(blank=True)
    #: ``{"field": [from, to]}``
    changes = models.JSONField(default=dict)

    class Meta:
        indexes = [
            models.Index(fields=["subject_type", "subject_id"], name="audit_subject"),
        ]

    def __str__(self) -> str:
        return f"{self.happened_at:%Y-%m-%d %H:%M} {self.verb} #{self.pk}"


class ClockLease(models.Model):
    """Which of several clocks ticks, and until when unless it says so again."""

    name = models.CharField(max_length=50, primary_key=True)
    #: The machine and process; empty when it was given back.
    holder = models.CharField(max_length=200, blank=True)
    renewed_at = models.DateTimeField()
    until = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.name}: {self.holder or 'nobody'}"


class JobRun(models.Model):
    """When one periodic job was last asked for, begun and ended."""

    #: The name of its Celery task.
    name = models.CharField(max_length=200, primary_key=True)
    last_asked_at = models.DateTimeField(null=True)
    last_started_at = models.DateTimeField(null=True)
    last_ended_at = models.DateTimeField(null=True)
    last_outcome = models.CharField(max_length=200, blank=True)
    #: The end of the first of the runs that have failed without a break.
    failing_since = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.name}: {self.last_outcome or 'never ended'}"
