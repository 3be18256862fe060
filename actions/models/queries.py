"""What an officer says about a return: questions, and notes of their own."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from actions.models.lines import ReturnLine
from actions.models.returns import Return
from actions.querysets import QueryQuerySet


class Query(models.Model):
    """A round of question and answer about a return or one line of it."""

    quarterly_return = models.ForeignKey(
        Return, on_delete=models.PROTECT, related_name="queries"
    )
    line = models.ForeignKey(
        ReturnLine,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="queries",
    )
    #: The version of the return that is asked about.
    version = models.PositiveSmallIntegerField()
    question = models.TextField()
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    asked_at = models.DateTimeField()
    answer = models.TextField(blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    answered_at = models.DateTimeField(null=True, blank=True)

    #: Set on a copy whose texts are held back from its reader (R57).
    is_hidden = False

    objects = QueryQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "queries"
        constraints = [
            models.CheckConstraint(
                condition=~Q(question=""),
                name="query_asks_something",
                violation_error_message="Write the question.",
            ),
            models.CheckConstraint(
                condition=Q(answered_at=None)
                | (~Q(answer="") & Q(answered_by__isnull=False)),
                name="answered_query_has_its_answer",
                violation_error_message="Write the answer.",
            ),
        ]

    def __str__(self) -> str:
        return f"Query on {self.quarterly_return}"


class OfficerNote(models.Model):
    """The officer's own view of a line, signed and set apart (R35)."""

    line = models.ForeignKey(
        ReturnLine, on_delete=models.PROTECT, related_name="officer_notes"
    )
    text = models.TextField()
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    written_at = models.DateTimeField()

    #: Set on a copy whose text is held back from its reader (R57).
    is_hidden = False

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(text=""),
                name="officer_note_says_something",
                violation_error_message="Write the note.",
            ),
        ]

    def __str__(self) -> str:
        return f"Officer's note on {self.line}"
