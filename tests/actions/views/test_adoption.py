"""Proposing and agreeing actions in the browser."""

from datetime import UTC, date, datetime

import pytest
from pytest_django.asserts import (
    assertContains,
    assertNotContains,
    assertRedirects,
)

from actions.choices import ActionLife
from actions.models import Action
from partnerships.choices import AgencyKind
from tests.factories import (
    ActionFactory,
    AgencyFactory,
    FragmentFactory,
    PartnershipFactory,
    PostFactory,
    PriorityFactory,
    UserFactory,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]

MANY = "/actions/adopt/"
PROPOSE = "/actions/propose/"


@pytest.fixture
def today(time_machine):
    time_machine.move_to(datetime(2026, 11, 23, 9, tzinfo=UTC), tick=False)


@pytest.fixture
def client(client):
    """Return a client in which an officer has signed in."""
    client.force_login(UserFactory(officer=True, name="Pat Green"))
    return client


@pytest.fixture
def agency():
    return AgencyFactory(name="Hampshire Constabulary")


@pytest.fixture
def typed(agency):
    """Return a filled-in form."""
    return {
        "lead_agency": agency.pk,
        "contact": UserFactory(contact=agency).pk,
        "success_criterion": "Every agency has signed the plan.",
        "timing": "date",
        "baseline_on_day": "31",
        "baseline_on_month": "3",
        "baseline_on_year": "2027",
        "marking": "official",
        "decision": "HCSSG 14 October 2026, minute 6",
        "agreed_on_day": "14",
        "agreed_on_month": "10",
        "agreed_on_year": "2026",
    }


def url(action):
    return f"/actions/{action.ref}/adopt/"


def many(actions, typed, **changes):
    """Return the same filled in for several actions."""
    own = ("success_criterion", "timing", "baseline_on")
    sent = {name: value for name, value in typed.items() if not name.startswith(own)}
    for action in actions:
        for name, value in typed.items():
            if name.startswith(own):
                sent[f"{action.ref}-{name}"] = value
    return sent | {"ref": [action.ref for action in actions]} | changes


def test_an_officer_agrees_an_action(client, typed):
    action = ActionFactory()

    response = client.post(url(action), typed, follow=True)

    assertContains(response, "Action agreed.")
    action.refresh_from_db()
    assert action.life == ActionLife.AGREED
    assert action.baseline_on == date(2027, 3, 31)


def test_the_suggested_lead_stands_beside_the_field_and_is_not_chosen(client, agency):
    fragment = FragmentFactory(
        suggested_lead="Hampshire Constabulary", owner_in_source="Partners"
    )
    action = ActionFactory(ref=fragment.ref)
    action.fragments.add(fragment)

    response = client.get(url(action))

    assertContains(response, "Suggestion, not decided: Hampshire Constabulary.")
    assertContains(response, "The Agreement says: “Partners”.")
    assertContains(response, "<mark>will review the plan</mark>")
    assert response.context["form"]["lead_agency"].value() is None
    assert "lead_agency" not in response.context["form"].initial


def test_only_agencies_that_can_lead_are_offered(client, agency):
    AgencyFactory(name="The voluntary sector", kind=AgencyKind.SECTOR)
    AgencyFactory(name="Old CCG", ended_on=date(2022, 7, 1))

    response = client.get(url(ActionFactory()))

    offered = [
        label for _, label in response.context["form"]["lead_agency"].field.choices
    ]
    assert offered == ["Choose one agency", "Hampshire Constabulary"]


def test_every_fault_is_said_at_its_field_and_what_was_typed_stays(client):
    action = ActionFactory()

    response = client.post(url(action), {"decision": "Minute 6", "marking": "official"})

    assert response.context["form"].errors == {
        "lead_agency": ["Choose the one agency that leads."],
        "success_criterion": ["Say by what the group will know that it is done."],
        "agreed_on": ["Give the day on which it was agreed."],
        "timing": ["Say by when it is to be done, or that no date is agreed."],
    }
    assertContains(response, "There is a problem")
    assertContains(response, 'value="Minute 6"')
    action.refresh_from_db()
    assert action.life == ActionLife.PROPOSED


def test_a_sector_that_is_sent_all_the_same_is_refused_with_its_reason(client, typed):
    sector = AgencyFactory(name="The voluntary sector", kind=AgencyKind.SECTOR)

    response = client.post(url(ActionFactory()), typed | {"lead_agency": sector.pk})

    assert response.context["form"].errors["lead_agency"] == [sector.why_it_cannot_lead]


def test_two_leads_are_refused(client, typed, agency):
    leads = [agency.pk, AgencyFactory().pk]

    response = client.post(url(ActionFactory()), typed | {"lead_agency": leads})

    assert response.context["form"].errors == {
        "lead_agency": ["An action has exactly one lead agency: the others contribute."]
    }


def test_a_date_that_is_none_is_said_at_its_boxes(client, typed):
    response = client.post(url(ActionFactory()), typed | {"baseline_on_month": "13"})

    assert response.context["form"].errors == {
        "baseline_on": ["Completion date must be a real date"]
    }


@pytest.mark.parametrize("key", [str(2**63), "9" * 5000, "x", "-1"])
def test_a_contributor_that_cannot_be_is_said_at_its_field(client, typed, key):
    response = client.post(url(ActionFactory()), typed | {"contributors": [key]})

    assert list(response.context["form"].errors) == ["contributors"]


def test_an_action_that_was_agreed_meanwhile_is_a_conflict(client, typed):
    action = ActionFactory()
    client.post(url(action), typed)

    response = client.post(url(action), typed | {"success_criterion": "My words."})

    assert response.status_code == 409
    assertContains(
        response,
        "Pat Green changed this on 23 November 2026 at 9:00am.",
        status_code=409,
    )
    assertContains(response, "My words.", status_code=409)


