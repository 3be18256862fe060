"""The Agreement is loaded and nobody has sent anything: no wall of green."""

from datetime import datetime

import pytest

from actions.models import Action
from assurance.choices import CellState
from assurance.selectors import Position
from priorities.models import Fragment, Priority
from tests import factories as make
from tests.assurance.county import counts, gap, seen_by

pytestmark = pytest.mark.django_db


@pytest.fixture
def found(day_one, now: datetime) -> Position:
    return seen_by(now=now)


def test_thirty_six_cells_are_not_yet_assessed_and_six_have_no_heading(found):
    assert counts(found.opinions) == {"not_assessed": 36, "no_heading": 6}
    assert found.cells_total == 42
    assert {row.whole.state for row in found.matrix} == {CellState.NOT_ASSESSED}


def test_the_cells_without_a_heading_are_those_of_priority_5(found):
    without = {
        row.number: {cell.state_label for cell in row.cells}
        for row in found.matrix
        if "no_heading" in {cell.state for cell in row.cells}
    }

    assert without == {5: {"No heading in the source"}}


def test_nothing_is_rated_and_every_commitment_is_proposed(found):
    assert counts(found.delivery_total.counts) == {}
    assert [row.proposed for row in found.delivery] == [10, 4, 9, 14, 5, 0, 7]
    assert found.delivery_total.summary == "No agreed action to report on"
    assert gap(found, "lead") == (49, 49)
    assert gap(found, "not_assessed") == (36, 36)


def test_only_commitments_of_the_agreement_are_counted_as_such(day_one, now):
    Action.objects.filter(ref="P1-01").update(
        life="agreed",
        lead_agency=make.AgencyFactory(),
        success_criterion="It is signed.",
        decision="Minute 4",
        agreed_on=now.date(),
    )
    sixth = Priority.objects.get(agreement=day_one, number=6)
    make.ActionFactory(priority=sixth, agreement=day_one)
    wish = make.ActionFactory(priority=sixth, agreement=day_one)
    wish.fragments.add(Fragment.objects.of(day_one).exclude(kind="commitment").first())

    found = seen_by(now=now)
    assert gap(found, "lead") == (48, 49)
    assert [each.text for each in found.to_decide.owned_without_action] == [
        "Strong, joint ownership, 14 commitments proposed and none agreed",
        "Strong ownership, and no commitment in the Agreement",
    ]


def test_joint_owners_are_all_shown_and_no_lead_is_made_up(found):
    owners = {row.number: row.owners for row in found.matrix}

    assert [len(owners[number]) for number in (1, 4)] == [2, 2]
    assert [
        number for number, each in owners.items() if any(one.is_lead for one in each)
    ] == [7]


def test_priority_5_says_that_its_ownership_is_to_be_developed(found):
    row = next(row for row in found.matrix if row.number == 5)
    assert (row.grade_label, row.owners) == ("To be developed", ())
    assert [each.number for each in found.to_decide.ownership_to_develop] == [5]
    assert found.delivery[4].note == "Ownership: to be developed"
    assert gap(found, "owner") == (1, 7)


def test_strong_ownership_without_an_agreed_action_is_an_exception(found):
    exceptions = {
        each.number: each.text for each in found.to_decide.owned_without_action
    }

    assert list(exceptions) == [1, 4, 6]
    assert exceptions[6] == "Strong ownership, and no commitment in the Agreement"
    assert exceptions[1] == (
        "Strong, joint ownership, 10 commitments proposed and none agreed"
    )


def test_there_is_no_period_no_return_and_nothing_to_compare_with(found):
    assert (found.period, found.periods, found.worse.compared_with) == (None, (), "")
    assert found.returns.total == 0
    assert found.exceptions.total == 0
    assert [each.code for each in found.unknown] == [
        "owner",
        "not_assessed",
        "out_of_date",
        "lead",
        "date",
        "contact",
    ]
