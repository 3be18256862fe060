"""Which ratings fit which levels, and which side is more hopeful."""

import pytest

from assurance.choices import RATING_ORDER, Shown
from assurance.meeting_choices import GapDirection, Tone
from assurance.selectors.gap import differing, meaning

AGENCY, ASSURER = GapDirection.AGENCY, GapDirection.ASSURER
#: From a good level to a bad one.
TABLE = {
    Shown.COMPLETE: [None, None, AGENCY, AGENCY],
    Shown.REPORTED_COMPLETE: [None, None, AGENCY, AGENCY],
    Shown.ON_TRACK: [None, None, AGENCY, AGENCY],
    Shown.AT_RISK: [ASSURER, None, None, AGENCY],
    Shown.OFF_TRACK: [ASSURER, ASSURER, None, None],
}


@pytest.mark.parametrize("status", TABLE)
def test_a_rating_fits_two_levels_and_differs_from_the_others(status):
    assert [differing(status, tone) for tone in Tone.values] == TABLE[status]


@pytest.mark.parametrize("status", [each for each in Shown if each not in RATING_ORDER])
def test_what_is_not_rated_differs_from_nothing(status):
    assert [differing(status, tone) for tone in Tone.values] == [None] * 4


def test_without_a_level_nothing_differs():
    assert [differing(status, "") for status in TABLE] == [None] * 5


def test_what_differs_is_said_in_the_words_of_the_scale():
    scale = [("Full", "good"), ("Partial", "poor"), ("Nil", "bad")]

    assert meaning(scale)[0] == (
        "On track, reported complete and complete fit Full. At risk fits Partial. "
        "Off track fits Partial or Nil."
    )


def test_a_rating_that_no_level_fits_is_said_to_have_none():
    assert "At risk fits no level of this scale." in meaning([("Full", "good")])[0]
