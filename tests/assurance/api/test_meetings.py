"""The API of meetings, decisions and escalations says what the pages say."""

import pytest
import time_machine
from django.urls import reverse

from actions.models import Action
from assurance.models import Decision, Escalation, Meeting
from tests import factories as make
from tests.conftest import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def frozen():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def group():
    return make.PartnershipFactory(name="County Group", short_name="HCSSG")


@pytest.fixture
def officer(api_client):
    api_client.force_authenticate(make.UserFactory(officer=True))
    return api_client


def post(client, name, *args, **sent):
    return client.post(reverse(f"api:{name}", args=args), sent, format="json")


def decided(client, meeting, /, **sent):
    usual = {"meeting": meeting.pk, "text": "We go on."}
    return client.post(reverse("api:decision-list"), usual | sent, format="json")


def follow_up(**more):
    agency = make.AgencyFactory()
    return {
        "priority": 1,
        "follow_up_title": "Agree the plan",
        "follow_up_lead_agency": agency.slug,
        "follow_up_contact": make.UserFactory(contact=agency).pk,
        "follow_up_due_on": "2027-03-31",
        "follow_up_success_criterion": "Every agency has signed it.",
    } | more


def test_a_meeting_is_planned_and_shown_with_its_papers_day(officer, group):
    period = make.PeriodFactory()

    response = post(
        officer,
        "meeting-list",
        group=group.slug,
        held_on="2026-11-12",
        period=period.slug,
        begins_at="10:00",
    )

    assert response.status_code == 201
    body = response.json()
    assert (body["group"], body["held_on"]) == ("county-group", "2026-11-12")
    assert (body["period"], body["papers_due_on"]) == (period.slug, "2026-11-04")


def test_what_is_missing_is_said_at_its_field(officer):
    response = post(officer, "meeting-list")

    assert response.status_code == 400
    assert set(response.json()) == {"group", "held_on"}


def test_what_is_not_sent_stays(officer, group):
    meeting = make.MeetingFactory(group=group, upcoming=True, item="7")
    address = reverse("api:meeting-detail", args=[meeting.pk])

    response = officer.patch(address, {"version": 1, "place": "Room 9"}, format="json")
    stale = officer.patch(address, {"version": 1, "place": "Room 3"}, format="json")

    fresh = Meeting.objects.get()
    assert (response.status_code, stale.status_code) == (200, 409)
    assert (fresh.place, fresh.item, fresh.held_on) == ("Room 9", "7", meeting.held_on)


def test_a_paper_is_added_by_its_address(officer, group):
    meeting = make.MeetingFactory(group=group)

    good = post(
        officer, "meeting-papers", meeting.pk, title="Terms", url="https://a.example/"
    )
    bad = post(officer, "meeting-papers", meeting.pk, title="Terms", url="ftp://a/")

    assert [paper["title"] for paper in good.json()["papers"]] == ["Terms"]
    assert (bad.status_code, set(bad.json())) == (400, {"url"})


def test_a_decision_makes_its_action_at_once(officer, group):
    meeting = make.MeetingFactory(group=group)
    make.PriorityFactory(number=1)

    response = decided(officer, meeting, **follow_up())

    action = Action.objects.get()
    body = response.json()
    assert response.status_code == 201
    assert (body["number"], body["follow_up_ref"]) == ("2026/27-01", action.ref)
    assert (body["follow_up_due_on"], body["follow_up_life"]) == (
        "2027-03-31",
        "active",
    )


