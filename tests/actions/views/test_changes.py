"""What officers do to one action, in the browser."""

from datetime import UTC, date, datetime

import pytest
from pytest_django.asserts import assertContains

from actions.choices import ActionLife, DeliveryStatus
from actions.models import Action
from tests.factories import (
    ActionFactory,
    AgencyFactory,
    ContributionFactory,
    ReturnLineFactory,
    UserFactory,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]

PAGES = ["edit", "start", "hold", "resume", "verify", "close", "condition-met", "date"]


@pytest.fixture
def today(time_machine):
    time_machine.move_to(datetime(2026, 11, 23, 9, tzinfo=UTC), tick=False)


@pytest.fixture
def client(client):
    """Return a client in which an officer has signed in."""
    client.force_login(UserFactory(officer=True, name="Pat Green"))
    return client


def url(action, page):
    return f"/actions/{action.ref}/{page}/"


def boxes(name, day):
    return {
        f"{name}_day": str(day.day),
        f"{name}_month": str(day.month),
        f"{name}_year": str(day.year),
    }


def edited(action, **changes):
    """Return the edit form as it is shown, with ``changes``."""
    return {
        "version": action.version,
        "title": action.title,
        "success_criterion": action.success_criterion,
        "lead_agency": action.lead_agency_id or "",
        "contact": action.contact_id or "",
        "marking": action.marking,
    } | changes


def test_an_officer_edits_an_action(client):
    action = ActionFactory(active=True)
    other = AgencyFactory()
    shown = client.get(url(action, "edit"))

    response = client.post(
        url(action, "edit"),
        edited(action, title="Better words", contributors=[other.pk]),
        follow=True,
    )

    assertContains(shown, action.success_criterion)
    assertContains(response, "Action saved.")
    action.refresh_from_db()
    assert action.title == "Better words"
    assert list(action.contributors.all()) == [other]


def test_a_form_sent_back_as_it_was_changes_nothing(client):
    action = ContributionFactory().action
    form = client.get(url(action, "edit")).context["form"]
    contributors = form["contributors"].value()

    client.post(url(action, "edit"), edited(action, contributors=contributors))

    assert Action.objects.get(pk=action.pk).version == action.version


def test_two_tabs_have_one_winner_and_nobody_loses_their_text(client):
    action = ActionFactory(active=True)
    address = url(action, "edit")
    client.post(address, edited(action, title="From the first tab"))

    response = client.post(address, edited(action, title="From the second tab"))

    assert response.status_code == 409
    for words in (
        "Pat Green changed this on 23 November 2026 at 9:00am.",
        f"Title: from {action.title} to From the first tab",
        'value="From the second tab"',
        'name="version" value="2"',
    ):
        assertContains(response, words, status_code=409)
    action.refresh_from_db()
    assert action.title == "From the first tab"


def test_having_read_the_conflict_the_officer_may_save_again(client):
    action = ActionFactory(active=True)
    address = url(action, "edit")
    client.post(address, edited(action, title="From the first tab"))

    client.post(address, edited(action, title="From the second tab", version=2))

    action.refresh_from_db()
    assert action.title == "From the second tab"


def test_of_a_proposed_action_title_and_marking_are_offered(client):
    action = ActionFactory()
    shown = client.get(url(action, "edit"))

    client.post(
        url(action, "edit"),
        {"version": 1, "title": "Better words", "marking": "official_sensitive"},
    )

    assert list(shown.context["form"].fields) == ["version", "title", "marking", "why"]
    action.refresh_from_db()
    assert (action.title, action.is_sensitive) == ("Better words", True)


def test_an_edit_is_refused_at_its_field(client):
    action = ActionFactory(active=True)
    stranger = UserFactory(contact=True, name="Sam Hill")

    response = client.post(
        url(action, "edit"), edited(action, contact=stranger.pk, title="")
    )

    assert response.context["form"].errors == {
        "title": ["Say in a few words what is to be done."],
        "contact": [
            (
                f"Sam Hill does not speak for {action.lead_agency} today and is "
                "not one of its people."
            )
        ],
    }


@pytest.mark.parametrize("version", ["", "x", "99999999999999999999"])
def test_a_form_without_its_version_is_not_saved(client, version):
    action = ActionFactory(active=True)

    response = client.post(url(action, "edit"), edited(action, version=version))

    assert response.status_code == 200
    assert list(response.context["form"].errors) == ["version"]


