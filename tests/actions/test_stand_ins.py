"""What deputies and members of the group may do, and who is rung (R17)."""

import pytest
import time_machine
from django.urls import reverse

from actions.selectors.whom_to_ring import whom_to_ring
from hcss.kernel import policy
from tests.conftest import NOW
from tests.factories import (
    ActionFactory,
    AgencyFactory,
    ReturnFactory,
    SignOffFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db

TODAY = NOW.date()
ROLES = ["contact", "deputy", "approver", "member"]


@pytest.fixture
def agency():
    return AgencyFactory(name="Wessex Council")


@pytest.fixture
def people(agency):
    return {role: UserFactory(**{role: agency}) for role in ROLES}


def may(people, rule, subject):
    return [role for role in ROLES if policy.allows(people[role], rule, subject)]


def test_without_sign_off_all_of_them_sign(agency, people):
    draft = ReturnFactory(agency=agency, draft=True)

    assert may(people, "actions.write_return", draft) == ROLES
    assert may(people, "actions.sign_return", draft) == ROLES
    assert may(people, "actions.send_for_sign_off", draft) == []


def test_where_sign_off_is_wanted_only_the_approver_signs(people, agency):
    agency.needs_sign_off = True
    agency.save()
    draft = ReturnFactory(agency=agency, draft=True)

    assert may(people, "actions.send_for_sign_off", draft) == ROLES
    assert may(people, "actions.sign_return", draft) == ["approver"]
    assert may(people, "actions.send_back", draft) == ["approver"]


def test_what_waits_for_the_approver_is_signed_by_nobody_else(people, agency):
    waiting = SignOffFactory(quarterly_return__agency=agency).quarterly_return

    assert may(people, "actions.sign_return", waiting) == ["approver"]


def test_they_do_nothing_for_another_agency(people):
    other = ReturnFactory(draft=True)

    assert may(people, "actions.write_return", other) == []
    assert may(people, "actions.sign_return", other) == []


@pytest.mark.parametrize("role", ["deputy", "member"])
def test_they_come_in_at_their_returns(client, people, role):
    client.force_login(people[role])

    assert client.get("/").url == reverse("actions:mine")
    with time_machine.travel(NOW, tick=False):
        assert client.get(reverse("actions:mine")).status_code == 200


@pytest.mark.parametrize(
    ("here", "words"),
    [
        (["contact", "deputy"], "Ann <contact@x.example>"),
        (
            ["deputy", "member", "approver"],
            "Contact vacant; reminders go to Ann <deputy@x.example>, deputy",
        ),
        (
            ["member", "approver"],
            (
                "Contact vacant; reminders go to Ann <member@x.example>, "
                "member of the group"
            ),
        ),
        (
            ["approver"],
            "Contact vacant; reminders go to Ann <approver@x.example>, approver",
        ),
        ([], "Contact vacant"),
    ],
)
def test_whom_to_ring_in_words(agency, here, words):
    for role in here:
        UserFactory(name="Ann", email=f"{role}@x.example", **{role: agency})

    assert str(whom_to_ring([agency.pk], on=TODAY)[agency.pk]) == words


def test_two_deputies_are_both_named(agency, django_assert_num_queries):
    for name in ("Ann", "Bo"):
        UserFactory(name=name, email=f"{name}@x.example", deputy=agency)

    with django_assert_num_queries(1):
        whom = whom_to_ring([agency.pk], on=TODAY)[agency.pk]

    assert str(whom) == (
        "Contact vacant; reminders go to Ann <Ann@x.example>, deputy and "
        "Bo <Bo@x.example>, deputy"
    )


def test_the_desk_lists_vacancies_with_who_is_reminded(client, agency):
    for each in (agency, AgencyFactory(name="Nobody There")):
        ActionFactory(active=True, lead_agency=each, contact=None)
    UserFactory(name="Dee Puty", deputy=agency)
    client.force_login(UserFactory(officer=True))

    with time_machine.travel(NOW, tick=False):
        page = client.get(reverse("actions:desk")).content.decode()

    said = " ".join(page.split())
    assert "Wessex Council</a>: reminders go to" in said
    assert "Dee Puty</a>, deputy" in said
    assert "Nobody There</a>: nobody to remind" in said
