"""The funding cliff as pages, as CSV, as at a seal and by the API."""

from datetime import date

import pytest
import time_machine
from pytest_django.asserts import assertContains, assertNotContains

from actions.choices import Marking
from assurance.models import FundingConcern
from assurance.selectors.seal_shapes import SealedDependant, SealedFunding
from partnerships.choices import Role
from priorities.choices import StatementKind
from tests import factories as make
from tests.conftest import NOW

pytestmark = pytest.mark.django_db
FUNDING = "/assurance/funding/"
API = "/api/v1/funding-concerns/"
TYPED = {
    "stream": "Supporting Families grant",
    "ends_on_day": "31",
    "ends_on_month": "12",
    "ends_on_year": "2026",
    "note": "Renewal is not confirmed.",
}


@pytest.fixture(autouse=True)
def at_noon():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def signed_in(client):
    def signed_in(**role):
        client.force_login(make.UserFactory(**role or {"officer": True}))
        return client

    return signed_in


@pytest.fixture
def agreement():
    return make.PriorityFactory().agreement


@pytest.fixture
def concern():
    action = make.ActionFactory(active=True, ref="P1-05", title="Link the risks")
    return make.FundingConcernFactory(ends_on=date(2026, 12, 31), actions=[action])


def paths(concern):
    one = f"{FUNDING}{concern.pk}/"
    return {
        "read": [FUNDING, one, API, f"{API}{concern.pk}/"],
        "kept": [
            f"{FUNDING}starting-points/",
            f"{FUNDING}new/",
            f"{one}edit/",
            f"{one}settle/",
            f"{one}actions/",
        ],
    }


@pytest.mark.parametrize("role", Role.values)
def test_who_reads_assurance_reads_and_officers_keep(signed_in, concern, role):
    browser = signed_in(**{role: True})
    reads = 403 if role == Role.ADMINISTRATOR else 200
    keeps = 200 if role == Role.OFFICER else 403

    read = {path: browser.get(path).status_code for path in paths(concern)["read"]}
    kept = {path: browser.get(path).status_code for path in paths(concern)["kept"]}

    if role == Role.ADMINISTRATOR:  # one stream does not exist for them
        assert read.pop(f"{FUNDING}{concern.pk}/") == 404
        assert {kept.pop(path) for path in list(kept)[2:]} == {404}
    assert set(read.values()) == {reads}
    assert set(kept.values()) == {keeps}


def test_the_horizon_lists_what_depends_in_the_quarter_of_the_end(signed_in, concern):
    page = signed_in(chair=True).get(FUNDING)

    assertContains(page, "1 stream ends within four quarters; 1 action depends on it.")
    assertContains(page, "P1-05 Link the risks", count=1)
    assertContains(page, "Nothing that is known of ends in this quarter.", count=3)
    assertNotContains(page, "Record a funding stream")


def test_an_empty_horizon_says_where_to_begin(signed_in, agreement):
    assertContains(signed_in().get(FUNDING), "Begin with what the Agreement says")
    assertContains(signed_in(chair=True).get(FUNDING), "An HCSSG officer records")


def test_what_is_settled_stands_below_in_pages(signed_in):
    make.FundingConcernFactory.create_batch(25, settled=True)

    page = signed_in().get(FUNDING)

    assertContains(page, "Renewed until 2029.", count=20)
    assertContains(signed_in().get(f"{FUNDING}?page=2"), "Renewed until", count=5)
    assert signed_in().get(f"{FUNDING}?page=x").status_code == 200


def test_an_officer_records_a_stream_from_a_sentence(signed_in):
    statement = make.StatementFactory(
        kind=StatementKind.CONCERN, text="There are concerns over long-term funding."
    )
    action = make.ActionFactory(conditional=True)
    browser = signed_in()

    starts = browser.get(f"{FUNDING}starting-points/")
    form = browser.get(f"{FUNDING}new/?statement={statement.ref}")
    sent = TYPED | {"statement": statement.pk, "actions": [action.pk]}
    answer = browser.post(f"{FUNDING}new/", sent)

    concern = FundingConcern.objects.get()
    assertContains(starts, f"?statement={statement.ref}")
    assertContains(form, "Promised on a condition: Subject to future funding")
    assert answer.url == f"{FUNDING}{concern.pk}/"
    assert (concern.statement, list(concern.actions.all())) == (statement, [action])
    assertContains(browser.get(f"{FUNDING}starting-points/"), "Recorded already")


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"ends_on_day": "", "ends_on_month": "", "ends_on_year": ""}, "Give the last"),
        ({"end_not_known": "on"}, "not both"),
        ({"stream": " "}, "Name the stream of funding."),
        ({"ends_on_day": "31", "ends_on_month": "2"}, "The last day"),
        ({"note": "See NHS number 943 476 5919."}, "Take it out"),
        ({"actions": ["999999999999999999999"]}, "Select a valid choice"),
        ({"statement": "x"}, "Select a valid choice"),
    ],
)
def test_what_cannot_be_is_said_at_its_field(signed_in, agreement, changed, words):
    page = signed_in().post(f"{FUNDING}new/", TYPED | changed)

    assertContains(page, words)
    assert not FundingConcern.objects.exists()


