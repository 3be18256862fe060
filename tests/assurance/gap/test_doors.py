"""The gap on its page, in its file and in the API: the same lines everywhere."""

import csv

import pytest
import time_machine
from django.urls import reverse

from actions.choices import DeliveryStatus, Marking
from actions.models import ReportedLine
from assurance.choices import AssuranceLevel
from assurance.models import Opinion
from assurance.selectors.seal_contents import contents
from hcss.kernel.plain import plain
from tests import factories as make
from tests.assurance.county import AFTER_CLOSE, THIS, reported, this_period
from tests.assurance.gap.story import noon, opinion, report
from tests.factories.quarter import WORDS
from tests.machinery.counting import queries_of

pytestmark = pytest.mark.django_db

ON_TRACK, OFF_TRACK = DeliveryStatus.ON_TRACK, DeliveryStatus.OFF_TRACK
LIMITED, REASONABLE = AssuranceLevel.LIMITED, AssuranceLevel.REASONABLE
PAGE, API = "/assurance/gap/", "/api/v1/gap/"


@pytest.fixture(autouse=True)
def _after_the_close():
    with time_machine.travel(AFTER_CLOSE, tick=False):
        yield


@pytest.fixture
def period(headings):
    return this_period(closed=True)


@pytest.fixture
def priority(headings):
    return headings["CC"].agreement.priorities.get(number=1)


@pytest.fixture
def hopeful(period, priority, headings):
    """Rated on track, and the opinion on its cell is Limited."""
    action = make.ActionFactory(
        active=True,
        priority=priority,
        heading=headings["CC"],
        title="Share one analyst",
        lead_agency=make.AgencyFactory(name="Solent Police"),
    )
    report(action, THIS, ON_TRACK, noon(2026, 10, 14))
    opinion(action, LIMITED, noon(2026, 10, 16), reason="Two agencies are missing.")
    return action


@pytest.fixture
def gloomy(period, priority, headings):
    """Rated off track, and the opinion on its cell is Reasonable."""
    action = reported(priority, this=OFF_TRACK, heading=headings["FL"])
    opinion(action, REASONABLE, noon(2026, 10, 16), reason="It is being addressed.")
    return action


@pytest.fixture
def reader(client):
    person = make.UserFactory(reader=True)
    client.force_login(person)
    return person


@pytest.fixture
def api(api_client):
    api_client.force_authenticate(make.UserFactory(reader=True))
    return api_client


@pytest.fixture
def doors(client, reader, api, hopeful, gloomy):
    make.PriorityFactory(number=2)
    return client, api, {"hopeful": hopeful, "gloomy": gloomy}


def page(client, query=""):
    return client.get(PAGE + query).content.decode()


def file(client, query="?format=csv"):
    body = b"".join(client.get(PAGE + query).streaming_content).decode()
    return list(csv.DictReader(body.removeprefix("\ufeff").splitlines()))


def refs(answer):
    return [each["ref"] for each in answer.json()["results"]]


# --- The same everywhere ---


def test_the_page_has_both_reasons_side_by_side(client, reader, hopeful, gloomy):
    text = page(client)

    assert "2 of 2 rated lines differ." in text
    for words in (
        "The draft plan went to all partners.",
        "Two agencies are missing.",
        "The analyst&#x27;s post is vacant.",
        "It is being addressed.",
        "They differ since 16 October 2026",
        "The agency is more hopeful",
        "The assurer is more hopeful",
        "What “differ” means",
    ):
        assert words in text


def test_page_file_and_api_list_the_same_lines(client, reader, api, hopeful, gloomy):
    answer = api.get(API)

    listed = [each.ref for each in client.get(PAGE).context["differences"]]
    assert refs(answer) == listed == [each["Reference"] for each in file(client)]
    assert answer.json()["facts"]["summary"] == "2 of 2 rated lines differ"
    assert answer.json()["facts"] == plain(client.get(PAGE).context["facts"])


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("direction=agency", ["hopeful"]),
        ("direction=assurer", ["gloomy"]),
        ("agency=solent-police", ["hopeful"]),
        ("priority=1", ["hopeful", "gloomy"]),
        ("priority=2", []),
    ],
)
def test_it_is_narrowed_alike_on_the_page_and_in_the_api(doors, query, found):
    client, api, actions = doors
    wanted = sorted(actions[each].ref for each in found)

    assert sorted(refs(api.get(f"{API}?{query}"))) == wanted
    listed = client.get(f"{PAGE}?{query}").context["differences"]
    assert sorted(each.ref for each in listed) == wanted
    assert (
        sorted(each["Reference"] for each in file(client, f"?{query}&format=csv"))
        == wanted
    )


