"""The dates of actions in the browser."""

from datetime import UTC, date, datetime

import pytest
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from actions.choices import DateChangeState
from actions.models import DateChange
from tests.factories import ActionFactory, DateChangeFactory, UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]

LIST = "/date-changes/"


@pytest.fixture
def today(time_machine):
    time_machine.move_to(datetime(2026, 11, 23, 9, tzinfo=UTC), tick=False)


@pytest.fixture
def officer():
    return UserFactory(officer=True, name="Pat Green")


@pytest.fixture
def typed():
    return {
        "new_on_day": "30",
        "new_on_month": "6",
        "new_on_year": "2027",
        "reason": "staffing",
        "explanation": "The analyst's post is vacant.",
    }


def ask_url(action):
    return f"/actions/{action.ref}/new-date/"


def url(change):
    return f"{LIST}{change.pk}/"


def test_an_undated_action_is_given_a_date(client, officer):
    action = ActionFactory(undated=True)
    client.force_login(officer)

    client.post(
        f"/actions/{action.ref}/date/",
        {
            "timing": "date",
            "baseline_on_day": "31",
            "baseline_on_month": "March",
            "baseline_on_year": "2027",
            "decision": "Minute 3",
        },
    )

    action.refresh_from_db()
    assert action.baseline_on == action.forecast_on == date(2027, 3, 31)


def test_that_no_date_is_agreed_is_not_a_date_to_set(client, officer):
    action = ActionFactory(undated=True)
    client.force_login(officer)

    response = client.get(f"/actions/{action.ref}/date/")

    assertNotContains(response, "No date is agreed yet")


def test_the_lead_agency_asks_and_an_officer_decides(client, officer, typed):
    action = ActionFactory(active=True)
    client.force_login(action.contact)
    asked = client.post(ask_url(action), typed, follow=True)
    change = DateChange.objects.get()
    client.force_login(officer)
    listed = client.get(LIST)

    decided = client.post(url(change), {"approve": "yes"}, follow=True)

    assertContains(asked, "Nothing moves until it is decided.")
    assertContains(listed, f"{action.ref}: change 1")
    assertContains(decided, "Decision saved.")
    action.refresh_from_db()
    assert action.forecast_on == date(2027, 6, 30)


def test_a_request_is_refused_field_by_field(client):
    action = ActionFactory(active=True)
    client.force_login(action.contact)

    response = client.post(ask_url(action), {})

    assert response.context["form"].errors == {
        "new_on": ["Give the new date."],
        "reason": ["Choose the reason."],
        "explanation": ["Say why the date has to move."],
    }


def test_while_one_request_waits_no_other_is_offered(client, typed):
    change = DateChangeFactory()
    client.force_login(change.asked_by)

    shown = client.get(ask_url(change.action))
    sent = client.post(ask_url(change.action), typed)

    assertContains(shown, "It waits for a decision.")
    assertNotContains(shown, 'name="explanation"')
    assertContains(sent, "waits for a decision", status_code=409)


def test_who_may_ask_knows_when_the_group_decides(client):
    action = ActionFactory(active=True)
    DateChangeFactory.create_batch(2, action=action, approved=True)
    client.force_login(action.contact)

    assertContains(
        client.get(ask_url(action)),
        "The date has moved 2 times: the group decides on the next change.",
    )


@pytest.mark.parametrize("role", ["contact", "chair", "assurer", "reader"])
def test_only_the_lead_agency_and_officers_ask(client, role, typed):
    action = ActionFactory(active=True)
    client.force_login(UserFactory(**{role: True}))

    assert client.get(ask_url(action)).status_code == 403
    assert client.post(ask_url(action), typed).status_code == 403
    assert not DateChange.objects.exists()


