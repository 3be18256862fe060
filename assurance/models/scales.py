"""The scale of assurance as data: what each level was called and meant, and when."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from assurance.meeting_choices import Tone
from assurance.querysets import ScaleQuerySet


class Scale(models.Model):
    """One version of the scale on which opinions are given. Never changed.

    A new version takes the place of the one before from the day it is published;
    opinions keep the version they were given on, and levels of two versions are not
    compared (domain 3.4, R44).
    """

    version = models.PositiveSmallIntegerField(unique=True)
    published_at = models.DateTimeField()
    #: None is the scale that the product came with.
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    #: The decision of the group to change it.
    decision = models.CharField(max_length=200, blank=True)

    objects = ScaleQuerySet.as_manager()

    class Meta:
        ordering = ["-version"]
        constraints = [
            models.CheckConstraint(
                condition=Q(version=1) | ~Q(decision=""),
                name="new_scale_names_its_decision",
                violation_error_message="Name the decision that changes the scale.",
            ),
        ]

    def __str__(self) -> str:
        return f"Scale of assurance, version {self.version}"

    def get_absolute_url(self) -> str:
        return f"{reverse('assurance:scales')}?version={self.version}"

    def level_called(self, code: str) -> "ScaleLevel | None":
        """Return its level of that code; load ``levels`` beforehand for many."""
        return next((each for each in self.levels.all() if each.code == code), None)

    def word_for(self, code: str) -> str:
        """Return what the level is called on this version of the scale."""
        level = self.level_called(code)
        return level.label if level else code


class ScaleLevel(models.Model):
    """One level of a version of the scale, with its definition."""

    scale = models.ForeignKey(Scale, on_delete=models.PROTECT, related_name="levels")
    code = models.SlugField(max_length=12)
    label = models.CharField(max_length=40)
    definition = models.TextField()
    #: 0 is the best; the best level needs two sources and an owner (R15, R45).
    order = models.PositiveSmallIntegerField()
    tone = models.CharField(max_length=4, choices=Tone)

    class Meta:
        ordering = ["order"]
        constraints = [
            models.UniqueConstraint(
                fields=["scale", "code"], name="one_level_of_a_code_per_scale"
            ),
            models.UniqueConstraint(
                fields=["scale", "order"], name="levels_of_a_scale_are_in_order"
            ),
            models.CheckConstraint(
                condition=~Q(label="") & ~Q(definition=""),
                name="level_has_a_label_and_a_definition",
                violation_error_message="A level needs its word and its definition.",
            ),
        ]

    def __str__(self) -> str:
        return self.label
