"""Who may: the filter and the rule say the same, for everyone and everything."""

import pytest

from hcss.kernel import policy
from partnerships.models import User
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db

ROLES = (
    "officer",
    "contact",
    "deputy",
    "approver",
    "member",
    "chair",
    "assurer",
    "reader",
    "administrator",
)


@pytest.fixture
def people(db: None) -> dict[str, User]:
    everyone = {role: UserFactory(name=role, **{role: True}) for role in ROLES}
    everyone["unappointed"] = UserFactory(name="unappointed")
    UserFactory(name="left", is_active=False, reader=True)
    return everyone


def test_visible_to_and_may_view_agree_for_everyone_and_everything(people):
    for who, person in people.items():
        listed = set(User.objects.visible_to(person))
        allowed = {
            other
            for other in User.objects.all()
            if policy.allows(person, "partnerships.view_person", other)
        }

        assert listed == allowed, who


def test_only_those_who_manage_people_see_who_has_left(people):
    left = User.objects.get(name="left")

    seeing = {
        who
        for who, person in people.items()
        if policy.allows(person, "partnerships.view_person", left)
    }

    assert seeing == {"officer", "administrator"}


@pytest.mark.parametrize(
    ("rule", "who"),
    [
        ("partnerships.view_register", set(ROLES)),
        ("partnerships.keep_tokens", set(ROLES)),
        ("partnerships.manage_register", {"officer"}),
        ("partnerships.manage_people", {"officer", "administrator"}),
        ("partnerships.appoint_person", {"officer", "administrator"}),
    ],
)
def test_who_may(people, rule, who):
    allowed = {name for name, person in people.items() if policy.allows(person, rule)}

    assert allowed == who


def test_somebody_who_has_left_may_nothing(db):
    left = UserFactory(is_active=False, officer=True)

    assert not policy.allows(left, "partnerships.view_register")
    assert not policy.allows(left, "partnerships.manage_people")
