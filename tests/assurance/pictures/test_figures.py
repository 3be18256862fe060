"""What a picture says in figures is what its table says, and what it was given."""

from collections import Counter
from datetime import date

import pytest

from assurance import pictures
from assurance.choices import Shown
from assurance.pictures.dates import undated
from assurance.pictures.delivery import STANDS_FOR
from assurance.pictures.kinds import CAME_IN, RATED
from assurance.selectors.action_dates import ActionDates
from tests.assurance.pictures.data import (
    action,
    came_in,
    dates,
    delivery,
    history,
    texts,
)

SEEDS = range(1, 21)
LETTERS = {kind.letter: kind.label for kind in CAME_IN}


def digits(svg):
    return [each for each in texts(svg) if each.isdigit()]


# --- Delivery ---


def test_every_status_stands_in_one_kind():
    stands = [status for each in STANDS_FOR.values() for status in each]

    assert sorted(stands) == sorted(Shown.values)
    assert list(STANDS_FOR) == [kind.code for kind in RATED]


@pytest.mark.parametrize("seed", SEEDS)
def test_the_bars_have_the_figures_of_the_table(seed):
    (drawn,) = pictures.delivery_pictures(history(seed))

    figures = [each for row in drawn.table.rows for each in row[2:-1] if each != "0"]
    assert digits(drawn.svg) == figures


@pytest.mark.parametrize("seed", SEEDS)
def test_the_table_has_the_figures_that_were_given(seed):
    quarters = history(seed)
    (drawn,) = pictures.delivery_pictures(quarters)

    totals = {(row[0][1], row[1]): int(row[-1]) for row in drawn.table.rows}
    assert totals == {
        (group.key, quarter.label): group.total
        for quarter in quarters
        for group in quarter.delivery
    }


def test_what_was_not_heard_of_is_one_kind():
    (quarter,) = history(quarters=1)
    counts = {"no_return": 1, "not_yet_returned": 2, "no_line": 3, "on_hold": 4}
    one = type(quarter)(quarter.slug, "Q1", (delivery(1, "One", **counts),), ())

    (drawn,) = pictures.delivery_pictures([one])

    assert drawn.table.rows == (
        ("P1 One", "Q1", "0", "0", "0", "0", "0", "4", "6", "10"),
    )
    assert drawn.description.endswith(
        "In Q1, of 10 actions: 4 not started, nothing due or on hold, 6 not reported."
    )


def test_a_priority_without_an_action_says_so():
    (quarter,) = history(quarters=1)
    one = type(quarter)(quarter.slug, "Q1", (delivery(5, "Five"),), ())

    (drawn,) = pictures.delivery_pictures([one])

    assert "No agreed action" in texts(drawn.svg)
    assert digits(drawn.svg) == []


def test_thousands_of_actions_still_fit():
    (quarter,) = history(quarters=1)
    counts = dict.fromkeys(Shown.values, 999)
    one = type(quarter)(quarter.slug, "Q1", (delivery(1, "One", **counts),), ())

    (drawn,) = pictures.delivery_pictures([one])

    assert digits(drawn.svg) == ["999", "999", "999", "999", "999", "2997", "2997"]


# --- Returns ---


@pytest.mark.parametrize("seed", SEEDS)
def test_the_cells_have_the_letters_of_the_table(seed):
    (drawn,) = pictures.returns_pictures(history(seed))

    said = Counter(value for row in drawn.table.rows[:-1] for value in row[1:])
    shown = Counter(each for each in texts(drawn.svg) if each in {*LETTERS, "–"})
    legend = dict.fromkeys(LETTERS.values(), 1)
    drawn_as = {LETTERS.get(each, "Not asked for"): n for each, n in shown.items()}
    assert drawn_as == dict(said + Counter(legend))


@pytest.mark.parametrize("seed", SEEDS)
def test_how_many_returned_stands_under_each_quarter(seed):
    quarters = history(seed)
    (drawn,) = pictures.returns_pictures(quarters)
    gone = ("no_return", "not_yet_returned")
    wanted = [
        f"{sum(e.counts[0].code not in gone for e in each.returns)} of "
        f"{len(each.returns)}"
        for each in quarters
    ]

    assert list(drawn.table.rows[-1][1:]) == wanted
    assert [each for each in texts(drawn.svg) if each in set(wanted)] == wanted


def test_an_agency_has_its_latest_name():
    quarters = [
        type(each)(each.slug, each.label, (), (came_in("hcc", "late", name),))
        for each, name in zip(
            history(quarters=2), ("Old name", "New name"), strict=True
        )
    ]

    (drawn,) = pictures.returns_pictures(quarters)

    assert [row[0] for row in drawn.table.rows] == [
        "New name",
        "Returned, of all asked",
    ]


# --- Dates ---


@pytest.mark.parametrize("seed", SEEDS)
def test_the_slips_are_those_of_the_table(seed):
    given = dates(seed=seed)
    (drawn,) = pictures.dates_pictures(given)

    slips = [(a.forecast_on - a.baseline_on).days for a in given.actions]
    said = [f"{'+' if each > 0 else ''}{each}".replace("-", "−") for each in slips]
    assert [row[3] for row in drawn.table.rows] == said
    assert [each for each in texts(drawn.svg) if each in set(said)] == said


def test_the_dates_stand_in_the_table():
    given = ActionDates(1, (action(1, date(2026, 9, 30), date(2026, 12, 31)),))

    (drawn,) = pictures.dates_pictures(given)

    assert drawn.table.rows == (
        ("P1-01 Action 1", "30 September 2026", "31 December 2026", "+92"),
    )
    assert (
        "Of 1 with both dates 1 are forecast later than the baseline."
        in drawn.description
    )


def test_what_has_no_date_is_listed_in_words():
    review = date(2027, 1, 5)
    given = ActionDates(
        4,
        (
            action(1, date(2026, 9, 30), None),
            action(2, None, None),
            action(3, None, None, is_continuing=True, review_on=review),
        ),
    )

    (drawn,) = pictures.dates_pictures(given)

    assert undated(given) == (
        "P1-02 Action 2: no date agreed",
        "P1-03 Action 3: it continues, and is reviewed on 5 January 2027",
    )
    assert [row[1:] for row in drawn.table.rows] == [
        ("30 September 2026", "No date agreed", "–"),
        ("No date agreed", "No date agreed", "–"),
        ("It continues, and is reviewed on 5 January 2027",) * 2 + ("–",),
    ]
    assert "2 of 4 have no date." in drawn.description
    assert "1 of 4 are not for every reader." in drawn.description


def test_the_last_day_that_there_is_can_be_drawn():
    given = ActionDates(1, (action(1, date(2026, 9, 30), date.max),))

    assert len(pictures.dates_pictures(given)) == 1


# --- Nothing to draw ---


def test_without_data_there_is_no_picture():
    (quarter,) = history(quarters=1)
    bare = type(quarter)(quarter.slug, quarter.label, (), ())

    assert pictures.delivery_pictures([]) == ()
    assert pictures.returns_pictures([]) == ()
    assert pictures.delivery_pictures([bare]) == ()
    assert pictures.returns_pictures([bare]) == ()
    assert pictures.dates_pictures(ActionDates(0, ())) == ()
    assert pictures.dates_pictures(ActionDates(1, (action(1, None, None),))) == ()