def test_that_nobody_knows_the_end_is_said_on_purpose(signed_in, agreement):
    unknown = {"stream": "A grant", "end_not_known": "on"}

    signed_in().post(f"{FUNDING}new/", unknown)

    assert FundingConcern.objects.get().ends_on is None


def test_a_stale_page_is_a_conflict_and_shows_what_was_typed(signed_in, concern):
    browser = signed_in()
    FundingConcern.objects.update(version=2)

    answer = browser.post(f"{FUNDING}{concern.pk}/edit/", TYPED | {"version": 1})

    assert answer.status_code == 409
    assertContains(answer, "Somebody else has just changed this", status_code=409)
    assertContains(answer, "Renewal is not confirmed.", status_code=409)
    again = browser.post(f"{FUNDING}{concern.pk}/edit/", TYPED | {"version": 2})
    assert again.status_code == 302


def test_settling_and_choosing_actions_by_page(signed_in, concern):
    browser, one = signed_in(), f"{FUNDING}{concern.pk}/"

    browser.post(f"{one}actions/", {"version": 1, "actions": []})
    browser.post(f"{one}settle/", {"version": 2, "why": "Renewed to 2029."})

    concern.refresh_from_db()
    assert (concern.actions.count(), concern.settled_why) == (0, "Renewed to 2029.")
    assertNotContains(browser.get(one), "It is settled</a>")
    assert browser.post(f"{one}settle/", {"version": 3, "why": "x"}).status_code == 409


def test_a_sensitive_action_is_named_to_the_cleared_and_in_no_csv(signed_in, concern):
    hidden = make.ActionFactory(
        active=True, title="Move the flat", marking=Marking.SENSITIVE
    )
    make.FundingDependantFactory(concern=concern, action=hidden)

    for path in paths(concern)["read"]:
        assertNotContains(signed_in(reader=True).get(path), "Move the flat")
    assertContains(signed_in(chair=True).get(FUNDING), "Move the flat")
    assertContains(signed_in(reader=True).get(FUNDING), "1 more action not named here")
    rows = signed_in(chair=True).get(f"{FUNDING}?format=csv").streaming_content
    assert b"Move the flat" not in b"".join(rows)


def test_the_csv_has_a_row_for_each_dependant(signed_in, concern):
    make.FundingConcernFactory(stream="=SUM(A1)", ends_on=None)

    rows = b"".join(signed_in().get(f"{FUNDING}?format=csv").streaming_content)
    lines = rows.decode().splitlines()

    assert len(lines) == 3
    assert "Ends within four quarters,2026-12-31,Q3 2026/27" in lines[1]
    assert "P1-05,Link the risks" in lines[1]
    assert lines[2].startswith("'=SUM(A1),End not known")


# --- As at a seal --------------------------------------------------------------------


@pytest.fixture
def seal():
    dependant = SealedDependant(
        ref="P1-05",
        title="As it was called",
        lead="An agency of old",
        lead_slug="an-agency-of-old",
        marking=Marking.OFFICIAL,
    )
    sealed = SealedFunding(
        number=7,
        stream="The old grant",
        ends_on=date(2026, 12, 31),
        quarter_label="Q3 2026/27",
        within=1,
        note="",
        statement="",
        statement_text="",
        actions=(dependant,),
    )
    action = make.a_sealed_action(
        ref="P1-05", title="As it was called", status="at_risk", status_label="At risk"
    )
    with time_machine.travel("2026-11-10 09:00", tick=False):
        yield make.SealFactory(
            sealed=make.a_sealed(funding=(sealed,), actions=(action,))
        )


