from datetime import UTC, date, datetime

import pytest

from assurance.choices import AssuranceLevel, CellState, Direction
from priorities.models import Priority
from tests import factories as make
from tests.assurance.county import (
    AFTER_CLOSE,
    LAST,
    counts,
    gap,
    last_period,
    reported,
    seen_by,
    this_period,
)

pytestmark = pytest.mark.django_db

#: Within the position before, and within this one.
BEFORE, SINCE = (
    datetime(2026, 9, 21, 10, tzinfo=UTC),
    datetime(2026, 11, 2, 10, tzinfo=UTC),
)


@pytest.fixture
def quarters(headings):
    return last_period(), this_period(closed=True)


def given(heading, level, **fields):
    return make.OpinionFactory(
        priority=Priority.objects.get(number=1), heading=heading, level=level, **fields
    )


def cell(code="CC", **seen):
    found = seen_by(**{"now": AFTER_CLOSE} | seen)
    row = found.matrix[0]
    return row.whole if code == "all" else {each.code: each for each in row.cells}[code]


def test_a_cell_shows_the_last_opinion_with_its_giver_date_and_age(quarters, headings):
    given(headings["CC"], AssuranceLevel.LIMITED)
    given(headings["CC"], AssuranceLevel.REASONABLE, given_at=SINCE, own_work=True)

    found = cell()
    assert (found.state, found.state_label) == ("reasonable", "Reasonable")
    assert (found.giver, found.is_self_assessment) == (
        "First-line self-assessment",
        True,
    )
    assert (found.given_on, found.age_days) == (date(2026, 11, 2), 18)
    assert (found.statements, found.agreed_actions) == (1, 0)


def test_of_two_in_the_same_instant_the_one_written_later_counts(quarters, headings):
    given(headings["CC"], AssuranceLevel.LIMITED)
    later = given(headings["CC"], AssuranceLevel.REASONABLE)

    assert cell().opinion == later.pk


def test_not_yet_assessed_is_not_no_assurance(quarters, headings):
    given(headings["CC"], AssuranceLevel.NONE)

    found = seen_by(now=AFTER_CLOSE)
    assert counts(found.opinions) == {"none": 1, "not_assessed": 1}
    labels = {each.state: each.state_label for each in found.matrix[0].cells}
    assert labels == {"none": "No assurance", "not_assessed": "Not yet assessed"}
    assert [each.code for each in found.weak_opinions] == ["CC"]


def test_an_expired_opinion_is_out_of_date_and_not_counted_as_current(
    quarters, headings
):
    given(headings["CC"], AssuranceLevel.NONE, expired=True)

    found = seen_by(now=AFTER_CLOSE)
    assert counts(found.opinions) == {"out_of_date": 1, "not_assessed": 1}
    assert found.weak_opinions == ()
    assert gap(found, "out_of_date") == (1, 1)
    out_of_date = cell()
    assert (out_of_date.level, out_of_date.direction) == (
        "none",
        Direction.NOT_COMPARABLE,
    )


def test_an_opinion_expires_on_its_day(quarters, headings):
    given(headings["CC"], AssuranceLevel.NONE, expires_on=date(2026, 11, 21))

    assert cell().state == AssuranceLevel.NONE
    assert cell(now=AFTER_CLOSE.replace(day=21)).state == CellState.OUT_OF_DATE


@pytest.mark.parametrize(
    ("before", "since", "direction"),
    [
        ("limited", "reasonable", Direction.IMPROVING),
        ("reasonable", "reasonable", Direction.STABLE),
        ("substantial", "none", Direction.DETERIORATING),
        (None, "reasonable", Direction.NOT_COMPARABLE),
        ("limited", None, Direction.STABLE),
        (None, None, ""),
    ],
)
def test_direction_compares_with_the_position_before(
    quarters, headings, before, since, direction
):
    for level, moment in ((before, BEFORE), (since, SINCE)):
        if level:
            given(headings["CC"], level, given_at=moment)

    assert cell().direction == direction


def test_in_the_first_position_every_opinion_is_new(headings):
    this_period(closed=True)
    given(headings["CC"], AssuranceLevel.LIMITED)
    given(None, AssuranceLevel.LIMITED)

    assert cell().direction_label == "New"
    assert cell("all").direction_label == "New"


def test_what_has_gone_down_is_listed_as_worse(quarters, headings):
    given(headings["CC"], AssuranceLevel.REASONABLE)
    given(headings["CC"], AssuranceLevel.LIMITED, given_at=SINCE)

    found = seen_by(now=AFTER_CLOSE)
    worse = found.worse.opinions
    assert [(each.code, each.was, each.was_label) for each in worse] == [
        ("CC", "reasonable", "Reasonable")
    ]


def test_an_earlier_position_shows_what_had_been_given_by_then(quarters, headings):
    given(headings["CC"], AssuranceLevel.REASONABLE)
    given(headings["CC"], AssuranceLevel.LIMITED, given_at=SINCE)

    found = cell(quarter=LAST)
    assert (found.state, found.direction_label) == ("reasonable", "New")


def test_an_opinion_given_after_the_close_belongs_to_the_position(quarters, headings):
    after_the_close = datetime(2026, 11, 19, 10, tzinfo=UTC)
    given(headings["CC"], AssuranceLevel.LIMITED, given_at=after_the_close)

    assert cell().state == AssuranceLevel.LIMITED


def test_agreed_actions_stand_beside_the_sentences(quarters, headings):
    reported(Priority.objects.get(), heading=headings["CC"])
    reported(Priority.objects.get(), heading=headings["CC"], sensitive=True)
    make.ActionFactory(priority=Priority.objects.get(), heading=headings["CC"])

    assert cell().agreed_actions == 2
    assert cell("all").agreed_actions == 2


def test_a_thematic_boards_chair_sees_their_priorities_first(quarters, headings):
    owning, overseeing = make.PartnershipFactory(), make.PartnershipFactory()
    second, third = (make.PriorityFactory(number=number) for number in (2, 3))
    make.OwnerFactory(
        ownership=make.OwnershipFactory(priority=third),
        agency=None,
        partnership=owning,
    )
    reported(second, overseen_by=overseeing)

    def order(board):
        found = seen_by(make.UserFactory(chair=board), now=AFTER_CLOSE)
        assert [row.number for row in found.delivery] == [
            row.number for row in found.matrix
        ]
        return [(row.number, row.is_mine) for row in found.matrix]

    assert order(owning) == [(3, True), (1, False), (2, False)]
    assert order(overseeing) == [(2, True), (1, False), (3, False)]


def test_the_groups_own_chair_sees_them_in_order(headings):
    group = make.PartnershipFactory()
    agreement = headings["CC"].agreement
    agreement.group = group
    agreement.save()
    reported(make.PriorityFactory(number=2), overseen_by=group)

    found = seen_by(make.UserFactory(chair=group), now=AFTER_CLOSE)
    assert [(row.number, row.is_mine) for row in found.matrix] == [
        (1, False),
        (2, False),
    ]
