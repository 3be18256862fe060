"""Who may see and do what with actions: the filter and the rule say the same."""

import pytest

from actions.models import Action, DateChange
from hcss.kernel import policy
from tests.factories import (
    ActionFactory,
    AgencyFactory,
    ContributionFactory,
    DateChangeFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def agency():
    return AgencyFactory()


@pytest.fixture
def people(agency):
    """Return somebody of every role, and somebody of none."""
    people = {
        role: UserFactory(**{role: True})
        for role in ("officer", "chair", "assurer", "reader", "administrator")
    }
    return people | {
        "contact": UserFactory(contact=agency),
        "deputy": UserFactory(deputy=agency),
        "approver": UserFactory(approver=agency),
        "member": UserFactory(member=agency),
        "other contact": UserFactory(contact=True),
        "officer and contact": UserFactory(officer=True, contact=agency),
        "nobody": UserFactory(),
    }


@pytest.fixture
def actions(agency):
    """Return actions of every kind of standing towards ``agency``."""
    led = ActionFactory(active=True, sensitive=True, lead_agency=agency)
    helped = ActionFactory(active=True, sensitive=True)
    ContributionFactory(action=helped, agency=agency)
    ContributionFactory(action=helped)
    return {
        "open": ActionFactory(active=True),
        "proposed": ActionFactory(),
        "sensitive proposal": ActionFactory(sensitive=True),
        "sensitive, others'": ActionFactory(active=True, sensitive=True),
        "sensitive, led": led,
        "sensitive, helped": helped,
    }


def test_visible_to_and_may_view_agree_for_everyone_and_everything(people, actions):
    for who, person in people.items():
        listed = list(Action.objects.visible_to(person).order_by("pk"))
        allowed = [
            action
            for action in sorted(actions.values(), key=lambda each: each.pk)
            if policy.allows(person, "actions.view_action", action)
        ]

        assert listed == allowed, who


def test_requests_are_seen_with_their_actions(people, actions):
    for name in ("open", "sensitive, led", "sensitive, others'"):
        DateChangeFactory(action=actions[name])

    for who, person in people.items():
        listed = set(DateChange.objects.visible_to(person))
        allowed = {
            change
            for change in DateChange.objects.all()
            if policy.allows(person, "actions.view_action", change.action)
        }

        assert listed == allowed, who


def who_may(people, rule, subject):
    return {
        who for who, person in people.items() if policy.allows(person, rule, subject)
    }


def test_only_officers_manage(people, actions):
    officers = {"officer", "officer and contact"}

    assert who_may(people, "actions.manage_actions", actions["open"]) == officers


def test_an_officer_who_reports_for_the_lead_does_not_verify(people, actions):
    own = actions["sensitive, led"]

    assert who_may(people, "actions.verify_action", own) == {"officer"}
    assert who_may(people, "actions.verify_action", actions["open"]) == {
        "officer",
        "officer and contact",
    }


def test_officers_and_the_lead_agency_ask_for_a_date(people, actions):
    assert who_may(people, "actions.ask_for_date", actions["sensitive, led"]) == {
        "officer",
        "contact",
        "deputy",
        "approver",
        "member",
        "officer and contact",
    }
    assert who_may(people, "actions.ask_for_date", actions["proposed"]) == {
        "officer",
        "officer and contact",
    }


def test_another_officer_decides(people):
    change = DateChangeFactory(asked_by=people["officer"])

    assert who_may(people, "actions.decide_date", change) == {"officer and contact"}