def test_an_action_goes_through_its_life(client):
    action = ActionFactory(agreed=True, conditional=True)

    def send(page, **typed):
        response = client.post(url(action, page), typed, follow=True)
        assert response.redirect_chain == [(action.get_absolute_url(), 302)]
        action.refresh_from_db()
        return action.life

    met = {"evidence": "Cabinet paper"} | boxes("met_on", date(2026, 11, 2))
    held = {"decision": "Minute 6"} | boxes("held_until", date(2027, 1, 15))
    done = {"evidence": "Plan"} | boxes("completed_on", date(2026, 11, 20))

    assert send("start") == ActionLife.ACTIVE
    assert send("condition-met", **met) == ActionLife.ACTIVE
    assert send("hold", **held) == ActionLife.ON_HOLD
    assert send("resume", decision="Minute 7") == ActionLife.ACTIVE
    ReturnLineFactory(
        action=action,
        quarterly_return__agency=action.lead_agency,
        quarterly_return__accepted=True,
        reported=DeliveryStatus.COMPLETE,
    )
    assert send("verify", **done) == ActionLife.COMPLETE
    assert action.condition_met_on == date(2026, 11, 2)
    assert action.completed_on == date(2026, 11, 20)


def test_a_superseded_action_names_another_of_the_list(client):
    action, successor = ActionFactory.create_batch(2, active=True)
    typed = {"closed_as": "superseded", "decision": "Minute 6"}
    address = url(action, "close")

    refused = client.post(address, typed)
    itself = client.post(address, typed | {"superseded_by": action.pk})
    response = client.post(
        address, typed | {"superseded_by": successor.pk}, follow=True
    )

    assert refused.context["form"].errors == {
        "superseded_by": ["Choose the action that takes its place."]
    }
    assert list(itself.context["form"].errors) == ["superseded_by"]
    assertContains(response, "Action closed.")
    assertContains(response, f'href="{successor.get_absolute_url()}"')


def test_what_the_agency_reported_is_filled_in_for_verifying(client):
    line = ReturnLineFactory(
        quarterly_return__accepted=True, reported=DeliveryStatus.COMPLETE
    )

    response = client.get(url(line.action, "verify"))

    assert response.context["form"].initial == {
        "completed_on": date(2026, 9, 18),
        "evidence": "Signed plan, minute 6 of 18 September 2026.",
    }


@pytest.mark.parametrize(
    ("page", "errors"),
    [
        ("hold", ["decision", "held_until"]),
        ("resume", ["decision"]),
        ("close", ["closed_as", "decision"]),
        ("condition-met", ["met_on", "evidence"]),
        ("date", ["timing", "decision"]),
    ],
)
def test_an_empty_form_is_refused_field_by_field(client, page, errors):
    action = (
        ActionFactory(on_hold=True)
        if page == "resume"
        else ActionFactory(undated=True, conditional=True)
    )

    response = client.post(url(action, page), {})

    assert sorted(response.context["form"].errors) == sorted(errors)
    assertContains(response, "There is a problem")


@pytest.mark.parametrize("page", PAGES)
def test_what_is_over_is_a_conflict_on_every_page(client, page):
    action = ActionFactory(closed=True)

    response = client.post(url(action, page), edited(action))

    assert response.status_code == 409
    assertContains(response, "is closed now", status_code=409)


def test_what_was_not_reported_complete_has_no_page_for_verifying(client):
    action = ActionFactory(active=True)

    shown = client.get(url(action, "verify"), follow=True)
    sent = client.post(
        url(action, "verify"),
        {"evidence": "Plan"} | boxes("completed_on", date(2026, 11, 20)),
    )

    words = "Its agency has not reported it complete"
    assert shown.redirect_chain == [(action.get_absolute_url(), 302)]
    assertContains(shown, words)
    assertContains(sent, words)
    action.refresh_from_db()
    assert action.life == ActionLife.ACTIVE


def test_without_words_of_the_officer_the_report_is_verified(client):
    line = ReturnLineFactory(
        quarterly_return__accepted=True, reported=DeliveryStatus.COMPLETE
    )

    client.post(url(line.action, "verify"), {})

    line.action.refresh_from_db()
    assert line.action.completed_on == date(2026, 9, 18)


@pytest.mark.parametrize("page", PAGES)
def test_each_form_is_shown(client, page):
    action = ActionFactory(active=True, conditional=True)
    ReturnLineFactory(
        action=action,
        quarterly_return__agency=action.lead_agency,
        quarterly_return__accepted=True,
        reported=DeliveryStatus.COMPLETE,
    )

    response = client.get(url(action, page))

    assertContains(response, 'method="post"')


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("role", ["approver", "chair", "assurer", "reader"])
def test_only_officers_change_actions(client, page, role):
    action = ActionFactory(active=True)
    client.force_login(UserFactory(**{role: True}))

    assert client.get(url(action, page)).status_code == 403
    assert client.post(url(action, page), {}).status_code == 403


@pytest.mark.parametrize("page", PAGES)
def test_not_even_the_lead_agency_changes_its_action(client, page):
    action = ActionFactory(active=True)
    client.force_login(action.contact)

    assert client.post(url(action, page), {}).status_code == 403


@pytest.mark.parametrize("page", [*PAGES, "new-date"])
def test_what_is_hidden_is_not_found(client, page):
    action = ActionFactory(active=True, sensitive=True)
    client.force_login(UserFactory(reader=True))

    assert client.get(url(action, page)).status_code == 404
    assert client.post(url(action, page), {}).status_code == 404
