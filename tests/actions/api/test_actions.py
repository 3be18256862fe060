"""Actions and requests for a new date through the API."""

import json
from datetime import UTC, date, datetime

import pytest
from django.urls import reverse
from rest_framework.test import APIClient

from actions.choices import ActionLife, DeliveryStatus
from actions.models import Action, DateChange
from partnerships.choices import AgencyKind
from tests.factories import (
    ActionFactory,
    AgencyFactory,
    AgreementFactory,
    ContributionFactory,
    DateChangeFactory,
    FragmentFactory,
    HeadingFactory,
    PriorityFactory,
    ReturnLineFactory,
    UserFactory,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]

LIST = "/api/v1/actions/"
CHANGES = "/api/v1/date-changes/"
CALLS = {
    "adopt": {},
    "start": {},
    "hold": {},
    "resume": {},
    "verify": {},
    "close": {},
    "meet-condition": {},
    "set-date": {},
}


@pytest.fixture
def today(time_machine):
    time_machine.move_to(datetime(2026, 11, 23, 9, tzinfo=UTC), tick=False)


@pytest.fixture
def officer():
    return UserFactory(officer=True, name="Pat Green")


@pytest.fixture
def api(officer):
    """Return a client that speaks for an officer; ``api(person)`` for another."""

    def speak_for(person):
        client = APIClient()
        client.force_authenticate(person)
        return client

    return speak_for


@pytest.fixture
def officers(api, officer):
    return api(officer)


def one(action, call=""):
    return f"{LIST}{action.pk}/{call}/" if call else f"{LIST}{action.pk}/"


def terms(agency, **changes):
    return {
        "lead_agency": agency.slug,
        "contact": UserFactory(contact=agency).pk,
        "success_criterion": "Every agency has signed the plan.",
        "timing": "date",
        "baseline_on": "2027-03-31",
        "decision": "HCSSG 14 October 2026, minute 6",
        "agreed_on": "2026-10-14",
    } | changes


def answer(response, code=200):
    assert response.status_code == code, response.json()
    return response.json()


def refs(client, query=""):
    return [each["ref"] for each in answer(client.get(f"{LIST}?{query}"))["results"]]


# --- Reading --------------------------------------------------------------------------


def test_an_action_is_shown_with_what_is_worked_out_about_it(officers):
    line = ReturnLineFactory(
        quarterly_return__accepted=True,
        action__baseline_on=date(2026, 10, 1),
        action__forecast_on=date(2026, 11, 20),
        reported=DeliveryStatus.ON_TRACK,
    )
    DateChangeFactory(action=line.action, approved=True)
    ContributionFactory(action=line.action, agency__slug="health")

    shown = answer(officers.get(one(line.action)))

    assert shown["ref"] == line.action.ref
    assert shown["lead_agency"] == line.action.lead_agency.slug
    assert shown["contributors"] == ["health"]
    assert shown["contact"] == {
        "id": line.action.contact.pk,
        "name": line.action.contact.name,
    }
    worked_out = {
        "is_overdue": True,
        "overdue_days": 3,
        "due_in_days": None,
        "is_review_due": False,
        "is_undated": False,
        "slippage_days": 50,
        "redated_times": 1,
        "contact_name": line.action.contact.name,
        "is_contact_vacant": False,
        "latest_status": "on_track",
        "latest_status_label": "On track",
        "latest_quarter": "Q2 2026/27",
        "latest_reported_at": "2026-10-14T10:00:00+01:00",
        "is_contradicted": True,
    }
    assert {name: shown[name] for name in worked_out} == worked_out


def test_a_proposed_action_has_nothing_that_the_agreement_does_not_say(officers):
    fragment = FragmentFactory()
    action = ActionFactory(ref=fragment.ref)
    action.fragments.add(fragment)

    shown = answer(officers.get(one(action)))

    assert shown["statements"] == [fragment.statement.ref]
    assert shown["latest_status_label"] == "Not rated"
    empty = ["lead_agency", "lead_agency_name", "contact", "baseline_on", "review_on"]
    assert [shown[name] for name in empty] == [None] * 5


