"""Who is reminded of opinions, yearly reviews, the agreement's end and escalations."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.core import mail

from actions.models import Reminder
from actions.services.reminding.digests import send_digest
from actions.services.reminding.plans import plan_reminders
from tests.factories import (
    AgencyFactory,
    AgreementFactory,
    EscalationFactory,
    HeadingFactory,
    OpinionFactory,
    PriorityFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db

#: A Tuesday.
TODAY = date(2026, 10, 20)


def at(on):
    return datetime.combine(on, time(9), UTC)


def planned(on=TODAY):
    """Plan, and return who is to be told what, as the ledger then stands."""
    plan_reminders(on=on, now=at(on))
    rows = Reminder.objects.owed().order_by("person__name", "stage")
    return [(row.person.name, row.stage) for row in rows]


def an_opinion(**fields):
    fields.setdefault("given_by__name", "Ann")
    return OpinionFactory(given_at=at(TODAY - timedelta(days=200)), **fields)


# --- Opinions (R42) -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("days", "told"),
    [
        (31, []),
        (30, [("Ann", "opinion_expiring")]),
        (1, [("Ann", "opinion_expiring")]),
        (-1, [("Ann", "opinion_expired"), ("Olive", "opinion_expired")]),
    ],
)
def test_who_gave_an_opinion_is_told_before_it_is_out_of_date(days, told):
    UserFactory(name="Olive", officer=True)
    an_opinion(expires_on=TODAY + timedelta(days=days))

    assert planned() == told


def test_the_officers_are_told_of_the_opinion_of_somebody_who_has_left():
    UserFactory(name="Olive", officer=True)
    an_opinion(given_by__is_active=False, expires_on=TODAY + timedelta(days=30))

    assert planned() == [("Olive", "opinion_expiring")]


def test_an_opinion_that_another_took_the_place_of_reminds_nobody():
    first = an_opinion(expires_on=TODAY + timedelta(days=9))
    OpinionFactory(
        priority=first.priority,
        heading=first.heading,
        given_at=at(TODAY),
        expires_on=TODAY + timedelta(days=300),
    )
    neighbour = an_opinion(
        priority=first.priority,
        heading=HeadingFactory(agreement=first.priority.agreement, code="PL"),
        expires_on=TODAY + timedelta(days=9),
        given_by__name="Bob",
    )

    assert planned() == [("Bob", "opinion_expiring")]
    assert Reminder.objects.get().thing == neighbour


def test_an_opinion_given_between_planning_and_sending_stops_the_reminder():
    first = an_opinion(expires_on=TODAY + timedelta(days=9))
    planned()
    OpinionFactory(
        priority=first.priority,
        heading=first.heading,
        given_at=at(TODAY),
        expires_on=TODAY + timedelta(days=300),
    )

    send_digest(person_id=first.given_by_id, now=at(TODAY))

    assert mail.outbox == []
    row = Reminder.objects.get()
    assert row.stopped_because == "A later opinion has been given."


# --- Reviews (4.3) -----------------------------------------------------------------


def test_a_priority_is_reviewed_a_year_after_the_last_opinion_on_the_whole():
    UserFactory(name="Olive", officer=True)
    agreement = AgreementFactory(starts_on=date(2020, 4, 1))
    due = PriorityFactory(agreement=agreement, number=2)
    OpinionFactory(
        whole=True,
        priority=due,
        given_at=at(TODAY - timedelta(days=335)),
        expires_on=TODAY + timedelta(days=300),
    )
    reviewed = PriorityFactory(agreement=agreement, number=3)
    OpinionFactory(
        whole=True,
        priority=reviewed,
        given_at=at(TODAY - timedelta(days=30)),
        expires_on=TODAY + timedelta(days=300),
    )

    assert planned() == [("Olive", "priority_review")]
    assert Reminder.objects.get().thing == due


def test_a_priority_nobody_gave_an_opinion_on_counts_from_the_agreements_start():
    UserFactory(name="Olive", officer=True)
    PriorityFactory(agreement=AgreementFactory(starts_on=date(2025, 11, 19)))

    assert planned(date(2026, 10, 19)) == []
    assert planned(TODAY) == [("Olive", "priority_review")]


def test_an_agreement_without_a_date_reminds_nobody():
    """Nothing is invented: the 2019-21 Agreement has a period and no day."""
    UserFactory(officer=True)
    PriorityFactory()

    assert planned() == []


def test_officers_and_the_groups_chair_are_told_that_the_agreement_ends():
    UserFactory(name="Olive", officer=True)
    UserFactory(name="Cher", chair=True)
    AgreementFactory(ends_on=TODAY + timedelta(days=90))

    assert planned() == [("Cher", "agreement_review"), ("Olive", "agreement_review")]


# --- Escalations (R47) -------------------------------------------------------------


def test_who_is_named_is_told_of_an_escalation_and_again_when_it_is_late():
    agency = AgencyFactory(name="Fareham")
    UserFactory(name="Olive", officer=True)
    named = UserFactory(name="Ann", approver=agency)
    EscalationFactory(
        agency=agency,
        to_person=named,
        raised_at=at(TODAY),
        reply_by=TODAY + timedelta(days=7),
    )

    asked, late = planned(), planned(TODAY + timedelta(days=8))

    assert asked == [("Ann", "escalation_asked")]
    assert ("Ann", "escalation_late") in late
    assert ("Olive", "escalation_late") in late


def test_until_somebody_is_named_the_officers_are_told():
    UserFactory(name="Olive", officer=True)
    EscalationFactory(
        to_person=None, raised_at=at(TODAY), reply_by=TODAY + timedelta(days=7)
    )

    assert planned() == [("Olive", "escalation_asked")]


def test_an_answered_escalation_reminds_nobody():
    EscalationFactory(answered=True, raised_at=at(TODAY), reply_by=TODAY)

    assert planned(TODAY + timedelta(days=2)) == []
