"""The pages of meetings, decisions and escalations."""

from datetime import UTC, date, datetime

import pytest
import time_machine
from django.urls import reverse

from actions.models import Action
from assurance.meeting_choices import EscalationState, PackState
from assurance.models import Decision, Escalation, Meeting, Seal
from tests import factories as make
from tests.conftest import NOW
from tests.machinery.counting import queries_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def frozen():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def group():
    return make.PartnershipFactory(name="County Group", short_name="HCSSG")


@pytest.fixture
def agreement(group):
    return make.AgreementFactory(group=group)


@pytest.fixture
def officer(client):
    who = make.UserFactory(officer=True)
    client.force_login(who)
    return who


@pytest.fixture
def meeting(group, agreement):
    return make.MeetingFactory(group=group)


def page_of(client, name, *args, **query):
    response = client.get(reverse(f"assurance:{name}", args=args), query)
    assert response.status_code == 200
    return response.content.decode()


def day(name, on):
    return {
        f"{name}_day": str(on.day),
        f"{name}_month": str(on.month),
        f"{name}_year": str(on.year),
    }


# --- Meetings ---


def test_the_list_is_empty_and_says_what_to_do(client, officer):
    page = page_of(client, "meetings")

    assert "No meeting found" in page
    assert "Plan a meeting" in page


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({}, ["12 November 2026", "30 September 2026"]),
        ({"when": "upcoming"}, ["12 November 2026"]),
        ({"when": "held"}, ["30 September 2026"]),
        ({"group": "county-group"}, ["30 September 2026"]),
        ({"year": "2026/27"}, ["12 November 2026", "30 September 2026"]),
    ],
)
def test_the_list_is_narrowed_by_its_address(client, officer, meeting, query, found):
    make.MeetingFactory(upcoming=True)

    page = page_of(client, "meetings", **query)

    for each in ("12 November 2026", "30 September 2026"):
        assert (f">{each}</a>" in page) == (each in found)


def test_the_list_is_a_spreadsheet_too(client, officer, meeting):
    response = client.get(reverse("assurance:meetings"), {"format": "csv"})
    rows = b"".join(response.streaming_content).decode()

    assert "County Group,2026-09-30,10:00:00,Committee room 2" in rows


def test_an_officer_plans_one_for_the_agreement_s_group(client, officer, agreement):
    address = reverse("assurance:meeting-new")
    form = client.get(address).context["form"]

    sent = {"group": agreement.group.pk, "begins_at": "10:00", "place": "Room 2"}
    response = client.post(address, sent | day("held_on", date(2026, 11, 12)))

    planned = Meeting.objects.get()
    assert form.initial["group"] == agreement.group.pk
    assert response.url == planned.get_absolute_url()
    assert planned.held_on == date(2026, 11, 12)


def test_of_two_tabs_the_second_gets_a_conflict_and_keeps_its_words(
    client, officer, group
):
    meeting = make.MeetingFactory(group=group, upcoming=True, version=2)
    sent = {"group": group.pk, "place": "Room 9", "version": "1"}

    response = client.post(
        reverse("assurance:meeting-edit", args=[meeting.pk]),
        sent | day("held_on", meeting.held_on),
    )

    page = response.content.decode()
    assert response.status_code == 409
    assert "Somebody else has just changed this meeting" in page
    assert "Room 9" in page
    assert 'name="version" value="2"' in page


def test_a_page_shows_the_papers_day_the_quarter_and_its_seal(client, officer, meeting):
    seal = make.SealFactory()
    Meeting.objects.filter(pk=meeting.pk).update(period=seal.period)

    page = page_of(client, "meeting", meeting.pk)

    assert "22 September 2026" in page
    assert str(seal.period) in page
    assert "sealed on" in page


@pytest.mark.parametrize(
    ("made_at", "is_late"),
    [
        (datetime(2026, 11, 4, 16, tzinfo=UTC), False),
        (datetime(2026, 11, 5, 9, tzinfo=UTC), True),
    ],
)
def test_a_late_pack_says_so(client, officer, group, made_at, is_late):
    pack = make.PackFactory(
        state=PackState.MADE, made_at=made_at, sha256="0" * 64, file="packs/one.pdf"
    )
    meeting = make.MeetingFactory(group=group, upcoming=True, period=pack.seal.period)

    page = page_of(client, "meeting", meeting.pk)

    assert ("late, the papers were due on 4 November 2026" in page) == is_late


def test_the_page_warns_when_the_papers_day_is_over_without_a_pack(
    client, officer, meeting
):
    meeting.period = make.PeriodFactory()
    meeting.save()

    assert "No pack is made yet." in page_of(client, "meeting", meeting.pk)


