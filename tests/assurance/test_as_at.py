"""Lists as they were sealed: what is read is what the seal holds, field by field."""

import csv
from dataclasses import fields, replace
from datetime import UTC, date, datetime
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from actions.models import Action
from assurance.models import Seal
from assurance.selectors.seal_reading import read, readable
from assurance.selectors.seal_shapes import (
    SealedAction,
    SealedAmendment,
    SealedAsk,
    SealedCheck,
    SealedDateChange,
    SealedDecision,
    SealedEscalation,
    SealedEvidence,
    SealedFunding,
    SealedLine,
    SealedOpinion,
    SealedReturn,
)
from assurance.selectors.sealed_lists import sealed_list, sealed_lists
from hcss.kernel.as_at import NOT_SEALED
from hcss.kernel.quarters import Quarter
from partnerships.models import Agency
from tests import factories as make
from tests.assurance import sealed_things as the

pytestmark = pytest.mark.django_db

Q1, Q2 = Quarter(2026, 1), Quarter(2026, 2)
SEALED_ON = datetime(2026, 7, 30, 16, tzinfo=UTC)
MARKED = {"marking": "official_sensitive"}
#: The list of a seal behind each address of the API, and of the site.
API = {
    "actions": "api:actions-list",
    "returns": "api:returns-list",
    "opinions": "api:opinion-list",
    "asks": "api:asks-list",
    "date_changes": "api:date-changes-list",
    "evidence": "api:evidence-list",
    "amendments": "api:amendments-list",
    "decisions": "api:decision-list",
    "escalations": "api:escalation-list",
    "funding": "api:funding-concern-list",
    "checks": "api:check-list",
}
PAGES = {
    "actions": "actions:actions",
    "returns": "actions:returns",
    "opinions": "assurance:opinions",
    "asks": "actions:asks",
    "date_changes": "actions:date-changes",
    "evidence": "actions:evidence",
    "amendments": "actions:amendments",
    "decisions": "assurance:decisions",
    "escalations": "assurance:escalations",
    "checks": "assurance:checks",
}
MORE = {"api:slips-list": "date_changes", "actions:slips": "date_changes"}
ROLES = ("officer", "chair", "assurer", "reader", "contact", "approver", "other")


@pytest.fixture(autouse=True)
def later():
    with time_machine.travel("2026-11-20 09:00Z", tick=False):
        yield


@pytest.fixture
def own():
    return make.AgencyFactory(name="Wessex Council", slug="wessex-council")


@pytest.fixture
def person(own):
    """Return somebody of a role; "other" writes for another agency."""

    def person(role):
        if role == "other":
            return make.UserFactory(contact=make.AgencyFactory(name="Solent"))
        if role in ("contact", "approver"):
            return make.UserFactory(**{role: own})
        return make.UserFactory(**{role: True})

    return person


def sealed(**lists: Any) -> Seal:
    """Seal Q1 with a little of everything, or with what is given."""
    held = replace(
        the.seal(**(lists or A_LITTLE)), quarter=Q1.slug, quarter_label=str(Q1)
    )
    period = make.PeriodFactory(quarter=Q1, sealed=True)
    return make.SealFactory(period=period, sealed=held, sealed_at=SEALED_ON)


