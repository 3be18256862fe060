import re
from datetime import UTC, datetime

from actions.choices import DelayReason, DeliveryStatus
from hcss.demonstration import story
from hcss.demonstration.story_calendar import Calendar
from hcss.demonstration.writing import STILL_TRUE

#: A real address, telephone number, postcode or web page.
_REAL = re.compile(
    r"@(?!hcss\.example)|https?:(?!//[a-z-]+\.hcss\.example/)"
    r"|\b0\d{9,10}\b|\b[A-Z]{1,2}\d+ \d[A-Z]{2}\b"
)
_MONTH = re.compile(
    r"\b(January|February|March|April|June|July|August|September|October|November"
    r"|December|spring|summer|autumn|winter|Christmas|Easter)\b"
)


def texts(part):
    """Every text of the story, wherever it stands."""
    if isinstance(part, dict):
        return [each for value in part.values() for each in texts(value)]
    if isinstance(part, list):
        return [each for value in part for each in texts(value)]
    return [part] if isinstance(part, str) else []


def test_nobody_in_the_story_can_be_written_to():
    told = texts(story.read())

    assert [text for text in told if _REAL.search(text)] == []


def test_every_person_has_an_address_of_their_own():
    people = story.read()["people"]

    assert len({part["email"] for part in people}) == len(people)
    assert len({part["key"] for part in people}) == len(people)


def test_no_season_is_named_that_might_be_another_when_the_story_is_told():
    assert [text for text in texts(story.read()) if _MONTH.search(text)] == []


def test_every_month_and_quarter_is_filled_in():
    calendar = Calendar(now=datetime(2026, 11, 25, 11, tzinfo=UTC))

    told = texts(story.read_for(calendar))

    assert [text for text in told if "{" in text] == []


def test_every_code_of_the_story_is_one_of_ours():
    actions = story.read()["actions"]
    statuses = {line[0] for part in actions for line in part["lines"].values() if line}
    reasons = {move["reason"] for part in actions for move in part.get("moves", [])}

    assert statuses == {*DeliveryStatus.values, STILL_TRUE}
    assert reasons <= set(DelayReason.values)
