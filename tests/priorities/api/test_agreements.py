"""The API shows what the pages show, and takes a note from an officer only."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from priorities.models import EditorialNote
from tests.factories import (
    EditorialNoteFactory,
    FragmentFactory,
    MentionFactory,
    OwnerFactory,
    OwnershipFactory,
    PriorityFactory,
    RegisterAliasFactory,
    StatementFactory,
)

LISTS = [
    "agreement",
    "heading",
    "priority",
    "statement",
    "fragment",
    "register-entry",
    "editorial-note",
]


def listed(name: str) -> str:
    return reverse(f"api:{name}-list")


@pytest.fixture
def results(api_client, reader):
    """What a reader gets from a list."""
    api_client.force_authenticate(reader)

    def get(name: str, **query) -> list[dict]:
        response = api_client.get(listed(name), query)
        assert response.status_code == 200, response.json()
        return response.json()["results"]

    return get


@pytest.mark.parametrize("name", LISTS)
def test_nobody_reads_without_signing_in(api_client, db, name):
    assert api_client.get(listed(name)).status_code == 401


@pytest.mark.parametrize("name", LISTS)
def test_nobody_reads_without_an_appointment(api_client, stranger, name):
    api_client.force_authenticate(stranger)

    assert api_client.get(listed(name)).status_code == 403


@pytest.mark.parametrize("name", LISTS)
@pytest.mark.parametrize("method", ["put", "patch", "delete"])
def test_nothing_can_be_changed_or_removed(
    api_client, officer, hampshire, name, method
):
    """R5: not by an officer either."""
    note = EditorialNoteFactory(
        statement=hampshire.priorities.first().statements.first()
    )
    api_client.force_authenticate(officer)
    first = api_client.get(listed(name)).json()["results"][0]["id"]

    for url in (listed(name), reverse(f"api:{name}-detail", args=[first])):
        assert getattr(api_client, method)(url, {"text": "X"}).status_code == 405
    note.refresh_from_db()
    assert note.text == "The board has since been renamed."


@pytest.mark.parametrize("name", LISTS[:-1])
def test_nothing_but_a_note_can_be_added(api_client, officer, hampshire, name):
    api_client.force_authenticate(officer)

    assert api_client.post(listed(name), {}).status_code == 405


def test_the_agreement(results, hampshire):
    assert results("agreement") == [
        {
            "id": hampshire.pk,
            "slug": "hampshire-2019-21",
            "title": "Hampshire County Agreement for Community Safety - 2019-21",
            "byline": "Hampshire Community Safety Strategy Group (February 2020)",
            "period_label": "2019-21",
            "introduction": hampshire.introduction,
            "starts_on": None,
            "ends_on": None,
            "group": "Hampshire Community Safety Strategy Group",
            "replaces": None,
            "loaded_at": "2026-10-20T10:00:00+01:00",
        }
    ]
    assert [each["code"] for each in results("heading")] == [
        *("OW", "CC", "FL", "RV", "RR", "AR", "LL")
    ]


def test_a_priority_has_its_grade_its_owners_and_its_counts(results, hampshire):
    seven = results("priority", number=7)[0]

    assert seven["ownership"]["grade"] == "adopted"
    assert seven["ownership"]["owners"] == [
        {
            "owner": {
                "kind": "agency",
                "name": "Hampshire County Council",
                "slug": "hampshire-county-council",
            },
            "is_lead": True,
        }
    ]
    assert (seven["statement_count"], seven["commitment_count"]) == (37, 7)


def test_a_priority_without_ownership_is_shown_all_the_same(results, db):
    PriorityFactory()

    assert results("priority")[0]["ownership"] is None


@pytest.mark.parametrize(
    ("query", "refs"),
    [
        ({"priority": 5, "heading": "OW"}, ["5.OW.01"]),
        ({"heading": "none", "search": "messages"}, ["5.GN.10"]),
        ({"priority": 6, "kind": "concern"}, ["6.RV.03", "6.AR.01"]),
        ({"search": "the CSPs in the priority districts"}, ["2.LL.02"]),
        ({"agreement": "nowhere"}, []),
    ],
)
def test_statements_are_filtered(results, hampshire, query, refs):
    assert [each["ref"] for each in results("statement", **query)] == refs


def test_a_statement_says_where_it_stands_and_what_it_names(results, hampshire):
    """R4: no heading is null, and a suggestion stays apart."""
    found = results("statement", search="Creating consistent and mutually")[0]

    assert found["heading"] is None
    assert found["suggested_heading"] == "CC"
    assert (found["level"], found["bullet"], found["order"]) == (1, 7, 120)
    assert found["fragments"] == ["P5-05"]
    first = results("statement", search="This is led by the County Council")[0]
    assert first["names"] == ["HCC", "CON", "WHCCG", "CCG5"]


def test_fragments_are_filtered_and_keep_suggestions_apart(results, hampshire):
    """R7 and R9."""
    firm = results("fragment", kind="commitment", strength="firm")

    assert len(firm) == 17
    assert len(results("fragment", kind="opportunity")) == 13
    assert firm[0]["suggested_lead"].startswith("Hampshire Safeguarding")
    assert "lead" not in firm[0]


def test_the_register_is_found_by_any_name(results, hampshire):
    found = results("register-entry", search="HCSP")

    assert [each["code"] for each in found] == ["HSCP"]
    assert found[0]["stands_for"]["kind"] == "partnership"
    assert found[0]["named_in"][:2] == ["1.CC.01", "1.LL.02"]
    assert not found[0]["is_in_introduction"]
    plans = results("register-entry", category="plan", search="AGR")
    assert (plans[0]["stands_for"], plans[0]["is_in_introduction"]) == (None, True)


@pytest.mark.parametrize(
    ("name", "query"),
    [
        ("statement", {"kind": "promise"}),
        ("statement", {"priority": "one"}),
        ("statement", {"priority": 10**30}),
        ("fragment", {"strength": "iron"}),
        ("register-entry", {"category": "other"}),
    ],
)
def test_a_filter_that_makes_no_sense_is_refused(api_client, reader, name, query):
    api_client.force_authenticate(reader)

    response = api_client.get(listed(name), query)

    assert response.status_code == 400
    assert list(response.json()) == list(query)


def test_an_officer_adds_a_note(api_client, officer):
    statement = StatementFactory(ref="1.CC.01")
    api_client.force_authenticate(officer)

    response = api_client.post(
        listed("editorial-note"), {"statement": statement.pk, "text": "Since renamed."}
    )

    assert response.status_code == 201
    assert response.json()["statement"] == "1.CC.01"
    assert response.json()["written_by"] == officer.name
    assert EditorialNote.objects.get().text == "Since renamed."


def test_a_note_is_refused_with_the_same_words_as_on_the_page(api_client, officer):
    statement = StatementFactory()
    api_client.force_authenticate(officer)

    response = api_client.post(
        listed("editorial-note"), {"statement": statement.pk, "text": " "}
    )

    assert response.status_code == 400
    assert response.json() == {"text": ["Write the note."]}


def test_a_note_on_no_statement_is_refused(api_client, officer):
    api_client.force_authenticate(officer)

    for wrong in (10**30, "x", None, 1.5):
        response = api_client.post(
            listed("editorial-note"), {"statement": wrong, "text": "Note."}
        )
        assert response.status_code == 400, wrong
        assert list(response.json()) == ["statement"]


def test_a_reader_adds_none(api_client, reader):
    api_client.force_authenticate(reader)

    assert api_client.post(listed("editorial-note"), {}).status_code == 403


@pytest.mark.parametrize("name", LISTS)
def test_a_list_costs_the_same_however_long(api_client, reader, name):
    _fill(10)
    with CaptureQueriesContext(connection) as of_ten:
        _get(api_client, reader, name)
    _fill(90)

    with CaptureQueriesContext(connection) as of_a_hundred:
        _get(api_client, reader, name)

    assert len(of_a_hundred) == len(of_ten) <= 9


def _get(api_client, reader, name: str) -> None:
    person = type(reader).objects.get(pk=reader.pk)
    api_client.force_authenticate(person)
    assert api_client.get(listed(name), {"page_size": 100}).status_code == 200


def _fill(count: int) -> None:
    first = PriorityFactory()
    for _ in range(count):
        number = first.agreement.priorities.count() + 1
        priority = PriorityFactory(number=number)
        OwnerFactory(ownership=OwnershipFactory(priority=priority))
        statement = StatementFactory(priority=priority)
        FragmentFactory(statement=statement)
        EditorialNoteFactory(statement=statement)
        MentionFactory(statement=statement, entry=RegisterAliasFactory().entry)
