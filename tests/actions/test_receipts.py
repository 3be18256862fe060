"""Proof that a return went: its reference, its copy as page, PDF and over the API."""

import pytest
import time_machine
from django.urls import reverse
from rest_framework.test import APIClient

from actions.choices import DeliveryStatus, Marking
from actions.models import Return, ReturnLine, Submission
from actions.policy import visible_receipts
from actions.selectors.receipts import receipts_of, reference_of
from actions.services.acceptance import accept_lines, accept_return
from actions.services.queries import answer_query, ask
from actions.services.returns import submit_return
from hcss.kernel import policy
from hcss.kernel.quarters import Quarter
from tests.factories import (
    QUARTER,
    ActionFactory,
    AgencyFactory,
    PeriodFactory,
    ReturnFactory,
    ReturnLineFactory,
    UserFactory,
)
from tests.machinery.pdf_text import opened, tags_of, text_of, words_in

pytestmark = pytest.mark.django_db

SIGNED = {"signed_name": "Jo Hart", "signed_post": "Partnerships manager"}
SECRET = "Marker-7731 under the bridge"


@pytest.fixture(autouse=True)
def _in_the_window(now):
    with time_machine.travel(now, tick=False):
        yield


@pytest.fixture
def police():
    return AgencyFactory(name="Hampshire Constabulary", slug="hampshire-constabulary")


@pytest.fixture
def contact(police):
    return UserFactory(contact=police, name="Jo Hart")


@pytest.fixture
def sent(police):
    """Return a return with a line of every status."""
    quarterly_return = ReturnFactory(agency=police, submitted=True)
    for number, status in enumerate(
        (
            DeliveryStatus.ON_TRACK,
            DeliveryStatus.AT_RISK,
            DeliveryStatus.OFF_TRACK,
            DeliveryStatus.COMPLETE,
        ),
        start=1,
    ):
        ReturnLineFactory(
            quarterly_return=quarterly_return,
            action=ActionFactory(active=True, lead_agency=police, ref=f"P1-0{number}"),
            reported=status,
        )
    return quarterly_return


def where(name, version=1, agency="hampshire-constabulary"):
    return reverse(f"actions:receipt-{name}", args=[QUARTER, agency, version])


def sent_again(sent, contact, officer, now):
    """Accept the first line, ask about the second, have it answered and sent in."""
    first, second = sent.lines.order_by("pk")[:2]
    accept_lines(
        actor=officer, quarterly_return=sent, lines=[first], version=1, now=now
    )
    asked = ask(
        actor=officer, quarterly_return=sent, questions=[(second, "Who?")], now=now
    )
    answer_query(actor=contact, query=asked[0], answer="The board.", now=now)
    ReturnLine.objects.filter(pk=second.pk).update(issue="Only one has not, now.")
    submit_return(actor=contact, quarterly_return=sent, now=now, **SIGNED)


def test_a_reference_is_readable_and_one_for_each_sending_in(sent, police):
    last = ReturnFactory(
        agency=police, period=PeriodFactory(quarter=Quarter(2026, 4)), submitted=True
    )
    found = Submission.objects.order_by("pk")

    assert [reference_of(each) for each in found] == [
        "HCSSG-2026-Q2-hampshire-constabulary-v1",
        "HCSSG-2026-Q4-hampshire-constabulary-v1",
    ]
    assert last.period.starts_on.year == 2027


def test_the_receipt_after_sending_in_shows_the_reference_and_the_copies(
    client, sent, contact
):
    client.force_login(contact)

    page = client.get(
        reverse("actions:receipt", args=[QUARTER, "hampshire-constabulary"])
    )

    text = page.content.decode()
    assert "HCSSG-2026-Q2-hampshire-constabulary-v1" in text
    assert f'href="{where("pdf")}"' in text
    assert f'href="{where("copy")}"' in text


def test_the_return_lists_the_receipts_of_all_its_versions(client, sent, contact, now):
    sent_again(sent, contact, UserFactory(officer=True), now)
    client.force_login(contact)

    text = client.get(sent.get_absolute_url()).content.decode()

    assert f'href="{where("copy", 1)}"' in text
    assert f'href="{where("pdf", 2)}"' in text


def test_the_copy_has_every_word_that_was_sent_in(client, sent, contact):
    client.force_login(contact)

    text = client.get(where("copy")).content.decode()

    for line in sent.lines.select_related("reported", "action"):
        assert line.action.title in text
        for name, value in line.reported.words.items():
            if name != "status" and isinstance(value, str):
                assert value.replace("'", "&#x27;") in text
    assert "14 October 2026 at 10:00am, on time" in text


def test_the_pdf_has_every_word_that_was_sent_in(client, sent, contact):
    client.force_login(contact)

    response = client.get(where("pdf"))

    assert response.headers["Content-Type"] == "application/pdf"
    assert response.headers["Content-Disposition"] == (
        'attachment; filename="HCSSG-2026-Q2-hampshire-constabulary-v1.pdf"'
    )
    submission = sent.submissions.get()
    for said in (submission.signed_name, submission.signed_post, "Marking OFFICIAL"):
        assert words_in(response.content, said)
    labels = dict(DeliveryStatus.choices) | {"complete": "Reported complete"}
    for line in sent.lines.select_related("reported", "action"):
        assert words_in(response.content, f"{line.action.ref} {line.action.title}")
        for name, value in line.reported.words.items():
            shown = labels[value] if name == "status" else value
            assert not isinstance(shown, str) or words_in(response.content, shown)
    assert "6 November 2026" in text_of(response.content)


