"""Since we last met, as a page, as CSV and for programs."""

import csv
from dataclasses import replace

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from assurance.selectors.since import differences, since
from assurance.selectors.since.pairs import ORDER, SAME
from hcss.kernel.plain import canonical, plain
from hcss.kernel.quarters import Quarter
from tests import factories as make
from tests.assurance import sealed_things as the
from tests.assurance.two_seals import two_seals

pytestmark = pytest.mark.django_db

Q1, Q2, Q3 = Quarter(2026, 1), Quarter(2026, 2), Quarter(2026, 3)
LATEST = "/assurance/since/"
API = "/api/v1/since/"


def address(after, before):
    return reverse("assurance:since", args=[after, before])


def sealed_as(sealed, quarter, previous=""):
    """Seal a quarter with what is in ``sealed``."""
    named = replace(
        sealed, quarter=quarter.slug, quarter_label=str(quarter), previous=previous
    )
    period = make.PeriodFactory(quarter=quarter, sealed=True)
    make.SealFactory(period=period, sealed=named, sealed_at=named.sealed_at)
    return named


@pytest.fixture(autouse=True)
def later():
    with time_machine.travel("2027-03-01 09:00Z", tick=False):
        yield


@pytest.fixture
def pair():
    """The seals of Q1 and Q2, as the known pair has them."""
    before, after = two_seals()
    return sealed_as(before, Q1), sealed_as(after, Q2, Q1.slug)


@pytest.fixture
def browser():
    def browser(**role):
        client = Client()
        client.force_login(make.UserFactory(**role or {"chair": True}))
        return client

    return browser


# --- The page ---


def test_the_page_names_every_difference_with_its_count_and_denominator(pair, browser):
    page = browser().get(address(Q2, Q1)).content.decode()

    found = differences(*pair)
    assert f"{len(found)} differences." in page
    after = pair[1]
    assert (  # besides the untouched, one whose date passed longer ago
        f"301 of {len(after.actions)} actions, 40 of {len(after.opinions)} opinions "
        f"and 40 of {len(after.returns)} returns stand as they did."
    ) in page
    assert "Newly off track: 3 of" in page
    for each in found:
        assert each.subject in page
    assert "P2-7" not in page


def test_the_way_in_leads_to_the_two_latest_seals(pair, browser):
    sealed_as(the.seal(), Q3)

    assert browser().get(LATEST).headers["Location"] == address(Q3, Q2)


def test_a_quarter_alone_is_compared_with_the_one_before_it(pair, browser):
    sealed_as(the.seal(), Q3)
    client = browser()

    second = client.get(LATEST, {"to": Q2.slug})
    first = client.get(LATEST, {"to": Q1.slug})

    assert second.headers["Location"] == address(Q2, Q1)
    assert "This is the first sealed quarter" in first.content.decode()


def test_any_two_can_be_chosen(pair, browser):
    sealed_as(the.seal(), Q3, Q2.slug)
    client = browser()

    chosen = client.get(LATEST, {"to": Q3.slug, "from": Q1.slug})
    page = client.get(chosen.headers["Location"]).content.decode()

    assert chosen.headers["Location"] == address(Q3, Q1)
    assert "Other sealed quarters lie between these two" in page


@pytest.mark.parametrize(
    ("how_many", "words"),
    [(0, "No quarter is sealed yet"), (1, "This is the first sealed quarter")],
)
def test_less_than_two_seals_say_so(how_many, words, browser):
    for quarter in (Q1, Q2)[:how_many]:
        sealed_as(the.seal(), quarter)

    response = browser().get(LATEST)

    assert response.status_code == 200
    assert words in response.content.decode()


@pytest.mark.parametrize(
    ("quarters", "status", "words"),
    [
        ((Q1, Q2), 400, ORDER.format(before=Q2, after=Q1)),
        ((Q1, Q1), 400, SAME),
        ((Q3, Q1), 404, "Q3 2026/27 is not sealed."),
        ((Q2, Quarter(2025, 4)), 404, "Q4 2025/26 is not sealed."),
    ],
)
def test_what_cannot_be_compared_says_why(pair, browser, quarters, status, words):
    response = browser().get(address(*quarters))

    assert response.status_code == status
    assert words in response.content.decode()


def test_a_choice_that_is_not_offered_is_refused_in_words(pair, browser):
    response = browser().get(LATEST, {"to": "1999-00-q9"})

    assert response.status_code == 400
    assert "cannot be compared" in response.content.decode()


def test_nothing_changed_says_so(browser):
    sealed_as(the.seal(), Q1)
    sealed_as(the.seal(), Q2, Q1.slug)

    page = browser().get(address(Q2, Q1)).content.decode()

    assert "Nothing changed" in page
    assert "0 of 0 actions, 0 of 0 opinions and 0 of 0 returns stand as they did." in (
        page
    )


def test_the_filters_of_the_address_narrow_it(pair, browser):
    client = browser()

    slips = client.get(address(Q2, Q1), {"kind": "slip"}).content.decode()
    eleventh = client.get(address(Q2, Q1), {"priority": "11"}).content.decode()
    none = client.get(address(Q2, Q1), {"priority": "999"}).content.decode()

    assert "P1-30" in slips
    assert "P1-10" not in slips
    assert "Ownership changed" in eleventh
    assert "P1-30" not in eleventh
    assert "No difference matches these filters" in none


@pytest.mark.parametrize("priority", ["x", "-1", "9" * 40])
def test_a_malformed_filter_is_said_at_its_field(pair, browser, priority):
    response = browser().get(address(Q2, Q1), {"priority": priority})

    assert response.status_code == 200
    assert "There is a problem" in response.content.decode()


