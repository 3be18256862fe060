"""Inside the agency, before a return goes: the approver signs or sends it back."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from actions.models.returns import Return
from actions.return_choices import SignOffOutcome


class SignOff(models.Model):
    """One round: sent to the approvers, then signed or sent back (domain 3.5)."""

    quarterly_return = models.ForeignKey(
        Return, on_delete=models.PROTECT, related_name="sign_offs"
    )
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    asked_at = models.DateTimeField()
    #: What the writer says to the approver.
    note = models.TextField(blank=True)
    #: What waits is the statement that there is nothing to report (R32).
    is_nil = models.BooleanField(default=False)
    outcome = models.CharField(
        max_length=10, choices=SignOffOutcome, default=SignOffOutcome.WAITING
    )
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    comment = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["quarterly_return"],
                condition=Q(outcome=SignOffOutcome.WAITING),
                name="one_sign_off_waits_at_a_time",
            ),
            models.CheckConstraint(
                condition=~Q(outcome=SignOffOutcome.SENT_BACK) | ~Q(comment=""),
                name="sent_back_says_why",
                violation_error_message="Say what has to change.",
            ),
        ]

    def __str__(self) -> str:
        return f"Sign-off of {self.quarterly_return}"
