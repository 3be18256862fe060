from datetime import UTC, date, datetime

import pytest

from actions.choices import ActionLife, DeliveryStatus, ReturnState
from actions.services.life import hold_action, resume_action
from assurance.choices import AssuranceLevel, CellState
from hcss.kernel.quarters import Quarter
from tests import factories as make
from tests.assurance.county import (
    AFTER_CLOSE,
    LAST,
    SILENT,
    counts,
    gap,
    last_period,
    reported,
    seen_by,
    this_period,
)

pytestmark = pytest.mark.django_db

ON_TRACK, AT_RISK, OFF_TRACK, COMPLETE = (
    DeliveryStatus.ON_TRACK,
    DeliveryStatus.AT_RISK,
    DeliveryStatus.OFF_TRACK,
    DeliveryStatus.COMPLETE,
)


@pytest.fixture
def closed(headings):
    return this_period(closed=True)


def delivery(**seen):
    return seen_by(**{"now": AFTER_CLOSE} | seen).delivery_total


def test_three_green_one_red_and_six_without_a_return(closed):
    for status in [ON_TRACK] * 3 + [OFF_TRACK] + [SILENT] * 6:
        reported(this=status)

    found = delivery()
    assert found.summary == "3 of 10 on track, 6 not reported"
    assert counts(found.counts) == {"on_track": 3, "off_track": 1, "no_return": 6}


def test_last_quarters_green_is_not_carried_into_a_quarter_without_a_return(headings):
    last_period()
    this_period(closed=True)
    reported(last=ON_TRACK, this=SILENT)

    found = seen_by(now=AFTER_CLOSE)
    assert counts(found.delivery_total.counts) == {"no_return": 1}
    line = found.worse.actions.lines[0]
    assert (line.status_label, line.was_label, line.was_in) == (
        "No return",
        "On track",
        "Q1 2026/27",
    )


def test_while_the_period_is_open_silence_is_not_yet_returned(headings, now):
    this_period()
    reported(this=SILENT)

    found = delivery(now=now)
    assert counts(found.counts) == {"not_yet_returned": 1}
    assert found.summary == "0 of 1 on track, 1 not reported"


def test_a_draft_is_never_counted(headings, now):
    period = this_period()
    draft = make.ReturnFactory(period=period, draft=True)
    make.ReturnLineFactory(quarterly_return=draft, finished=True)

    assert counts(delivery(now=now).counts) == {"not_yet_returned": 1}


def test_what_was_sent_in_stands_while_the_agency_answers_a_question(headings, now):
    period = this_period()
    asked = make.ReturnFactory(period=period, queried=True)
    line = make.ReturnLineFactory(quarterly_return=asked, reported=OFF_TRACK)
    line.status = ON_TRACK
    line.save()

    assert counts(delivery(now=now).counts) == {"off_track": 1}


def test_complete_counts_only_when_an_officer_has_verified_it(closed):
    reported(this=COMPLETE)
    reported(this=COMPLETE, complete=True)
    reported(complete=True)

    found = delivery()
    assert counts(found.counts) == {"complete": 2, "reported_complete": 1}
    assert found.summary == "0 of 3 on track"


def test_an_action_on_hold_is_counted_as_that_and_not_as_silent(closed):
    reported(on_hold=True)
    reported(on_hold=True, this=SILENT)
    reported(on_hold=True, this=AT_RISK)

    assert counts(delivery().counts) == {"at_risk": 1, "on_hold": 2}


def test_a_closed_action_leaves_the_count_from_its_day_only(headings):
    last_period()
    this_period(closed=True)
    reported(last=ON_TRACK, this=ON_TRACK)
    gone = reported(last=ON_TRACK, this=ON_TRACK)
    gone.life, gone.closed_as = ActionLife.CLOSED, "withdrawn"
    gone.closed_on, gone.closing_decision = date(2026, 11, 3), "Minute 4"
    gone.save()

    assert delivery(quarter=LAST).total == 2
    assert delivery().total == 1


def test_proposed_actions_and_other_quarters_are_in_no_count(closed):
    last_period()
    make.ActionFactory()
    make.ActionFactory(closed=True)

    found = delivery()
    assert (found.total, found.proposed) == (0, 1)


def test_an_action_handed_on_while_the_period_is_open_is_counted_once(headings, now):
    period = this_period()
    action = reported(this=SILENT)
    action.lead_agency = make.AgencyFactory()
    action.save()
    heir = make.ReturnFactory(period=period, agency=action.lead_agency, accepted=True)
    make.ReturnLineFactory(quarterly_return=heir, action=action, reported=ON_TRACK)

    assert counts(delivery(now=now).counts) == {"on_track": 1}


def test_all_green_changes_no_opinion(closed, headings):
    priority = make.PriorityFactory()
    make.OpinionFactory(
        priority=priority, heading=headings["CC"], level=AssuranceLevel.LIMITED
    )
    for _ in range(4):
        reported(priority, this=ON_TRACK, heading=headings["CC"])

    found = seen_by(now=AFTER_CLOSE)
    assert found.delivery_total.summary == "4 of 4 on track"
    assert [cell.state for cell in found.matrix[0].cells] == [
        AssuranceLevel.LIMITED,
        CellState.NOT_ASSESSED,
    ]
    assert [cell.state for cell in found.weak_opinions] == [AssuranceLevel.LIMITED]


