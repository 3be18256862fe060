"""The figures of eight quarters: each as it was seen when it was the latest."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from actions.choices import DeliveryStatus, ReturnState
from assurance.selectors.history_figures import history_figures
from assurance.selectors.moments import stand
from hcss.kernel.quarters import Quarter
from priorities.models import Agreement
from tests import factories as make
from tests.assurance.county import (
    AFTER_CLOSE,
    LAST,
    SILENT,
    THIS,
    last_period,
    reported,
    this_period,
)
from tests.factories.seals import a_sealed
from tests.machinery.counting import queries_of

pytestmark = pytest.mark.django_db


def figures(*, quarter=None, now=AFTER_CLOSE):
    return history_figures(
        standpoint=stand(quarter=quarter, now=now),
        agreement=Agreement.objects.current().get(),
    )


def delivery_of(quarter, key="1"):
    group = next(each for each in quarter.delivery if each.key == key)
    return {each.code: each.number for each in group.counts if each.number}


def returns_of(quarter):
    return {each.label: each.counts[0].code for each in quarter.returns}


@pytest.fixture
def priority():
    return make.PriorityFactory(number=1)


def test_before_any_period_there_are_no_figures(priority):
    assert figures() == ()


def test_each_quarter_counts_its_own_reports(priority):
    last_period()
    this_period(closed=True)
    reported(priority, last=DeliveryStatus.ON_TRACK, this=DeliveryStatus.OFF_TRACK)
    reported(priority, last=DeliveryStatus.ON_TRACK, this=SILENT)

    before, now = figures()

    assert [before.slug, now.slug] == [LAST.slug, THIS.slug]
    assert delivery_of(before) == {"on_track": 2}
    assert delivery_of(now) == {"off_track": 1, "no_return": 1}


def test_a_priority_without_an_action_is_there_with_nought(priority):
    this_period(closed=True)

    (quarter,) = figures()

    assert quarter.delivery[0].total == 0
    assert [each.number for each in quarter.delivery[0].counts] == [0] * 11


def test_a_return_is_told_by_how_it_came_in(priority):
    period = this_period(closed=True)
    for name, fields in {
        "Alder": {"accepted": True},
        "Beech": {"accepted": True, "is_late": True},
        "Cedar": {"accepted": True, "is_nil": True},
        "Dogwood": {"accepted": True, "is_nil": True, "is_late": True},
        "Elm": {"state": ReturnState.NO_RETURN},
    }.items():
        agency = make.AgencyFactory(name=name)
        make.ReturnFactory(period=period, agency=agency, **fields)

    (quarter,) = figures()

    assert returns_of(quarter) == {
        "Alder": "on_time",
        "Beech": "late",
        "Cedar": "nil",
        "Dogwood": "nil_late",
        "Elm": "no_return",
    }


def test_while_the_period_is_open_nobody_has_failed_to_return(priority):
    make.ReturnFactory(period=this_period())

    (quarter,) = figures(now=datetime(2026, 10, 20, 9, tzinfo=UTC))

    assert list(returns_of(quarter).values()) == ["not_yet_returned"]


def test_only_the_last_eight_quarters_are_shown(priority):
    for year in (2024, 2025, 2026):
        for number in (1, 2, 3, 4):
            if (year, number) <= (2026, 2):
                make.PeriodFactory(quarter=Quarter(year, number), closed=True)

    found = figures()

    assert len(found) == 8
    assert [found[0].slug, found[-1].slug] == [Quarter(2024, 3).slug, THIS.slug]


def test_an_earlier_quarter_ends_its_own_history(priority):
    last_period()
    this_period(closed=True)

    assert [each.slug for each in figures(quarter=LAST)] == [LAST.slug]


def test_a_sealed_quarter_is_as_its_seal_has_it(priority):
    period = make.PeriodFactory(quarter=LAST, sealed=True)
    this_period(closed=True)
    action = reported(priority, last=DeliveryStatus.ON_TRACK, this=SILENT)
    before, now = figures()
    kept = replace(before, label="As it was called then")
    sealed = a_sealed(quarter=LAST.slug, history=(kept,))
    make.SealFactory(period=period, agreement=priority.agreement, sealed=sealed)
    action.priority = make.PriorityFactory(number=2)
    action.save()

    assert figures()[0] == kept
    assert delivery_of(figures()[1], "2") == {"no_return": 1}
    assert now != figures()[1]


def test_the_quarter_stood_in_is_as_it_is_now_sealed_or_not(priority):
    period = make.PeriodFactory(quarter=THIS, sealed=True)
    sealed = a_sealed(history=(replace(figures()[0], label="As it was called then"),))
    make.SealFactory(period=period, agreement=priority.agreement, sealed=sealed)

    assert [each.label for each in figures()] == [str(THIS)]


def test_the_queries_do_not_grow_with_what_there_is(priority):
    last_period()
    this_period(closed=True)
    standpoint = stand(quarter=None, now=AFTER_CLOSE)
    agreement = Agreement.objects.current().get()
    reported(priority, last=SILENT, this=DeliveryStatus.ON_TRACK)

    _, few = queries_of(
        lambda: history_figures(standpoint=standpoint, agreement=agreement)
    )
    for _ in range(20):
        reported(priority, last=DeliveryStatus.AT_RISK, this=DeliveryStatus.ON_TRACK)
    _, many = queries_of(
        lambda: history_figures(standpoint=standpoint, agreement=agreement)
    )

    assert (len(few), len(many)) == (4, 4)