def test_a_sensitive_paper_is_there_only_for_those_cleared(client, officer, meeting):
    make.MeetingPaperFactory(meeting=meeting, sensitive=True, title="Prevent review")
    cleared = page_of(client, "meeting", meeting.pk)

    client.force_login(make.UserFactory(reader=True))
    other = page_of(client, "meeting", meeting.pk)

    assert "Prevent review" in cleared
    assert "Prevent review" not in other


def test_an_officer_adds_a_paper(client, officer, meeting):
    response = client.post(
        reverse("assurance:meeting-paper", args=[meeting.pk]),
        {"title": "Terms", "url": "https://papers.example/", "marking": "official"},
    )

    assert response.url == meeting.get_absolute_url()
    assert meeting.papers.get().title == "Terms"


# --- Decisions ---


def sent_follow_up(agency):
    contact = make.UserFactory(contact=agency)
    return {
        "follow_up_title": "Agree the plan",
        "follow_up_lead_agency": agency.pk,
        "follow_up_contact": contact.pk,
        "follow_up_success_criterion": "Every agency has signed it.",
    } | day("follow_up_due_on", date(2027, 3, 31))


def test_the_chair_records_a_decision_with_its_follow_up(client, meeting):
    client.force_login(make.UserFactory(chair=meeting.group))
    priority = make.PriorityFactory(agreement__group=meeting.group)

    response = client.post(
        reverse("assurance:meeting-decide", args=[meeting.pk]),
        {"text": "The police lead.", "priority": priority.pk, "marking": "official"}
        | sent_follow_up(make.AgencyFactory()),
        follow=True,
    )

    page = response.content.decode()
    assert "Decision 2026/27-01 recorded." in page
    assert "is under way." in page
    assert Action.objects.get().decision == "HCSSG 2026/27-01"


def test_what_is_wrong_with_the_follow_up_stands_at_its_fields(
    client, officer, meeting
):
    response = client.post(
        reverse("assurance:meeting-decide", args=[meeting.pk]),
        {"text": "We go on.", "marking": "official", "follow_up_title": "Plan"},
    )

    errors = response.context["form"].errors
    assert set(errors) == {
        "priority",
        "follow_up_lead_agency",
        "follow_up_contact",
        "follow_up_due_on",
        "follow_up_success_criterion",
    }
    assert not Decision.objects.exists()


def test_a_meeting_to_come_offers_nothing_to_fill_in(client, officer, group):
    meeting = make.MeetingFactory(group=group, upcoming=True)

    page = page_of(client, "meeting-decide", meeting.pk)

    assert "it has decided nothing yet" in page
    assert "Record this decision" not in page


def test_from_a_cell_the_last_meeting_held_is_filled_in_with_the_scope(
    client, officer, meeting
):
    make.MeetingFactory(group=meeting.group, upcoming=True)
    priority = make.PriorityFactory(agreement__group=meeting.group)
    heading = make.HeadingFactory(agreement=priority.agreement)

    response = client.get(
        reverse("assurance:decide"), {"priority": 1, "heading": "CC"}, follow=True
    )

    form = response.context["form"]
    assert response.context["meeting"] == meeting
    assert form.initial == {"priority": priority.pk, "heading": heading.pk}


@pytest.mark.parametrize(
    "query",
    [
        {"priority": "99999999999999999999"},
        {"priority": "x", "heading": "XX", "action": "P9-99"},
        {"priority": "²"},
        {"corrects": "no such"},
    ],
)
def test_a_strange_address_is_an_empty_form(client, officer, meeting, query):
    response = client.get(reverse("assurance:meeting-decide", args=[meeting.pk]), query)

    assert response.context["form"].initial == {}


def test_without_a_meeting_the_page_says_what_to_do(client, officer, agreement):
    assert "No meeting was held yet" in page_of(client, "decide")


def test_the_chair_of_another_group_gets_no_form(client, meeting):
    client.force_login(make.UserFactory(chair=make.PartnershipFactory()))

    response = client.get(reverse("assurance:meeting-decide", args=[meeting.pk]))

    assert response.status_code == 403


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_no_page_changes_a_decision(client, officer, method):
    decision = make.DecisionFactory()

    response = getattr(client, method)(decision.get_absolute_url(), {"text": "Other"})

    assert response.status_code == 405
    assert Decision.objects.get().text == decision.text


