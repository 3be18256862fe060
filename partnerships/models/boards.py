"""The boards that agencies form, and the posts at either."""

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.urls import reverse

from partnerships.choices import PartnershipKind
from partnerships.querysets import (
    PartnershipQuerySet,
    PostHoldingQuerySet,
    PostQuerySet,
)

if TYPE_CHECKING:
    from partnerships.models.people import Appointment


class Partnership(models.Model):
    """A board, partnership, network, panel, group or forum of agencies."""

    name = models.CharField(max_length=200, unique=True)
    slug = models.SlugField(max_length=80, unique=True)
    short_name = models.CharField(max_length=60, blank=True)
    kind = models.CharField(max_length=20, choices=PartnershipKind)
    host_agency = models.ForeignKey(
        "partnerships.Agency",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="hosted",
    )
    ended_on = models.DateField(null=True, blank=True)
    note = models.TextField(blank=True)

    objects = PartnershipQuerySet.as_manager()

    #: Loaded by ``with_chair(on=)``.
    current_chairs: "list[Appointment]"

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("partnerships:partnership", args=[self.slug])

    @property
    def label(self) -> str:
        """The short name where there is one, for narrow tables."""
        return self.short_name or self.name


class Membership(models.Model):
    """An agency sits on a partnership, for a time."""

    partnership = models.ForeignKey(
        Partnership, on_delete=models.PROTECT, related_name="memberships"
    )
    agency = models.ForeignKey(
        "partnerships.Agency", on_delete=models.PROTECT, related_name="memberships"
    )
    starts_on = models.DateField(null=True, blank=True)
    ends_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["partnership", "agency"],
                condition=Q(ends_on=None),
                name="one_current_membership",
                violation_error_message="This agency is a member already.",
            ),
            models.CheckConstraint(
                condition=Q(starts_on=None)
                | Q(ends_on=None)
                | Q(ends_on__gte=F("starts_on")),
                name="membership_ends_after_it_starts",
                violation_error_message="The membership must end after it starts.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.agency}, {self.partnership}"


class Post(models.Model):
    """An office such as the Director of Public Health: people come and go (R14)."""

    title = models.CharField(max_length=200)
    slug = models.SlugField(max_length=80, unique=True)
    agency = models.ForeignKey(
        "partnerships.Agency",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="posts",
    )
    partnership = models.ForeignKey(
        Partnership,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="posts",
    )

    objects = PostQuerySet.as_manager()

    #: Loaded by ``with_holder(on=)``.
    current_holdings: "list[PostHolding]"

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "title",
                Coalesce("agency", 0),
                Coalesce("partnership", 0),
                name="one_post_of_a_title_per_place",
                violation_error_message="There is such a post already.",
            ),
        ]

    def __str__(self) -> str:
        where = self.agency or self.partnership
        return f"{self.title}, {where}" if where else self.title

    def get_absolute_url(self) -> str:
        return reverse("partnerships:post", args=[self.slug])


class PostHolding(models.Model):
    """A person held a post from a day until a day."""

    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="holdings")
    person = models.ForeignKey(
        "partnerships.User", on_delete=models.PROTECT, related_name="post_holdings"
    )
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)

    objects = PostHoldingQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["post"],
                condition=Q(ends_on=None),
                name="one_holder_of_a_post",
                violation_error_message="Somebody holds this post: end that first.",
            ),
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                name="holding_ends_after_it_starts",
                violation_error_message="The holding must end after it starts.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person}, {self.post}"
