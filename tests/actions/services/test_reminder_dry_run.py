"""Who would be written to on a day: the planning's own answer, written nowhere."""

from datetime import UTC, date, datetime

import pytest

from actions.models import Reminder
from actions.services.reminding.dry_run import (
    by_person,
    days_ahead,
    letters,
    next_run_on,
    vacancies_in,
    who_would_be_written_to,
)
from actions.services.reminding.outlook import outlook
from actions.services.reminding.plans import plan_reminders
from hcss.kernel.quarters import Quarter
from tests.factories import (
    ActionFactory,
    AgencyFactory,
    PeriodFactory,
    ReminderFactory,
    ReminderPreferenceFactory,
    ReturnFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db

OPENED = date(2026, 10, 1)
FIRST = date(2026, 10, 12)
SECOND = date(2026, 10, 19)


def at(on, hour=9):
    return datetime(on.year, on.month, on.day, hour, tzinfo=UTC)


def listed_on(day, now=None):
    return who_would_be_written_to(on=day, now=now or at(day))


def named(planned):
    return [
        (str(each.due.person or ""), each.due.about, each.due.why) for each in planned
    ]


@pytest.fixture
def agency():
    """An agency with a contact, Ann, and an approver, Bob."""
    agency = AgencyFactory(name="Hampshire Constabulary")
    UserFactory(name="Ann", contact=agency)
    UserFactory(name="Bob", approver=agency)
    return agency


@pytest.fixture
def quarterly_return(agency):
    return ReturnFactory(agency=agency)


@pytest.fixture
def undated():
    """An action whose contact is told, after 60 days, that it has no date: a duty."""
    return ActionFactory(undated=True, agreed_on=date(2026, 8, 2))


def test_the_dry_run_lists_what_the_planning_would_write(quarterly_return):
    ActionFactory(active=True, baseline_on=SECOND)

    listed = listed_on(SECOND)

    assert Reminder.objects.count() == 0
    plan_reminders(on=SECOND, now=at(SECOND))
    written = {(row.person_id, row.stage) for row in Reminder.objects.owed()}
    assert {(each.due.person.pk, each.due.stage) for each in listed} == written
    assert len(listed) == 3


def test_the_dry_run_says_why_and_where_nobody_answers(quarterly_return):
    vacant = ReturnFactory(agency__name="Test Valley Borough Council")

    listed = listed_on(OPENED)

    assert named(listed) == [
        (
            "Ann",
            "Q2 2026/27 return of Hampshire Constabulary",
            "contact for Hampshire Constabulary",
        ),
        ("", f"Q2 2026/27 return of {vacant.agency}", "vacant: nobody answers for it"),
    ]
    assert vacancies_in(listed) == [listed[1]]


def test_what_was_sent_is_left_out_and_what_waits_is_marked(agency):
    sent, waiting = (ReturnFactory(agency__name=name) for name in ("Sent", "Waiting"))
    ReminderFactory(about=sent, sent=True)
    ReminderFactory(about=waiting)
    ReturnFactory(agency=agency)

    listed = listed_on(OPENED)

    assert [(each.due.thing.agency_name, each.is_waiting) for each in listed] == [
        ("Waiting", True),
        ("Hampshire Constabulary", False),
    ]


@pytest.mark.parametrize(
    ("trait", "why"), [("held", "held"), ("refused", "refused"), ("failed", "")]
)
def test_what_does_not_go_is_listed_with_the_reason(trait, why):
    about = ReturnFactory()
    ReminderFactory(about=about, **{trait: True})

    [each] = listed_on(OPENED)

    assert (each.why_not_on(OPENED), each.goes_on(OPENED)) == (why, not why)


def test_whose_address_does_not_work_gets_nothing_new_either(agency):
    ann = UserFactory(contact=agency)
    ReminderFactory(person=ann, about=ReturnFactory(agency=agency), refused=True)
    ActionFactory(
        active=True, lead_agency=agency, contact=ann, baseline_on=date(2026, 10, 2)
    )

    planned = listed_on(OPENED)

    [letter] = [each for each in letters(planned, on=OPENED) if each.person == ann]
    assert letter.is_refused
    assert letter.going == []
    assert len(letter.staying) == 2


def test_what_is_no_duty_waits_for_the_day_that_was_chosen():
    action = ActionFactory(active=True, baseline_on=date(2026, 10, 31))
    ReminderPreferenceFactory(person=action.contact, weekdays=[4])

    thursday, friday = listed_on(OPENED), listed_on(date(2026, 10, 2), at(OPENED))

    assert [each.why_not_on(OPENED) for each in thursday] == ["later"]
    assert [each.not_before for each in thursday] == [date(2026, 10, 2)]
    assert list(by_person(friday, on=date(2026, 10, 2))) == [action.contact_id]


def test_what_is_for_the_service_only_is_listed_once():
    action = ActionFactory(active=True, baseline_on=date(2026, 10, 31))
    ReminderPreferenceFactory(person=action.contact, in_service_only=True, weekdays=[])

    assert [each.why_not_on(OPENED) for each in listed_on(OPENED)] == ["service"]
    assert listed_on(date(2026, 10, 2), at(OPENED)) == []


# --- Later days -----------------------------------------------------------------------


def test_a_later_day_does_not_list_what_goes_before_it(quarterly_return):
    now = at(FIRST)

    listed = {day: named(listed_on(day, now)) for day in days_ahead(now=now)}

    told = {day: [who for who, _about, _why in rows] for day, rows in listed.items()}
    assert told.pop(FIRST) == ["Ann"]
    assert told.pop(SECOND) == ["Ann", "Bob"]
    late = date(2026, 10, 22)
    assert told.pop(late) == ["Ann"]
    assert list(told.values()) == [[]] * 8


def test_what_is_held_today_still_stays_on_a_later_day(quarterly_return):
    contact = quarterly_return.agency.appointments.get(role="contact").person
    ReminderFactory(
        about=quarterly_return, person=contact, stage="return_first", held=True
    )

    planned = listed_on(date(2026, 10, 13), at(FIRST))

    assert [each.why_not_on(date(2026, 10, 13)) for each in planned] == ["held"]


@pytest.mark.parametrize(
    ("now", "day"),
    [
        (at(OPENED, 6), OPENED),
        (at(OPENED, 16), OPENED),
        (at(OPENED, 17), date(2026, 10, 2)),  # 18:00 in London: the last run was
        (at(date(2026, 10, 3)), date(2026, 10, 5)),
        (datetime(2026, 12, 24, 20, tzinfo=UTC), date(2026, 12, 29)),
    ],
)
def test_the_next_run_is_today_until_the_evening_of_a_working_day(now, day):
    assert next_run_on(now=now) == day


def test_ten_working_days_can_be_looked_at_after_the_next_run():
    days = days_ahead(now=datetime(2026, 12, 18, 9, tzinfo=UTC))

    assert len(days) == 11
    assert date(2026, 12, 25) not in days
    assert days[-1] == date(2027, 1, 6)


def test_on_a_weekend_nobody_is_written_to(quarterly_return):
    assert listed_on(date(2026, 10, 3)) == []


def test_a_quarter_that_opens_until_then_is_named():
    PeriodFactory(quarter=Quarter(2026, 3), planned=True)  # opens on 4 January 2027

    def opening(day):
        now = datetime(2026, 12, 30, 9, tzinfo=UTC)
        return [str(each) for each in outlook(on=day, now=now, chosen={}).opening]

    assert opening(date(2026, 12, 31)) == []
    assert opening(date(2027, 1, 4)) == ["Q3 2026/27"]


# --- One letter a person --------------------------------------------------------------


def test_all_that_goes_to_a_person_is_one_letter(quarterly_return):
    contact = quarterly_return.agency.appointments.get(role="contact").person
    for _ in range(2):
        ActionFactory(
            active=True,
            lead_agency=quarterly_return.agency,
            contact=contact,
            baseline_on=SECOND,
        )

    found = letters(listed_on(SECOND), on=SECOND)

    assert [(str(each.person), len(each.going)) for each in found] == [
        ("Ann", 3),
        ("Bob", 1),
    ]


@pytest.mark.parametrize("number", [1, 10])
def test_a_day_costs_the_same_however_much_is_due(django_assert_num_queries, number):
    for _ in range(number):
        agency = AgencyFactory()
        UserFactory(contact=agency)
        ReturnFactory(agency=agency)
        ReminderFactory(of_action=True)

    with django_assert_num_queries(18):
        listed_on(SECOND)