def test_the_list_is_narrowed_and_sorted_as_on_the_page(officers):
    agency = AgencyFactory(slug="police")
    ActionFactory(ref="P1-01", title="Map the offer")
    ActionFactory(
        ref="P1-02", active=True, lead_agency=agency, heading=HeadingFactory()
    )
    ActionFactory(ref="P1-03", active=True, baseline_on=date(2026, 11, 22))
    ActionFactory(ref="P1-04", undated=True)
    ActionFactory(ref="P1-05", active=True, contact=None)
    ActionFactory(ref="P2-01", priority=PriorityFactory(number=2))

    assert refs(officers, "q=offer") == ["P1-01"]
    assert refs(officers, "priority=2") == ["P2-01"]
    assert refs(officers, "heading=CC") == ["P1-02"]
    assert refs(officers, "agency=police") == ["P1-02"]
    assert refs(officers, "life=proposed&sort=-ref") == ["P2-01", "P1-01"]
    assert refs(officers, "overdue=true") == ["P1-03"]
    assert refs(officers, "overdue=false&life=proposed") == ["P1-01", "P2-01"]
    assert refs(officers, "undated=true") == ["P1-04"]
    assert refs(officers, "no_contact=true") == ["P1-05"]
    assert refs(officers, "agreement=the-agreement&priority=2") == ["P2-01"]
    assert refs(officers, "agreement=another") == []


@pytest.mark.parametrize(
    "query",
    ["life=dead", "sort=title", "priority=x", "priority=99999999999999999999999"],
)
def test_a_filter_that_is_none_is_refused(officers, query):
    assert officers.get(f"{LIST}?{query}").status_code == 400


@pytest.mark.parametrize("count", [10, 100])
def test_the_list_costs_the_same_however_long(
    officers, count, django_assert_num_queries
):
    for action in ActionFactory.create_batch(count, active=True):
        ContributionFactory(action=action)

    with django_assert_num_queries(5):
        officers.get(f"{LIST}?page_size=100")


def test_nobody_reads_without_signing_in(django_assert_num_queries):
    action = ActionFactory()

    for address in (LIST, one(action), CHANGES):
        with django_assert_num_queries(0):
            assert APIClient().get(address).status_code == 401


def test_without_an_appointment_nothing_is_read(api):
    assert api(UserFactory()).get(LIST).status_code == 403


def test_what_is_sensitive_does_not_exist_for_others(api, officers):
    action = ActionFactory(active=True, sensitive=True)
    change = DateChangeFactory(action=action)
    reader, lead = api(UserFactory(reader=True)), api(action.contact)

    assert (refs(reader), refs(lead), refs(officers)) == (
        [],
        [action.ref],
        [action.ref],
    )
    assert reader.get(one(action)).status_code == 404
    assert reader.post(one(action, "adopt"), {}).status_code == 404
    assert reader.get(f"{CHANGES}{change.pk}/").status_code == 404
    assert answer(reader.get(CHANGES))["count"] == 0
    assert answer(lead.get(CHANGES))["count"] == 1


# --- Proposing, agreeing, editing ---------------------------------------------------


def test_an_officer_proposes_an_action(officers):
    PriorityFactory(number=2)
    HeadingFactory()
    FragmentFactory(
        opportunity=True, ref="P2-O1", statement__priority=PriorityFactory(number=2)
    )

    response = officers.post(
        LIST,
        {
            "priority": 2,
            "heading": "CC",
            "title": "Map the offer",
            "decision": "Minute 6",
            "fragments": ["P2-O1"],
        },
    )

    shown = answer(response, 201)
    assert (shown["ref"], shown["life"], shown["heading"]) == (
        "P2-01",
        "proposed",
        "CC",
    )


def test_a_proposal_names_what_the_agreement_has(officers):
    AgreementFactory()

    response = officers.post(
        LIST, {"priority": 8, "heading": "ZZ", "fragments": ["P1-O9"]}
    )

    assert answer(response, 400) == {
        "priority": ["Choose a priority of this agreement."],
        "heading": ["Choose a heading of this agreement."],
        "fragments": ["Choose words of this agreement."],
    }


