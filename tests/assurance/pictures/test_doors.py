"""The page of pictures: live and as at a seal, to whom it may name what."""

from datetime import date

import pytest
import time_machine

from actions.choices import DeliveryStatus
from assurance.pack.blocks import Picture
from assurance.pack.drawn import drawn as drawn_for_paper
from assurance.selectors.seal_contents import contents
from assurance.selectors.seal_reading import readable
from tests import factories as make
from tests.assurance.county import (
    AFTER_CLOSE,
    SILENT,
    THIS,
    last_period,
    reported,
    this_period,
)
from tests.assurance.gap.story import noon
from tests.machinery.counting import queries_of

pytestmark = pytest.mark.django_db

PAGE = "/assurance/pictures/"
ON_TRACK, AT_RISK = DeliveryStatus.ON_TRACK, DeliveryStatus.AT_RISK


@pytest.fixture(autouse=True)
def _after_the_close():
    with time_machine.travel(AFTER_CLOSE, tick=False):
        yield


@pytest.fixture
def priority(headings):
    return headings["CC"].agreement.priorities.get(number=1)


@pytest.fixture
def period(priority):
    last_period()
    return this_period(closed=True)


@pytest.fixture
def action(priority, period):
    return reported(
        priority,
        last=ON_TRACK,
        this=AT_RISK,
        title="Share one analyst",
        baseline_on=date(2026, 9, 30),
        forecast_on=date(2026, 12, 31),
    )


@pytest.fixture
def chair(client):
    person = make.UserFactory(chair=True)
    client.force_login(person)
    return person


def page(client, query=""):
    return client.get(PAGE + query).content.decode()


def drawn(client, query=""):
    return [
        each
        for section in client.get(PAGE + query).context["sections"]
        for each in section["pictures"]
    ]


def seal(period, action):
    officer = make.UserFactory(officer=True)
    sealed = contents(period=period, actor=officer, now=AFTER_CLOSE)
    type(period).objects.filter(pk=period.pk).update(sealed_at=AFTER_CLOSE)
    period.refresh_from_db()
    make.SealFactory(period=period, agreement=action.agreement, sealed=sealed)
    return sealed


def test_each_picture_has_its_table(client, chair, action):
    text = page(client)

    assert text.count('role="img"') == 3
    assert text.count("The figures as a table") == 3
    assert "Of 1 actions" not in text
    assert "P1-" in text
    assert "+92" in text


def test_without_data_sentences_stand_there(client, chair, priority):
    text = page(client)

    assert 'role="img"' not in text
    for words in (
        "No quarter has begun yet, so there is no delivery status to show.",
        "No agency to show",
        "No action that is still to be done has a date yet.",
    ):
        assert words in text


def test_without_an_agreement_the_page_says_so(client, chair):
    assert client.get(PAGE).status_code == 200


def test_what_has_no_date_is_listed_under_the_picture(client, chair, priority, period):
    reported(priority, this=ON_TRACK, title="Undated", undated=True)

    text = page(client)

    assert "Actions without a date" in text
    assert "Undated: no date agreed" in text


def test_a_hostile_title_is_text(client, chair, priority, period):
    reported(priority, this=ON_TRACK, title="<script>alert(1)</script>")

    assert "<script>alert(1)" not in page(client)
    assert "&lt;script&gt;alert(1)" in page(client)


@pytest.mark.parametrize(
    ("word", "answer"), [("2026", 400), ("x", 400), (THIS.slug, 404), ("now", 200)]
)
def test_a_moment_is_asked_for_as_everywhere(client, chair, action, word, answer):
    assert client.get(f"{PAGE}?as_at={word}").status_code == answer


def test_a_seal_shows_what_was_live_when_it_was_made(client, chair, action, period):
    live = drawn(client)
    seal(period, action)

    assert drawn(client, f"?as_at={THIS.slug}") == live


def test_what_changes_later_changes_nothing_sealed(client, chair, action, period):
    seal(period, action)
    before = drawn(client)
    type(action).objects.update(forecast_on=date(2027, 12, 31), title="Another")
    with time_machine.travel(noon(2026, 11, 27), tick=False):
        client.force_login(chair)

        assert drawn(client) == before
        assert drawn(client, "?as_at=now") != before


def test_the_paper_has_the_same_drawings(client, action, period):
    sealed = seal(period, action)
    client.force_login(make.UserFactory(officer=True))

    shown = drawn_for_paper(sealed, readable(sealed, None))

    blocks = [each for each in shown if isinstance(each, Picture)]

    assert [each.svg for each in blocks] == [each.svg for each in drawn(client)]
    assert [each.table.rows for each in blocks] == [
        each.table.rows for each in drawn(client)
    ]


# --- Who may read (R57) ---


def test_a_sensitive_action_is_counted_and_not_named(client, priority, period):
    reported(priority, this=ON_TRACK, title="Marker words", sensitive=True)
    client.force_login(make.UserFactory(reader=True))
    before = page(client)
    sealed = seal(period, reported(priority, this=ON_TRACK, title="Another"))

    then = page(client, f"?as_at={THIS.slug}")

    assert "Marker words" not in before
    assert "Marker words" not in then
    assert "1 of 2 are not for every reader." in then
    assert "Marker words" in str(sealed)


def test_agencies_are_named_to_those_who_see_the_board(client, action):
    agency = action.lead_agency.name
    client.force_login(make.UserFactory(contact=True))
    other = page(client)
    client.force_login(make.UserFactory(chair=True))

    assert agency not in other
    assert "No agency to show" in other
    assert agency in page(client)


def test_the_page_asks_no_more_for_more(client, chair, action):
    client.get(PAGE)
    _, few = queries_of(lambda: client.get(PAGE))
    for _ in range(20):
        reported(action.priority, last=SILENT, this=ON_TRACK)

    _, many = queries_of(lambda: client.get(PAGE))

    assert len(many) == len(few)
