"""Who sees asks, and that the list, the rule and the pages say the same."""

import pytest

from actions.models import Ask
from hcss.kernel import policy
from tests.factories import (
    ActionFactory,
    AgencyFactory,
    AskFactory,
    PartnershipFactory,
    ReturnFactory,
    ReturnLineFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db

#: Who sees which, by the names below.
SEES = {
    "unappointed": set(),
    "administrator": set(),
    "officer": {"open", "sensitive", "hidden"},
    "chair": {"open", "sensitive", "hidden"},
    "assurer": {"open", "sensitive", "hidden"},
    "reader": {"open"},
    "asker": {"open", "sensitive", "hidden"},
    "asker's approver": {"open", "sensitive", "hidden"},
    "asked": {"open", "sensitive", "hidden"},
    "stranger": set(),
}
#: Who may do what with an ask of an agency, and of the group.
MAY = {
    "actions.answer_ask": ({"asked"}, {"officer"}),
    "actions.settle_ask": ({"asker", "asker's approver"},) * 2,
    "actions.overrule_ask": ({"chair"},) * 2,
    "actions.name_answerer": ({"officer"},) * 2,
}


@pytest.fixture
def asked():
    return AgencyFactory(name="Asked agency")


@pytest.fixture
def asks(asked):
    own = AgencyFactory(name="Asking agency")
    hidden = ActionFactory(active=True, sensitive=True, lead_agency=own)

    owed = ReturnFactory(agency=own)

    def one(*, line=None, **options):
        line = ReturnLineFactory(quarterly_return=owed, **(line or {}))
        return AskFactory(line=line, of_agency=asked, **options)

    return {
        "open": one(),
        "sensitive": one(sensitive=True),
        "hidden": one(line={"action": hidden}),
    }


@pytest.fixture
def people(asks, asked):
    own = asks["open"].agency
    return {
        "unappointed": UserFactory(),
        "administrator": UserFactory(administrator=True),
        "officer": UserFactory(officer=True),
        "chair": UserFactory(chair=PartnershipFactory()),
        "assurer": UserFactory(assurer=True),
        "reader": UserFactory(reader=True),
        "asker": UserFactory(contact=own),
        "asker's approver": UserFactory(approver=own),
        "asked": UserFactory(contact=asked),
        "stranger": UserFactory(contact=True),
    }


@pytest.mark.parametrize("who", SEES)
def test_the_list_and_the_rule_agree(who, people, asks):
    person = people[who]
    listed = set(Ask.objects.visible_to(person))

    assert {name for name, ask in asks.items() if ask in listed} == SEES[who]
    assert {
        name
        for name, ask in asks.items()
        if policy.allows(person, "actions.view_ask", ask)
    } == SEES[who]


@pytest.mark.parametrize("rule", MAY)
def test_who_may_do_what(rule, people, asks):
    of_agency, of_group = MAY[rule]
    group = AskFactory(line=asks["open"].line)

    for ask, expected in ((asks["open"], of_agency), (group, of_group)):
        may = {who for who, each in people.items() if policy.allows(each, rule, ask)}
        assert may == expected


def test_only_the_agencys_own_people_raise(people, asks):
    line = asks["open"].line

    may = {
        who
        for who, each in people.items()
        if policy.allows(each, "actions.raise_ask", line)
    }
    assert may == {"asker", "asker's approver"}


def test_the_title_of_a_sensitive_action_is_not_for_who_was_only_asked(people, asks):
    def shown(who):
        rows = Ask.objects.visible_to(people[who]).for_reader(people[who])
        return {row.pk: row.shows_action for row in rows}

    assert shown("asked")[asks["hidden"].pk] is False
    assert shown("asked")[asks["open"].pk] is True
    assert shown("asker")[asks["hidden"].pk] is True


def test_what_is_official_leaves_out_the_sensitive_and_what_is_about_it(asks):
    assert list(Ask.objects.official()) == [asks["open"]]