def test_a_series_of_proposals_is_agreed_one_after_the_other(client, typed):
    first, second = ActionFactory(ref="P1-01"), ActionFactory(ref="P1-02")
    following = typed | {"then": "next"}

    response = client.post(url(first), following)
    offered = client.get(url(second)).context["form"].initial

    assertRedirects(response, url(second))
    assert offered["decision"] == "HCSSG 14 October 2026, minute 6"
    assert offered["agreed_on"] == date(2026, 10, 14)
    assertRedirects(client.post(url(second), following), "/actions/")


def test_the_condition_of_the_agreement_is_filled_in(client):
    action = ActionFactory(conditional=True)

    assertContains(client.get(url(action)), 'value="Subject to future funding"')


def test_several_are_agreed_together(client, typed):
    actions = [ActionFactory(ref=f"P1-0{n}") for n in (1, 2, 3)]
    shown = client.get(MANY, {"ref": [action.ref for action in actions]})

    response = client.post(MANY, many(actions, typed), follow=True)

    assertContains(shown, "Agree 3 actions")
    assertContains(response, "3 actions agreed.")
    assert set(Action.objects.values_list("life", flat=True)) == {ActionLife.AGREED}


def test_of_several_each_fault_is_at_its_own_row_and_none_is_agreed(client, typed):
    first, second = ActionFactory(ref="P1-01"), ActionFactory(ref="P1-02")
    sent = many([first, second], typed, decision="")
    sent["P1-02-success_criterion"] = ""

    response = client.post(MANY, sent)

    assert response.context["form"].errors == {
        "decision": ["Name the decision of the group that agreed it."],
        "P1-02-success_criterion": [
            "P1-02: Say by what the group will know that it is done."
        ],
    }
    assertContains(response, 'href="#id_P1-02-success_criterion"')
    assert set(Action.objects.values_list("life", flat=True)) == {ActionLife.PROPOSED}


def test_if_one_of_several_was_agreed_meanwhile_it_is_a_conflict(client, typed):
    first, second = ActionFactory(ref="P1-01"), ActionFactory(ref="P1-02")
    client.post(url(second), typed)

    response = client.post(MANY, many([first, second], typed))

    assert response.status_code == 409
    first.refresh_from_db()
    assert first.life == ActionLife.PROPOSED


def test_sensitive_actions_stay_so_when_several_are_agreed(client, typed):
    action = ActionFactory(sensitive=True)

    client.post(MANY, many([action], typed))

    action.refresh_from_db()
    assert (action.life, action.is_sensitive) == (ActionLife.AGREED, True)


def test_agreeing_none_leads_back_to_the_proposals(client):
    ActionFactory()

    response = client.get(MANY, follow=True)

    assertRedirects(response, "/actions/?life=proposed")
    assertContains(response, "Choose the proposed actions to agree.")


@pytest.mark.parametrize("count", [2, 20])
def test_agreeing_one_is_shown_at_the_same_cost_however_long_the_register(
    client, count, django_assert_num_queries
):
    action = ActionFactory()
    for agency in AgencyFactory.create_batch(count):
        UserFactory(contact=agency, employer=agency)
        PostFactory(agency=agency)
        PartnershipFactory()

    with django_assert_num_queries(13):
        client.get(url(action))


@pytest.mark.parametrize("count", [2, 20])
def test_agreeing_several_is_shown_at_the_same_cost(
    client, count, django_assert_num_queries
):
    refs = [action.ref for action in ActionFactory.create_batch(count)]

    with django_assert_num_queries(11):
        client.get(MANY, {"ref": refs})


def test_an_officer_proposes_what_a_decision_made(client):
    priority = PriorityFactory()
    wish = FragmentFactory(opportunity=True, ref="P1-O1", title="Map the offer")
    shown = client.get(PROPOSE, {"fragment": "P1-O1"})

    response = client.post(
        PROPOSE,
        {
            "priority": priority.pk,
            "title": "Map the offer",
            "decision": "Minute 6",
            "fragments": [wish.pk],
        },
        follow=True,
    )

    assert shown.context["form"].initial["title"] == "Map the offer"
    action = Action.objects.get()
    assertRedirects(response, action.get_absolute_url())
    assert action.ref == "P1-01"
    assert list(action.fragments.all()) == [wish]


def test_a_proposal_is_refused_in_the_services_words(client):
    priority = PriorityFactory()

    response = client.post(PROPOSE, {"priority": priority.pk})

    assert response.context["form"].errors == {
        "title": ["Say in a few words what is to be done."],
        "decision": ["Say which decision made this action."],
    }


def test_without_an_agreement_nothing_can_be_proposed(client):
    assert client.get(PROPOSE).status_code == 404


@pytest.mark.parametrize("role", ["contact", "approver", "chair", "assurer", "reader"])
def test_only_officers_propose_and_agree(client, typed, role):
    action = ActionFactory()
    client.force_login(UserFactory(**{role: True}))

    for address in (url(action), MANY, PROPOSE):
        assert client.get(address).status_code == 403
        assert client.post(address, typed).status_code == 403
    assertNotContains(client.get(action.get_absolute_url()), "Agree this action")


def test_what_is_hidden_is_not_found_before_it_is_forbidden(client, typed):
    action = ActionFactory(sensitive=True)
    client.force_login(UserFactory(reader=True))

    assert client.get(url(action)).status_code == 404
    assert client.post(url(action), typed).status_code == 404


def test_nobody_agrees_before_signing_in(client, typed, django_assert_num_queries):
    action = ActionFactory()
    client.logout()

    for address in (url(action), MANY, PROPOSE):
        with django_assert_num_queries(0):
            assert client.post(address, typed).status_code == 302
