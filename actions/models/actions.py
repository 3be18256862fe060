"""An action: a promise with one answerable agency, and how its date has moved."""

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from actions.choices import (
    ActionLife,
    ClosedAs,
    Marking,
)
from actions.querysets import ActionQuerySet
from partnerships.models import Agency, Partnership, Post
from priorities.models import Agreement, Fragment, Heading, Priority

_UNDER_WAY = Q(
    life__in=[
        ActionLife.AGREED,
        ActionLife.ACTIVE,
        ActionLife.ON_HOLD,
        ActionLife.COMPLETE,
    ]
)


class Action(models.Model):
    """Something that one agency answers for, from a promise of the Agreement.

    It is *proposed* with nothing but the Agreement's words (R7) and becomes
    *agreed* by :mod:`actions.services.adoption`. ``baseline_on`` is set once and
    never moves, by a trigger in the database (R22); ``forecast_on`` moves only by
    an approved :class:`DateChange` (R23).
    """

    agreement = models.ForeignKey(
        Agreement, on_delete=models.PROTECT, related_name="actions"
    )
    priority = models.ForeignKey(
        Priority, on_delete=models.PROTECT, related_name="actions"
    )
    heading = models.ForeignKey(
        Heading,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="actions",
    )
    #: The words it comes from; none for an action that a decision made (R6).
    fragments = models.ManyToManyField(Fragment, blank=True, related_name="actions")
    ref = models.CharField(max_length=12)
    title = models.CharField(max_length=200)
    life = models.CharField(
        max_length=10, choices=ActionLife, default=ActionLife.PROPOSED
    )
    lead_agency = models.ForeignKey(
        Agency,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="actions_led",
    )
    #: R12: when a partnership leads, ``lead_agency`` answers for the return.
    lead_partnership = models.ForeignKey(
        Partnership,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="actions_led",
    )
    overseen_by = models.ForeignKey(
        Partnership,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="actions_overseen",
    )
    contributors = models.ManyToManyField(
        Agency,
        through="Contribution",
        blank=True,
        related_name="actions_contributed_to",
    )
    contact = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="actions_as_contact",
    )
    contact_post = models.ForeignKey(
        Post, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    deputy = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="actions_as_deputy",
    )
    success_criterion = models.TextField(blank=True)
    starts_on = models.DateField(null=True, blank=True)
    baseline_on = models.DateField(null=True, blank=True)
    forecast_on = models.DateField(null=True, blank=True)
    is_continuing = models.BooleanField(default=False)
    review_on = models.DateField(null=True, blank=True)
    #: R28: “subject to future funding”; unmet, the action cannot be on track.
    condition = models.TextField(blank=True)
    condition_met_on = models.DateField(null=True, blank=True)
    marking = models.CharField(max_length=20, choices=Marking, default=Marking.OFFICIAL)
    #: The decision of the group that agreed or made it, as it numbers them.
    decision = models.CharField(max_length=200, blank=True)
    agreed_on = models.DateField(null=True, blank=True)
    completed_on = models.DateField(null=True, blank=True)
    verified_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    verified_at = models.DateTimeField(null=True, blank=True)
    held_until = models.DateField(null=True, blank=True)
    closed_as = models.CharField(max_length=10, choices=ClosedAs, blank=True)
    closed_on = models.DateField(null=True, blank=True)
    closing_decision = models.CharField(max_length=200, blank=True)
    superseded_by = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    #: Moves only when the owner submits or attests: freshness cannot be faked.
    reviewed_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = ActionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["agreement", "ref"], name="one_action_of_a_ref_per_agreement"
            ),
            models.CheckConstraint(
                condition=~_UNDER_WAY
                | (
                    Q(lead_agency__isnull=False, agreed_on__isnull=False)
                    & ~Q(success_criterion="")
                    & ~Q(decision="")
                ),
                name="agreed_action_has_lead_criterion_and_decision",
                violation_error_message=(
                    "An agreed action has one lead agency, a success criterion and "
                    "the decision that agreed it."
                ),
            ),
            models.CheckConstraint(
                condition=~Q(life=ActionLife.PROPOSED)
                | Q(
                    lead_agency=None,
                    contact=None,
                    baseline_on=None,
                    forecast_on=None,
                    review_on=None,
                ),
                name="proposed_action_has_no_lead_contact_or_date",
                violation_error_message=(
                    "A proposed action has no lead, contact or date until it is agreed."
                ),
            ),
            models.CheckConstraint(
                condition=Q(baseline_on=None, forecast_on=None)
                | Q(baseline_on__isnull=False, forecast_on__isnull=False),
                name="action_has_baseline_and_forecast_or_neither",
                violation_error_message="Baseline and forecast date go together.",
            ),
            models.CheckConstraint(
                condition=Q(is_continuing=False)
                | Q(baseline_on=None, review_on__isnull=False),
                name="continuing_action_has_a_review_date_only",
                violation_error_message=(
                    "A continuing action has a review date and no completion date."
                ),
            ),
            models.CheckConstraint(
                condition=Q(is_continuing=True) | Q(review_on=None),
                name="only_a_continuing_action_has_a_review_date",
                violation_error_message="Only a continuing action has a review date.",
            ),
            models.CheckConstraint(
                condition=~Q(life=ActionLife.COMPLETE)
                | Q(
                    is_continuing=False,
                    completed_on__isnull=False,
                    verified_by__isnull=False,
                    verified_at__isnull=False,
                ),
                name="complete_action_is_verified_and_not_continuing",
                violation_error_message=(
                    "Complete needs a completion date and an officer's verification; a "
                    "continuing action is closed by decision instead."
                ),
            ),
            models.CheckConstraint(
                condition=~Q(life=ActionLife.CLOSED)
                | (
                    Q(closed_on__isnull=False)
                    & ~Q(closed_as="")
                    & ~Q(closing_decision="")
                ),
                name="closed_action_has_its_decision",
                violation_error_message=(
                    "Closing an action needs the kind of closure, its date and the "
                    "decision."
                ),
            ),
            models.CheckConstraint(
                condition=Q(lead_partnership=None)
                | (Q(lead_agency__isnull=False) & Q(contact__isnull=False))
                | (Q(lead_agency__isnull=False) & Q(contact_post__isnull=False)),
                name="partnership_lead_has_answering_agency_and_contact",
                violation_error_message=(
                    "When a partnership leads, an agency and a contact answer for the "
                    "return."
                ),
            ),
            models.CheckConstraint(
                condition=~Q(life=ActionLife.ON_HOLD) | Q(held_until__isnull=False),
                name="action_on_hold_has_a_review_date",
                violation_error_message="Say until when the action is on hold.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.ref} {self.title}"

    def get_absolute_url(self) -> str:
        return reverse("actions:action", args=[self.ref])

    @property
    def name_in_mail(self) -> str:
        """Its reference and title; of a sensitive one the reference alone (R57)."""
        return self.ref if self.is_sensitive else f"{self.ref} {self.title}"

    @property
    def is_sensitive(self) -> bool:
        return self.marking == Marking.SENSITIVE

    @property
    def has_open_condition(self) -> bool:
        """R28: the condition on which the promise depends is not met yet."""
        return bool(self.condition) and self.condition_met_on is None

    @property
    def is_undated(self) -> bool:
        """R26: neither a completion date nor a review date: an assurance gap."""
        return self.forecast_on is None and self.review_on is None

    def is_overdue(self, *, on: date) -> bool:
        """Say whether the forecast date has passed and it is not complete (R19)."""
        return (
            self.forecast_on is not None
            and self.forecast_on < on
            and self.life in (ActionLife.AGREED, ActionLife.ACTIVE, ActionLife.ON_HOLD)
        )

    @property
    def slippage_days(self) -> int:
        """Days from baseline to forecast date; 0 without dates (R24)."""
        if self.baseline_on is None or self.forecast_on is None:
            return 0
        return (self.forecast_on - self.baseline_on).days
