"""The engine of the policy."""

import pytest

from hcss.kernel import policy
from hcss.kernel.errors import NotPermitted
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db


def test_a_misspelt_rule_is_a_bug_not_a_no():
    with pytest.raises(KeyError):
        policy.allows(UserFactory(officer=True), "actions.sumbit_return")


def test_two_rules_cannot_have_one_name():
    with pytest.raises(ValueError, match="two rules are called"):
        policy.rule("actions.view_action")(lambda user, subject: True)


def test_somebody_who_has_left_may_do_nothing():
    officer = UserFactory(officer=True)
    assert policy.allows(officer, "actions.manage_actions")

    officer.is_active = False

    assert not policy.allows(officer, "actions.manage_actions")


def test_require_raises_where_allows_says_no():
    with pytest.raises(NotPermitted):
        policy.require(UserFactory(reader=True), "actions.manage_actions")
