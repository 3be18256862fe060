"""Meetings, their papers, what they decided, and escalations.

A plain meeting of a group was held on 30 September 2026; ``upcoming=True`` is on 12
November. A plain decision has no follow-up; ``DecisionFactory(followed=True)`` made an
active action. A plain escalation is of a return missing twice; ``red=True`` of an
action, ``answered=True`` has its reply.
"""

from datetime import UTC, date, datetime, time

import factory
from factory.django import DjangoModelFactory

from actions.choices import Marking
from assurance.meeting_choices import EscalationKind, EscalationState
from assurance.models import Decision, Escalation, Meeting, MeetingPaper
from hcss.kernel.quarters import Quarter
from tests.factories.actions import ActionFactory
from tests.factories.partnerships import (
    AgencyFactory,
    PartnershipFactory,
    UserFactory,
)
from tests.factories.quarter import PeriodFactory

HELD_ON, UPCOMING_ON = date(2026, 9, 30), date(2026, 11, 12)
RECORDED_AT = datetime(2026, 10, 1, 9, tzinfo=UTC)
RAISED_AT = datetime(2026, 10, 5, 16, 5, tzinfo=UTC)
REPLIED_AT = datetime(2026, 10, 15, 9, tzinfo=UTC)


class MeetingFactory(DjangoModelFactory):
    class Meta:
        model = Meeting

    class Params:
        upcoming = factory.Trait(held_on=UPCOMING_ON)

    group = factory.SubFactory(PartnershipFactory)
    held_on = HELD_ON
    begins_at = time(10)
    place = "Committee room 2"
    recorded_by = factory.SubFactory(UserFactory, officer=True)
    recorded_at = datetime(2026, 9, 1, 9, tzinfo=UTC)


class MeetingPaperFactory(DjangoModelFactory):
    class Meta:
        model = MeetingPaper

    class Params:
        sensitive = factory.Trait(marking=Marking.SENSITIVE)

    meeting = factory.SubFactory(MeetingFactory)
    title = factory.Sequence(lambda n: f"Terms of reference {n}")
    url = "https://papers.example/terms"
    added_by = factory.SubFactory(UserFactory, officer=True)
    added_at = datetime(2026, 9, 2, 9, tzinfo=UTC)


class DecisionFactory(DjangoModelFactory):
    class Meta:
        model = Decision

    class Params:
        sensitive = factory.Trait(marking=Marking.SENSITIVE)
        followed = factory.Trait(
            priority=factory.SubFactory("tests.factories.priorities.PriorityFactory"),
            follow_up=factory.SubFactory(
                ActionFactory,
                active=True,
                priority=factory.SelfAttribute("..priority"),
                decision=factory.SelfAttribute("..number"),
                agreed_on=HELD_ON,
            ),
        )

    meeting = factory.SubFactory(MeetingFactory)
    group = factory.SelfAttribute("meeting.group")
    number = factory.LazyAttribute(
        lambda one: f"2026/27-{Decision.objects.filter(group=one.group).count() + 1:02}"
    )
    text = "The police lead on the county’s plan."
    recorded_by = factory.SubFactory(UserFactory, officer=True)
    recorded_by_name = factory.SelfAttribute("recorded_by.name")
    recorded_at = RECORDED_AT


class EscalationFactory(DjangoModelFactory):
    class Meta:
        model = Escalation

    class Params:
        red = factory.Trait(
            kind=EscalationKind.RED_TWICE,
            action=factory.SubFactory(
                ActionFactory,
                active=True,
                lead_agency=factory.SelfAttribute("..agency"),
            ),
        )
        answered = factory.Trait(
            state=EscalationState.ANSWERED,
            reply="Two officers have been moved to it until March.",
            replied_by=factory.SubFactory(
                UserFactory, approver=factory.SelfAttribute("...agency")
            ),
            replied_by_name=factory.SelfAttribute("replied_by.name"),
            replied_at=REPLIED_AT,
            version=2,
        )

    kind = EscalationKind.NO_RETURN_TWICE
    period = factory.SubFactory(PeriodFactory, quarter=Quarter(2026, 1), closed=True)
    agency = factory.SubFactory(AgencyFactory)
    reply_by = date(2026, 10, 19)
    raised_at = RAISED_AT
