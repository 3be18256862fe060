"""The funding cliff: what falls over in the next four quarters (peers (c) 18)."""

from datetime import date

import pytest

from actions.choices import DeliveryStatus, Marking
from assurance.selectors.funding import figures, horizon
from assurance.selectors.funding_horizon import live_horizon
from assurance.selectors.funding_starts import (
    is_on_money,
    offered_actions,
    starting_points,
)
from assurance.selectors.shapes import FundingFigures
from hcss.kernel.quarters import Quarter
from tests import factories as make
from tests import world
from tests.assurance.county import SILENT, last_period, reported, this_period
from tests.machinery.counting import queries_of

pytestmark = pytest.mark.django_db

TODAY = date(2026, 10, 20)
#: The last days of the quarters of the horizon, the first one running.
Q3, Q4 = date(2026, 12, 31), date(2027, 3, 31)
Q1, Q2 = date(2027, 6, 30), date(2027, 9, 30)


@pytest.fixture
def officer():
    return make.UserFactory(officer=True)


def refs(streams):
    return [[action.ref for action in each.actions] for each in streams]


def test_a_funding_end_lists_every_dependant_once_in_its_quarter_and_none_before(
    officer, now
):
    actions = [make.ActionFactory(active=True, ref=f"P1-{n:02}") for n in (1, 2, 10)]
    make.FundingConcernFactory(ends_on=Q1, actions=actions)

    found = live_horizon(person=officer, now=now)

    assert [each.label for each in found.quarters] == [
        "Q3 2026/27",
        "Q4 2026/27",
        "Q1 2027/28",
        "Q2 2027/28",
    ]
    assert [refs(each.streams) for each in found.quarters] == [
        [],
        [],
        [["P1-01", "P1-02", "P1-10"]],
        [],
    ]
    assert [each.total for each in found.quarters] == [0, 0, 3, 0]
    assert (found.streams_total, found.actions_total) == (1, 3)


def test_two_streams_of_one_quarter_list_an_action_under_each_and_count_it_once(
    officer, now
):
    action = make.ActionFactory(active=True)
    make.FundingConcernFactory.create_batch(2, ends_on=Q4, actions=[action])

    found = live_horizon(person=officer, now=now)

    assert refs(found.quarters[1].streams) == [[action.ref], [action.ref]]
    assert found.quarters[1].total == 1
    assert (found.streams_total, found.actions_total) == (2, 1)
    assert figures(on=TODAY) == FundingFigures(streams=2, actions=1)


@pytest.mark.parametrize(
    ("ends_on", "within"),
    [
        (date(2026, 10, 19), 0),  # over
        (date(2026, 10, 20), 1),  # today is its last day
        (Q3, 1),
        (date(2027, 1, 1), 2),
        (Q4, 2),
        (Q1, 3),
        (Q2, 4),
        (date(2027, 10, 1), 0),  # later
        (None, 0),
    ],
)
def test_a_stream_stands_in_the_quarter_of_its_last_day(ends_on, within):
    make.FundingConcernFactory(ends_on=ends_on)

    (found,) = horizon(on=TODAY)

    assert found.within == within
    assert found.quarter_label == (str(Quarter.containing(ends_on)) if ends_on else "")
    assert figures(on=TODAY).streams == (1 if within else 0)


def test_what_ended_has_no_known_end_or_ends_later_stands_apart(officer, now):
    ended = make.FundingConcernFactory(ends_on=date(2026, 9, 30))
    unknown = make.FundingConcernFactory(ends_on=None)
    later = make.FundingConcernFactory(ends_on=date(2028, 3, 31))
    make.FundingConcernFactory(settled=True, ends_on=Q3)

    found = live_horizon(person=officer, now=now)

    assert [each.number for each in found.ended] == [ended.pk]
    assert [each.number for each in found.unknown] == [unknown.pk]
    assert [each.number for each in found.later] == [later.pk]
    assert found.streams_total == 0


def test_every_dependant_says_how_it_stands_and_what_its_lead_has_said(officer, now):
    last_period()
    this_period()
    told = reported(this=DeliveryStatus.AT_RISK)
    silent = reported(this=SILENT)
    held = make.ActionFactory(on_hold=True)
    proposed = make.ActionFactory()
    make.FundingConcernFactory(ends_on=Q3, actions=[told, silent, held, proposed])

    (stream,) = live_horizon(person=officer, now=now).quarters[0].streams
    said = {each.ref: (each.status_label, each.heard) for each in stream.actions}

    assert said == {
        told.ref: ("At risk", "Its lead reported for Q2 2026/27."),
        silent.ref: ("Not yet returned", "Its lead has said nothing for Q2 2026/27."),
        held.ref: ("On hold", "It owes no line this quarter."),
        proposed.ref: ("Proposed", "No lead is agreed."),
    }


def test_a_sensitive_action_is_counted_and_named_to_the_cleared_only(officer, now):
    hidden = make.ActionFactory(active=True, marking=Marking.SENSITIVE)
    make.FundingConcernFactory(ends_on=Q3, actions=[hidden])

    cleared = live_horizon(person=officer, now=now).quarters[0]
    plain = live_horizon(person=make.UserFactory(reader=True), now=now).quarters[0]

    assert refs(cleared.streams) == [[hidden.ref]]
    assert refs(plain.streams) == [[]]
    assert (plain.total, plain.streams[0].not_named) == (1, 1)


def test_ten_times_the_streams_cost_the_same_queries(now):
    officer = world.build(now=now, rows=10).people["officer"]
    live_horizon(person=officer, now=now)  # asks once what the officer holds
    _, few = queries_of(lambda: live_horizon(person=officer, now=now))
    for _ in range(90):
        actions = [make.ActionFactory(active=True, priority__number=9)]
        make.FundingConcernFactory(actions=actions)

    found, many = queries_of(lambda: live_horizon(person=officer, now=now))

    assert found.streams_total == 100
    assert len(few) == len(many) <= 8


def test_the_agreement_proposes_where_to_begin(day_one):
    found = starting_points()

    assert [each.statement.ref for each in found] == [
        "1.RV.06",
        "1.RV.07",
        "2.CC.01",
        "2.FL.01",
        "2.FL.02",
        "2.AR.01",
        "2.LL.02",
        "3.AR.01",
        "3.AR.02",
        "3.AR.05",
        "6.AR.01",
        "7.CC.05",
    ]
    assert [str(entry) for entry in found[2].entries] == [
        "Home Office serious violence funding"
    ]
    assert all(each.concerns == [] for each in found)


def test_what_is_promised_on_money_is_offered_first(day_one, officer):
    offered = offered_actions(person=officer)

    assert [each.ref for each in offered[:1]] == ["P1-05"]
    assert is_on_money(offered[0])
    assert len(offered) == 49
