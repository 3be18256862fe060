"""Actions and how their dates move. A plain one is proposed, as the loader leaves it.

``ActionFactory(agreed=True)`` has a lead agency, its contact, a criterion and a date;
``active`` likewise, and ``undated``, ``continuing``, ``on_hold``, ``complete`` and
``closed`` start from there. ``conditional`` and ``sensitive`` go with any of them.
"""

from datetime import UTC, date, datetime, timedelta

import factory
from factory.django import DjangoModelFactory

from actions.choices import (
    ActionLife,
    ClosedAs,
    DateChangeState,
    DelayReason,
    Marking,
)
from actions.models import Action, Contribution, DateChange
from tests.factories.partnerships import AgencyFactory, UserFactory

#: The dates of the factories' agreed actions.
AGREED_ON = date(2026, 4, 15)
BASELINE_ON = date(2027, 3, 31)
REVIEW_ON = date(2026, 10, 14)


class ActionFactory(DjangoModelFactory):
    class Meta:
        model = Action
        skip_postgeneration_save = True

    class Params:
        agreed = factory.Trait(
            life=ActionLife.AGREED,
            lead_agency=factory.SubFactory(AgencyFactory),
            contact=factory.SubFactory(
                UserFactory,
                contact=factory.SelfAttribute("...lead_agency"),
                employer=factory.SelfAttribute("..lead_agency"),
            ),
            success_criterion="Every agency has signed the plan.",
            baseline_on=BASELINE_ON,
            forecast_on=factory.SelfAttribute("baseline_on"),
            decision="HCSSG 15 April 2026, minute 4",
            agreed_on=AGREED_ON,
        )
        active = factory.Trait(agreed=True, life=ActionLife.ACTIVE)
        on_hold = factory.Trait(
            agreed=True, life=ActionLife.ON_HOLD, held_until=date(2027, 1, 15)
        )
        complete = factory.Trait(
            agreed=True,
            life=ActionLife.COMPLETE,
            completed_on=date(2026, 9, 30),
            verified_by=factory.SubFactory(UserFactory, officer=True),
            verified_at=datetime(2026, 10, 7, 9, tzinfo=UTC),
        )
        closed = factory.Trait(
            agreed=True,
            life=ActionLife.CLOSED,
            closed_as=ClosedAs.WITHDRAWN,
            closed_on=date(2026, 9, 30),
            closing_decision="HCSSG 30 September 2026, minute 7",
        )
        undated = factory.Trait(active=True, baseline_on=None, forecast_on=None)
        continuing = factory.Trait(
            active=True,
            is_continuing=True,
            baseline_on=None,
            forecast_on=None,
            review_on=REVIEW_ON,
        )
        conditional = factory.Trait(condition="Subject to future funding")
        sensitive = factory.Trait(marking=Marking.SENSITIVE)

    priority = factory.SubFactory("tests.factories.priorities.PriorityFactory")
    agreement = factory.SelfAttribute("priority.agreement")
    ref = factory.LazyAttributeSequence(
        lambda action, n: f"P{action.priority.number}-{n + 1:02}"
    )
    title = factory.Sequence(lambda n: f"Agree plan {n}")


class ContributionFactory(DjangoModelFactory):
    class Meta:
        model = Contribution

    action = factory.SubFactory(ActionFactory, active=True)
    agency = factory.SubFactory(AgencyFactory)


class DateChangeFactory(DjangoModelFactory):
    """A request by the action's contact for 90 more days, waiting for a decision."""

    class Meta:
        model = DateChange

    class Params:
        approved = factory.Trait(
            state=DateChangeState.APPROVED,
            decided_by=factory.SubFactory(UserFactory, officer=True),
            decided_at=datetime(2026, 10, 7, 9, tzinfo=UTC),
            comment="",
        )
        refused = factory.Trait(
            state=DateChangeState.REFUSED,
            decided_by=factory.SubFactory(UserFactory, officer=True),
            decided_at=datetime(2026, 10, 7, 9, tzinfo=UTC),
            comment="The plan is due at the group in March.",
        )

    action = factory.SubFactory(ActionFactory, active=True)
    number = factory.LazyAttribute(lambda each: each.action.date_changes.count() + 1)
    old_on = factory.LazyAttribute(lambda each: each.action.forecast_on)
    new_on = factory.LazyAttribute(lambda each: each.old_on + timedelta(days=90))
    reason = DelayReason.STAFFING
    explanation = "The analyst's post is vacant until January."
    asked_by = factory.LazyAttribute(lambda each: each.action.contact)
    asked_at = datetime(2026, 10, 5, 9, tzinfo=UTC)