def test_gaps_are_counted_with_what_they_are_counted_from(closed):
    reported(this=ON_TRACK)
    reported(this=SILENT, undated=True)
    reported(this=SILENT, contact=None)
    reported(this=ON_TRACK, contact=make.UserFactory(is_active=False))
    make.ActionFactory()

    found = seen_by(now=AFTER_CLOSE)
    gaps = {each.code: (each.number, each.total) for each in found.unknown}
    assert gaps | {"owner": 0, "not_assessed": 0, "out_of_date": 0} == {
        "returns": (2, 4),
        "lines": (2, 4),
        "owner": 0,
        "not_assessed": 0,
        "out_of_date": 0,
        "lead": (0, 0),
        "date": (1, 4),
        "contact": (2, 4),
    }


def test_an_earlier_position_says_nothing_of_todays_leads_and_dates(headings):
    last_period()
    this_period(closed=True)
    reported(last=SILENT, undated=True)

    found = seen_by(quarter=LAST, now=AFTER_CLOSE)
    assert [each.code for each in found.unknown] == [
        "returns",
        "lines",
        "owner",
        "not_assessed",
        "out_of_date",
    ]
    assert gap(found, "lines") == (1, 1)


def test_what_was_agreed_after_the_return_is_in_the_denominator(closed):
    reported(this=ON_TRACK)
    reported(ref="P1-90", baseline_on=date(2026, 10, 31))

    found = seen_by(now=AFTER_CLOSE)
    assert counts(found.delivery_total.counts) == {"on_track": 1, "no_line": 1}
    assert found.delivery_total.summary == "1 of 2 on track, 1 not reported"
    assert gap(found, "lines") == (1, 2)
    agreed = sum(row.whole.agreed_actions for row in found.matrix)
    assert agreed == found.delivery_total.total
    overdue = found.exceptions.lines[0]
    assert (overdue.ref, overdue.status_label) == ("P1-90", "No line this quarter")


def test_an_action_held_at_the_time_stays_on_hold_in_the_earlier_position(
    headings, officer
):
    last_period()
    held, silent, resumed = reported(), reported(last=SILENT), reported()
    for action in (held, silent, resumed):
        hold(officer, action, datetime(2026, 8, 3, 9, tzinfo=UTC))
    before = delivery(now=datetime(2026, 9, 1, 9, tzinfo=UTC))
    assert counts(before.counts) == {"on_hold": 3}

    this_period(closed=True)
    resume_action(actor=officer, action=resumed, decision="Minute 5", now=AFTER_CLOSE)
    make.ActionFactory(active=True)

    earlier = counts(delivery(quarter=LAST).counts)
    assert earlier == {"on_hold": 3, "no_line": 1}
    assert counts(delivery().counts) == {"on_hold": 2, "no_line": 2}


def hold(officer, action, now):
    hold_action(
        actor=officer,
        action=action,
        decision="Minute 3",
        held_until=date(2027, 1, 15),
        now=now,
    )


def test_reported_complete_is_not_overdue_in_any_position(headings):
    last_period()
    passed = {"baseline_on": date(2026, 7, 1)}
    reported(last=COMPLETE, **passed)
    before = seen_by(now=datetime(2026, 9, 1, 9, tzinfo=UTC))
    this_period(closed=True)
    after = seen_by(quarter=LAST, now=AFTER_CLOSE)

    for found in (before, after):
        assert found.delivery_total.overdue == found.exceptions.total == 0


def test_while_a_period_is_open_the_two_closed_before_it_are_looked_at(headings, now):
    oldest = make.PeriodFactory(quarter=Quarter(2025, 4), closed=True)
    earlier, period = last_period(), this_period()
    silent, once = make.AgencyFactory(name="Silent District"), make.AgencyFactory()
    for each in (oldest, earlier):
        make.ReturnFactory(period=each, agency=silent, state=ReturnState.NO_RETURN)
    make.ReturnFactory(period=earlier, agency=once, state=ReturnState.NO_RETURN)
    for agency in (silent, once):
        make.ReturnFactory(period=period, agency=agency)

    found = seen_by(now=now).returns
    assert (found.missing_twice, found.missing_twice_label) == (
        1,
        "No return in either of the two quarters before this one",
    )
    named = {each.agency: each.missing_twice for each in found.agencies}
    assert named == {"Silent District": True, once.name: False}


def test_returns_are_counted_by_how_they_came_in(headings):
    earlier, period = last_period(), this_period(closed=True)
    silent = make.AgencyFactory(name="Silent District")
    for each in (earlier, period):
        make.ReturnFactory(period=each, agency=silent, state=ReturnState.NO_RETURN)
    make.ReturnFactory(period=period, accepted=True)
    make.ReturnFactory(period=period, accepted=True, late=True)
    make.ReturnFactory(period=period, nil=True)
    make.ReturnFactory(period=period, no_return=True)

    found = seen_by(now=AFTER_CLOSE).returns
    assert counts(found.counts) == {"on_time": 2, "late": 1, "no_return": 2}
    assert (found.total, found.nil, found.missing_twice) == (5, 1, 1)
    assert found.summary == "3 of 5 returned, 1 late"
    named = {each.agency: (each.label, each.missing_before) for each in found.agencies}
    assert named["Silent District"] == ("No return", True)
    assert found.missing_twice_label == "No return two quarters running"


def test_agencies_are_named_to_those_who_may_see_the_board(closed):
    reported(this=SILENT)

    contact = make.UserFactory(contact=True)
    found = seen_by(contact, now=AFTER_CLOSE).returns
    assert (found.total, found.agencies) == (1, ())
