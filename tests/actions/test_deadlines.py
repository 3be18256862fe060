"""To the second: on time, late, closed; across the clock change, with bank holidays."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse

from actions.choices import DeliveryStatus, ReturnState
from actions.models import Return
from actions.selectors.windows import at_hour, windows, windows_on
from actions.services.extensions import grant_time
from actions.services.lines import save_line
from actions.services.returns import submit_return
from hcss.kernel.errors import Conflict
from hcss.kernel.quarters import Quarter
from hcss.kernel.templatetags.show import deadline, moment
from tests.factories import (
    PeriodFactory,
    ReturnFactory,
    ReturnLineFactory,
    UserFactory,
)

LONDON = ZoneInfo("Europe/London")
SECOND, MICROSECOND = timedelta(seconds=1), timedelta(microseconds=1)

#: Due and close of quarters, by hand from the bank holidays of England: T+15 and T+20
#: working days. Christmas and New Year fall into Q3's windows, Easter into Q4's; the
#: holidays of 2020 (VE day), 2022 (jubilee, funeral) and 2023 (coronation), and those
#: in lieu of a week-end, are among them.
DUE_AND_CLOSE = {
    # 1 January on a Friday; no other holiday.
    "2020-21-q3": (date(2021, 1, 22), date(2021, 1, 29)),
    # 1 January a Saturday, kept on Monday 3 January.
    "2021-22-q3": (date(2022, 1, 24), date(2022, 1, 31)),
    # 1 January a Sunday, kept on Monday 2 January.
    "2022-23-q3": (date(2023, 1, 23), date(2023, 1, 30)),
    "2025-26-q3": (date(2026, 1, 22), date(2026, 1, 29)),
    "2026-27-q3": (date(2027, 1, 22), date(2027, 1, 29)),
    # 1 January 2028 a Saturday, kept on Monday 3 January.
    "2027-28-q3": (date(2028, 1, 24), date(2028, 1, 31)),
    # Good Friday 2 April and Easter Monday 5 April 2021.
    "2020-21-q4": (date(2021, 4, 23), date(2021, 4, 30)),
    # 15 and 18 April 2022.
    "2021-22-q4": (date(2022, 4, 25), date(2022, 5, 3)),
    # 7 and 10 April 2023; 1 May and the coronation on 8 May.
    "2022-23-q4": (date(2023, 4, 25), date(2023, 5, 3)),
    # 29 March 2024 is before the quarter's end, 1 April after it.
    "2023-24-q4": (date(2024, 4, 22), date(2024, 4, 29)),
    # 18 and 21 April 2025.
    "2024-25-q4": (date(2025, 4, 23), date(2025, 4, 30)),
    # 3 and 6 April 2026.
    "2025-26-q4": (date(2026, 4, 23), date(2026, 4, 30)),
    # 26 and 29 March 2027 are both before the quarter's end.
    "2026-27-q4": (date(2027, 4, 21), date(2027, 4, 28)),
    # No holiday at all.
    "2026-27-q1": (date(2026, 7, 21), date(2026, 7, 28)),
    "2026-27-q2": (date(2026, 10, 21), date(2026, 10, 28)),
}


def in_london(*parts):
    return datetime(*parts, tzinfo=LONDON)


# --- Which day ------------------------------------------------------------------------


@pytest.mark.parametrize("slug", DUE_AND_CLOSE)
def test_due_and_close_are_working_days_around_the_holidays(slug):
    usual = windows(Quarter.parse(slug))

    days = (
        usual.due_at.astimezone(LONDON).date(),
        usual.closes_at.astimezone(LONDON).date(),
    )
    assert days == DUE_AND_CLOSE[slug]


@pytest.mark.parametrize("slug", DUE_AND_CLOSE)
def test_the_deadline_is_five_o_clock_in_london_in_winter_and_in_summer(slug):
    usual = windows(Quarter.parse(slug))

    for at in (usual.due_at, usual.closes_at):
        assert at.astimezone(LONDON).time() == time(17)
        is_summer = bool(at.astimezone(LONDON).dst())
        assert at.astimezone(UTC).hour == (16 if is_summer else 17)


def test_one_period_is_due_in_summer_time_and_closes_in_winter_time():
    usual = windows(Quarter(2026, 2))

    assert usual.due_at.astimezone(UTC) == datetime(2026, 10, 21, 16, tzinfo=UTC)
    assert usual.closes_at.astimezone(UTC) == datetime(2026, 10, 28, 17, tzinfo=UTC)


# --- Which second ---------------------------------------------------------------------

#: Days on which a deadline may fall: in winter, in summer, on the Friday before, the
#: Sunday of and the Monday after each change of the clocks.
DAYS = [
    date(2027, 1, 22),
    date(2026, 7, 21),
    date(2026, 10, 23),
    date(2026, 10, 25),
    date(2026, 10, 26),
    date(2027, 3, 26),
    date(2027, 3, 28),
    date(2027, 3, 29),
    date(2028, 10, 29),
]
MOMENTS = [
    (-SECOND, False),
    (timedelta(0), False),
    (MICROSECOND, True),
    (SECOND, True),
]


def due_on(day):
    """Return a finished return that is due that day and closes a week later."""
    moments = windows_on(
        opens_on=day - timedelta(days=20),
        due_on=day,
        closes_on=day + timedelta(days=7),
    )
    period = PeriodFactory(windows=moments, opened_at=moments.opens_at)
    quarterly_return = ReturnFactory(period=period, draft=True)
    ReturnLineFactory(
        quarterly_return=quarterly_return,
        status=DeliveryStatus.NOTHING_DUE,
        action__undated=True,
        action__lead_agency=quarterly_return.agency,
    )
    return Return.objects.with_agency().get(pk=quarterly_return.pk)


def signed(quarterly_return):
    return {
        "actor": UserFactory(contact=quarterly_return.agency),
        "quarterly_return": quarterly_return,
        "signed_name": "Connie Contact",
        "signed_post": "Manager",
    }


@pytest.mark.django_db
@pytest.mark.parametrize("day", DAYS, ids=str)
@pytest.mark.parametrize(("after", "is_late"), MOMENTS, ids=str)
def test_sent_in_at_five_it_is_on_time_and_a_moment_later_late(day, after, is_late):
    sent = due_on(day)
    at = in_london(day.year, day.month, day.day, 17) + after

    submission = submit_return(now=at, **signed(sent))

    assert (submission.is_late, submission.submitted_at) == (is_late, at)
    assert Return.objects.get().is_late is is_late


@pytest.mark.django_db
@pytest.mark.parametrize("day", [date(2026, 10, 23), date(2027, 3, 29)], ids=str)
@pytest.mark.parametrize("moment_and_answer", MOMENTS, ids=str)
def test_the_page_and_the_api_reckon_to_the_same_moment(
    client, api_client, time_machine, day, moment_and_answer
):
    after, is_late = moment_and_answer
    by_page = due_on(day)
    by_api = ReturnFactory(period=by_page.period, draft=True)
    ReturnLineFactory(
        quarterly_return=by_api,
        status=DeliveryStatus.NOTHING_DUE,
        action__undated=True,
        action__lead_agency=by_api.agency,
    )
    contact = UserFactory(contact=by_page.agency)
    api_client.force_authenticate(UserFactory(contact=by_api.agency))
    time_machine.move_to(
        in_london(day.year, day.month, day.day, 17) + after, tick=False
    )
    client.force_login(contact)
    where = [by_page.period.quarter, by_page.agency.slug]

    posted = client.post(
        reverse("actions:check", args=where),
        {"signed_name": "C", "signed_post": "M", "seen": "1"},
    )
    sent = api_client.post(
        reverse("api:returns-submit", args=[by_api.pk]),
        {"signed_name": "C", "signed_post": "M"},
        format="json",
    )

    assert (posted.status_code, sent.status_code) == (302, 201), sent.json()
    assert sent.json()["is_late"] is is_late
    for each in (by_page, by_api):
        each.refresh_from_db()
        assert (each.state, each.is_late) == (ReturnState.SUBMITTED, is_late)


@pytest.mark.django_db
@pytest.mark.parametrize("closes_on", DAYS, ids=str)
def test_the_close_is_the_last_moment_to_write_or_send_in(closes_on):
    draft = due_on(closes_on - timedelta(days=7))
    closes_at = in_london(closes_on.year, closes_on.month, closes_on.day, 17)
    assert draft.period.closes_at == closes_at
    writer = signed(draft)
    line = draft.lines.get()
    line.quarterly_return = draft
    save = {"actor": writer["actor"], "line": line, "words": {}, "finish": False}

    for after in (MICROSECOND, SECOND):
        with pytest.raises(Conflict, match="Nothing was sent in by the close"):
            save_line(version=line.version, now=closes_at + after, **save)
        with pytest.raises(Conflict, match="Nothing was sent in by the close"):
            submit_return(now=closes_at + after, **writer)
    save_line(version=line.version, now=closes_at, **save)
    assert submit_return(now=closes_at, **writer).is_late is True


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("day", "hour"),
    [(date(2026, 10, 25), hour) for hour in (0, 1, 2, 12, 17)]
    + [(date(2027, 3, 28), hour) for hour in (0, 2, 12, 17)],
    ids=str,
)
def test_an_extension_ends_to_the_second_on_the_day_of_the_clock_change(day, hour):
    until = at_hour(day, time(hour))
    draft = due_on(day - timedelta(days=14))
    grant_time(
        actor=UserFactory(officer=True),
        quarterly_return=draft,
        until=until,
        comment="Agreed.",
        now=until - timedelta(days=3),
    )

    for at, is_open in [
        (until - SECOND, True),
        (until, True),
        (until + MICROSECOND, False),
        (until + SECOND, False),
    ]:
        draft = Return.objects.with_agency().get(pk=draft.pk)
        assert draft.is_writable(at=at) is is_open
        assert Return.objects.writable(at=at).filter(pk=draft.pk).exists() is is_open
        assert draft.is_signable(at=at) is is_open
    with pytest.raises(Conflict, match="extra time"):
        submit_return(now=until + SECOND, **signed(draft))
    submit_return(now=until, **signed(draft))


# --- The hour that happens twice, and the one that never does -------------------------


def test_of_the_hour_that_happens_twice_the_second_counts():
    until = at_hour(date(2026, 10, 25), time(1))

    assert until == datetime(2026, 10, 25, 1, tzinfo=UTC)
    assert moment(until) == "25 October 2026 at 1:00am"
    assert deadline(until) == "1am on Sunday 25 October 2026"


def test_the_hour_that_spring_leaves_out_is_none():
    assert at_hour(date(2027, 3, 28), time(1)) is None
    assert at_hour(date(2027, 3, 28), time(0)) == datetime(2027, 3, 28, tzinfo=UTC)
    assert at_hour(date(2027, 3, 28), time(2)) == datetime(2027, 3, 28, 1, tzinfo=UTC)


@pytest.mark.django_db
def test_seconds_pass_in_order_through_the_hour_that_happens_twice():
    draft = due_on(date(2026, 10, 12))
    until = datetime(2026, 10, 25, 0, 30, tzinfo=UTC)  # half past one, summer time
    grant_time(
        actor=UserFactory(officer=True),
        quarterly_return=draft,
        until=until,
        comment="Agreed.",
        now=until - timedelta(days=3),
    )
    draft = Return.objects.with_agency().get(pk=draft.pk)
    first = datetime(2026, 10, 25, 1, 30, tzinfo=LONDON)
    second = first.replace(fold=1)

    assert draft.is_writable(at=first) is True
    assert draft.is_writable(at=first.astimezone(UTC) + SECOND) is False
    # The clock on the wall shows half past one again, and it is an hour later.
    assert draft.is_writable(at=second) is False
    assert list(Return.objects.writable(at=first.astimezone(UTC))) == [draft]
    assert list(Return.objects.writable(at=second.astimezone(UTC))) == []


@pytest.mark.django_db
def test_a_deadline_within_the_hour_that_happens_twice_is_one_moment():
    period = PeriodFactory(due_at=datetime(2026, 10, 25, 0, 59, 59, tzinfo=UTC))
    first = datetime(2026, 10, 25, 1, 59, 59, tzinfo=LONDON)

    assert period.is_late(at=first.astimezone(UTC)) is False
    assert period.is_late(at=first.astimezone(UTC) + SECOND) is True
    assert period.is_late(at=first.replace(fold=1).astimezone(UTC)) is True


@pytest.mark.django_db
def test_late_stays_late_through_the_extension_and_the_acceptance():
    draft = due_on(date(2026, 10, 21))
    until = draft.period.closes_at + timedelta(days=5)
    grant_time(
        actor=UserFactory(officer=True),
        quarterly_return=draft,
        until=until,
        comment="Agreed.",
        now=draft.period.closes_at + SECOND,
    )
    draft = Return.objects.with_agency().get(pk=draft.pk)

    assert submit_return(now=until - SECOND, **signed(draft)).is_late is True
    assert Return.objects.get().is_late is True
