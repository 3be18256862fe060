"""Opinions: how far somebody other than the owner relies on the arrangements."""

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from assurance.choices import (
    WHOLE,
    WHOLE_LABEL,
    Confidence,
    Line,
    giver_label,
)
from assurance.querysets import OpinionQuerySet
from priorities.models import Heading, Priority


class Opinion(models.Model):
    """A dated judgement on one priority under one heading, or on the whole of it.

    Given by a person, never computed (R40), never edited: a later opinion on the
    same cell takes its place and both stay.
    """

    priority = models.ForeignKey(
        Priority, on_delete=models.PROTECT, related_name="opinions"
    )
    #: None is the opinion on the whole priority (R43).
    heading = models.ForeignKey(
        Heading,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="opinions",
    )
    #: The version of the scale it was given on, and the code of a level of that.
    scale = models.ForeignKey(
        "Scale",
        to_field="version",
        db_column="scale_version",
        on_delete=models.PROTECT,
        related_name="opinions",
    )
    level = models.CharField(max_length=12)
    confidence = models.CharField(max_length=6, choices=Confidence)
    line = models.PositiveSmallIntegerField(choices=Line)
    #: R39: the giver belongs to the lead or an owning agency of this scope.
    is_self_assessment = models.BooleanField(default=False)
    evidence = models.TextField()
    evidence_sources = models.PositiveSmallIntegerField()
    #: The day of the oldest evidence relied on; None in older opinions.
    evidence_on = models.DateField(null=True, blank=True)
    reason = models.TextField()
    interests = models.TextField(blank=True)
    #: R43: why the whole is rated better than the worst of its headings.
    why_better = models.TextField(blank=True)
    given_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    given_by_name = models.CharField(max_length=200)
    given_by_post = models.CharField(max_length=200)
    given_at = models.DateTimeField()
    given_on = models.DateField()
    expires_on = models.DateField()
    #: R45: what the person was told and went on with, such as one source only.
    warning = models.TextField(blank=True)

    objects = OpinionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(reason="") & ~Q(evidence=""),
                name="opinion_gives_reason_and_evidence",
                violation_error_message=(
                    "An opinion gives its reason and the evidence relied on."
                ),
            ),
            models.CheckConstraint(
                condition=Q(expires_on__gt=F("given_on")),
                name="opinion_expires_after_it_is_given",
                violation_error_message="An opinion expires after it is given.",
            ),
            models.CheckConstraint(
                condition=Q(is_self_assessment=False)
                | (~Q(interests="") & ~Q(line=Line.THIRD)),
                name="self_assessment_declares_its_interest",
                violation_error_message=(
                    "You belong to an agency that leads or owns this: declare the "
                    "interest, and give it as first or second line."
                ),
            ),
        ]
        indexes = [
            models.Index(
                fields=["priority", "heading", "-given_at"], name="opinion_latest"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.level_label}: {self.scope}, P{self.priority.number}"

    def get_absolute_url(self) -> str:
        return reverse("assurance:opinion", args=[self.pk])

    @property
    def level_label(self) -> str:
        """The word of its level, on the scale it was given on."""
        return self.scale.word_for(self.level)

    @property
    def confidence_word(self) -> str:
        """How strong the evidence is, in one word: sources and age stand beside it."""
        return Confidence(self.confidence).word

    @property
    def tone(self) -> str:
        """How good its level is, on the scale it was given on."""
        level = self.scale.level_called(self.level)
        return level.tone if level else ""

    @property
    def code(self) -> str:
        """The scope as addresses and the API write it: a heading's code or "all"."""
        return self.heading.code if self.heading else WHOLE

    @property
    def scope(self) -> str:
        """The scope in words."""
        return self.heading.label if self.heading else WHOLE_LABEL

    @property
    def giver_label(self) -> str:
        """How far the giver is from the work, as the grid says it (R39)."""
        return giver_label(self.line, is_self_assessment=self.is_self_assessment)

    def is_out_of_date(self, *, on: date) -> bool:
        """R42: an expired opinion is shown as such and not counted as current."""
        return self.expires_on <= on