A_LITTLE: dict[str, Any] = {
    "actions": (
        the.action(
            "P1-01",
            line=the.line(
                progress="All is well.\n" * 300,
                officer_notes=("Pat: look again", "Pat: done"),
                evidence=(the.evidence(1), the.evidence(2, **MARKED)),
                sent_at=SEALED_ON,
            ),
            return_of="wessex-council",
        ),
        the.action("P1-02", **MARKED, contributors=("A", "B"), days_overdue=3),
        the.action(
            "P2-01",
            priority_number=2,
            lead="Solent Police",
            lead_slug="solent-police",
            line=the.line(
                agency="Solent Police",
                agency_slug="solent-police",
                is_accepted=False,
                progress="Not accepted yet.",
                **MARKED,
            ),
            return_of="solent-police",
        ),
        the.action(
            "P2-02", priority_number=2, **the.living("proposed"), **the.rated("")
        ),
    ),
    "returns": (
        the.owed("wessex-council"),
        the.owed("solent-police", state="submitted", missing_before=True),
        the.owed("itchen", "no_return", missing_twice=True),
    ),
    "opinions": (the.opinion(1, "CC"), the.opinion(2, "all", "limited")),
    "date_changes": (
        the.date_change("P1-01"),
        the.date_change("P1-02", state="waiting", **MARKED),
    ),
    "asks": (the.ask(1), the.ask(2, ref="P1-02", days_late=5, **MARKED)),
    "amendments": (the.amendment("P1-01"), the.amendment("P1-02", **MARKED)),
    "matters_arising": (the.decision("2026/27-01"),),
    "escalations": (the.escalation(1),),
    "funding": (the.funding(1, within=2),),
    "checks": (the.check("no_lead", 3),),
}


def every_page(client, url, **asked):
    """Return the rows of every page of the API's answer."""
    rows, answer = [], client.get(url, {"as_at": Q1.slug, **asked})
    while True:
        body = answer.json()
        assert answer.status_code == 200
        rows += body["results"]
        if not body["next"]:
            return rows
        answer = client.get(body["next"])


def as_json(row):
    def value(it):
        if isinstance(it, datetime):
            return it.astimezone(UTC).isoformat().replace("+00:00", "Z")
        return it.isoformat() if isinstance(it, date) else it

    return {name: value(it) for name, it in row.items()}


def expected(seal, code, who):
    return [as_json(row) for row in sealed_list(readable(read(seal), who), code).rows]


# --- Field by field, for each role ---


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("code", API)
def test_the_api_as_at_is_the_seal_as_its_reader_may_read_it(
    code, role, person, api_client
):
    seal, who = sealed(), person(role)
    api_client.force_authenticate(who)

    assert every_page(api_client, reverse(API[code])) == expected(seal, code, who)


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("code", PAGES)
def test_the_page_as_at_has_every_word_that_the_reader_may_read(code, role, person):
    seal, who = sealed(), person(role)
    client = Client()
    client.force_login(who)

    response = client.get(reverse(PAGES[code]), {"as_at": Q1.slug})

    live = client.get(reverse(PAGES[code]))
    assert response.status_code == live.status_code
    if live.status_code == 200:
        shown = response.context["rows"]
        rows = sealed_list(readable(read(seal), who), code).rows
        assert len(shown) == len(rows)
        for line, row in zip(shown, rows, strict=True):
            words = "".join(words for _, words in (*line.cells, *line.rest))
            for value in row.values():
                if isinstance(value, str) and " " in value:
                    assert value in f"{line.name}{words}"


@pytest.mark.parametrize("code", PAGES)
def test_the_csv_as_at_has_every_column_and_nothing_sensitive(code, person):
    seal = sealed()
    client = Client()
    client.force_login(person("officer"))

    response = client.get(reverse(PAGES[code]), {"as_at": Q1.slug, "format": "csv"})

    text = b"".join(response.streaming_content).decode("utf-8-sig")
    rows = list(csv.reader(text.splitlines(keepends=True)))
    listed = sealed_list(readable(read(seal), None), code)
    assert rows[0] == [each.label for each in listed.columns]
    assert len(rows) - 1 == len(listed.rows)
    assert "P1-02" not in text
    assert "Not accepted yet" not in text
    assert code == "returns" or len(rows) > 1


def test_each_list_of_a_seal_has_every_column_in_every_row():
    for listed in sealed_lists(the.seal(**A_LITTLE)):
        keys = [each.key for each in listed.columns]
        assert len(set(keys)) == len(keys)
        assert len({each.label for each in listed.columns}) == len(keys)
        assert [list(row) for row in listed.rows] == [keys] * len(listed.rows)
        assert listed.rows


