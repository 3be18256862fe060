"""The agreement, its headings, its priorities and who answers for each."""

from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from partnerships.models import Agency, Partnership, Post
from priorities.choices import OwnershipGrade
from priorities.querysets import AgreementQuerySet, HeadingQuerySet, PriorityQuerySet

#: The code of the heading that asks who owns a priority.
OWNERSHIP = "OW"


class Agreement(models.Model):
    """One version of a county's community safety agreement.

    It is written only by :mod:`priorities.services.agreements`. The next version
    replaces this one and leaves it readable (R49).
    """

    title = models.CharField(max_length=200)
    slug = models.SlugField(max_length=80, unique=True)
    byline = models.CharField(max_length=200, blank=True)
    period_label = models.CharField(max_length=40)
    introduction = models.TextField()
    starts_on = models.DateField(null=True, blank=True)
    ends_on = models.DateField(null=True, blank=True)
    group = models.ForeignKey(
        Partnership,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="agreements",
    )
    replaces = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="replaced_by",
    )
    loaded_at = models.DateTimeField()

    objects = AgreementQuerySet.as_manager()

    class Meta:
        ordering = ["-loaded_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["replaces"],
                name="agreement_is_replaced_once",
                violation_error_message="That agreement has been replaced already.",
            ),
            models.CheckConstraint(
                condition=Q(starts_on=None)
                | Q(ends_on=None)
                | Q(ends_on__gte=F("starts_on")),
                name="agreement_ends_after_it_starts",
                violation_error_message="The agreement ends before it starts.",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return f"{reverse('priorities:agreement')}?agreement={self.slug}"


class Heading(models.Model):
    """A question that the agreement asks of every priority.

    ``OW`` is strategic ownership; the others are the agreement's own headings.
    """

    agreement = models.ForeignKey(
        Agreement, on_delete=models.PROTECT, related_name="headings"
    )
    code = models.CharField(max_length=10)
    label = models.CharField(max_length=100)
    question = models.CharField(max_length=300)
    order = models.PositiveSmallIntegerField()

    objects = HeadingQuerySet.as_manager()

    class Meta:
        ordering = ["order"]
        constraints = [
            models.UniqueConstraint(
                fields=["agreement", "code"], name="one_heading_per_code"
            )
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def is_ownership(self) -> bool:
        return self.code == OWNERSHIP


class Priority(models.Model):
    """One of the issues that the agreement commits partners to address together."""

    agreement = models.ForeignKey(
        Agreement, on_delete=models.PROTECT, related_name="priorities"
    )
    number = models.PositiveSmallIntegerField()
    list_title = models.CharField(max_length=300)
    heading_title = models.CharField(max_length=300)
    #: An editor's label for narrow tables: not the agreement's words.
    short_title = models.CharField(max_length=60)

    objects = PriorityQuerySet.as_manager()

    class Meta:
        ordering = ["number"]
        verbose_name_plural = "priorities"
        constraints = [
            models.UniqueConstraint(
                fields=["agreement", "number"], name="one_priority_per_number"
            ),
            models.CheckConstraint(
                condition=Q(number__gte=1), name="priorities_count_from_one"
            ),
        ]

    def __str__(self) -> str:
        return f"Priority {self.number}: {self.title}"

    def get_absolute_url(self) -> str:
        return reverse("priorities:priority", args=[self.number])

    @property
    def title(self) -> str:
        """The title above the chapter, without the full stop some sources add."""
        return self.heading_title.removesuffix(".")

    @property
    def has_two_titles(self) -> bool:
        """Whether the list and the chapter name the priority differently."""
        return self.list_title != self.heading_title


class Ownership(models.Model):
    """What the group has assessed about who answers for a priority (3.6)."""

    priority = models.OneToOneField(
        Priority, on_delete=models.PROTECT, related_name="ownership"
    )
    grade = models.CharField(max_length=20, choices=OwnershipGrade)
    words = models.CharField(max_length=400, blank=True)
    note = models.TextField(blank=True)

    class Meta:
        verbose_name_plural = "ownerships"
        constraints = [
            models.CheckConstraint(
                condition=Q(grade=OwnershipGrade.NONE_RECORDED) | ~Q(words=""),
                name="ownership_quotes_the_agreement",
                violation_error_message="Quote the agreement's words on ownership.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_grade_display()} ownership of {self.priority}"

    @property
    def is_open(self) -> bool:
        """Whether nobody answers for the priority yet (R15)."""
        return self.grade in (
            OwnershipGrade.TO_BE_DEVELOPED,
            OwnershipGrade.NONE_RECORDED,
        )


class Owner(models.Model):
    """An agency, a partnership or a post that the source names as owner.

    All of them are shown; one is the lead only if the source says so (R13, R14).
    """

    ownership = models.ForeignKey(
        Ownership, on_delete=models.PROTECT, related_name="owners"
    )
    agency = models.ForeignKey(
        Agency, on_delete=models.PROTECT, null=True, blank=True, related_name="owns"
    )
    partnership = models.ForeignKey(
        Partnership,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="owns",
    )
    post = models.ForeignKey(
        Post, on_delete=models.PROTECT, null=True, blank=True, related_name="owns"
    )
    is_lead = models.BooleanField(default=False)
    order = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["order"]
        constraints = [
            models.CheckConstraint(
                condition=(
                    Q(agency__isnull=False, partnership=None, post=None)
                    | Q(agency=None, partnership__isnull=False, post=None)
                    | Q(agency=None, partnership=None, post__isnull=False)
                ),
                name="owner_is_one_agency_partnership_or_post",
                violation_error_message="Name one agency, partnership or post.",
            ),
            models.UniqueConstraint(
                fields=["ownership"],
                condition=Q(is_lead=True),
                name="one_lead_per_priority",
                violation_error_message="A priority has at most one lead.",
            ),
            models.UniqueConstraint(
                fields=["ownership", "agency"], name="agency_owns_a_priority_once"
            ),
            models.UniqueConstraint(
                fields=["ownership", "partnership"],
                name="partnership_owns_a_priority_once",
            ),
            models.UniqueConstraint(
                fields=["ownership", "post"], name="post_owns_a_priority_once"
            ),
        ]

    def __str__(self) -> str:
        return str(self.owner)

    @property
    def owner(self) -> Agency | Partnership | Post:
        """The one body or post that this row names."""
        owner = self.agency or self.partnership or self.post
        if owner is None:
            raise ValueError("an owner names an agency, a partnership or a post")
        return owner
