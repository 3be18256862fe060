"""The pages: as written, who may see them, what they show, what they cost."""

import csv
import io

import pytest
from django.db import connection
from django.test.html import parse_html
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains

from priorities.models import EditorialNote, RegisterEntry, Statement
from tests.factories import (
    ActionFactory,
    AgreementFactory,
    EditorialNoteFactory,
    FragmentFactory,
    FragmentLinkFactory,
    MentionFactory,
    OwnerFactory,
    OwnershipFactory,
    PriorityFactory,
    RegisterAliasFactory,
    RegisterEntryFactory,
    RelationshipFactory,
    StatementFactory,
)

NAMES = ["agreement", "priority", "statement", "opportunities", "register", "entry"]


def address(name: str) -> str:
    return {
        "agreement": reverse("priorities:agreement"),
        "priority": reverse("priorities:priority", args=[1]),
        "statement": reverse("priorities:statement", args=["1.CC.01"]),
        "opportunities": reverse("priorities:opportunities"),
        "register": reverse("priorities:register"),
        "entry": reverse("priorities:register-entry", args=["HSCP"]),
    }[name]


@pytest.fixture
def page(client, reader):
    """What a reader sees at an address, as one line of text."""
    client.force_login(reader)

    def see(url: str) -> str:
        response = client.get(url)
        assert response.status_code == 200
        text = response.content.decode()
        parse_html(text)
        return " ".join(text.split())

    return see


@pytest.mark.parametrize("name", NAMES)
def test_a_stranger_is_sent_to_sign_in_without_a_query(
    client, db, name, django_assert_num_queries
):
    with django_assert_num_queries(0):
        response = client.get(address(name))

    assert response.status_code == 302
    assert response["Location"].startswith(reverse("account_login"))


@pytest.mark.parametrize("name", NAMES)
def test_somebody_without_an_appointment_is_refused(client, stranger, name):
    client.force_login(stranger)

    assert client.get(address(name)).status_code == 403


def test_before_anything_is_loaded_a_page_says_so(page):
    assert "No agreement is loaded" in page(address("agreement"))


@pytest.mark.parametrize("name", NAMES[1:])
def test_before_anything_is_loaded_there_are_no_other_pages(client, reader, name):
    client.force_login(reader)

    assert client.get(address(name)).status_code == 404


@pytest.mark.parametrize(
    "url",
    [
        "/agreement/priorities/8/",
        "/agreement/priorities/99999999999999999999/",
        "/agreement/statements/9.CC.01/",
        "/agreement/register/NOBODY/",
        "/agreement/?agreement=nowhere",
        "/agreement/?agreement=No+such",
    ],
)
def test_what_is_not_in_the_agreement_is_not_found(client, reader, hampshire, url):
    client.force_login(reader)

    assert client.get(url).status_code == 404


def test_the_document_shows_introduction_priorities_and_counts(page, hampshire):
    shown = page(address("agreement"))

    assert "to complement and district and borough" in shown
    assert "170</span> statements" in shown
    assert "49</span> commitments" in shown
    assert "10 of 49" in shown
    assert "40 of 170" in shown
    assert "<strong>To be developed</strong> <p class" in shown
    assert "No owner is named." in shown
    assert "No commitment" in shown
    assert shown.count("<strong>(lead)</strong>") == 1


def test_a_priority_is_shown_whole_and_in_order(page, hampshire):
    """R1 to R3: every sentence of the chapter, once, in order."""
    for number in range(1, 8):
        shown = page(reverse("priorities:priority", args=[number]))

        places = [
            shown.index(f'<span id="{each.ref}">{escaped(each.text)}</span>')
            for each in Statement.objects.of(hampshire).filter(priority__number=number)
        ]
        assert places == sorted(places), number


def escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("'", "&#x27;")


def test_the_source_heading_stands_beside_the_canonical_one(page, hampshire):
    shown = page(reverse("priorities:priority", args=[2]))

    assert "Understanding risk and vulnerability</h2>" in shown
    assert (
        "In the source: “Identification of risks and vulnerability –”, inside a bullet"
        in shown
    )
    assert "In the introduction’s list: “The increase in serious violence" in shown


def test_priority_5_says_that_the_source_has_no_heading(page, hampshire):
    """R4 and R15."""
    shown = page(reverse("priorities:priority", args=[5]))

    assert "No heading in the source</h2>" in shown
    assert "Strategic ownership: To be developed" in shown
    assert "The agreement names no owner." in shown
    assert "suggested heading: Alignment of resources" in shown


def test_priority_6_shows_ownership_without_a_commitment(page, hampshire):
    """R16."""
    shown = page(reverse("priorities:priority", args=[6]))

    assert "Strong ownership, and no commitment:" in shown


def test_both_owners_are_shown_and_no_lead(page, hampshire):
    """R13."""
    shown = page(reverse("priorities:priority", args=[1]))

    assert "Hampshire County Council</a>" in shown
    assert "Hampshire Constabulary</a>" in shown
    assert "(lead, in the words" not in shown


def test_a_sentence_shows_its_kind_what_it_became_and_what_it_names(page, hampshire):
    fragment = hampshire.fragments.get(ref="P1-05")
    action = ActionFactory(
        agreement=hampshire, priority=fragment.statement.priority, ref="P1-05"
    )
    action.fragments.set([fragment])

    shown = page(reverse("priorities:statement", args=["1.RV.06"]))

    assert "Commitment and Concern" in shown
    assert f'<a class="govuk-link" href="{action.get_absolute_url()}">' in shown
    assert "“Subject to future funding”" in shown
    assert "A suggestion for an officer, not the agreement’s words." in shown
    assert "Supporting Families Programme</a>" in shown
    assert "P1-R1" in shown


