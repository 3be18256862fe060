from datetime import date

import pytest

from actions.choices import ActionLife, DeliveryStatus
from assurance.selectors import lines
from hcss.kernel.quarters import Quarter
from tests import factories as make
from tests.assurance.county import (
    AFTER_CLOSE,
    LAST,
    SILENT,
    counts,
    last_period,
    reported,
    seen_by,
    this_period,
)

pytestmark = pytest.mark.django_db

ON_TRACK, AT_RISK, OFF_TRACK = (
    DeliveryStatus.ON_TRACK,
    DeliveryStatus.AT_RISK,
    DeliveryStatus.OFF_TRACK,
)
PASSED = {"baseline_on": date(2026, 10, 31)}


@pytest.fixture
def quarters(headings):
    return last_period(), this_period(closed=True)


def refs(listed) -> list[str]:
    return [line.ref for line in listed.lines]


def test_off_track_is_listed_with_cause_and_ask(quarters):
    reported(this=OFF_TRACK, ref="P1-01")
    reported(this=ON_TRACK, ref="P1-02")

    found = seen_by(now=AFTER_CLOSE)
    line = found.exceptions.lines[0]
    assert (line.cause, line.ask, line.ask_of, line.ask_by) == (
        "The analyst's post is vacant.",
        "Lend an analyst for six weeks.",
        "Hampshire County Council",
        date(2026, 11, 13),
    )
    assert refs(found.exceptions) == refs(found.to_decide.asks) == ["P1-01"]


def test_on_track_and_overdue_are_shown_together_as_a_contradiction(quarters):
    reported(this=ON_TRACK, ref="P1-01", **PASSED)

    found = seen_by(now=AFTER_CLOSE)
    line = found.exceptions.lines[0]
    assert (line.status_label, line.days_overdue, line.is_contradiction) == (
        "On track",
        20,
        True,
    )
    assert line.reported_on == date(2026, 10, 14)
    assert found.delivery_total.summary == "1 of 1 on track"
    assert found.delivery_total.overdue == 1


def test_no_return_shows_what_was_last_reported_as_history(quarters):
    oldest = make.PeriodFactory(quarter=Quarter(2025, 3), closed=True)
    action = reported(last=SILENT, this=SILENT, **PASSED)
    sent = make.ReturnFactory(period=oldest, agency=action.lead_agency, accepted=True)
    make.ReturnLineFactory(quarterly_return=sent, action=action, reported=OFF_TRACK)

    line = seen_by(now=AFTER_CLOSE).exceptions.lines[0]
    assert (line.status, line.last_status, line.last_label, line.last_in) == (
        "no_return",
        "off_track",
        "Off track",
        "Q3 2025/26",
    )


def test_what_was_never_reported_on_and_what_is_rated_show_no_history(quarters):
    reported(this=SILENT, **PASSED)
    reported(last=ON_TRACK, this=OFF_TRACK)

    found = seen_by(now=AFTER_CLOSE).exceptions.lines
    assert [each.last_in for each in found] == ["", ""]


def test_an_overdue_action_on_hold_is_an_exception_too(quarters):
    reported(on_hold=True, ref="P1-01", **PASSED)

    found = seen_by(now=AFTER_CLOSE)
    assert (found.exceptions.total, refs(found.exceptions)) == (1, ["P1-01"])
    assert found.exceptions.lines[0].status_label == "On hold"


def test_an_earlier_position_uses_the_date_that_stood_when_it_was_sent_in(quarters):
    action = reported(last=ON_TRACK, ref="P1-01", baseline_on=date(2026, 9, 30))
    action.forecast_on = date(2027, 9, 30)
    action.save()

    then = seen_by(quarter=LAST, now=AFTER_CLOSE).exceptions
    assert (refs(then), then.lines[0].days_overdue) == (["P1-01"], 1)
    assert seen_by(now=AFTER_CLOSE).exceptions.total == 0


def test_exceptions_come_off_track_first_then_contradictions_then_overdue(quarters):
    reported(this=SILENT, ref="P1-01", **PASSED)
    reported(this=AT_RISK, ref="P1-02", **PASSED)
    reported(this=OFF_TRACK, ref="P1-10")
    reported(this=OFF_TRACK, ref="P1-9")

    assert refs(seen_by(now=AFTER_CLOSE).exceptions) == [
        "P1-9",
        "P1-10",
        "P1-02",
        "P1-01",
    ]