def test_an_officer_agrees_an_action(officers):
    agency = AgencyFactory(slug="police")

    shown = answer(officers.post(one(ActionFactory(), "adopt"), terms(agency)))

    assert (shown["life"], shown["lead_agency"]) == ("agreed", "police")
    assert shown["baseline_on"] == shown["forecast_on"] == "2027-03-31"


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"timing": "date"},
        {"timing": "continuing", "review_on": "2027-12-31"},
        {"decision": " ", "success_criterion": ""},
        {"agreed_on": "2027-01-01", "timing": "undated", "baseline_on": "2027-03-31"},
    ],
)
def test_what_is_wrong_is_said_in_the_words_of_the_page(
    officers, officer, client, changes
):
    action = ActionFactory(conditional=True)
    client.force_login(officer)
    typed = {}
    for name, value in changes.items():
        if name.endswith("_on"):
            year, month, day = value.split("-")
            typed |= {f"{name}_year": year, f"{name}_month": month, f"{name}_day": day}
        else:
            typed[name] = value

    page = client.post(
        f"/actions/{action.ref}/adopt/",
        typed | {"marking": "official", "condition": action.condition},
    )
    api = officers.post(one(action, "adopt"), changes)

    assert answer(api, 400) == page.context["form"].errors
    action.refresh_from_db()
    assert action.life == ActionLife.PROPOSED


def test_an_action_has_exactly_one_lead(officers):
    sector = AgencyFactory(kind=AgencyKind.SECTOR)
    action = ActionFactory()

    none = officers.post(one(action, "adopt"), terms(sector, lead_agency=None))
    wrong = officers.post(one(action, "adopt"), terms(sector))
    two = officers.post(one(action, "adopt"), terms(sector, lead_agency=["a", "b"]))

    assert answer(none, 400)["lead_agency"] == ["Choose the one agency that leads."]
    assert answer(wrong, 400)["lead_agency"] == [sector.why_it_cannot_lead]
    assert answer(two, 400)["lead_agency"] == [
        "An action has exactly one lead agency: the others contribute."
    ]


@pytest.mark.parametrize("lead", [10, 1.5, True, {}])
def test_a_lead_is_named_by_its_slug(officers, lead):
    sent = terms(AgencyFactory(), lead_agency=lead)

    adopted = officers.post(one(ActionFactory(), "adopt"), sent)

    assert answer(adopted, 400)["lead_agency"] == ["Give the agency's slug."]


def test_long_words_are_refused_as_on_the_pages(officers):
    long, too_long = "x" * 10_001, ["Keep this to 10,000 characters."]
    sent = terms(AgencyFactory(), success_criterion=long, condition=long)
    edited = ActionFactory(active=True)

    adopted = officers.post(one(ActionFactory(), "adopt"), sent)
    saved = officers.patch(one(edited), {"version": 1, "success_criterion": long})

    assert answer(adopted, 400) == {
        "success_criterion": too_long,
        "condition": too_long,
    }
    assert answer(saved, 400) == {"success_criterion": too_long}


def test_a_conflict_says_who_was_first(officers):
    action, agency = ActionFactory(ref="P1-03"), AgencyFactory()
    officers.post(one(action, "adopt"), terms(agency))

    response = officers.post(one(action, "adopt"), terms(agency))

    assert answer(response, 409) == {
        "detail": (
            "Pat Green changed this on 23 November 2026 at 9:00am. P1-03 is agreed now."
        ),
        "code": "changed",
    }


def test_what_is_left_out_of_an_edit_stays(officers):
    action = ContributionFactory().action

    shown = answer(officers.patch(one(action), {"version": 1, "title": "Better"}))

    assert (shown["title"], shown["version"]) == ("Better", 2)
    assert shown["contact"]["id"] == action.contact.pk
    assert len(shown["contributors"]) == 1