def test_a_sensitive_action_is_not_shown_to_a_reader(page, client, officer, hampshire):
    """R57."""
    fragment = hampshire.fragments.get(ref="P4-04")
    action = ActionFactory(
        agreement=hampshire,
        priority=fragment.statement.priority,
        ref="P4-04",
        sensitive=True,
    )
    action.fragments.set([fragment])
    url = reverse("priorities:statement", args=["4.FL.06"])

    assert "action P4-04" not in page(url)
    client.force_login(officer)
    assertContains(client.get(url), "action P4-04")


def test_an_officer_adds_a_note_that_everybody_reads(client, officer, reader):
    statement = StatementFactory(ref="1.CC.01")
    client.force_login(officer)

    response = client.post(
        address("statement"), {"text": "See the <new> board."}, follow=True
    )

    assertContains(response, "Note added.")
    client.force_login(reader)
    assertContains(client.get(address("statement")), "See the &lt;new&gt; board.")
    assertContains(client.get(address("priority")), "See the &lt;new&gt; board.")
    statement.refresh_from_db()
    assert "board" not in statement.text


def test_a_note_without_words_is_refused_above_the_form(client, officer):
    StatementFactory(ref="1.CC.01")
    client.force_login(officer)

    response = client.post(address("statement"), {"text": " "})

    assertContains(response, "Write the note.")
    assert EditorialNote.objects.count() == 0


def test_a_reader_sees_no_form_and_cannot_post_one(client, reader):
    StatementFactory(ref="1.CC.01")
    client.force_login(reader)

    assertNotContains(client.get(address("statement")), "Add note")
    response = client.post(address("statement"), {"text": "No."})

    assert response.status_code == 403
    assert EditorialNote.objects.count() == 0


def test_wishes_and_concerns_are_visible_and_not_tracked(page, hampshire):
    """R9."""
    shown = page(address("opportunities"))

    assert "Opportunities (13)" in shown
    assert "Concerns (6)" in shown
    assert shown.count("Not tracked") == 19


def test_the_register_is_filtered_by_list_and_by_any_name(page, hampshire):
    url = address("register")

    assert "109 found." in page(url)
    assert "3 found." in page(f"{url}?category=funding")
    assert "1 found." in page(f"{url}?words=HCSP")
    assert "Nothing found" in page(f"{url}?words=no+such+thing")


def test_the_register_downloads_as_it_is_filtered(client, reader, hampshire):
    client.force_login(reader)

    response = client.get(f"{address('register')}?format=csv&words=HCSP")

    text = b"".join(response.streaming_content).decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert [row["Code"] for row in rows] == ["HSCP"]
    assert (
        rows[0]["On our register as"] == "Hampshire Safeguarding Children Partnership"
    )
    assert "1.CC.01; 1.LL.02; 7.FL.02" in rows[0]["Named in"]


def test_an_entry_shows_its_names_its_places_and_its_relationships(page, hampshire):
    shown = page(address("entry"))

    assert "“HCSP”" in shown
    assert "Where it is named (7)" in shown
    assert "Hampshire County Council</a> lead <a" in shown


def test_an_entry_that_cannot_lead_says_why(page, hampshire):
    """R11."""
    shown = page(reverse("priorities:register-entry", args=["VCS"]))

    assert "a sector is not an organisation that can answer for an action" in shown


def test_an_older_version_is_read_by_its_name(page, db):
    old = AgreementFactory(slug="old", title="The old agreement")
    new = AgreementFactory(slug="new", title="The new agreement", replaces=old)
    for agreement in (old, new):
        StatementFactory(
            priority=PriorityFactory(agreement=agreement),
            ref="1.CC.01",
            text=f"Words of {agreement}.",
        )

    assert "The old agreement</a>" in page(address("agreement"))
    assert "Words of The new agreement." in page(address("priority"))
    shown = page(f"{address('priority')}?agreement=old")
    assert "Words of The old agreement." in shown
    assert "/agreement/statements/1.CC.01/?agreement=old" in shown


@pytest.mark.parametrize("name", NAMES)
def test_a_page_costs_the_same_however_long(client, reader, name):
    client.force_login(reader)
    _fill(10)
    client.get(address(name))
    with CaptureQueriesContext(connection) as of_ten:
        client.get(address(name))
    _fill(90)

    with CaptureQueriesContext(connection) as of_a_hundred:
        client.get(address(name))

    assert len(of_a_hundred) == len(of_ten) <= 16


def _fill(count: int) -> None:
    priority = PriorityFactory()
    entry = RegisterEntry.objects.filter(code="HSCP").first()
    entry = entry or RegisterEntryFactory(code="HSCP")
    OwnerFactory(ownership=OwnershipFactory(priority=priority))
    first = Statement.objects.filter(ref="1.CC.01").first()
    first = first or StatementFactory(priority=priority, ref="1.CC.01")
    for place in range(count):
        number = priority.agreement.priorities.count() + 1
        OwnerFactory(
            ownership=OwnershipFactory(priority=PriorityFactory(number=number))
        )
        fragment = FragmentFactory(
            statement=StatementFactory(priority=priority, bullet=place)
        )
        FragmentFactory(statement=first)
        EditorialNoteFactory(statement=first)
        MentionFactory(statement=first)
        wish = FragmentFactory(statement=fragment.statement, opportunity=True)
        FragmentLinkFactory(first=fragment, second=wish)
        ActionFactory(priority=priority).fragments.set([fragment, wish])
        MentionFactory(statement=fragment.statement, entry=entry)
        MentionFactory(statement=fragment.statement, entry=RegisterAliasFactory().entry)
        RelationshipFactory(from_entry=entry)
        EditorialNoteFactory(statement=fragment.statement)
