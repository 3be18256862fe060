"""The open part of a paper holds nothing sensitive; the closed part loses none of it.

R57, in every form in which a paper leaves the site.
"""

import re
from dataclasses import replace

import pytest

from actions.choices import ReturnState
from assurance.meeting_choices import Part
from assurance.pack.paper import paper
from assurance.pack.pdf import pack_pdf
from assurance.pack.word import pack_docx
from assurance.pack.wording import UNACCEPTED
from hcss.kernel.plain import canonical, plain
from tests.assurance.pack.reading import words_of
from tests.assurance.pack.sealed_county import sealed_county
from tests.assurance.pack.secrets import CODES, MARK, secret_county
from tests.machinery.pdf_text import text_of

WORD = re.compile(rf"{MARK}-[a-z-]+(?:_[a-z]+)*")


@pytest.fixture(scope="module")
def county():
    return secret_county()


@pytest.fixture(scope="module")
def closed(county):
    return paper(county, Part.CLOSED)


def marks(text):
    return set(WORD.findall(text))


def test_there_is_something_to_hold_back(county):
    assert len(marks(canonical(county))) >= 100


def test_the_open_part_holds_no_sensitive_word(county):
    shown = paper(county, Part.OPEN)

    assert marks(words_of(shown)) == set()
    assert shown.marking == "OFFICIAL"
    assert "P1-90" not in words_of(shown)


def test_nor_do_its_files(county):
    shown = paper(county, Part.OPEN)

    assert marks(text_of(pack_pdf(shown))) == set()
    assert MARK.encode() not in pack_docx(shown)


def test_what_is_held_back_from_the_open_part_is_in_the_closed_one(county, closed):
    wanted = {
        mark
        for mark in marks(canonical(county))
        if mark.rsplit("-", 1)[-1] not in CODES
    }

    assert wanted - marks(words_of(closed)) == set()
    assert closed.marking == "OFFICIAL-SENSITIVE"


def test_the_closed_part_holds_nothing_that_the_open_one_says(county, closed):
    """Only what was held back: no word of an agency stands in both."""
    shown = paper(county, Part.OPEN)
    quotes = {
        part["text"]
        for section in plain(shown)["sections"]
        for block in section["blocks"]
        if block["kind"] == "quote"
        for part in block["parts"]
    }

    assert quotes
    assert [each for each in quotes if each in words_of(closed)] == []


def test_the_open_part_says_how_much_is_elsewhere(county, closed):
    shown = words_of(paper(county, Part.OPEN).sections[-1])

    assert "10 items are held back from this part." in shown
    assert "It holds 10 items." in words_of(closed.sections[0])


def test_words_that_are_not_accepted_are_for_the_closed_part():
    """They are not sensitive, but nobody agreed that they may be read in public."""
    plain_county = sealed_county()
    returns = tuple(
        replace(each, state=ReturnState.SUBMITTED) if each.agency == "Police" else each
        for each in plain_county.returns
    )
    sealed = replace(plain_county, returns=returns)
    said = plain_county.actions[0].line.progress

    assert said not in words_of(paper(sealed, Part.OPEN))
    assert UNACCEPTED in words_of(paper(sealed, Part.OPEN))
    assert said in words_of(paper(sealed, Part.CLOSED))


def test_with_nothing_held_back_the_closed_part_says_so():
    [why] = paper(sealed_county(), Part.CLOSED).sections

    assert "Nothing was held back" in words_of(why)
