"""Amendments in the browser and through the API."""

from datetime import UTC, datetime

import pytest
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from actions.choices import DeliveryStatus, Marking
from actions.models import Amendment, Return
from actions.return_choices import AmendmentState
from tests.factories import AmendmentFactory, ReturnLineFactory, UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("later")]

LIST, API = "/amendments/", "/api/v1/amendments/"
TYPED = {
    "reason": "It was sent in before we knew.",
    "status": "at_risk",
    "progress": "The draft plan went to all partners.",
    "issue": "One author left in September.",
    "recovery_step": "The deputy writes it.",
    "recovery_on_day": "20",
    "recovery_on_month": "11",
    "recovery_on_year": "2026",
}


@pytest.fixture
def later(time_machine):
    time_machine.move_to(datetime(2026, 11, 12, 9, tzinfo=UTC), tick=False)


@pytest.fixture
def line():
    return ReturnLineFactory(
        quarterly_return__accepted=True,
        quarterly_return__agency__name="Solent Police",
        action__ref="P1-03",
        reported=DeliveryStatus.ON_TRACK,
    )


@pytest.fixture
def contact(line):
    return UserFactory(contact=line.quarterly_return.agency, name="Connie Contact")


@pytest.fixture
def officer():
    return UserFactory(officer=True, name="Pat Green")


def propose_url(line):
    quarterly_return = line.quarterly_return
    where = [quarterly_return.period.quarter, quarterly_return.agency.slug, "P1-03"]
    return reverse("actions:amendment-propose", args=where)


def test_proposed_from_the_accepted_line_and_agreed_by_an_officer(
    client, line, contact, officer
):
    client.force_login(contact)
    returned = line.quarterly_return.get_absolute_url()
    assertContains(client.get(returned), propose_url(line))
    assertContains(client.get(propose_url(line)), "The draft plan went to all partners")

    proposed = client.post(propose_url(line), TYPED)

    amendment = Amendment.objects.get()
    url = f"{LIST}{amendment.pk}/"
    assertRedirects(proposed, url)
    assertContains(client.get(url), "It waits for an officer")
    assertContains(client.get(propose_url(line)), "It waits for a decision")
    client.force_login(officer)
    assertContains(client.get("/desk/"), "for an officer to decide")
    assertRedirects(client.post(url, {"approve": "yes"}), url)
    assert Return.objects.get().version == 2
    for page in (returned, line.action.get_absolute_url(), LIST, url):
        shown = client.get(page)
        assertContains(shown, "One author left in September.")
        assertContains(shown, "It was sent in before we knew.")
    assertContains(client.get(returned), "Version 2, an amendment, signed by Connie")