def test_faults_stand_at_the_fields_that_were_sent(officer, group):
    meeting = make.MeetingFactory(group=group)
    make.PriorityFactory(number=1)

    response = decided(
        officer, meeting, text="", **follow_up(follow_up_due_on="2026-01-01")
    )

    assert response.status_code == 400
    assert set(response.json()) == {"text", "follow_up_due_on"}
    assert not Action.objects.exists()


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        ({"priority": 99}, "priority"),
        ({"priority": 10**30}, "priority"),
        ({"priority": 1, "heading": "XX"}, "heading"),
        ({"action": 999}, "action"),
        ({"action": 10**30}, "action"),
        ({"corrects": [1]}, "corrects"),
        ({"marking": "secret"}, "marking"),
        ({"text": "a\0b"}, "text"),
        ({"text": {"a": 1}}, "text"),
        ({"follow_up_lead_agency": ["a", "b"]}, "follow_up_lead_agency"),
        ({"follow_up_contact": True}, "follow_up_contact"),
        ({"follow_up_due_on": "31 March"}, "follow_up_due_on"),
        ({"meeting": "x"}, "meeting"),
        ({"meeting": None}, "meeting"),
    ],
)
def test_whatever_is_sent_is_refused_at_its_field(officer, group, sent, field):
    meeting = make.MeetingFactory(group=group)
    make.PriorityFactory(number=1)

    response = decided(officer, meeting, **sent)

    assert response.status_code == 400
    assert field in response.json()


def test_a_meeting_to_come_decides_nothing(officer, group):
    meeting = make.MeetingFactory(group=group, upcoming=True)

    response = decided(officer, meeting)

    assert (response.status_code, set(response.json())) == (400, {"meeting"})


@pytest.mark.parametrize("method", ["put", "patch", "delete"])
def test_no_door_changes_a_decision(officer, method):
    decision = make.DecisionFactory()
    address = reverse("api:decision-detail", args=[decision.pk])

    response = getattr(officer, method)(address, {"text": "Other"}, format="json")

    assert response.status_code == 405
    assert Decision.objects.get().text == decision.text


@pytest.mark.parametrize("who", ["chair", "assurer", "reader", "contact"])
def test_only_officers_and_the_group_s_chair_decide(api_client, group, who):
    other = make.PartnershipFactory() if who == "chair" else True
    api_client.force_authenticate(make.UserFactory(**{who: other}))

    response = decided(api_client, make.MeetingFactory(group=group))

    assert response.status_code == 403


def test_the_log_shows_corrections_and_leaves_out_what_is_sensitive(api_client, group):
    meeting = make.MeetingFactory(group=group)
    first = make.DecisionFactory(meeting=meeting)
    second = make.DecisionFactory(meeting=meeting, corrects=first)
    make.DecisionFactory(meeting=meeting, sensitive=True)
    api_client.force_authenticate(make.UserFactory(reader=True))

    rows = api_client.get(reverse("api:decision-list")).json()["results"]

    shown = {row["id"]: row["corrected_by_number"] for row in rows}
    assert shown == {first.pk: second.number, second.pk: None}


def test_an_escalation_is_answered_once(api_client):
    escalation = make.EscalationFactory()
    api_client.force_authenticate(make.UserFactory(approver=escalation.agency))
    reply = {"reply": "Two officers moved to it.", "version": 1}

    first = post(api_client, "escalation-reply", escalation.pk, **reply)
    second = post(api_client, "escalation-reply", escalation.pk, **reply)

    assert (first.status_code, first.json()["state"]) == (200, "answered")
    assert (second.status_code, second.json()["code"]) == (409, "changed")
    assert Escalation.objects.get().version == 2


def test_an_officer_says_who_told_them_and_names_who_answers(officer):
    escalation = make.EscalationFactory()
    chief = make.UserFactory(employer=escalation.agency)

    untold = post(
        officer, "escalation-reply", escalation.pk, reply="It is done.", version=1
    )
    named = post(
        officer,
        "escalation-name-addressee",
        escalation.pk,
        to_person=chief.pk,
        version=1,
    )

    assert (untold.status_code, set(untold.json())) == (400, {"told_by"})
    assert named.json()["to_name"] == chief.name


def test_nobody_raises_an_escalation_by_hand(officer):
    assert post(officer, "escalation-list").status_code == 405


def test_a_stranger_is_told_of_nothing(api_client):
    for name in ("meeting", "decision", "escalation"):
        assert api_client.get(reverse(f"api:{name}-list")).status_code == 401