def test_as_at_a_seal_it_shows_what_was_sealed(signed_in, concern, seal):
    page = signed_in(chair=True).get(f"{FUNDING}?as_at=2026-27-q2")

    assertContains(page, "The old grant")
    assertContains(page, "As it was called")
    assertContains(page, "At risk")
    assertNotContains(page, concern.stream)


@pytest.mark.parametrize(
    ("word", "status"),
    [
        ("2026-27-q2", 200),
        ("2026-11-09", 200),
        ("now", 200),
        ("2026-27-q1", 404),
        ("2019-01-01", 404),
        ("last", 400),
    ],
)
def test_a_moment_without_a_seal_is_not_found(signed_in, seal, word, status):
    assert signed_in().get(f"{FUNDING}?as_at={word}").status_code == status


# --- The API -------------------------------------------------------------------------


def post(browser, path, sent):
    return browser.post(path, sent, content_type="application/json")


def test_a_program_records_corrects_links_and_settles(signed_in, agreement):
    action = make.ActionFactory(active=True)
    browser = signed_in()
    facts = {"stream": "A grant", "ends_on": None}

    made = post(browser, API, facts | {"actions": [action.pk]})
    one = f"{API}{made.json()['id']}/"
    dated = {"stream": "A grant", "ends_on": "2026-12-31", "version": 1}
    edited = post(browser, f"{one}edit/", dated)
    unlinked = post(browser, f"{one}actions/", {"actions": [], "version": 2})
    settled = post(browser, f"{one}settle/", {"why": "Renewed.", "version": 3})
    late = post(browser, f"{one}settle/", {"why": "Renewed.", "version": 3})

    assert (made.status_code, made.json()["actions"][0]["ref"]) == (201, action.ref)
    assert edited.json()["ends_on"] == "2026-12-31"
    assert unlinked.json()["actions"] == []
    assert settled.json()["settled_on"] == "2026-10-20"
    assert late.status_code == 409


@pytest.mark.parametrize(
    "sent",
    [
        {},
        [],
        {"stream": "A grant"},
        {"stream": "", "ends_on": None},
        {"stream": "A\0grant", "ends_on": None},
        {"stream": "A grant", "ends_on": "soon"},
        {"stream": "A grant", "ends_on": None, "entry": 10**40},
        {"stream": "A grant", "ends_on": None, "statement": True},
        {"stream": "A grant", "ends_on": None, "actions": 7},
        {"stream": "A grant", "ends_on": None, "actions": [{"pk": 1}]},
        {"stream": "A grant", "ends_on": None, "actions": [10**40]},
        {"stream": {"a": 1}, "ends_on": None},
    ],
)
def test_what_makes_no_sense_is_refused_in_words(signed_in, sent):
    answer = post(signed_in(), API, sent)

    assert answer.status_code == 400
    assert not FundingConcern.objects.exists()


@pytest.mark.parametrize("role", ["chair", "reader", "contact", "assurer"])
def test_nobody_but_an_officer_keeps_them_by_the_api(signed_in, concern, role):
    browser, one = signed_in(**{role: True}), f"{API}{concern.pk}/"

    answers = [
        post(browser, path, {})
        for path in (API, f"{one}edit/", f"{one}settle/", f"{one}actions/")
    ]

    assert {each.status_code for each in answers} == {403}


@pytest.mark.parametrize(
    ("standing", "found"),
    [("open", 3), ("settled", 1), ("horizon", 1), ("ended", 1), ("unknown", 1)],
)
def test_the_list_is_narrowed_by_how_a_stream_stands(
    signed_in, concern, standing, found
):
    make.FundingConcernFactory(ends_on=date(2026, 9, 30))
    make.FundingConcernFactory(ends_on=None)
    make.FundingConcernFactory(settled=True)

    answer = signed_in().get(f"{API}?standing={standing}").json()

    assert answer["count"] == found


def test_the_list_is_narrowed_by_action_as_far_as_it_may_be_seen(signed_in, concern):
    hidden = make.ActionFactory(active=True, ref="P1-99", marking=Marking.SENSITIVE)
    make.FundingDependantFactory(concern=concern, action=hidden)

    assert signed_in().get(f"{API}?ref=p1-05").json()["count"] == 1
    assert signed_in().get(f"{API}?ref=P1-99").json()["count"] == 1
    assert signed_in(reader=True).get(f"{API}?ref=P1-99").json()["count"] == 0
    told = signed_in(reader=True).get(API).json()["results"][0]
    assert (len(told["actions"]), told["actions_total"]) == (1, 2)
