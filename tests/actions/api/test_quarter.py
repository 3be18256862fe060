"""The quarter over the API: the same services, rules and words as the pages."""

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from rest_framework.test import APIClient

from actions.models import OfficerNote, Period, Return, ReturnLine, Submission
from tests.factories import (
    QUARTER,
    ActionFactory,
    AgencyFactory,
    OfficerNoteFactory,
    PeriodFactory,
    QueryFactory,
    ReturnFactory,
    ReturnLineFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db

PERIODS = "/api/v1/periods/"
RETURNS = "/api/v1/returns/"
LINES = "/api/v1/lines/"
QUERIES = "/api/v1/queries/"
NOTES = "/api/v1/officer-notes/"
SIGNED = {"signed_name": "Jo Hart", "signed_post": "Partnerships manager"}


@pytest.fixture(autouse=True)
def _in_the_window(now):
    with time_machine.travel(now, tick=False):
        yield


@pytest.fixture
def police():
    return AgencyFactory(name="Hampshire Constabulary", slug="hampshire-constabulary")


@pytest.fixture
def officer():
    return UserFactory(officer=True)


@pytest.fixture
def contact(police):
    return UserFactory(contact=police, name="Jo Hart")


@pytest.fixture
def line(police):
    return ReturnLineFactory(
        quarterly_return=ReturnFactory(agency=police, draft=True), finished=True
    )


def api(person):
    client = APIClient()
    client.force_authenticate(person)
    return client


def ids(response):
    return [each["id"] for each in response.json()["results"]]


def one(url, row, *more):
    return f"{url}{row.pk}/" + "".join(f"{each}/" for each in more)


@pytest.mark.parametrize("url", [PERIODS, RETURNS, LINES, QUERIES, NOTES])
def test_the_api_is_closed_to_strangers(url, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert APIClient().get(url).status_code == 401


def test_an_officer_plans_moves_opens_and_closes_a_period(officer):
    ActionFactory(active=True)
    client = api(officer)
    url = f"{PERIODS}{QUARTER.slug}/"

    planned = client.post(PERIODS, {"quarter": QUARTER.slug, "due_on": "2026-10-22"})
    moved = client.patch(url, {"closes_on": "2026-10-30"})
    opened = client.post(f"{url}open/")
    early = client.post(f"{url}close/")
    with time_machine.travel(Period.objects.get().closes_at, tick=False):
        closed = api(officer).post(f"{url}close/")

    assert early.status_code == 400
    assert planned.status_code == 201
    assert planned.json()["due_at"] == "2026-10-22T17:00:00+01:00"
    assert moved.json()["due_at"] == "2026-10-22T17:00:00+01:00"
    assert moved.json()["closes_at"] == "2026-10-30T17:00:00Z"
    assert (opened.json()["state"], opened.json()["return_count"]) == ("open", 1)
    assert (closed.json()["state"], closed.json()["missing_count"]) == ("closed", 1)


def test_a_period_refuses_with_the_words_of_the_page(officer):
    client = api(officer)
    PeriodFactory()
    url = f"{PERIODS}{QUARTER.slug}/"

    again = client.post(PERIODS, {"quarter": QUARTER.slug})
    muddled = client.patch(url, {"closes_on": "2026-10-21"})
    far = client.patch(url, {"due_on": "2062-10-21"})
    unknown = client.post(PERIODS, {"quarter": "autumn"})
    opened = client.post(f"{url}open/")

    assert (again.status_code, again.json()["code"]) == (409, "planned")
    assert muddled.json() == {
        "non_field_errors": ["A period opens, then is due, then closes, in that order."]
    }
    assert list(far.json()) == ["due_on"]
    assert unknown.json() == {
        "quarter": ["“autumn” is not a quarter such as 2026-27-q2"]
    }
    assert (opened.status_code, opened.json()["code"]) == (409, "not_planned")


@pytest.mark.parametrize("role", ["contact", "chair", "assurer", "reader"])
def test_only_officers_turn_the_quarter(role):
    PeriodFactory()
    client = api(UserFactory(**{role: True}))
    url = f"{PERIODS}{QUARTER.slug}/"

    assert client.post(PERIODS, {"quarter": "2026-27-q3"}).status_code == 403
    assert client.patch(url, {}).status_code == 403
    assert client.post(f"{url}open/").status_code == 403
    assert client.post(f"{url}close/").status_code == 403
    assert client.get(PERIODS).status_code == (403 if role == "contact" else 200)
    assert Period.objects.get().state == "open"


def test_an_agency_lists_its_own_returns_and_others_accepted(contact, police):
    mine = ReturnFactory(agency=police, draft=True)
    accepted = ReturnFactory(accepted=True)
    ReturnFactory(submitted=True)

    assert sorted(ids(api(contact).get(RETURNS))) == sorted([mine.pk, accepted.pk])


def test_the_list_of_returns_is_narrowed(officer, police):
    late = ReturnFactory(agency=police, submitted=True, late=True)
    nil = ReturnFactory(nil=True)
    earlier = ReturnFactory(period=PeriodFactory(quarter=QUARTER.previous))
    client = api(officer)

    assert ids(client.get(RETURNS, {"late": "true"})) == [late.pk]
    assert ids(client.get(RETURNS, {"nil": "true"})) == [nil.pk]
    assert ids(client.get(RETURNS, {"quarter": "2026-27-q1"})) == [earlier.pk]
    assert ids(client.get(RETURNS, {"agency": police.slug})) == [late.pk]
    assert ids(client.get(RETURNS, {"state": "open"})) == [earlier.pk]
    wrong = client.get(RETURNS, {"quarter": "2026-99-q1"})
    assert (wrong.status_code, list(wrong.json())) == (400, ["quarter"])


def test_an_agency_saves_and_sends_in_and_has_its_receipt(line, contact):
    client = api(contact)
    quarterly_return = line.quarterly_return

    saved = client.patch(
        one(LINES, line), {"version": 1, "finish": True, "progress": "Agreed by all."}
    )
    sent = client.post(one(RETURNS, quarterly_return, "submit"), SIGNED)
    again = client.post(one(RETURNS, quarterly_return, "submit"), SIGNED)

    assert saved.json()["draft"]["progress"] == "Agreed by all."
    assert saved.json()["version"] == 2
    assert sent.status_code == 201
    assert sent.json() == {
        "id": Submission.objects.get().pk,
        "reference": "HCSSG-2026-Q2-hampshire-constabulary-v1",
        "quarterly_return": quarterly_return.pk,
        "version": 1,
        "submitted_at": "2026-10-20T10:00:00+01:00",
        **SIGNED,
        "agency_name": "Hampshire Constabulary",
        "is_late": False,
        "is_nil": False,
        "is_amendment": False,
    }
    assert again.status_code == 409
    told = again.json()
    sent_in = "This return was sent in on 20 October 2026 at 10:00am by Jo Hart."
    assert (told["code"], told["lock"]["why"]) == ("with_the_group", sent_in)
    assert told["detail"].startswith(f"{sent_in} It cannot be changed now.")
    assert Submission.objects.count() == 1


def test_a_stale_save_answers_with_both_texts(line, contact, police):
    deputy = UserFactory(contact=police, name="Kim Deputy")
    api(deputy).patch(one(LINES, line), {"version": 1, "progress": "Kim's text"})

    stale = api(contact).patch(
        one(LINES, line), {"version": 1, "progress": "Jo's text"}
    )

    body = stale.json()
    assert stale.status_code == 409
    assert body["code"] == "stale"
    assert body["stored"]["progress"] == "Kim's text"
    assert (body["stored"]["version"], body["stored"]["edited_by"]) == (2, "Kim Deputy")
    assert body["yours"] == {"version": 1, "progress": "Jo's text"}


def test_a_line_is_refused_at_its_fields(line, contact):
    """R18, R21: the same words as on the page."""
    line.action.forecast_on = QUARTER.ends_on
    line.action.save()
    client = api(contact)

    green = client.patch(one(LINES, line), {"version": 1, "finish": True})
    red = client.patch(
        one(LINES, line), {"version": 1, "finish": True, "status": "off_track"}
    )

    assert (green.status_code, list(green.json())) == (400, ["status"])
    assert red.json() == {
        "cause": ["Say why the action is off track."],
        "ask": ["Say what you ask for."],
        "ask_of": ["Say of whom you ask it."],
        "ask_by": ["Give the date by which you need an answer."],
    }


@pytest.mark.parametrize("role", ["officer", "chair", "assurer", "reader"])
def test_nobody_else_writes_and_nobody_else_reads_the_draft(line, role):
    """R35: forbidden to write; nothing to read before it is sent in."""
    client = api(UserFactory(**{role: True}))

    shown = client.get(one(LINES, line)).json()
    written = client.patch(one(LINES, line), {"version": 1, "progress": "Tidied"})
    sent = client.post(one(RETURNS, line.quarterly_return, "submit"), SIGNED)
    nil = client.post(
        one(RETURNS, line.quarterly_return, "nil"), SIGNED | {"is_confirmed": True}
    )

    assert (shown["draft"], shown["reported"]) == (None, None)
    assert [written.status_code, sent.status_code, nil.status_code] == [403, 403, 403]


def test_another_agency_finds_nothing_there(line):
    """R36."""
    query = QueryFactory(quarterly_return=line.quarterly_return)
    note = OfficerNoteFactory(line=line)
    client = api(UserFactory(contact=True))
    quarterly_return = line.quarterly_return

    for act in ("submit", "nil", "accept", "ask"):
        assert client.post(one(RETURNS, quarterly_return, act)).status_code == 404
    assert client.get(one(RETURNS, quarterly_return)).status_code == 404
    assert client.get(one(LINES, line)).status_code == 404
    assert client.patch(one(LINES, line), {"version": 1}).status_code == 404
    assert client.get(one(QUERIES, query)).status_code == 404
    assert client.post(one(QUERIES, query, "answer")).status_code == 404
    assert client.get(one(NOTES, note)).status_code == 404
    for url in (RETURNS, LINES, QUERIES, NOTES):
        assert client.get(url).json()["count"] == 0


def test_what_was_sent_in_is_read_and_the_draft_after_it_is_not(line, officer, police):
    sent = ReturnFactory(
        agency=police, period=PeriodFactory(quarter=QUARTER.previous), queried=True
    )
    reported = ReturnLineFactory(quarterly_return=sent, reported=True)
    ReturnLine.objects.filter(pk=reported.pk).update(progress="Half written")

    shown = api(officer).get(one(LINES, reported)).json()

    assert shown["draft"] is None
    assert shown["reported"]["progress"] == "The draft plan went to all partners."
    assert shown["reported"]["submission_version"] == 1


def test_lines_are_narrowed_by_what_was_sent_in_never_by_a_draft(line, officer):
    sent = ReturnLineFactory(
        quarterly_return=ReturnFactory(submitted=True), reported="at_risk"
    )
    client = api(officer)

    assert ids(client.get(LINES, {"status": "at_risk"})) == [sent.pk]
    assert ids(client.get(LINES, {"status": "on_track"})) == []
    assert ids(client.get(LINES, {"ref": line.action.ref})) == [line.pk]
    assert ids(client.get(LINES, {"quarterly_return": sent.quarterly_return_id})) == [
        sent.pk
    ]


def test_an_officer_asks_an_agency_answers_and_it_is_accepted(police, officer, contact):
    quarterly_return = ReturnFactory(agency=police, submitted=True)
    line = ReturnLineFactory(quarterly_return=quarterly_return, reported=True)
    officers, agencys = api(officer), api(contact)

    asked = officers.post(
        one(RETURNS, quarterly_return, "ask"),
        {"version": 1, "questions": [{"line": line.pk, "question": "Who?"}]},
    )
    query = quarterly_return.queries.get()
    held = agencys.post(one(RETURNS, quarterly_return, "submit"), SIGNED)
    answered = agencys.post(one(QUERIES, query, "answer"), {"answer": "The board."})
    agencys.post(one(RETURNS, quarterly_return, "submit"), SIGNED)
    stale = officers.post(one(RETURNS, quarterly_return, "accept"), {"version": 1})
    accepted = officers.post(one(RETURNS, quarterly_return, "accept"), {"version": 2})

    assert (asked.json()["state"], asked.json()["open_query_count"]) == ("queried", 1)
    assert held.json() == {
        "queries": ["Answer each question that came back, then send it in."]
    }
    assert (answered.json()["answer"], answered.json()["ref"]) == (
        "The board.",
        line.action.ref,
    )
    assert stale.status_code == 409
    assert accepted.json()["accepted_by"] == officer.name


def test_a_line_of_another_return_is_not_asked_about(police, officer):
    quarterly_return = ReturnFactory(agency=police, submitted=True)
    elsewhere = ReturnLineFactory()

    refused = api(officer).post(
        one(RETURNS, quarterly_return, "ask"),
        {"version": 1, "questions": [{"line": elsewhere.pk, "question": "Who?"}]},
    )

    assert refused.json() == {"questions": ["That line is of another return."]}


def test_an_officers_note_is_added_and_read(line, officer, contact):
    made = api(officer).post(NOTES, {"line": line.pk, "text": "Rung today."})
    agencys = api(contact).post(NOTES, {"line": line.pk, "text": "Ours."})

    assert (made.status_code, made.json()["written_by"]) == (201, officer.name)
    assert agencys.status_code == 403
    assert OfficerNote.objects.get().text == "Rung today."


def test_a_nil_return_needs_its_confirmation(line, contact):
    client = api(contact)
    url = one(RETURNS, line.quarterly_return, "nil")

    refused = client.post(url, SIGNED)
    sent = client.post(url, SIGNED | {"is_confirmed": True})

    assert refused.json() == {
        "is_confirmed": ["Confirm that there is nothing to report."]
    }
    assert sent.json()["is_nil"] is True


def test_sensitive_lines_questions_and_notes_are_kept_from_readers(police):
    """R57."""
    quarterly_return = ReturnFactory(agency=police, accepted=True)
    line = ReturnLineFactory(
        quarterly_return=quarterly_return, reported=True, action__sensitive=True
    )
    QueryFactory(quarterly_return=quarterly_return, line=line)
    OfficerNoteFactory(line=line)
    reader, chair = api(UserFactory(reader=True)), api(UserFactory(chair=True))

    for url in (LINES, QUERIES, NOTES):
        assert reader.get(url).json()["count"] == 0
        assert chair.get(url).json()["count"] == 1


@pytest.mark.parametrize(
    "body",
    [
        [],
        "text",
        {"version": 10**30},
        {"version": 1, "progress": "a\x00b"},
        {"version": 1, "progress": ["a"]},
        {"version": 1, "recovery_on": "2026-02-30"},
        {"version": 1, "recovery_on": [1]},
        {"version": 1, "status": "green"},
        {"version": 1, "status": {}},
        {"version": 1, "evidence_link": "http://["},
        {"version": True, "finish": "perhaps"},
        {},
    ],
)
def test_nonsense_is_a_bad_request(line, contact, body):
    response = api(contact).patch(one(LINES, line), body)

    assert response.status_code == 400
    assert Return.objects.get().state == "draft"


@pytest.mark.parametrize("key", ["99999999999999999999999", "x", "-1", "1.5"])
def test_a_key_that_is_none_is_not_found(officer, key):
    client = api(officer)

    for url in (RETURNS, LINES, QUERIES, NOTES, PERIODS):
        assert client.get(f"{url}{key}/").status_code == 404


@pytest.mark.parametrize(
    "questions",
    [{}, "Who?", [1], [{"line": 10**30}], [{"line": {}}], []],
)
def test_nonsense_questions_are_a_bad_request(police, officer, questions):
    quarterly_return = ReturnFactory(agency=police, submitted=True)

    response = api(officer).post(
        one(RETURNS, quarterly_return, "ask"), {"version": 1, "questions": questions}
    )

    assert response.status_code == 400


def test_ten_rows_cost_as_much_as_a_hundred(officer):
    client = api(officer)
    client.get(RETURNS)
    cost = []
    for count in (10, 90):
        for _ in range(count):
            quarterly_return = ReturnFactory(submitted=True)
            line = ReturnLineFactory(quarterly_return=quarterly_return, reported=True)
            QueryFactory(quarterly_return=quarterly_return, line=line, answered=True)
            OfficerNoteFactory(line=line)
        for number in range(count // 5):
            PeriodFactory(quarter=QUARTER.__class__(2028 + number + count, 1))
        costs = []
        for url in (PERIODS, RETURNS, LINES, QUERIES, NOTES):
            with CaptureQueriesContext(connection) as queries:
                assert client.get(url, {"page_size": 100}).status_code == 200
            costs.append(len(queries))
        cost.append(costs)

    assert cost[0] == cost[1]
    assert max(cost[0]) <= 4