@pytest.mark.parametrize(
    ("last", "this", "is_worse", "direction"),
    [
        (ON_TRACK, AT_RISK, True, "deteriorating"),
        (ON_TRACK, OFF_TRACK, True, "deteriorating"),
        (AT_RISK, OFF_TRACK, True, "deteriorating"),
        (DeliveryStatus.COMPLETE, ON_TRACK, True, "deteriorating"),
        (ON_TRACK, SILENT, True, "not_comparable"),
        (DeliveryStatus.NOTHING_DUE, SILENT, True, "not_comparable"),
        (AT_RISK, ON_TRACK, False, "improving"),
        (ON_TRACK, DeliveryStatus.COMPLETE, False, "improving"),
        (ON_TRACK, ON_TRACK, False, "stable"),
        (SILENT, SILENT, False, "not_comparable"),
        (SILENT, OFF_TRACK, False, "not_comparable"),
        (ON_TRACK, DeliveryStatus.NOTHING_DUE, False, "not_comparable"),
        (None, OFF_TRACK, False, "new"),
    ],
)
def test_what_got_worse_and_how_it_moved(quarters, last, this, is_worse, direction):
    reported(last=last, this=this)

    found = seen_by(now=AFTER_CLOSE).worse
    assert found.actions.total == len(found.actions.lines) == is_worse
    assert counts(found.movement) == {direction: 1}


def test_in_the_first_period_everything_is_new(headings):
    this_period(closed=True)
    reported(this=OFF_TRACK)
    reported(this=SILENT)

    found = seen_by(now=AFTER_CLOSE).worse
    assert (found.compared_with, found.actions.total) == ("", 0)
    assert counts(found.movement) == {"new": 2}


def test_a_sensitive_action_is_counted_for_all_and_named_to_the_cleared(quarters):
    action = reported(this=OFF_TRACK, last=ON_TRACK, sensitive=True)

    for person, names in [
        (make.UserFactory(reader=True), 0),
        (make.UserFactory(contact=True), 0),
        (make.UserFactory(chair=True), 1),
        (make.UserFactory(contact=action.lead_agency), 1),
    ]:
        found = seen_by(person, now=AFTER_CLOSE)
        for listed in (found.exceptions, found.to_decide.asks, found.worse.actions):
            assert (listed.total, len(listed.lines)) == (1, names)
            assert listed.not_named == 1 - names


def test_another_agencys_words_are_named_only_once_accepted(headings, now):
    period = this_period()
    sent = make.ReturnFactory(period=period, submitted=True)
    make.ReturnLineFactory(quarterly_return=sent, reported=OFF_TRACK)
    stranger = make.UserFactory(contact=True)

    assert seen_by(stranger, now=now).exceptions.not_named == 1
    assert seen_by(make.UserFactory(reader=True), now=now).exceptions.not_named == 0


def test_a_long_list_is_cut_and_says_so(quarters, monkeypatch):
    monkeypatch.setattr(lines, "NAMED", 2)
    for _ in range(3):
        reported(this=OFF_TRACK)

    found = seen_by(now=AFTER_CLOSE).exceptions
    assert (found.total, len(found.lines), found.not_named) == (3, 2, 1)


def test_third_requests_for_a_date_wait_for_the_group(quarters, now):
    action = make.ActionFactory(active=True, ref="P1-01")
    make.DateChangeFactory(action=action, approved=True)
    make.DateChangeFactory(action=action, refused=True)
    make.DateChangeFactory(action=action)
    make.DateChangeFactory()

    found = seen_by(now=AFTER_CLOSE).to_decide
    assert found.date_changes_total == 1
    change = found.date_changes[0]
    assert (change.ref, change.number) == ("P1-01", 3)
    assert change.reason == "A post is vacant or staff are redeployed"


def test_a_request_decided_since_waits_in_the_earlier_position_only(quarters, now):
    earlier = quarters[1].opened_at.replace(hour=1)
    make.DateChangeFactory(number=3, approved=True, asked_at=earlier)

    assert seen_by(quarter=LAST, now=AFTER_CLOSE).to_decide.date_changes_total == 1
    assert seen_by(now=AFTER_CLOSE).to_decide.date_changes_total == 0


def test_a_sensitive_actions_request_is_counted_and_not_named(quarters):
    action = make.ActionFactory(active=True, sensitive=True)
    make.DateChangeFactory(action=action, number=3)

    found = seen_by(make.UserFactory(reader=True), now=AFTER_CLOSE).to_decide
    assert (found.date_changes_total, found.date_changes) == (1, ())


def test_a_verified_action_is_no_longer_overdue(quarters):
    reported(this=DeliveryStatus.COMPLETE, complete=True, **PASSED)

    found = seen_by(now=AFTER_CLOSE)
    assert ActionLife.COMPLETE in counts(found.delivery_total.counts)
    assert found.exceptions.total == 0
