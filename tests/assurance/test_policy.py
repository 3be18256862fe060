import pytest

from assurance.models import Opinion
from hcss.kernel.policy import allows
from partnerships.choices import Role
from tests.factories import OpinionFactory, UserFactory

pytestmark = pytest.mark.django_db

GIVERS = {Role.OFFICER, Role.CHAIR, Role.ASSURER}


@pytest.mark.parametrize("role", Role.values)
def test_who_may_read_and_who_may_give(role):
    person, opinion = UserFactory(**{role: True}), OpinionFactory()

    reads = role != Role.ADMINISTRATOR  # keeps accounts, reads no content
    assert allows(person, "assurance.view_assurance") == reads
    assert allows(person, "assurance.view_opinion", opinion) == reads
    assert allows(person, "assurance.give_opinion") == (role in GIVERS)


def test_nobody_without_an_appointment_reads_or_gives():
    person, opinion = UserFactory(), OpinionFactory()

    assert not allows(person, "assurance.view_assurance")
    assert not allows(person, "assurance.view_opinion", opinion)
    assert not allows(person, "assurance.give_opinion")


@pytest.mark.parametrize("role", [None, *Role.values])
def test_the_filter_and_the_rule_agree(role):
    person = UserFactory(**({role: True} if role else {}))
    opinion = OpinionFactory()

    visible = opinion in Opinion.objects.visible_to(person)
    assert visible == allows(person, "assurance.view_opinion", opinion)
