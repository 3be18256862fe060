"""Money that ends, and what depends on it."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from actions.models import Action
from assurance.querysets import FundingQuerySet
from priorities.models import RegisterEntry, Statement


class FundingConcern(models.Model):
    """A stream of funding, when it ends if that is known, and who says so.

    It is recorded by an officer, from a concern of the Agreement or from what has
    been learnt since; loading the Agreement invents none (R7).
    """

    stream = models.CharField(max_length=200)
    entry = models.ForeignKey(
        RegisterEntry,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="funding_concerns",
    )
    #: The sentence of the Agreement that voices the concern.
    statement = models.ForeignKey(
        Statement,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="funding_concerns",
    )
    #: The last day of the funding; None is not known.
    ends_on = models.DateField(null=True, blank=True)
    note = models.TextField(blank=True)
    actions = models.ManyToManyField(
        Action, through="FundingDependant", related_name="funding_concerns"
    )
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    recorded_at = models.DateTimeField()
    #: Renewed, replaced or no longer a worry: then it leaves the horizon.
    settled_on = models.DateField(null=True, blank=True)
    settled_why = models.TextField(blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = FundingQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(stream=""),
                name="funding_concern_names_its_stream",
                violation_error_message="Name the stream of funding.",
            ),
            models.CheckConstraint(
                condition=Q(settled_on=None) | ~Q(settled_why=""),
                name="settled_funding_says_why",
                violation_error_message="Say what settled it.",
            ),
        ]

    def __str__(self) -> str:
        return self.stream

    def get_absolute_url(self) -> str:
        return reverse("assurance:funding-concern", args=[self.pk])


class FundingDependant(models.Model):
    """This action depends on that funding."""

    concern = models.ForeignKey(
        FundingConcern, on_delete=models.PROTECT, related_name="dependants"
    )
    action = models.ForeignKey(
        Action, on_delete=models.PROTECT, related_name="funding_dependencies"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["concern", "action"], name="action_depends_on_a_stream_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.action.ref} depends on {self.concern}"