def test_an_edit_names_the_version_that_was_read(officers):
    action = ActionFactory(active=True)
    officers.patch(one(action), {"version": 1, "title": "First"})

    late = officers.patch(one(action), {"version": 1, "title": "Second"})
    unversioned = officers.patch(one(action), {"title": "Third"})

    assert answer(late, 409)["code"] == "changed"
    assert list(answer(unversioned, 400)) == ["version"]
    assert Action.objects.get().title == "First"


@pytest.mark.parametrize("method", ["put", "delete"])
def test_an_action_is_neither_replaced_nor_deleted(officers, method):
    action = ActionFactory()

    assert getattr(officers, method)(one(action)).status_code == 405


# --- Life -----------------------------------------------------------------------------


def test_an_action_goes_through_its_life(officers):
    action = ActionFactory(agreed=True, conditional=True)

    def send(call, **sent):
        return answer(officers.post(one(action, call), sent))

    met = send("meet-condition", met_on="2026-11-02", evidence="Cabinet paper")
    assert met["condition_met_on"] == "2026-11-02"
    assert send("start")["life"] == "active"
    assert (
        send("hold", decision="Minute 6", held_until="2027-01-15")["life"] == "on_hold"
    )
    assert send("resume", decision="Minute 7")["life"] == "active"
    early = officers.post(one(action, "verify"), {"evidence": "Signed plan"})
    assert list(answer(early, 400)) == ["non_field_errors"]
    ReturnLineFactory(
        action=action,
        quarterly_return__agency=action.lead_agency,
        quarterly_return__accepted=True,
        reported=DeliveryStatus.COMPLETE,
    )
    done = send("verify", completed_on="2026-11-20", evidence="Signed plan")
    assert (done["life"], done["completed_on"]) == ("complete", "2026-11-20")


def test_a_superseded_action_names_its_successor_by_reference(officers):
    action, successor = ActionFactory.create_batch(2, active=True)
    sent = {"closed_as": "superseded", "decision": "Minute 6"}

    nobody = officers.post(one(action, "close"), sent)
    unknown = officers.post(one(action, "close"), sent | {"superseded_by": "P9-99"})
    shown = answer(
        officers.post(one(action, "close"), sent | {"superseded_by": successor.ref})
    )

    assert answer(nobody, 400) == {
        "superseded_by": ["Choose the action that takes its place."]
    }
    assert unknown.status_code == 404
    assert (shown["life"], shown["superseded_by"]) == ("closed", successor.ref)


def test_an_undated_action_is_given_a_date(officers):
    action = ActionFactory(undated=True)
    sent = {"timing": "date", "baseline_on": "2027-03-31", "decision": "Minute 3"}

    shown = answer(officers.post(one(action, "set-date"), sent))
    again = officers.post(one(action, "set-date"), sent)

    assert shown["baseline_on"] == "2027-03-31"
    assert answer(again, 400) == {
        "non_field_errors": ["The baseline date is set once: ask for a new date."]
    }


@pytest.mark.parametrize("role", ["approver", "chair", "assurer", "reader"])
def test_only_officers_change_actions(api, role):
    client = api(UserFactory(**{role: True}))
    action = ActionFactory(active=True)

    assert client.post(LIST, {}).status_code == 403
    assert client.patch(one(action), {}).status_code == 403
    for call, sent in CALLS.items():
        assert client.post(one(action, call), sent).status_code == 403, call
    assert client.post(one(action, "ask-for-date"), {}).status_code == 403


def test_the_baseline_is_not_editable(officers):
    action = ActionFactory(active=True)

    officers.patch(
        one(action), {"version": 1, "baseline_on": "2028-01-01", "title": "Better"}
    )

    action.refresh_from_db()
    assert (action.baseline_on, action.title) == (date(2027, 3, 31), "Better")


# --- Dates ----------------------------------------------------------------------------


def test_the_lead_agency_asks_and_an_officer_decides(api, officers):
    action = ActionFactory(active=True)
    sent = {"new_on": "2027-06-30", "reason": "staffing", "explanation": "Vacant."}

    asked = answer(api(action.contact).post(one(action, "ask-for-date"), sent), 201)
    decided = answer(
        officers.post(f"{CHANGES}{asked['id']}/decide/", {"approve": True})
    )

    assert (asked["state"], asked["number"]) == ("waiting", 1)
    assert decided["state"] == "approved"
    assert answer(officers.get(one(action)))["forecast_on"] == "2027-06-30"