#: What is no column: who may read it, what stands in another, what has its own.
NOT_SHOWN = {
    "SealedLine": {"was_sensitive", "sensitive_contributions"},
    "SealedAction": {"line"},
}


@pytest.mark.parametrize(
    ("code", "shape", "prefix"),
    [
        ("actions", SealedAction, ""),
        ("actions", SealedLine, "line_"),
        ("returns", SealedReturn, ""),
        ("opinions", SealedOpinion, ""),
        ("date_changes", SealedDateChange, ""),
        ("asks", SealedAsk, ""),
        ("amendments", SealedAmendment, ""),
        ("decisions", SealedDecision, ""),
        ("escalations", SealedEscalation, ""),
        ("funding", SealedFunding, ""),
        ("checks", SealedCheck, ""),
        ("evidence", SealedEvidence, ""),
    ],
)
def test_each_field_of_what_is_sealed_has_its_column(code, shape, prefix):
    held = {f"{prefix}{each.name}" for each in fields(shape)}
    left_out = {f"{prefix}{name}" for name in NOT_SHOWN.get(shape.__name__, ())}
    columns = {each.key for each in sealed_list(the.seal(), code).columns}

    assert held - columns == left_out


def test_what_contributors_said_is_in_one_column_sensitive_or_not():
    said = the.line(contributions=("One",), sensitive_contributions=("Two",))
    listed = sealed_list(the.seal(actions=(the.action("P1-01", line=said),)), "actions")
    [row] = listed.rows

    assert row["line_contributions"] == "One\nTwo"


# --- Which seal ---


@pytest.mark.parametrize("word", [Q1.slug, "2026-07-30", "2026-11-20", "2030-01-01"])
def test_a_quarter_or_any_day_from_its_seal_on_reads_the_same(word, person, api_client):
    seal = sealed()
    api_client.force_authenticate(person("chair"))

    answer = api_client.get(reverse(API["actions"]), {"as_at": word}).json()

    assert answer["as_at"]["sha256"] == seal.sha256
    assert answer["as_at"]["quarter"] == Q1.slug
    assert answer["count"] == 4


@pytest.mark.parametrize("name", [*PAGES.values(), *MORE])
@pytest.mark.parametrize(
    ("word", "status"),
    [("2026-07-29", 404), (Q2.slug, 404), ("yesterday", 400), ("2026-02-30", 400)],
)
def test_no_seal_is_404_and_no_word_is_400(name, word, status, person, api_client):
    sealed()
    who = person("officer")
    client = Client()
    client.force_login(who)
    api_client.force_authenticate(who)
    door = api_client if name.startswith("api:") else client

    response = door.get(reverse(name), {"as_at": word})

    assert response.status_code == status


@pytest.mark.parametrize("word", ["now", ""])
@pytest.mark.parametrize("name", [*PAGES.values(), *API.values()])
def test_now_is_the_live_list(name, word, person, api_client):
    sealed()
    who = person("officer")
    client = Client()
    client.force_login(who)
    api_client.force_authenticate(who)
    door = api_client if name.startswith("api:") else client

    response = door.get(reverse(name), {"as_at": word})

    assert response.status_code == 200
    assert "sha256" not in response.content.decode()


def test_what_happens_afterwards_changes_nothing_that_is_read(own, person, api_client):
    seal = sealed()
    action = make.ActionFactory(active=True, ref="P1-01", lead_agency=own)
    who = person("officer")
    api_client.force_authenticate(who)
    before = every_page(api_client, reverse(API["actions"]))

    Agency.objects.filter(pk=own.pk).update(name="Renamed", slug="renamed")
    Action.objects.filter(pk=action.pk).update(title="Rewritten")

    assert every_page(api_client, reverse(API["actions"])) == before
    assert before == expected(seal, "actions", who)


# --- One row ---