def test_the_list_begins_with_what_waits(client, officer):
    waiting = DateChangeFactory()
    done = DateChangeFactory(approved=True)
    client.force_login(officer)

    assert list(client.get(LIST).context["changes"]) == [waiting]
    everything = client.get(f"{LIST}?state=")
    assert list(everything.context["changes"]) == [done, waiting]
    decided = client.get(f"{LIST}?state=approved")
    assert list(decided.context["changes"]) == [done]
    assertContains(client.get(f"{LIST}?state=refused"), "Nothing is waiting")


@pytest.mark.parametrize("count", [2, 20])
def test_the_list_costs_the_same_however_long(
    client, officer, count, django_assert_num_queries
):
    DateChangeFactory.create_batch(count)
    client.force_login(officer)

    with django_assert_num_queries(6):
        client.get(LIST)


def test_requests_as_csv_leave_out_what_is_sensitive(client, officer):
    DateChangeFactory(action__ref="P1-07")
    DateChangeFactory(action=ActionFactory(active=True, sensitive=True, ref="P4-01"))
    client.force_login(officer)

    response = client.get(f"{LIST}?format=csv")

    rows = b"".join(response.streaming_content).decode("utf-8-sig").splitlines()
    assert [row.split(",")[0] for row in rows] == ["Reference", "P1-07"]


def test_who_asked_is_told_that_another_decides(client, officer):
    change = DateChangeFactory(asked_by=officer)
    client.force_login(officer)

    shown = client.get(url(change))
    sent = client.post(url(change), {"approve": "yes"})

    assertContains(shown, "who asks does not approve")
    assertNotContains(shown, 'name="approve"')
    assert sent.status_code == 403
    change.refresh_from_db()
    assert change.state == DateChangeState.WAITING


def test_the_third_change_asks_for_the_groups_decision(client, officer):
    action = ActionFactory(active=True)
    DateChangeFactory.create_batch(2, action=action, approved=True)
    third = DateChangeFactory(action=action)
    client.force_login(officer)

    shown = client.get(url(third))
    refused = client.post(url(third), {"approve": "yes"})
    approved = client.post(
        url(third), {"approve": "yes", "decision": "HCSSG 14 October 2026, minute 6"}
    )

    assertContains(shown, "The date has moved twice: the group decides")
    assert list(refused.context["form"].errors) == ["decision"]
    assertRedirects(approved, LIST)


def test_a_refusal_needs_its_comment(client, officer):
    change = DateChangeFactory()
    client.force_login(officer)

    response = client.post(url(change), {"approve": "no"})

    assert response.context["form"].errors == {"comment": ["Say why it is refused."]}


def test_a_decision_must_be_made(client, officer):
    change = DateChangeFactory()
    client.force_login(officer)

    response = client.post(url(change), {})

    assert list(response.context["form"].errors) == ["approve"]


def test_a_request_that_was_decided_meanwhile_is_a_conflict(client, officer):
    change = DateChangeFactory(approved=True)
    client.force_login(officer)

    response = client.post(url(change), {"approve": "no", "comment": "No."})

    assertContains(response, "decided this on 7 October 2026", status_code=409)


@pytest.mark.parametrize("role", ["contact", "chair", "assurer", "reader"])
def test_others_read_a_request_and_do_not_decide(client, role):
    change = DateChangeFactory()
    client.force_login(UserFactory(**{role: True}))

    shown = client.get(url(change))

    assertContains(shown, "It waits for an officer’s decision.")
    assert client.post(url(change), {"approve": "yes"}).status_code == 403


def test_a_request_about_a_hidden_action_is_not_found(client):
    change = DateChangeFactory(action=ActionFactory(active=True, sensitive=True))
    client.force_login(UserFactory(reader=True))

    assert client.get(url(change)).status_code == 404
    assert client.post(url(change), {"approve": "yes"}).status_code == 404
    assert list(client.get(f"{LIST}?state=").context["changes"]) == []


@pytest.mark.parametrize("pk", ["0", "99999999999999999999999"])
def test_a_request_that_does_not_exist_is_not_found(client, officer, pk):
    client.force_login(officer)

    assert client.get(f"{LIST}{pk}/").status_code == 404
