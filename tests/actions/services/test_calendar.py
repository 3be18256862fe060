"""The calendar of what a person owes, read back by another library's parser (R58)."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings
from ical.calendar_stream import IcsCalendarStream

from actions.choices import Marking, ReturnState
from actions.models import Return
from actions.selectors.windows import Windows
from actions.services.dates import ask_for_date, decide_date
from actions.services.extensions import grant_time
from actions.services.periods import edit_period
from actions.services.reminding.calendar import calendar_of
from partnerships.models import User
from tests.conftest import NOW
from tests.factories import (
    ActionFactory,
    AgencyFactory,
    AskFactory,
    EscalationFactory,
    OpinionFactory,
    PeriodFactory,
    ReturnFactory,
    UserFactory,
)
from tests.machinery.counting import queries_of

pytestmark = pytest.mark.django_db

TODAY = NOW.date()
MADE_AT = datetime(2026, 10, 1, 8, tzinfo=ZoneInfo("UTC"))
LONDON = ZoneInfo("Europe/London")


@pytest.fixture
def agency():
    return AgencyFactory(name="Hampshire Constabulary")


@pytest.fixture
def ann(agency):
    return UserFactory(name="Ann", contact=agency, employer=agency)


@pytest.fixture
def action(agency, ann):
    return ActionFactory(
        active=True,
        ref="P1-03",
        title="Agree, sign; and publish the plan",
        lead_agency=agency,
        contact=ann,
        baseline_on=date(2027, 3, 31),
    )


def feed(person, now=NOW):
    fresh = User.objects.get(pk=person.pk)
    return calendar_of(person=fresh, made_at=MADE_AT, now=now).decode()


def read(person, now=NOW):
    """Return the events as a client understands them."""
    return IcsCalendarStream.calendar_from_ics(feed(person, now)).events


def host():
    return "127.0.0.1"


# --- What stands in it ----------------------------------------------------------------


def test_an_action_is_a_day_long_before_any_stage_is_reached(action, ann):
    [event] = read(ann)

    assert event.dtstart == date(2027, 3, 31)
    assert event.summary == "P1-03 Agree, sign; and publish the plan is due"
    assert str(event.url) == f"{settings.SITE_URL}{action.get_absolute_url()}"
    assert event.uid == f"action-{action.pk}-due@{host()}"


def test_a_return_is_an_hour_in_london_whatever_the_time_of_year(agency, ann):
    ReturnFactory(agency=agency)

    [event] = read(ann)

    assert event.dtstart == datetime(2026, 10, 21, 17, tzinfo=LONDON)
    assert event.summary == "Q2 2026/27 return of Hampshire Constabulary is due"
    assert "DTSTART;TZID=Europe/London:20261021T170000" in feed(ann)
    assert feed(ann).count("BEGIN:VTIMEZONE") == 1


def test_winter_time_is_winter_time(agency, ann):
    ReturnFactory(
        agency=agency, extended_until=datetime(2026, 11, 6, 12, tzinfo=LONDON)
    )

    [event] = read(ann)

    assert event.dtstart.utcoffset() == timedelta(0)
    assert (event.dtstart.day, event.dtstart.hour) == (6, 12)


def test_a_calendar_reminds_a_week_before_of_a_day_in_the_morning(agency, ann, action):
    ReturnFactory(agency=agency)

    alarms = {
        event.dtstart: (alarm.action, alarm.trigger, alarm.description == event.summary)
        for event in read(ann)
        for alarm in event.alarm
    }

    assert alarms == {
        date(2027, 3, 31): ("DISPLAY", timedelta(days=-7, hours=9), True),
        datetime(2026, 10, 21, 17, tzinfo=LONDON): (
            "DISPLAY",
            timedelta(days=-7),
            True,
        ),
    }


def test_a_review_is_to_be_reviewed(agency, ann):
    ActionFactory(
        continuing=True, lead_agency=agency, contact=ann, review_on=date(2027, 1, 14)
    )

    [event] = read(ann)

    assert event.dtstart == date(2027, 1, 14)
    assert event.summary.endswith("is to be reviewed")


def test_what_is_late_is_still_owed(agency, ann):
    ActionFactory(
        active=True, lead_agency=agency, contact=ann, baseline_on=date(2026, 5, 1)
    )

    assert [event.dtstart for event in read(ann)] == [date(2026, 5, 1)]


def test_further_than_a_year_ahead_is_no_business_of_a_calendar(agency, ann):
    ActionFactory(
        active=True, lead_agency=agency, contact=ann, baseline_on=date(2028, 3, 31)
    )

    assert read(ann) == []


def test_each_kind_with_a_last_day_is_in_the_calendar_of_whose_duty_it_is():
    assurer, officer = UserFactory(assurer=True), UserFactory(officer=True)
    asked = UserFactory(contact=AgencyFactory())
    ask = AskFactory(of_agency=asked.appointments.get().agency)
    opinion = OpinionFactory(given_by=assurer)
    escalation = EscalationFactory(to_person=officer)

    assert [event.uid for event in read(asked)] == [f"ask-{ask.pk}-need@{host()}"]
    assert [event.uid for event in read(assurer)] == [
        f"opinion-{opinion.pk}-expires@{host()}"
    ]
    assert [event.uid for event in read(officer)] == [
        f"escalation-{escalation.pk}-reply_by@{host()}"
    ]


def test_who_is_told_only_because_it_is_late_has_it_not(agency):
    officer, deputy = UserFactory(officer=True), UserFactory(deputy=agency)
    UserFactory(contact=agency)
    OpinionFactory(given_by=UserFactory(assurer=True))
    EscalationFactory(to_person=UserFactory(chair=True))
    ReturnFactory(agency=agency)

    assert (read(officer), read(deputy)) == ([], [])


def test_an_approver_has_the_returns_to_sign_and_a_reader_has_nothing(agency):
    approver, reader = UserFactory(approver=agency), UserFactory(reader=True)
    UserFactory(contact=agency)
    ReturnFactory(agency=agency)

    assert len(read(approver)) == 1
    assert read(reader) == []


def test_what_another_owes_is_not_in_it(action):
    ReturnFactory(agency=action.lead_agency)

    assert read(UserFactory(contact=AgencyFactory())) == []


def test_a_deputy_has_it_once_the_contact_has_gone(agency, ann):
    deputy = UserFactory(deputy=agency, employer=agency)
    ActionFactory(
        active=True,
        lead_agency=agency,
        contact=ann,
        deputy=deputy,
        baseline_on=date(2027, 3, 31),
    )
    before = len(read(deputy))
    ann.appointments.update(ends_on=TODAY)

    assert (before, len(read(deputy)), len(read(ann))) == (0, 1, 0)


def test_what_is_done_is_gone(agency, ann, action):
    quarterly_return = ReturnFactory(agency=agency)
    before = len(read(ann))
    Return.objects.filter(pk=quarterly_return.pk).update(
        state=ReturnState.SUBMITTED, submitted_at=NOW, version=1
    )
    after_one = len(read(ann))
    action.life = "complete"
    action.completed_on = TODAY
    action.verified_by, action.verified_at = UserFactory(officer=True), NOW
    action.save()

    assert (before, after_one, len(read(ann))) == (2, 1, 0)


def test_nothing_of_a_sensitive_action_stands_in_it_but_its_reference(action, ann):
    action.marking = Marking.SENSITIVE
    action.title = "The shelter moves"
    action.save()

    text = feed(ann).replace("\r\n ", "")

    assert "SUMMARY:P1-03 is due" in text
    assert "shelter" not in text
    assert "criterion" not in text
    assert action.success_criterion not in text


def test_words_cannot_break_out_of_their_line(action, ann):
    action.title = "One\r\nEND:VEVENT\r\nSUMMARY:two, three; \\four"
    action.save()

    [event] = read(ann)

    assert event.summary == ("P1-03 One END:VEVENT SUMMARY:two, three; \\four is due")


# --- When a date moves ----------------------------------------------------------------


def moved(person, move):
    """Return a person's one event before and after a move."""
    [before] = read(person)
    move()
    [after] = read(person)
    return before, after


