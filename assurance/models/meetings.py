"""Meetings of the group, their papers, and what they decided."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from actions.choices import Marking
from actions.models import Action, Period
from assurance.querysets import (
    DecisionQuerySet,
    MeetingPaperQuerySet,
    MeetingQuerySet,
)
from partnerships.models import Partnership
from priorities.models import Heading, Priority


class Meeting(models.Model):
    """A meeting with its date, and the quarter whose position it considers."""

    group = models.ForeignKey(
        Partnership, on_delete=models.PROTECT, related_name="meetings"
    )
    held_on = models.DateField()
    begins_at = models.TimeField(null=True, blank=True)
    place = models.CharField(max_length=200, blank=True)
    #: The position that it considers; each is considered by one meeting of a group.
    period = models.ForeignKey(
        Period,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="meetings",
    )
    #: As the paper's head says it (domain 4.5).
    item = models.CharField(max_length=40, blank=True)
    report_of = models.CharField(max_length=200, blank=True)
    contact = models.CharField(max_length=200, blank=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    recorded_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    objects = MeetingQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["group", "held_on"],
                name="one_meeting_of_a_group_a_day",
                violation_error_message="The group has a meeting on that day already.",
            ),
            models.UniqueConstraint(
                fields=["group", "period"],
                name="a_position_is_considered_once",
                violation_error_message=(
                    "Another meeting of the group considers that quarter."
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"Meeting of {self.group.label} on {self.held_on:%-d %B %Y}"

    def get_absolute_url(self) -> str:
        return reverse("assurance:meeting", args=[self.pk])


class MeetingPaper(models.Model):
    """Another paper of a meeting, kept elsewhere: its title and address."""

    meeting = models.ForeignKey(
        Meeting, on_delete=models.PROTECT, related_name="papers"
    )
    title = models.CharField(max_length=200)
    url = models.URLField(max_length=500)
    marking = models.CharField(max_length=20, choices=Marking, default=Marking.OFFICIAL)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    added_at = models.DateTimeField()

    objects = MeetingPaperQuerySet.as_manager()

    def __str__(self) -> str:
        return self.title


class Decision(models.Model):
    """What a meeting decided: numbered, dated, never edited (R48).

    A correction is another decision that names this one. ``follow_up`` is the action
    that it made, with an owner and a date from the first moment.
    """

    meeting = models.ForeignKey(
        Meeting, on_delete=models.PROTECT, related_name="decisions"
    )
    group = models.ForeignKey(Partnership, on_delete=models.PROTECT, related_name="+")
    #: As it is cited, such as "2026/27-03": the financial year and the place in it.
    number = models.CharField(max_length=12)
    text = models.TextField()
    #: The cell it is against: a priority, and a heading of it or the whole.
    priority = models.ForeignKey(
        Priority,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="decisions",
    )
    heading = models.ForeignKey(
        Heading,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="decisions",
    )
    #: The action it speaks of, and the one it made.
    action = models.ForeignKey(
        Action,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="decisions",
    )
    follow_up = models.OneToOneField(
        Action,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="made_by_decision",
    )
    corrects = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="corrected_by",
    )
    marking = models.CharField(max_length=20, choices=Marking, default=Marking.OFFICIAL)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    recorded_by_name = models.CharField(max_length=200)
    recorded_at = models.DateTimeField()

    objects = DecisionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["group", "number"], name="decisions_are_numbered"
            ),
            models.CheckConstraint(
                condition=~Q(text=""),
                name="decision_says_what",
                violation_error_message="Write what was decided.",
            ),
            models.CheckConstraint(
                condition=Q(heading=None) | Q(priority__isnull=False),
                name="decision_on_a_heading_names_the_priority",
            ),
        ]

    def __str__(self) -> str:
        return f"Decision {self.number}"

    def get_absolute_url(self) -> str:
        return reverse("assurance:decision", args=[self.pk])

    @property
    def is_sensitive(self) -> bool:
        return self.marking == Marking.SENSITIVE

    @property
    def scope(self) -> str:
        """The cell it is against, in words; nothing if it is against none."""
        if self.priority is None:
            return ""
        name = f"P{self.priority.number} {self.priority.short_title}"
        return f"{name}, {self.heading.label}" if self.heading else name

    @property
    def cited(self) -> str:
        """The number as others name it, such as "HCSSG 2026/27-03"."""
        return f"{self.group.short_name} {self.number}".strip()
