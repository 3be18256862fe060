"""The sentences, what is quoted from them, and notes beside them."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from priorities.choices import FragmentKind, StatementKind, Strength
from priorities.models.agreement import OWNERSHIP, Agreement, Heading, Priority
from priorities.querysets import (
    FragmentLinkQuerySet,
    FragmentQuerySet,
    StatementQuerySet,
)


class Statement(models.Model):
    """One sentence of an agreement, word for word and where it stands.

    Its text never changes: the database refuses it too (R5).
    """

    priority = models.ForeignKey(
        Priority, on_delete=models.PROTECT, related_name="statements"
    )
    #: None where the source has no heading (R4).
    heading = models.ForeignKey(
        Heading,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="statements",
    )
    ref = models.CharField(max_length=20)
    #: Position in the whole document, from 1.
    order = models.PositiveIntegerField()
    text = models.TextField()
    kind = models.CharField(max_length=20, choices=StatementKind)
    also_kind = models.CharField(max_length=20, choices=StatementKind, blank=True)
    source_heading = models.CharField(max_length=120, blank=True)
    is_inline_heading = models.BooleanField(default=False)
    #: Number of the bullet (or paragraph) within its section.
    bullet = models.PositiveSmallIntegerField()
    is_bullet = models.BooleanField(default=True)
    #: 1 for a bullet inside a bullet.
    level = models.PositiveSmallIntegerField(default=0)
    source_lines = models.CharField(max_length=40, blank=True)
    reading_note = models.TextField(blank=True)
    #: An editor's proposal where the source has no heading. Never the source's.
    suggested_heading = models.ForeignKey(
        Heading,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="suggested_for",
    )

    objects = StatementQuerySet.as_manager()

    class Meta:
        ordering = ["order"]
        constraints = [
            models.UniqueConstraint(
                fields=["priority", "ref"], name="one_statement_per_reference"
            ),
            models.UniqueConstraint(
                fields=["priority", "order"], name="statements_are_in_order"
            ),
            models.CheckConstraint(condition=~Q(text=""), name="statement_has_words"),
            models.CheckConstraint(
                condition=~Q(also_kind=F("kind")), name="statement_has_two_kinds_or_one"
            ),
            models.CheckConstraint(
                condition=Q(suggested_heading=None) | Q(heading=None),
                name="heading_is_suggested_only_where_there_is_none",
            ),
        ]

    def __str__(self) -> str:
        return self.ref

    def get_absolute_url(self) -> str:
        return reverse("priorities:statement", args=[self.ref])

    @property
    def is_ownership(self) -> bool:
        """Whether the sentence stands in the paragraph on strategic ownership."""
        return self.heading is not None and self.heading.code == OWNERSHIP

    @property
    def kinds(self) -> list[str]:
        """The one or two labels of what the sentence does, the first one first."""
        labels = [StatementKind(self.kind).label]
        if self.also_kind:
            labels.append(StatementKind(self.also_kind).label)
        return labels


class EditorialNote(models.Model):
    """An officer's remark beside a sentence. The sentence stays as it is (R5)."""

    statement = models.ForeignKey(
        Statement, on_delete=models.PROTECT, related_name="editorial_notes"
    )
    text = models.TextField(error_messages={"blank": "Write the note."})
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    written_at = models.DateTimeField()

    class Meta:
        ordering = ["written_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(text=""),
                name="editorial_note_has_words",
                violation_error_message="Write the note.",
            )
        ]

    def __str__(self) -> str:
        return f"Note on {self.statement}"


class Fragment(models.Model):
    """The part of a sentence that promises, wishes or warns, quoted.

    A commitment becomes a proposed action; opportunities and concerns are shown
    and not tracked until the group adopts them (R6, R9). What the sentence says
    of an owner is kept apart from whom an editor would suggest (R7).
    """

    agreement = models.ForeignKey(
        Agreement, on_delete=models.PROTECT, related_name="fragments"
    )
    statement = models.ForeignKey(
        Statement, on_delete=models.PROTECT, related_name="fragments"
    )
    ref = models.CharField(max_length=20)
    kind = models.CharField(max_length=20, choices=FragmentKind)
    strength = models.CharField(max_length=20, choices=Strength, blank=True)
    quote = models.TextField()
    title = models.CharField(max_length=200)
    #: What the sentence makes the promise depend on, quoted (R28).
    condition = models.CharField(max_length=200, blank=True)
    owner_in_source = models.CharField(max_length=200, blank=True)
    suggested_lead = models.CharField(max_length=200, blank=True)
    note = models.CharField(max_length=400, blank=True)
    order = models.PositiveIntegerField()

    objects = FragmentQuerySet.as_manager()

    class Meta:
        ordering = ["order"]
        constraints = [
            models.UniqueConstraint(
                fields=["agreement", "ref"], name="one_fragment_per_reference"
            ),
            models.CheckConstraint(
                condition=(
                    (Q(kind=FragmentKind.COMMITMENT) & ~Q(strength=""))
                    | (~Q(kind=FragmentKind.COMMITMENT) & Q(strength=""))
                ),
                name="commitments_and_only_they_have_a_strength",
            ),
            models.CheckConstraint(
                condition=~Q(quote=""), name="fragment_quotes_its_sentence"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.ref} {self.title}"

    @property
    def is_commitment(self) -> bool:
        return self.kind == FragmentKind.COMMITMENT


class FragmentLink(models.Model):
    """Two fragments that belong together. They are linked, never merged."""

    first = models.ForeignKey(
        Fragment, on_delete=models.PROTECT, related_name="links_out"
    )
    second = models.ForeignKey(
        Fragment, on_delete=models.PROTECT, related_name="links_in"
    )
    why = models.CharField(max_length=200)

    objects = FragmentLinkQuerySet.as_manager()

    class Meta:
        ordering = ["first__order", "second__order"]
        constraints = [
            models.UniqueConstraint(
                fields=["first", "second"], name="two_fragments_are_linked_once"
            ),
            models.CheckConstraint(
                condition=~Q(first=F("second")),
                name="fragment_is_not_linked_to_itself",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.first.ref} / {self.second.ref}"