def test_a_corrected_decision_says_by_which(client, officer):
    first = make.DecisionFactory()
    second = make.DecisionFactory(
        meeting=first.meeting, group=first.group, corrects=first
    )

    page = page_of(client, "decision", first.pk)

    assert (
        f'Corrected by <a class="govuk-link" href="{second.get_absolute_url()}"' in page
    )
    assert "Record a decision that corrects it" not in page


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ({}, 3),
        ({"follow_up": "with"}, 2),
        ({"follow_up": "without"}, 1),
        ({"outstanding": "on"}, 1),
        ({"priority": "1"}, 2),
        ({"priority": "99999999999999999999"}, 0),
        ({"meeting": "99999999999999999999"}, 0),
        ({"ref": "P1-77"}, 1),
    ],
)
def test_the_log_is_narrowed_by_its_address(client, officer, meeting, query, count):
    done = make.ActionFactory(complete=True, ref="P1-77")
    make.DecisionFactory(meeting=meeting)
    make.DecisionFactory(meeting=meeting, followed=True)
    make.DecisionFactory(meeting=meeting, priority=done.priority, follow_up=done)

    response = client.get(reverse("assurance:decisions"), query)

    assert response.context["total"] == count


def test_what_is_sensitive_is_in_no_spreadsheet_and_hidden_from_others(client, officer):
    hidden = make.DecisionFactory(sensitive=True, text="About Channel")
    sensitive = make.ActionFactory(active=True, sensitive=True)
    about = make.DecisionFactory(text="About an action", action=sensitive)
    seen = page_of(client, "decisions")
    response = client.get(reverse("assurance:decisions"), {"format": "csv"})
    exported = b"".join(response.streaming_content).decode()

    client.force_login(make.UserFactory(reader=True))
    other = page_of(client, "decisions")

    for decision in (hidden, about):
        assert decision.text in seen
        assert decision.text not in exported
        assert decision.text not in other
        assert client.get(decision.get_absolute_url()).status_code == 404


# --- Escalations ---


def test_the_approver_replies_and_it_is_answered(client):
    escalation = make.EscalationFactory()
    client.force_login(make.UserFactory(approver=escalation.agency))

    response = client.post(
        reverse("assurance:escalation-reply", args=[escalation.pk]),
        {"reply": "Two officers moved to it.", "version": "1"},
        follow=True,
    )

    assert "Two officers moved to it." in response.content.decode()
    assert Escalation.objects.get().state == EscalationState.ANSWERED


def test_the_second_reply_gets_a_conflict(client):
    escalation = make.EscalationFactory(answered=True)
    client.force_login(make.UserFactory(approver=escalation.agency))

    response = client.post(
        reverse("assurance:escalation-reply", args=[escalation.pk]),
        {"reply": "Another reply.", "version": "2"},
    )

    assert response.status_code == 409
    assert Escalation.objects.get().reply == escalation.reply


def test_an_officer_names_who_answers(client, officer):
    escalation = make.EscalationFactory()
    chief = make.UserFactory(employer=escalation.agency)

    client.post(
        reverse("assurance:escalation-addressee", args=[escalation.pk]),
        {"to_person": chief.pk, "version": "1"},
    )

    assert Escalation.objects.get().to_person == chief


def test_open_ones_are_listed_first_and_all_on_demand(client, officer):
    make.EscalationFactory(answered=True)
    make.EscalationFactory()
    address = reverse("assurance:escalations")

    assert client.get(address).context["total"] == 1
    assert client.get(address, {"state": ""}).context["total"] == 2
    assert client.get(address, {"state": "late"}).context["total"] == 1


def test_another_agency_sees_none_of_it(client):
    escalation = make.EscalationFactory()
    client.force_login(make.UserFactory(approver=True))

    assert client.get(escalation.get_absolute_url()).status_code == 404
    assert client.get(reverse("assurance:escalations")).context["total"] == 0


def test_one_about_a_sensitive_action_is_for_those_cleared_and_its_agency(client):
    escalation = make.EscalationFactory(red=True, action__sensitive=True)
    statuses = {}
    for who, person in {
        "officer": make.UserFactory(officer=True),
        "chair": make.UserFactory(chair=make.PartnershipFactory()),
        "reader": make.UserFactory(reader=True),
        "own": make.UserFactory(contact=escalation.agency),
        "other": make.UserFactory(contact=True),
    }.items():
        client.force_login(person)
        statuses[who] = client.get(escalation.get_absolute_url()).status_code

    assert statuses == {
        "officer": 200,
        "chair": 200,
        "reader": 404,
        "own": 200,
        "other": 404,
    }


# --- Cost ---


@pytest.mark.parametrize("name", ["meetings", "decisions", "escalations"])
def test_a_list_costs_the_same_for_ten_times_the_rows(client, officer, group, name):
    def grow(count):
        for n in range(count):
            meeting = make.MeetingFactory(group=group, held_on=date(2020, 1, 1 + n))
            make.DecisionFactory(meeting=meeting, followed=True)
            make.EscalationFactory(red=True)

    address = reverse(f"assurance:{name}")
    make.DecisionFactory(meeting__group=group, followed=True)
    make.EscalationFactory(red=True)
    client.get(address)
    _, few = queries_of(lambda: client.get(address))
    grow(20)
    _, many = queries_of(lambda: client.get(address))

    assert len(many) == len(few)
    assert Seal.objects.count() == 0
