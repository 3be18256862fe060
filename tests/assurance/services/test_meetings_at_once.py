"""Many decide, plan and close at once (must hold on both databases)."""

from datetime import UTC, date, datetime

import pytest
from django.core.exceptions import ValidationError

from actions.choices import DeliveryStatus
from actions.models import Action, Period
from assurance.models import Decision, Escalation, Meeting
from assurance.services.decision_checks import FollowUp
from assurance.services.decisions import record_decision
from assurance.services.escalations import raise_escalations
from assurance.services.meetings import MeetingFacts, plan_meeting
from hcss.kernel.models import AuditEvent
from partnerships.models import Agency, Partnership, User
from priorities.models import Priority
from tests import factories as make
from tests.actions.services.test_returns_at_once import all_at_once
from tests.assurance.county import SILENT, last_period, reported, this_period

pytestmark = pytest.mark.django_db(transaction=True)

TIMES = 8
AFTER = datetime(2026, 10, 28, 18, tzinfo=UTC)


def test_decisions_at_once_are_numbered_without_a_gap_and_none_alike(now):
    meeting = make.MeetingFactory()
    make.PriorityFactory()
    agency = make.AgencyFactory()
    contact = make.UserFactory(contact=agency)
    officer = make.UserFactory(officer=True)

    def prepare(number):
        actor = User.objects.get(pk=officer.pk)
        mine = Meeting.objects.get(pk=meeting.pk)
        wanted = FollowUp(
            title=f"Plan {number}",
            lead_agency=Agency.objects.get(pk=agency.pk),
            contact=User.objects.get(pk=contact.pk),
            due_on=date(2027, 3, 31),
            success_criterion="It is signed.",
        )
        priority = Priority.objects.select_related("agreement").get()

        def decide():
            return record_decision(
                actor=actor,
                meeting=mine,
                text=f"Decision {number}",
                priority=priority,
                follow_up=wanted,
                now=now,
            ).number

        return decide

    numbers = all_at_once(TIMES, prepare)

    assert sorted(numbers) == [f"2026/27-{n:02}" for n in range(1, TIMES + 1)]
    assert Decision.objects.count() == Action.objects.count() == TIMES


def test_of_the_same_meeting_planned_at_once_one_is_kept(now):
    group = make.PartnershipFactory()
    officer = make.UserFactory(officer=True)

    def prepare(_):
        actor = User.objects.get(pk=officer.pk)
        facts = MeetingFacts(
            group=Partnership.objects.get(pk=group.pk), held_on=date(2026, 11, 12)
        )

        def plan():
            try:
                plan_meeting(actor=actor, facts=facts, now=now)
            except ValidationError as error:
                return error.messages[0]
            return "planned"

        return plan

    said = all_at_once(TIMES, prepare)

    told = "The group has a meeting on that day already."
    assert sorted(said) == sorted(["planned", *[told] * (TIMES - 1)])


def test_closing_at_once_escalates_once():
    last_period()
    period = this_period()
    reported(last=DeliveryStatus.OFF_TRACK, this=DeliveryStatus.OFF_TRACK)
    reported(last=SILENT, this=SILENT)
    period.returns.filter(state="open").update(state="no_return")
    Period.objects.filter(pk=period.pk).update(state="closed", closed_at=AFTER)

    def prepare(_):
        mine = Period.objects.get(pk=period.pk)
        return lambda: len(raise_escalations(period=mine, now=AFTER))

    entered = all_at_once(TIMES, prepare)

    assert sum(entered) == Escalation.objects.count() == 2
    events = AuditEvent.objects.filter(verb="assurance.escalation_raised")
    assert events.count() == 2