def test_queries_do_not_grow_with_the_seals(browser):
    client = browser()
    sealed_as(the.seal(), Q1)
    sealed_as(the.seal(), Q2, Q1.slug)
    few = _queries(client, address(Q2, Q1))
    before, after = two_seals()
    sealed_as(before, Q3)
    sealed_as(after, Quarter(2026, 4), Q3.slug)

    assert _queries(client, address(Quarter(2026, 4), Q3)) == few


def _queries(client, url):
    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert client.get(url).status_code == 200
    return len(queries)


def test_both_seals_are_read_in_one_query(pair, django_assert_num_queries):
    from assurance.selectors.since.pairs import read_pair  # noqa: PLC0415

    with django_assert_num_queries(1):
        found = read_pair(before=Q1, after=Q2)

    assert [canonical(each) for each in found] == [canonical(each) for each in pair]


def test_people_without_an_appointment_are_refused(pair):
    client = Client()
    client.force_login(make.UserFactory())

    assert client.get(address(Q2, Q1)).status_code == 403
    assert client.get(LATEST).status_code == 403


# --- CSV and the API ---


def test_the_csv_has_a_row_for_each(pair, browser):
    response = browser().get(address(Q2, Q1), {"format": "csv"})

    text = b"".join(response.streaming_content).decode("utf-8-sig")
    rows = list(csv.DictReader(text.splitlines()))
    found = differences(*pair)
    assert len(rows) >= len(found)
    assert "since-2026-27-q1-to-2026-27-q2" in response.headers["Content-Disposition"]


def test_the_api_answers_what_the_page_shows(pair, api_client):
    reader = make.UserFactory(reader=True)
    api_client.force_authenticate(reader)

    answer = api_client.get(API, {"from": Q1.slug, "to": Q2.slug})
    unnamed = api_client.get(API)

    assert answer.status_code == 200
    expected = plain(since(*pair, person=reader))
    assert answer.data == expected
    assert unnamed.data == expected


@pytest.mark.parametrize(
    ("asked", "status"),
    [
        ({"from": "nonsense"}, 400),
        ({"from": "2026-27-q2", "to": "2026-27-q1"}, 400),
        ({"from": "2026-27-q1", "to": "2026-27-q1"}, 400),
        ({"from": "2025-26-q1", "to": "2026-27-q1"}, 404),
        ({"priority": "x"}, 400),
        ({"kind": "nonsense"}, 400),
        ({"to": "\x00"}, 400),
    ],
)
def test_the_api_refuses_in_words(pair, api_client, asked, status):
    api_client.force_authenticate(make.UserFactory(reader=True))

    answer = api_client.get(API, asked)

    assert answer.status_code == status
    assert answer.json()


def test_the_api_without_two_seals_says_not_found(api_client):
    api_client.force_authenticate(make.UserFactory(reader=True))

    assert api_client.get(API).status_code == 404


# --- Who may read what (R57) ---


@pytest.fixture
def sensitive():
    """A sensitive action and a sensitive line that both went off track."""
    marked = {"marking": "official_sensitive", "title": "Secret title"}
    hidden = the.action("P1-01", **marked)
    words = the.line(marking="official_sensitive", cause="Secret cause")
    heard = the.action("P1-02")
    red = the.rated("off_track")
    owed = the.owed("wessex-council")
    before = the.seal(actions=(hidden, heard), returns=(owed,))
    after = the.seal(
        actions=(
            replace(hidden, **red),
            replace(heard, **red, line=words),
            the.action("P1-03", **red),
        ),
        returns=(owed,),
    )
    return sealed_as(before, Q1), sealed_as(after, Q2, Q1.slug)


def red_of(found):
    return next(each for each in found.kinds if each.code == "new_red")


def test_what_a_reader_may_not_read_is_counted_and_not_named(sensitive):
    found = red_of(since(*sensitive, person=make.UserFactory(reader=True)))

    assert (found.number, found.not_named) == (3, 1)
    assert found.summary == "3 of 3 agreed actions"
    assert [(each.subject, each.why) for each in found.differences] == [
        ("P1-02", ""),
        ("P1-03", ""),
    ]


def test_the_cleared_read_all_of_it(sensitive):
    found = red_of(since(*sensitive, person=make.UserFactory(assurer=True)))

    assert found.not_named == 0
    assert [(each.subject, each.why) for each in found.differences] == [
        ("P1-01", ""),
        ("P1-02", "Secret cause"),
        ("P1-03", ""),
    ]


def test_what_is_sensitive_is_marked_where_it_is_shown(sensitive, browser):
    found = red_of(since(*sensitive, person=make.UserFactory(assurer=True)))
    marked = browser(assurer=True).get(address(Q2, Q1)).content.decode()
    plain_page = browser(reader=True).get(address(Q2, Q1)).content.decode()

    assert [each.is_sensitive for each in found.differences] == [True, True, False]
    assert marked.count("hcss-marking") == 2
    assert plain_page.count("hcss-marking") == 0


def test_nothing_sensitive_leaves_the_site_for_the_cleared_either(sensitive, browser):
    response = browser(assurer=True).get(address(Q2, Q1), {"format": "csv"})

    text = b"".join(response.streaming_content).decode()
    assert "P1-02" in text
    assert "Secret" not in text
    assert "P1-01" not in text


def test_what_became_sensitive_is_not_said_to_be_gone(browser):
    """The reader sees it in one seal only; that is no difference of the county."""
    before = the.action("P1-01")
    after = replace(before, marking="official_sensitive")
    pair = the.seal(actions=(before,)), the.seal(actions=(after,))

    found = since(*pair, person=make.UserFactory(reader=True))

    assert [(each.code, each.number, each.not_named) for each in found.kinds] == [
        ("edited", 1, 1)
    ]