def test_what_an_officer_proposes_stands_on_the_page_of_the_agency(
    client, line, contact, officer
):
    amendment = AmendmentFactory(line=line, by_officer=True)
    client.force_login(contact)

    assertContains(client.get("/returns/mine/"), f"{LIST}{amendment.pk}/")
    client.post(f"{LIST}{amendment.pk}/", {"approve": "no", "comment": "It was so."})

    amendment.refresh_from_db()
    assert (amendment.state, amendment.decided_by) == (AmendmentState.REFUSED, contact)
    assertNotContains(client.get("/returns/mine/"), f"{LIST}{amendment.pk}/")


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"reason": ""}, "Say why it is amended."),
        ({"status": ""}, "Choose how the action stood."),
        ({"issue": ""}, "Say what threatens the date or the result."),
        ({"recovery_on_month": "13"}, "must be a real date"),
        ({"evidence_link": "x y"}, "Give a full address"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(client, line, contact, typed, words):
    client.force_login(contact)

    response = client.post(propose_url(line), TYPED | typed)

    assertContains(response, words)
    assert not Amendment.objects.exists()


def test_nothing_changed_is_no_amendment(client, line, contact):
    client.force_login(contact)
    same = {"status": "on_track", "progress": line.reported.progress, "reason": "x"}

    assertContains(client.post(propose_url(line), same), "Change something")


def test_strangers_neither_propose_nor_decide_nor_see_what_waits(client, line):
    waiting = AmendmentFactory(line=line)
    stranger, reader = UserFactory(contact=True), UserFactory(reader=True)

    client.force_login(stranger)
    assert client.post(propose_url(line), TYPED).status_code == 403
    assert client.get(f"{LIST}{waiting.pk}/").status_code == 404
    assert client.post(f"{LIST}{waiting.pk}/", {"approve": "yes"}).status_code == 404
    client.force_login(reader)
    assert client.get(f"{LIST}{waiting.pk}/").status_code == 200
    assert client.post(f"{LIST}{waiting.pk}/", {"approve": "yes"}).status_code == 403
    client.force_login(waiting.proposed_by)
    assert client.post(f"{LIST}{waiting.pk}/", {"approve": "yes"}).status_code == 403


def test_the_list_is_filtered_and_a_file_without_what_is_sensitive(client, officer):
    AmendmentFactory(line__action__ref="P1-01")
    AmendmentFactory(
        line__action__ref="P1-02", line__reported__marking=Marking.SENSITIVE
    )
    client.force_login(officer)

    found = client.get(f"{LIST}?ref=P1-01")
    assertContains(found, "P1-01")
    assertNotContains(found, "P1-02")
    assertContains(client.get(f"{LIST}?state=refused"), "No amendment")
    assertContains(client.get(f"{LIST}?quarter=autumn"), "is not a quarter")
    rows = client.get(f"{LIST}?format=csv").getvalue().decode()
    assert "Delivery status,On track,At risk" in rows
    assert "P1-02" not in rows


def test_sensitive_words_are_in_no_page_for_those_not_cleared(client):
    marked = AmendmentFactory(
        line__reported__marking=Marking.SENSITIVE, issue="xyzzy", reason="xyzzy"
    )
    client.force_login(UserFactory(reader=True))

    for page in (LIST, f"{LIST}{marked.pk}/", marked.line.action.get_absolute_url()):
        shown = client.get(page)
        assert shown.status_code == 200
        assertNotContains(shown, "xyzzy")


# --- The API --------------------------------------------------------------------------


def test_proposed_and_agreed_through_the_api(api_client, line, contact, officer):
    api_client.force_authenticate(contact)
    proposed = api_client.post(
        API,
        {"line": line.pk, "reason": "A slip.", "progress": "Out on 2 October."},
        format="json",
    )
    assert proposed.status_code == 201, proposed.json()
    one = f"{API}{proposed.json()['id']}/decide/"
    assert api_client.post(one, {"approve": True}, format="json").status_code == 403

    api_client.force_authenticate(officer)
    agreed = api_client.post(one, {"approve": True}, format="json")

    assert agreed.status_code == 200
    assert agreed.json()["changed"] == [
        {
            "field": "progress",
            "label": "What was done this quarter",
            "before": "The draft plan went to all partners.",
            "after": "Out on 2 October.",
        }
    ]
    assert (agreed.json()["version"], agreed.json()["state"]) == (2, "approved")
    again = api_client.post(one, {"approve": True}, format="json")
    assert (again.status_code, again.json()["code"]) == (409, "decided")


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({}, 400),
        ({"line": 2**70}, 400),
        ({"line": {"pk": 1}}, 400),
        ({"status": "purple"}, 400),
        ({"progress": "\x00"}, 400),
        ({"recovery_on": "2026-02-31"}, 400),
        ({"reason": ["x"]}, 400),
    ],
)
def test_nonsense_is_refused_with_words(api_client, line, contact, body, code):
    api_client.force_authenticate(contact)

    response = api_client.post(API, {"line": line.pk} | body, format="json")

    assert response.status_code == code, response.json()
    assert not Amendment.objects.exists()


def test_a_line_not_accepted_is_a_conflict_and_an_unseen_one_not_there(
    api_client, officer
):
    sent = ReturnLineFactory(quarterly_return__submitted=True, reported=True)
    body = {"line": sent.pk, "reason": "x", "progress": "y"}
    api_client.force_authenticate(officer)
    refused = api_client.post(API, body, format="json")
    assert (refused.status_code, refused.json()["code"]) == (409, "not_accepted")

    api_client.force_authenticate(UserFactory(contact=True))
    assert api_client.post(API, body, format="json").status_code == 404


def test_sensitive_words_are_held_back_in_the_api(api_client):
    marked = AmendmentFactory(
        line__reported__marking=Marking.SENSITIVE, issue="xyzzy", reason="xyzzy"
    )
    api_client.force_authenticate(UserFactory(reader=True))

    shown = api_client.get(f"{API}{marked.pk}/")

    assert shown.json()["is_hidden"] is True
    assertNotContains(shown, "xyzzy")


@pytest.mark.parametrize("address", [API, "/api/v1/extensions/"])
def test_a_percent_sign_is_no_quarter_and_no_fault_of_ours(
    api_client, officer, address
):
    api_client.force_authenticate(officer)

    refused = api_client.get(address, {"quarter": "100%s"})

    assert refused.status_code == 400
    assert "“100%s” is not a quarter" in refused.json()["quarter"][0]