def test_one_thing_is_read_as_it_was_sealed(person, api_client, own):
    sealed(actions=(the.action("P1-01", title="As it was"),))
    agreement = make.AgreementFactory(slug="the-agreement")
    priority = make.PriorityFactory(agreement=agreement)
    action = make.ActionFactory(
        active=True, ref="P1-01", title="As it is", priority=priority, lead_agency=own
    )
    api_client.force_authenticate(person("reader"))

    one = reverse("api:actions-detail", args=[action.pk])

    assert api_client.get(one, {"as_at": Q1.slug}).json()["title"] == "As it was"
    assert api_client.get(one).json()["title"] == "As it is"


def test_one_thing_that_the_seal_does_not_hold_is_not_there(person, api_client):
    sealed()
    other = make.PriorityFactory(agreement=make.AgreementFactory(slug="another"))
    action = make.ActionFactory(active=True, ref="P1-01", priority=other)
    opinion = make.OpinionFactory()
    owed = make.ReturnFactory(period=make.PeriodFactory())
    api_client.force_authenticate(person("officer"))

    for name, row in (("actions", action), ("opinion", opinion), ("returns", owed)):
        url = reverse(f"api:{name}-detail", args=[row.pk])
        assert api_client.get(url, {"as_at": Q1.slug}).status_code == 404


def test_one_thing_that_somebody_may_not_see_now_is_not_there_as_at(api_client):
    sealed()
    agreement = make.AgreementFactory(slug="the-agreement")
    action = make.ActionFactory(
        active=True,
        sensitive=True,
        ref="P1-01",
        priority=make.PriorityFactory(agreement=agreement),
    )
    api_client.force_authenticate(make.UserFactory(reader=True))

    url = reverse("api:actions-detail", args=[action.pk])

    assert api_client.get(url, {"as_at": Q1.slug}).status_code == 404


# --- Who may not ---


@pytest.mark.parametrize("name", [*PAGES.values(), *API.values()])
def test_who_may_not_see_the_live_list_gets_the_same_answer(name, api_client):
    sealed()
    who = make.UserFactory()
    client = Client()
    client.force_login(who)
    api_client.force_authenticate(who)
    door = api_client if name.startswith("api:") else client

    live = door.get(reverse(name))
    as_at = door.get(reverse(name), {"as_at": Q1.slug})

    assert (as_at.status_code, as_at.content) == (live.status_code, live.content)
    assert live.status_code == 403


@pytest.mark.parametrize(
    "name",
    [
        "partnerships:agencies",
        "partnerships:people",
        "actions:extensions",
        "api:agency-list",
        "api:lines-list",
        "api:periods-list",
    ],
)
def test_a_list_that_no_seal_holds_refuses_with_words(name, person, api_client):
    sealed()
    who = person("officer")
    client = Client()
    client.force_login(who)
    api_client.force_authenticate(who)
    door = api_client if name.startswith("api:") else client

    response = door.get(reverse(name), {"as_at": Q1.slug})

    assert response.status_code == 400
    assert NOT_SEALED in response.content.decode()


# --- The page ---


@pytest.fixture
def officer(person):
    client = Client()
    client.force_login(person("officer"))
    return client


def test_the_page_says_of_which_seal_it_is_and_leads_back(officer):
    seal = sealed()

    page = officer.get(reverse("actions:actions"), {"as_at": Q1.slug}).content.decode()

    assert "Actions as at Q1 2026/27" in page
    assert "30 July 2026 at 5:00pm" in page
    assert seal.sha256 in page
    assert '<a class="govuk-link" href="/actions/">Read it as it is now</a>' in page