def test_the_pdf_is_tagged_and_repeatable(client, sent, contact):
    client.force_login(contact)

    first, second = client.get(where("pdf")), client.get(where("pdf"))

    assert first.content == second.content
    tags = tags_of(first.content)
    assert (tags["Title"], tags["H1"], tags["H2"], tags["Table"]) == (1, 2, 4, 6)
    assert tags["TH"] == 2 + 4 + 4 * 2
    with opened(first.content) as pdf:
        assert str(pdf.docinfo["/Title"]) == (
            "Receipt: return of Hampshire Constabulary for Q2 2026/27"
        )


def test_a_receipt_is_of_its_version_and_shows_what_still_stood(
    client, sent, contact, now
):
    sent_again(sent, contact, UserFactory(officer=True), now)
    client.force_login(contact)

    first = client.get(where("copy", 1)).content.decode()
    second = client.get(where("copy", 2)).content.decode()

    assert "Two agencies have not named an author." in first
    assert "Only one has not, now." not in first
    assert "Only one has not, now." in second
    assert second.count("Sent in with version 1, and not again since.") == 1


def test_a_nil_return_has_its_receipt(client, police, contact):
    ReturnFactory(agency=police, nil=True)
    client.force_login(contact)

    made = client.get(where("pdf")).content

    assert words_in(made, "Nil return: nothing to report, version 1")
    assert words_in(made, "This return has no line.")


def test_late_stays_on_the_receipt(client, police, contact):
    ReturnFactory(agency=police, submitted=True, is_late=True)
    client.force_login(contact)

    assert words_in(client.get(where("pdf")).content, "10:00am, late")


@pytest.mark.parametrize("name", ["copy", "pdf"])
@pytest.mark.parametrize("version", [0, 2, 99999999999999999999])
def test_there_is_no_receipt_of_a_version_that_never_went(
    client, sent, contact, name, version
):
    client.force_login(contact)

    assert client.get(where(name, version)).status_code == 404


@pytest.mark.parametrize("name", ["copy", "pdf"])
def test_another_agency_has_no_receipt_until_the_whole_is_accepted(
    client, sent, contact, now, name
):
    officer = UserFactory(officer=True)
    sent_again(sent, contact, officer, now)
    client.force_login(UserFactory(contact=AgencyFactory()))
    assert client.get(where(name, 2)).status_code == 404

    accept_return(actor=officer, quarterly_return=sent, version=2, now=now)

    assert client.get(where(name, 2)).status_code == 200
    assert client.get(where(name, 1)).status_code == 404


@pytest.mark.parametrize("who", ["officer", "contact", "other", "chair", "reader"])
@pytest.mark.parametrize("state", ["submitted", "accepted"])
def test_the_list_of_receipts_agrees_with_the_rule(police, who, state):
    people = {"contact": {"contact": police}, "other": {"contact": AgencyFactory()}}
    person = UserFactory(**people.get(who, {who: True}))
    ReturnFactory(agency=police, **{state: True}, version=2)

    allowed = {
        each.pk
        for each in Submission.objects.all()
        if policy.allows(person, "actions.read_receipt", each)
    }

    listed = Submission.objects.filter(visible_receipts(person))
    assert set(listed.values_list("pk", flat=True)) == allowed
    shown = receipts_of(Return.objects.with_agency().get(), reader=person)
    assert {each.submission.pk for each in shown} == allowed


@pytest.fixture
def sensitive(sent, now):
    """The return is accepted, and one line of it is OFFICIAL-SENSITIVE."""
    action = ActionFactory(active=True, lead_agency=sent.agency, ref="P1-09")
    ReturnLineFactory(
        quarterly_return=sent,
        action=action,
        marking=Marking.SENSITIVE,
        reported=DeliveryStatus.ON_TRACK,
        reported__progress=SECRET,
        reported__marking=Marking.SENSITIVE,
    )
    accept_return(
        actor=UserFactory(officer=True), quarterly_return=sent, version=1, now=now
    )
    return sent


@pytest.mark.parametrize(
    ("who", "may"),
    [("officer", True), ("chair", True), ("contact", True), ("other", False)],
)
def test_sensitive_words_are_on_no_receipt_of_who_is_not_cleared(
    client, sensitive, contact, who, may
):
    """R57."""
    roles = {"other": {"contact": AgencyFactory()}}
    person = UserFactory(**roles.get(who, {who: True}))
    person = contact if who == "contact" else person
    client.force_login(person)
    api = APIClient()
    api.force_authenticate(person)
    key = sensitive.submissions.get().pk

    page = client.get(where("copy")).content.decode()
    paper = client.get(where("pdf")).content
    data = api.get(f"/api/v1/receipts/{key}/").content.decode()

    found = [SECRET in page, words_in(paper, SECRET), SECRET in data]
    assert found == [may, may, may]
    assert words_in(paper, "OFFICIAL-SENSITIVE")
    assert words_in(paper, "P1-09")


def test_a_program_has_the_receipts_and_one_with_its_lines(sent, contact):
    api = APIClient()
    api.force_authenticate(contact)
    key = sent.submissions.get().pk

    listed = api.get("/api/v1/receipts/").json()["results"]
    shown = api.get(f"/api/v1/receipts/{key}/").json()

    assert [each["reference"] for each in listed] == [
        "HCSSG-2026-Q2-hampshire-constabulary-v1"
    ]
    assert shown["submission"] == listed[0]
    assert [line["ref"] for line in shown["lines"]] == [
        "P1-01",
        "P1-02",
        "P1-03",
        "P1-04",
    ]
    assert shown["lines"][2]["words"]["cause"] == "The analyst's post is vacant."
