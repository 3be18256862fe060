"""What waits for a person: counted at once, never what is not theirs (R57)."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from actions.choices import DateChangeState, Marking, ReturnState, Stage
from actions.models import DateChange, Period, Reminder, Return
from actions.return_choices import AskState
from actions.services.reminding import bell
from actions.services.reminding.digests import send_digest
from actions.services.reminding.plans import plan_reminders
from actions.services.returns import submit_return
from assurance.meeting_choices import EscalationState
from partnerships.choices import Role
from partnerships.models import Appointment, User
from tests.conftest import NOW
from tests.factories import (
    ActionFactory,
    AgencyFactory,
    AgreementFactory,
    AskFactory,
    DateChangeFactory,
    EscalationFactory,
    OpinionFactory,
    PriorityFactory,
    ReturnFactory,
    ReturnLineFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db

TODAY = NOW.date()


@pytest.fixture
def agency():
    return AgencyFactory(name="Hampshire Constabulary")


@pytest.fixture
def ann(agency):
    return UserFactory(name="Ann", contact=agency, employer=agency)


@pytest.fixture
def quarterly_return(agency, ann):
    quarterly_return = ReturnFactory(agency=agency)
    plan()
    return quarterly_return


def plan(now=NOW):
    plan_reminders(on=now.date(), now=now)


def again(person):
    """Return the person as the next request knows them."""
    return User.objects.get(pk=person.pk)


def come_in(quarterly_return):
    sent = {"state": ReturnState.SUBMITTED, "submitted_at": NOW, "version": 1}
    Return.objects.filter(pk=quarterly_return.pk).update(**sent)


def number(person, now=NOW):
    return bell.number_of(person=again(person), now=now)


def waiting(person, now=NOW):
    return bell.in_words(bell.what_waits(person=again(person), now=now))


# --- How many -------------------------------------------------------------------------


def test_what_a_digest_will_say_is_counted_before_it_goes_and_after(
    quarterly_return, ann
):
    before = number(ann)

    send_digest(person_id=ann.pk, now=NOW)

    assert (before, number(ann)) == (1, 1)


def test_it_goes_down_the_moment_a_return_is_sent_in(quarterly_return, ann):
    ReturnLineFactory(quarterly_return=quarterly_return, finished=True)
    send_digest(person_id=ann.pk, now=NOW)
    before = number(ann)

    submit_return(
        actor=ann,
        quarterly_return=quarterly_return,
        signed_name="Ann",
        signed_post="Officer",
        now=NOW,
    )

    assert (before, number(ann)) == (1, 0)


def test_a_thing_counts_once_however_often_it_was_told(agency, ann):
    ReturnFactory(agency=agency)
    for day in (1, 12, 19):
        at = NOW.replace(day=day)
        plan(at)
        send_digest(person_id=ann.pk, now=at)

    assert Reminder.objects.sent().filter(person=ann).count() == 3
    assert number(ann) == 1


def test_after_more_time_was_given_nobody_is_called_late(quarterly_return, ann):
    late = datetime(2026, 10, 23, 9, tzinfo=ZoneInfo("UTC"))
    plan(late)
    Return.objects.update(extended_until=late + timedelta(days=20))

    [waiting] = bell.in_words(bell.what_waits(person=ann, now=late))

    assert waiting.sentence == "Q2 2026/27 return of Hampshire Constabulary"
    assert waiting.concerns_on == date(2026, 11, 12)


def test_after_the_deadline_was_moved_for_everybody_nobody_is_called_late(
    quarterly_return, ann
):
    late = datetime(2026, 10, 23, 9, tzinfo=ZoneInfo("UTC"))
    plan(late)
    Period.objects.update(
        due_at=late + timedelta(days=20), closes_at=late + timedelta(days=25)
    )

    [waiting] = bell.in_words(bell.what_waits(person=ann, now=late))

    assert waiting.sentence == "Q2 2026/27 return of Hampshire Constabulary"


def test_what_an_officer_holds_is_not_said_yet(quarterly_return, ann):
    Reminder.objects.owed().update(held_at=NOW, held_by=UserFactory(officer=True))

    assert number(ann) == 0


def test_what_was_shown_in_the_service_only_counts(quarterly_return, ann):
    Reminder.objects.owed().update(is_mailed=False, sent_at=NOW)

    assert number(ann) == 1


def test_an_action_whose_date_was_put_off_does_not_wait_any_more(ann, agency):
    action = ActionFactory(
        active=True, lead_agency=agency, contact=ann, baseline_on=TODAY
    )
    plan()
    before = number(ann)
    action.forecast_on = TODAY + timedelta(days=200)
    action.save()

    assert (before, number(ann)) == (1, 0)


def test_an_undated_action_waits_until_it_has_a_date(ann, agency):
    action = ActionFactory(undated=True, lead_agency=agency, contact=ann)
    plan()
    before = number(ann)
    action.forecast_on = action.baseline_on = TODAY + timedelta(days=200)
    action.save()

    assert (before, number(ann)) == (1, 0)


@pytest.mark.parametrize("elsewhere", [Role.CONTACT, Role.READER])
def test_who_has_gone_to_another_agency_is_not_told_of_the_old_one(
    quarterly_return, agency, ann, elsewhere
):
    ActionFactory(active=True, lead_agency=agency, contact=ann, baseline_on=TODAY)
    plan()
    before = number(ann)
    User.objects.filter(pk=ann.pk).update(employer=None)
    Appointment.objects.filter(person=ann).update(ends_on=TODAY)
    place = {"agency": AgencyFactory()} if elsewhere == Role.CONTACT else {}
    Appointment.objects.create(person=ann, role=elsewhere, starts_on=TODAY, **place)

    assert (before, number(ann)) == (2, 0)


def test_who_has_no_appointment_left_is_asked_nothing(
    quarterly_return, ann, django_assert_num_queries
):
    Appointment.objects.filter(person=ann).update(ends_on=TODAY)
    person = again(ann)

    with django_assert_num_queries(1):  # what they are appointed to
        assert bell.number_of(person=person, now=NOW) == 0


def test_a_sensitive_action_counts_for_nobody_who_may_not_see_it(agency):
    """Somebody employed there and named, who is appointed as a reader only."""
    reader = UserFactory(reader=True, employer=agency)
    action = ActionFactory(
        active=True, lead_agency=agency, contact=reader, baseline_on=TODAY
    )
    plan()
    before = number(reader)
    action.marking = Marking.SENSITIVE
    action.save()

    assert (before, number(reader)) == (1, 0)


def test_nobody_is_told_of_what_another_owes(quarterly_return):
    stranger = UserFactory(contact=True)

    assert number(stranger) == 0
    assert waiting(stranger) == []


def test_it_costs_two_queries_however_much_waits(
    ann, agency, django_assert_num_queries
):
    for _ in range(5):
        ActionFactory(active=True, lead_agency=agency, contact=ann, baseline_on=TODAY)
    ReturnFactory(agency=agency)
    plan()
    person = again(ann)
    person.holds(Role.CONTACT)  # what they hold is looked up once

    with django_assert_num_queries(2):  # of which kinds anything is kept, and those
        assert bell.number_of(person=person, now=NOW) == 6


def test_it_costs_one_query_where_nothing_is_kept(ann, django_assert_num_queries):
    person = again(ann)
    person.holds(Role.CONTACT)

    with django_assert_num_queries(1):
        assert bell.number_of(person=person, now=NOW) == 0


# --- Every kind of thing, and what ends it -----------------------------------------


def end_ask(ask):
    ask.state = AskState.ANSWERED
    ask.save()


def end_change(change):
    DateChange.objects.filter(pk=change.pk).update(
        state=DateChangeState.REFUSED, decided_by=UserFactory(), decided_at=NOW
    )


def end_vacancy(action):
    action.contact = UserFactory(contact=action.lead_agency)
    action.save()


def a_vacancy():
    """An action whose contact has gone."""
    action = ActionFactory(active=True, baseline_on=date(2027, 9, 30))
    held = Appointment.objects.filter(person=action.contact)
    held.update(ends_on=date(2026, 10, 1))
    User.objects.filter(pk=action.contact_id).update(is_active=False)
    UserFactory(contact=action.lead_agency)
    return action


def an_empty_agency():
    """An agency that leads an action and has nobody."""
    agency = a_vacancy().lead_agency
    Appointment.objects.filter(agency=agency).update(ends_on=date(2026, 10, 1))
    return agency


def a_priority():
    agreement = AgreementFactory(starts_on=date(2025, 11, 1))
    return PriorityFactory(agreement=agreement)


KINDS = {
    "ask": (lambda: AskFactory(need_by=date(2026, 10, 1)), end_ask),
    "change": (
        lambda: DateChangeFactory(
            action__active=True, asked_at=NOW - timedelta(days=20)
        ),
        end_change,
    ),
    "vacancy": (a_vacancy, end_vacancy),
    "agency": (an_empty_agency, lambda agency: UserFactory(contact=agency)),
    "opinion": (
        lambda: OpinionFactory(expires_on=date(2026, 10, 12)),
        lambda opinion: OpinionFactory(
            priority=opinion.priority, heading=opinion.heading, given_at=NOW
        ),
    ),
    "priority": (
        a_priority,
        lambda priority: OpinionFactory(
            priority=priority, heading=None, given_at=NOW + timedelta(hours=1)
        ),
    ),
    "agreement": (
        lambda: AgreementFactory(ends_on=TODAY + timedelta(days=30)),
        lambda agreement: type(agreement).objects.update(ends_on=date(2030, 1, 1)),
    ),
    "escalation": (
        lambda: EscalationFactory(red=True, reply_by=date(2026, 10, 1)),
        lambda escalation: type(escalation).objects.update(
            state=EscalationState.ANSWERED,
            reply="Yes.",
            replied_at=NOW,
            replied_by=UserFactory(),
        ),
    ),
}


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_waits_for_an_officer_until_it_is_done(kind):
    make, end = KINDS[kind]
    officer, thing = UserFactory(officer=True), make()
    plan()
    listed = [each.reminder.kind for each in waiting(officer)]
    before = number(officer)

    end(thing)

    assert kind in listed
    assert number(officer) == before - 1


# --- In words -------------------------------------------------------------------------


def test_the_list_says_what_since_when_and_how_it_was_told(agency, ann):
    ReturnFactory(agency=agency)
    for day in (12, 19):
        at = NOW.replace(day=day)
        plan(at)
        send_digest(person_id=ann.pk, now=at)

    [found] = waiting(ann)

    assert found.reminder.stage == Stage.RETURN_SECOND
    assert found.sentence == (
        "The Q2 2026/27 return of Hampshire Constabulary has not come in. "
        "It is due by 21 October 2026 at 5:00pm."
    )
    assert found.concerns_on == date(2026, 10, 21)
    assert found.since == NOW.replace(day=12)
    assert found.mailed_at == NOW.replace(day=19)


def test_the_most_urgent_comes_first(ann, agency):
    days = (20, 3, 9)
    for each in days:
        ActionFactory(
            active=True,
            lead_agency=agency,
            contact=ann,
            baseline_on=TODAY + timedelta(days=each),
        )
    ActionFactory(undated=True, lead_agency=agency, contact=ann)
    plan()

    ahead = [each.concerns_on for each in waiting(ann)]

    assert ahead == [*(TODAY + timedelta(days=each) for each in sorted(days)), None]


def test_more_time_is_said_at_once(quarterly_return, ann):
    quarterly_return.extended_until = datetime(
        2026, 11, 6, 12, tzinfo=ZoneInfo("Europe/London")
    )
    quarterly_return.save()

    [found] = waiting(ann)

    assert "due by 6 November 2026 at 12:00pm" in found.sentence
    assert found.concerns_on == date(2026, 11, 6)


def test_what_is_done_is_what_was_told_before(quarterly_return, ann):
    send_digest(person_id=ann.pk, now=NOW)
    told = {"person": again(ann), "now": NOW}
    while_open = list(bell.told_before(**told))
    come_in(quarterly_return)

    assert while_open == []
    assert [row.stage for row in bell.told_before(**told)] == [Stage.RETURN_SECOND]


def test_a_stage_that_is_no_longer_known_is_said_by_the_name_of_the_thing(
    quarterly_return, ann
):
    Reminder.objects.owed().update(stage="of_long_ago")

    [found] = waiting(ann)

    assert found.sentence == "Q2 2026/27 return of Hampshire Constabulary"


@pytest.mark.parametrize("many", [1, 6])
def test_the_list_costs_the_same_however_long(
    ann, agency, django_assert_num_queries, many
):
    for _ in range(many):
        ActionFactory(active=True, lead_agency=agency, contact=ann, baseline_on=TODAY)
    plan()
    person = again(ann)
    person.holds(Role.CONTACT)

    with django_assert_num_queries(4):  # the ledger twice, the actions, the stages
        listed = bell.in_words(bell.what_waits(person=person, now=NOW))
        assert len([each.sentence for each in listed]) == many
