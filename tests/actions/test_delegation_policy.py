"""Who sees and does what with lines passed on: lists and rules say the same."""

import pytest

from actions.models import Delegation, Proposal
from hcss.kernel import policy
from partnerships.choices import AGENCY_ROLES
from tests.factories import (
    DelegationFactory,
    PartnershipFactory,
    ProposalFactory,
    ReturnLineFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db

OWNERS = {"contact", "deputy", "approver", "member"}
MAY = {
    "actions.view_delegation": OWNERS | {"colleague"},
    "actions.take_back_line": OWNERS,
    "actions.propose_line": {"colleague"},
}


@pytest.fixture
def line():
    return ReturnLineFactory()


@pytest.fixture
def people(line):
    agency = line.quarterly_return.agency
    return {
        "unappointed": UserFactory(),
        "administrator": UserFactory(administrator=True),
        "officer": UserFactory(officer=True),
        "chair": UserFactory(chair=PartnershipFactory()),
        "assurer": UserFactory(assurer=True),
        "reader": UserFactory(reader=True),
        "contact": UserFactory(contact=agency),
        "deputy": UserFactory(deputy=agency),
        "approver": UserFactory(approver=agency),
        "member": UserFactory(member=agency),
        "colleague": UserFactory(employer=agency),
        "another colleague": UserFactory(employer=agency),
        "stranger": UserFactory(contact=True),
    }


@pytest.mark.parametrize("rule", MAY)
def test_who_may_do_what_with_a_line_passed_on(rule, people, line):
    passed = DelegationFactory(line=line, to_person=people["colleague"])

    may = {who for who, each in people.items() if policy.allows(each, rule, passed)}

    assert may == MAY[rule]


def test_the_list_and_the_rule_agree(people, line):
    DelegationFactory(line=line, to_person=people["colleague"])

    seen = {
        who
        for who, each in people.items()
        if Delegation.objects.visible_to(each).exists()
    }

    assert seen == MAY["actions.view_delegation"]


def test_only_owners_pass_on_decide_and_read_proposals(people, line):
    proposal = ProposalFactory(
        delegation__line=line, delegation__to_person=people["colleague"]
    )

    def may(rule, subject):
        return {
            who for who, each in people.items() if policy.allows(each, rule, subject)
        }

    assert may("actions.pass_on_line", line) == OWNERS
    assert may("actions.decide_proposal", proposal) == OWNERS
    assert {
        who
        for who, each in people.items()
        if Proposal.objects.of_agencies(each.agencies_as(*AGENCY_ROLES)).exists()
    } == OWNERS


def test_a_page_of_their_own_is_for_writers_and_those_with_a_line(people, line):
    DelegationFactory(line=line, to_person=people["colleague"])

    may = {
        who for who, each in people.items() if policy.allows(each, "actions.view_mine")
    }

    assert may == OWNERS | {"colleague", "stranger"}
