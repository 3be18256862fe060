"""Since when two judgements differ: a walk back through both."""

from datetime import date

import pytest

from assurance.selectors.gap_since import Given, differ_since
from tests.assurance.gap.story import noon

JUNE, JULY, AUGUST = noon(2026, 6, 1), noon(2026, 7, 1), noon(2026, 8, 1)
SEPTEMBER, OCTOBER, NOVEMBER = noon(2026, 9, 1), noon(2026, 10, 1), noon(2026, 11, 1)
LATER = date(2027, 6, 1)


def since(ratings, opinions, until=NOVEMBER):
    return differ_since(
        ratings=ratings,
        opinions=[Given(at, tone, expires) for at, tone, expires in opinions],
        until=until,
    )


def test_it_began_with_the_later_of_the_two():
    assert since([(JUNE, "on_track")], [(JULY, "bad", LATER)]) == date(2026, 7, 1)
    assert since([(AUGUST, "on_track")], [(JULY, "bad", LATER)]) == date(2026, 8, 1)


def test_saying_the_same_again_does_not_begin_it_anew():
    ratings = [(JUNE, "on_track"), (SEPTEMBER, "on_track")]
    opinions = [(JULY, "poor", LATER), (OCTOBER, "bad", LATER)]

    assert since(ratings, opinions) == date(2026, 7, 1)


def test_an_agreement_in_between_ends_it():
    ratings = [(JUNE, "on_track"), (AUGUST, "off_track"), (OCTOBER, "on_track")]

    assert since(ratings, [(JULY, "bad", LATER)]) == date(2026, 10, 1)


@pytest.mark.parametrize("unknown", ["", "nothing_due", "not_started"])
def test_a_quarter_in_which_nothing_was_rated_ends_it(unknown):
    ratings = [(JUNE, "on_track"), (AUGUST, unknown), (OCTOBER, "on_track")]

    assert since(ratings, [(JULY, "bad", LATER)]) == date(2026, 10, 1)


def test_an_opinion_that_ran_out_ends_it():
    opinions = [(JULY, "bad", date(2026, 8, 1)), (OCTOBER, "bad", LATER)]

    assert since([(JUNE, "on_track")], opinions) == date(2026, 10, 1)


def test_an_opinion_renewed_before_it_ran_out_does_not():
    opinions = [(JULY, "bad", date(2026, 9, 2)), (SEPTEMBER, "bad", LATER)]

    assert since([(JUNE, "on_track")], opinions) == date(2026, 7, 1)


def test_there_is_no_day_where_they_fit_now():
    ratings = [(JUNE, "on_track"), (AUGUST, "off_track")]

    assert since(ratings, [(JULY, "bad", LATER)]) is None


def test_what_happened_later_is_not_known_yet():
    ratings = [(JUNE, "on_track"), (OCTOBER, "off_track")]

    assert since(ratings, [(JULY, "bad", LATER)], until=SEPTEMBER) == date(2026, 7, 1)


def test_it_lasts_when_the_other_side_becomes_the_hopeful_one():
    ratings = [(JUNE, "at_risk")]
    opinions = [(JULY, "good", LATER), (AUGUST, "bad", LATER)]

    assert since(ratings, opinions) == date(2026, 7, 1)


def test_both_said_in_the_same_moment_are_taken_together():
    ratings = [(JUNE, "on_track"), (AUGUST, "off_track")]
    opinions = [(JUNE, "good", LATER), (AUGUST, "bad", LATER)]

    assert since(ratings, opinions) is None


def test_the_day_is_a_day_in_london():
    late = noon(2026, 7, 1).replace(hour=23, minute=30)

    assert since([(JUNE, "on_track")], [(late, "bad", LATER)]) == date(2026, 7, 2)
