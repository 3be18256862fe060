"""Who may read an agreement, and who may write beside it."""

import pytest

from hcss.kernel import policy
from partnerships.choices import Role
from tests.factories import UserFactory

ROLES = [role.value for role in Role]


@pytest.mark.parametrize("role", ROLES)
def test_everybody_with_an_appointment_reads_the_agreement(db, role):
    assert policy.allows(UserFactory(**{role: True}), "priorities.view_agreement")


def test_somebody_without_an_appointment_does_not(stranger):
    assert not policy.allows(stranger, "priorities.view_agreement")


@pytest.mark.parametrize("role", ROLES)
def test_only_officers_write_beside_it(db, role):
    person = UserFactory(**{role: True})

    may = policy.allows(person, "priorities.add_editorial_note")

    assert may == (role == Role.OFFICER)