@pytest.mark.parametrize(
    ("code", "asked", "found"),
    [
        ("actions", {"priority": "2"}, 2),
        ("actions", {"status": "on_track"}, 3),
        ("actions", {"life": "proposed"}, 1),
        ("actions", {"agency": "solent-police"}, 1),
        ("actions", {"q": "p1-0"}, 2),
        ("actions", {"overdue": "true"}, 1),
        ("actions", {"priority": "2", "life": "active"}, 1),
        ("actions", {"status": "nonsense"}, 0),
        ("actions", {"unknown": "ignored"}, 4),
        ("returns", {"state": "accepted"}, 1),
        ("returns", {"agency": "itchen"}, 1),
        ("opinions", {"priority": "1"}, 1),
        ("opinions", {"heading": "all"}, 1),
        ("opinions", {"level": "limited"}, 1),
        ("opinions", {"standing": "out_of_date"}, 0),
        ("asks", {"late": "true"}, 1),
        ("asks", {"state": "unsettled"}, 2),
        ("asks", {"of": "group"}, 2),
        ("date_changes", {"state": "waiting"}, 1),
        ("evidence", {"ref": "p1-01"}, 2),
        ("amendments", {"quarter": "2026-27-q1"}, 2),
    ],
)
def test_page_and_api_are_narrowed_alike(code, asked, found, officer, api_client):
    sealed()
    api_client.force_authenticate(make.UserFactory(officer=True))

    page = officer.get(reverse(PAGES[code]), {"as_at": Q1.slug, **asked})
    rows = every_page(api_client, reverse(API[code]), **asked)

    assert page.status_code == 200
    assert len(page.context["rows"]) == found
    assert len(rows) == found


def test_a_filter_that_is_too_long_is_said_and_finds_nothing(officer, api_client):
    sealed()
    asked = {"as_at": Q1.slug, "q": "x" * 300}
    api_client.force_authenticate(make.UserFactory(officer=True))

    page = officer.get(reverse("actions:actions"), asked)

    assert "There is a problem" in page.content.decode()
    assert page.context["rows"] == []
    assert api_client.get(reverse(API["actions"]), asked).status_code == 400


def test_a_long_list_comes_in_pages(officer, api_client):
    sealed(actions=tuple(the.action(f"P1-{number:03}") for number in range(120)))
    api_client.force_authenticate(make.UserFactory(officer=True))

    third = officer.get(reverse("actions:actions"), {"as_at": Q1.slug, "page": "3"})
    beyond = officer.get(reverse("actions:actions"), {"as_at": Q1.slug, "page": "x"})

    assert len(third.context["rows"]) == 20
    assert len(beyond.context["rows"]) == 50
    assert len(every_page(api_client, reverse(API["actions"]))) == 120


def test_queries_do_not_grow_with_the_list(officer):
    seal = sealed(actions=(the.action("P1-01"),))
    few = _queries(officer)
    _again(seal, tuple(the.action(f"P1-{number:03}") for number in range(49)))

    assert _queries(officer) == few


def _again(seal, actions):
    """Put another seal in its place: of the next quarter, so that it is the latest."""
    held = the.seal(actions=actions, quarter=Q2.slug, quarter_label=str(Q2))
    period = make.PeriodFactory(quarter=Q2, sealed=True)
    make.SealFactory(period=period, sealed=held, sealed_at=seal.sealed_at)


def _queries(client):
    with CaptureQueriesContext(connection) as queries:
        response = client.get(reverse("actions:actions"), {"as_at": "2026-11-20"})
    assert response.status_code == 200
    return len(queries)


def test_an_empty_sealed_list_says_so(officer):
    sealed(asks=())

    page = officer.get(reverse("actions:asks"), {"as_at": Q1.slug}).content.decode()

    assert "Nothing was sealed in this list" in page


def test_the_board_of_another_quarter_has_no_such_seal(officer):
    sealed()
    make.PeriodFactory(quarter=Q2)

    own = officer.get(reverse("actions:board", args=[Q1]), {"as_at": Q1.slug})
    other = officer.get(reverse("actions:board", args=[Q2]), {"as_at": Q1.slug})

    assert own.status_code == 200
    assert len(own.context["rows"]) == 3
    assert other.status_code == 404