@pytest.mark.parametrize(
    "query", ["priority=99999999999999", "direction=x", "agency=x"]
)
def test_a_filter_that_is_not_one_is_refused_in_words(
    client, reader, api, hopeful, query
):
    assert api.get(f"{API}?{query}").status_code == 400
    assert "There is a problem" in page(client, f"?{query}")


@pytest.mark.parametrize("word", ["2026", "2026-13-01", "q2", "%20", "2026-27-q9"])
def test_a_moment_that_is_none_is_refused_in_words(client, reader, api, hopeful, word):
    assert client.get(f"{PAGE}?as_at={word}").status_code == 400
    assert "Write “as at” as a quarter" in page(client, f"?as_at={word}")
    assert "as_at" in api.get(f"{API}?as_at={word}").json()


def test_a_quarter_that_is_not_sealed_is_not_found(client, reader, api, hopeful):
    assert client.get(f"{PAGE}?as_at={THIS.slug}").status_code == 404
    assert api.get(f"{API}?as_at={THIS.slug}").status_code == 404


def test_without_an_agreement_the_page_says_so(client, reader, api):
    assert client.get(PAGE).status_code == 200
    assert api.get(API).status_code == 404


def test_where_nothing_differs_the_page_says_what_to_do(client, reader, period):
    assert "No line differs" in page(client)


def test_what_differs_is_explained_in_the_api_s_description(client, reader):
    schema = client.get("/api/schema/").content.decode()

    assert "At risk fits Fair or Poor." in schema


# --- As at a seal ---


@pytest.fixture
def seal(hopeful, gloomy, period):
    officer = make.UserFactory(officer=True)
    sealed = contents(period=period, actor=officer, now=AFTER_CLOSE)
    type(period).objects.filter(pk=period.pk).update(sealed_at=AFTER_CLOSE)
    period.refresh_from_db()
    return make.SealFactory(period=period, agreement=hopeful.agreement, sealed=sealed)


def test_a_seal_shows_what_was_live_when_it_was_made(api, hopeful, gloomy, period):
    live = api.get(API).json()
    officer = make.UserFactory(officer=True)
    sealed = contents(period=period, actor=officer, now=AFTER_CLOSE)
    type(period).objects.filter(pk=period.pk).update(sealed_at=AFTER_CLOSE)
    period.refresh_from_db()
    make.SealFactory(period=period, agreement=hopeful.agreement, sealed=sealed)

    then = api.get(f"{API}?as_at={THIS.slug}").json()

    assert then == live | {"is_sealed": True}


def test_what_changes_later_changes_nothing_sealed(client, reader, api, seal, hopeful):
    before = api.get(f"{API}?as_at={THIS.slug}").json()
    with time_machine.travel(noon(2026, 11, 27), tick=False):
        opinion(hopeful, REASONABLE, noon(2026, 11, 25), reason="It has improved.")
        police = type(hopeful.lead_agency).objects.filter(slug="solent-police")
        police.update(name="Another name")
        client.force_login(reader)

        assert api.get(f"{API}?as_at={THIS.slug}").json() == before
        assert "It has improved" not in page(client)
        assert "1 of 2 rated lines differs" in page(client, "?as_at=now")


# --- Handling (R57) ---


@pytest.fixture
def marked(period, priority, headings):
    """A line whose words are sensitive, and a sensitive action."""
    wanted = []
    for name, about in (("line", {}), ("action", {"sensitive": True})):
        action = make.ActionFactory(
            active=True,
            priority=priority,
            heading=headings["CC"],
            title=f"About the {name}",
            lead_agency=make.AgencyFactory(),
            **about,
        )
        marking = Marking.SENSITIVE if name == "line" else Marking.OFFICIAL
        report(
            action,
            THIS,
            ON_TRACK,
            noon(2026, 10, 14),
            progress=f"Words of the {name}.",
            marking=marking,
        )
        wanted.append(action)
    opinion(wanted[0], LIMITED, noon(2026, 10, 16))
    return wanted


def test_who_is_not_cleared_reads_no_sensitive_word(client, reader, api, marked):
    for text in (page(client), api.get(API).content.decode()):
        assert "2 of 2 rated lines differ" in text
        assert "About the line" in text
        assert "Words of the line." not in text
        assert "About the action" not in text
        assert "Words of the action." not in text


def test_no_file_holds_a_sensitive_word_even_for_the_cleared(client, marked):
    client.force_login(make.UserFactory(officer=True))

    assert "Words of the line." in page(client)
    assert [(each["Title"], each["Progress"]) for each in file(client)] == [
        ("About the line", "")
    ]