def test_who_asks_does_not_approve_in_so_many_words(officers, officer):
    change = DateChangeFactory(asked_by=officer)

    response = officers.post(f"{CHANGES}{change.pk}/decide/", {"approve": True})

    assert answer(response, 403) == {
        "detail": "Who asks for a new date does not approve it."
    }


def test_the_third_change_is_the_groups(officers):
    action = ActionFactory(active=True)
    DateChangeFactory.create_batch(2, action=action, approved=True)
    third = DateChangeFactory(action=action)

    listed = answer(officers.get(f"{CHANGES}?state=waiting"))["results"]
    response = officers.post(f"{CHANGES}{third.pk}/decide/", {"approve": True})

    assert [each["is_for_the_group"] for each in listed] == [True]
    assert list(answer(response, 400)) == ["decision"]


@pytest.mark.parametrize("role", ["approver", "chair", "assurer", "reader"])
def test_only_officers_decide(api, role):
    change = DateChangeFactory()

    response = api(UserFactory(**{role: True})).post(
        f"{CHANGES}{change.pk}/decide/", {"approve": True}
    )

    assert response.status_code == 403
    assert DateChange.objects.get().state == "waiting"


@pytest.mark.parametrize("count", [2, 20])
def test_the_list_of_requests_costs_the_same(
    officers, count, django_assert_num_queries
):
    DateChangeFactory.create_batch(count)

    with django_assert_num_queries(3):
        officers.get(CHANGES)


# --- Nonsense -------------------------------------------------------------------------

JSON = "application/json"
NONSENSE = [
    [],
    "text",
    7,
    None,
    {
        "title": "a\x00b",
        "lead_agency": "\x00",
        "contact": 10**30,
        "agreed_on": "0000-00-00",
    },
    {"version": 10**30, "decision": 7, "contributors": "police", "timing": []},
    {"lead_agency": {}, "contact": [], "baseline_on": "9999-99-99", "priority": 10**30},
    {"title": "\ud800", "lead_agency": "\ud800", "superseded_by": "\x00"},
    {"timing": "\ud800", "reason": "\ud800", "version": "\ud800"},
]


@pytest.mark.parametrize("sent", NONSENSE, ids=range(len(NONSENSE)))
@pytest.mark.parametrize("call", ["", "adopt", "close", "set-date", "ask-for-date"])
def test_nonsense_is_refused(officers, call, sent):
    action = ActionFactory() if call in ("", "adopt") else ActionFactory(active=True)
    send = officers.post if call else officers.patch

    response = send(one(action, call), json.dumps(sent), content_type=JSON)

    assert response.status_code in (400, 404)
    assert Action.objects.get().version == 1


@pytest.mark.parametrize("sent", NONSENSE, ids=range(len(NONSENSE)))
def test_nonsense_is_not_proposed(officers, sent):
    PriorityFactory()

    response = officers.post(LIST, json.dumps(sent), content_type=JSON)

    assert response.status_code == 400
    assert not Action.objects.exists()


def test_json_that_is_nested_beyond_reason_is_refused(officers):
    nested = "[" * 100_000 + "]" * 100_000

    response = officers.post(LIST, nested, content_type=JSON)

    assert answer(response, 400) == {"detail": "The request is nested too deeply."}


@pytest.mark.parametrize("pk", ["0", "x", "99999999999999999999999", "-1"])
def test_what_does_not_exist_is_not_found(officers, pk):
    assert officers.get(f"{LIST}{pk}/").status_code == 404
    assert officers.post(f"{LIST}{pk}/start/").status_code == 404
    assert officers.get(f"{CHANGES}{pk}/").status_code == 404


def test_the_endpoints_have_their_names():
    assert reverse("api:actions-list") == LIST
    assert reverse("api:date-changes-list") == CHANGES