def an_hour_later():
    return NOW + timedelta(hours=1)


def test_a_new_date_moves_the_same_event_and_raises_its_sequence(action, ann):
    def approve():
        change = ask_for_date(
            actor=ann,
            action=action,
            new_on=date(2027, 6, 30),
            reason="staffing",
            explanation="The analyst starts in May.",
            now=an_hour_later(),
        )
        officer = UserFactory(officer=True)
        decide_date(actor=officer, change=change, approve=True, now=an_hour_later())

    before, after = moved(ann, approve)

    assert after.uid == before.uid
    assert after.dtstart == date(2027, 6, 30)
    assert after.sequence > before.sequence
    assert after.dtstamp > before.dtstamp


def test_more_time_for_a_return_moves_its_event(agency, ann):
    quarterly_return = ReturnFactory(agency=agency)

    def extend():
        grant_time(
            actor=UserFactory(officer=True),
            quarterly_return=quarterly_return,
            until=datetime(2026, 11, 6, 12, tzinfo=LONDON),
            comment="The analyst is back on Monday.",
            now=an_hour_later(),
        )

    before, after = moved(ann, extend)

    assert after.uid == before.uid
    assert after.dtstart == datetime(2026, 11, 6, 12, tzinfo=LONDON)
    assert after.sequence > before.sequence


def test_a_period_that_is_moved_moves_the_events_of_its_returns(agency, ann):
    ReturnFactory(agency=agency)
    period = PeriodFactory()

    def later():
        edit_period(
            actor=UserFactory(officer=True),
            period=period,
            windows=Windows(
                opens_at=period.opens_at,
                due_at=period.due_at + timedelta(days=2),
                closes_at=period.closes_at,
            ),
            now=an_hour_later(),
        )

    before, after = moved(ann, later)

    assert after.dtstart == before.dtstart + timedelta(days=2)
    assert (after.uid, after.sequence > before.sequence) == (before.uid, True)


# --- The file -------------------------------------------------------------------------


def test_it_is_the_same_file_until_something_changes(action, ann):
    ReturnFactory(agency=action.lead_agency)

    assert feed(ann) == feed(ann, now=NOW + timedelta(hours=5))


def test_somebody_who_owes_nothing_has_an_empty_calendar():
    text = feed(UserFactory(reader=True))

    assert text.startswith("BEGIN:VCALENDAR\r\n")
    assert "VEVENT" not in text


def test_no_line_is_longer_than_the_standard_allows(action, ann):
    action.title = "Ä" * 190
    action.save()

    lines = feed(ann).encode().split(b"\r\n")

    assert max(len(line) for line in lines) <= 75


@pytest.mark.parametrize("many", [1, 8])
def test_it_costs_the_same_however_much_is_owed(agency, ann, many):
    for _ in range(many):
        ActionFactory(
            active=True, lead_agency=agency, contact=ann, baseline_on=date(2027, 3, 31)
        )
    person = User.objects.get(pk=ann.pk)
    person.holds("contact")

    _, queries = queries_of(
        lambda: calendar_of(person=person, made_at=MADE_AT, now=NOW)
    )

    # The stages, who answers for what (3), five kinds, the audit trail.
    assert len(queries) == 10