def test_as_at_a_seal_the_same_is_kept_back(client, api, marked, period):
    sealed = contents(
        period=period, actor=make.UserFactory(officer=True), now=AFTER_CLOSE
    )
    type(period).objects.filter(pk=period.pk).update(sealed_at=AFTER_CLOSE)
    period.refresh_from_db()
    make.SealFactory(period=period, agreement=marked[0].agreement, sealed=sealed)

    answer = api.get(f"{API}?as_at={THIS.slug}")

    assert "Words of the" not in answer.content.decode()
    assert refs(answer) == [marked[0].ref]
    assert answer.json()["facts"]["not_named"] == 1


# --- Neither side writes the other's (R35, R40) ---


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_nobody_writes_through_the_gap(client, api_client, hopeful, method):
    for who in ("officer", "assurer", "chair", "contact"):
        person = make.UserFactory(
            **{who: True if who != "contact" else hopeful.lead_agency}
        )
        client.force_login(person)
        api_client.force_authenticate(person)

        assert getattr(client, method)(PAGE).status_code == 405
        assert getattr(api_client, method)(API).status_code == 405


LINE = {"status": "off_track", "cause": "x", "ask": "x", "ask_of": "x", "version": 1}
OPINION = {
    "priority": 1,
    "heading": "CC",
    "level": "none",
    "confidence": "high",
    "line": 2,
    "evidence": "Minutes.",
    "evidence_sources": 2,
    "reason": "Because.",
    "interests": "My agency leads it.",
}


@pytest.mark.parametrize("who", ["officer", "assurer", "chair"])
def test_an_assurer_cannot_write_the_agency_s_rating(client, api_client, hopeful, who):
    line = hopeful.lines.get()
    before = list(ReportedLine.objects.values())
    person = make.UserFactory(**{who: True})
    client.force_login(person)
    api_client.force_authenticate(person)

    answers = [
        client.post(line.get_absolute_url(), LINE).status_code,
        *(
            getattr(api_client, method)(f"/api/v1/lines/{line.pk}/", LINE).status_code
            for method in ("put", "patch", "delete")
        ),
    ]

    assert set(answers) <= {403, 404, 405, 409}
    line.refresh_from_db()
    assert line.reported.status == ON_TRACK
    assert list(ReportedLine.objects.values()) == before


@pytest.mark.parametrize("who", ["contact", "approver"])
def test_an_agency_cannot_write_the_opinion(client, api_client, hopeful, who):
    before = list(Opinion.objects.values())
    person = make.UserFactory(**{who: hopeful.lead_agency})
    client.force_login(person)
    api_client.force_authenticate(person)
    given = Opinion.objects.get()

    answers = [
        client.post(reverse("assurance:opinion-give", args=[1, "CC"]), OPINION),
        client.post(given.get_absolute_url(), OPINION),
        api_client.post("/api/v1/opinions/", OPINION),
        *(
            getattr(api_client, method)(f"/api/v1/opinions/{given.pk}/", OPINION)
            for method in ("put", "patch", "delete")
        ),
    ]

    assert {each.status_code for each in answers} <= {403, 405}
    assert list(Opinion.objects.values()) == before


def test_changing_every_rating_changes_no_opinion(client, reader, hopeful, gloomy):
    before = list(Opinion.objects.values())
    for action, status in ((hopeful, OFF_TRACK), (gloomy, ON_TRACK)):
        line = action.lines.get()
        sent = make.SubmissionFactory(quarterly_return=line.quarterly_return, version=2)
        line.reported = make.ReportedLineFactory(
            line=line, submission=sent, status=status, **WORDS[status]
        )
        line.save()

    assert "0 of 2 rated lines differ." in page(client)
    assert list(Opinion.objects.values()) == before


# --- What it costs ---


def test_the_page_asks_no_more_for_more_lines(client, reader, hopeful, headings):
    client.get(PAGE)
    _, few = queries_of(lambda: client.get(PAGE))
    for _ in range(30):
        reported(hopeful.priority, this=ON_TRACK, heading=headings["CC"])

    answer, many = queries_of(lambda: client.get(PAGE))

    assert answer.context["facts"].differing == 31
    assert "Next" in answer.content.decode()
    assert len(many) == len(few)


# --- From the dashboard ---


def test_the_dashboard_leads_to_it_at_the_same_moment(client, reader, seal):
    sealed = client.get("/assurance/").content.decode()
    live = client.get("/assurance/?as_at=now").content.decode()

    for name in ("gap", "pictures"):
        assert f'href="/assurance/{name}/?as_at={THIS.slug}"' in sealed
        assert f'href="/assurance/{name}/?as_at=now"' in live


def test_before_a_seal_the_dashboard_leads_to_the_live_page(client, reader, hopeful):
    assert f'href="{PAGE}"' in client.get("/assurance/").content.decode()
