"""What an agency needs of the group or of another agency, until it is settled."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from actions.choices import Marking
from actions.models.actions import Action
from actions.models.lines import ReportedLine, ReturnLine
from actions.querysets import AskQuerySet
from actions.return_choices import OPEN_ASKS, AskReplyKind, AskState
from partnerships.models import Agency


class Ask(models.Model):
    """One decision or one resource that an agency needs, by a date.

    ``of_agency`` is None when it is asked of the group. It is closed by who asked,
    or by the chair with a reason; never by who was asked.
    """

    action = models.ForeignKey(Action, on_delete=models.PROTECT, related_name="asks")
    #: The line it was raised with, and the report, if that was off track (R21).
    line = models.ForeignKey(
        ReturnLine,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="asks",
    )
    reported = models.OneToOneField(
        ReportedLine,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="raised_ask",
    )
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="asks")
    raised_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    raised_at = models.DateTimeField()
    text = models.TextField()
    of_agency = models.ForeignKey(
        Agency,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="asks_of_it",
    )
    #: As the agency wrote it: "the group", or the name of whom it asks.
    of_name = models.CharField(max_length=200)
    answerer = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="asks_to_answer",
    )
    need_by = models.DateField()
    marking = models.CharField(max_length=20, choices=Marking, default=Marking.OFFICIAL)
    state = models.CharField(max_length=10, choices=AskState, default=AskState.OPEN)
    closed_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = AskQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(text=""),
                name="ask_says_what",
                violation_error_message="Say what you ask for.",
            ),
            models.CheckConstraint(
                condition=Q(of_agency=None) | ~Q(of_agency=F("agency")),
                name="nobody_asks_themselves",
                violation_error_message="An agency cannot ask itself.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.agency} asks {self.of_name} about {self.action.ref}"

    def get_absolute_url(self) -> str:
        return reverse("actions:ask", args=[self.pk])

    @property
    def is_unanswered(self) -> bool:
        """Say whether it waits for whoever was asked."""
        return self.state == AskState.OPEN

    @property
    def is_unsettled(self) -> bool:
        return self.state in OPEN_ASKS

    @property
    def is_sensitive(self) -> bool:
        return self.marking == Marking.SENSITIVE


class AskReply(models.Model):
    """An answer, "that is not enough", or the end of it: rows, never overwritten."""

    ask = models.ForeignKey(Ask, on_delete=models.PROTECT, related_name="replies")
    kind = models.CharField(max_length=10, choices=AskReplyKind)
    text = models.TextField(blank=True)
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    written_at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "ask replies"
        constraints = [
            models.CheckConstraint(
                condition=Q(kind=AskReplyKind.CLOSED) | ~Q(text=""),
                name="ask_reply_says_something",
                violation_error_message="Write it down: the reason is kept.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.ask}"
