"""A decision of a group is the authority for an action, and for no other."""

from datetime import date

import pytest

from actions.choices import ActionLife, Timing
from actions.models import Action
from actions.services.adoption import Terms, adopt_action
from actions.services.decided import take_on
from actions.services.life import start_action
from actions.services.proposals import propose_action
from hcss.kernel.errors import NotPermitted
from tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def group():
    return make.PartnershipFactory()


def terms():
    agency = make.AgencyFactory()
    return Terms(
        lead_agency=agency,
        contact=make.UserFactory(contact=agency),
        success_criterion="Every agency has signed the plan.",
        timing=Timing.DATE,
        baseline_on=date(2027, 3, 31),
        decision="HCSSG 2026/27-03",
        agreed_on=date(2026, 9, 30),
    )


def decided(actor, group, now):
    return take_on(
        actor=actor,
        group=group,
        priority=make.PriorityFactory(),
        heading=None,
        title="Agree the plan",
        terms=terms(),
        now=now,
    )


@pytest.mark.parametrize("who", ["officer", "chair"])
def test_officers_and_the_group_s_chair_take_on_what_was_decided(who, group, now):
    person = make.UserFactory(**{who: group if who == "chair" else True})

    assert decided(person, group, now).life == ActionLife.ACTIVE


@pytest.mark.parametrize(
    "who", ["chair", "assurer", "reader", "contact", "approver", "administrator"]
)
def test_nobody_else_does_nor_the_chair_of_another_group(who, group, now):
    other = make.PartnershipFactory() if who == "chair" else True

    with pytest.raises(NotPermitted):
        decided(make.UserFactory(**{who: other}), group, now)

    assert not Action.objects.exists()


def test_a_chair_still_proposes_agrees_and_starts_nothing_else(group, now):
    chair, priority = make.UserFactory(chair=group), make.PriorityFactory()
    proposed = make.ActionFactory(priority=priority)
    agreed = make.ActionFactory(priority=priority, agreed=True)

    with pytest.raises(NotPermitted):
        propose_action(
            actor=chair,
            agreement=priority.agreement,
            priority=priority,
            heading=None,
            title="Mine",
            decision="Mine",
            now=now,
        )
    with pytest.raises(NotPermitted):
        adopt_action(actor=chair, action=proposed, terms=terms(), now=now)
    with pytest.raises(NotPermitted):
        start_action(actor=chair, action=agreed, now=now)
