"""Who sees which evidence: the rule and the filter, over very many cases."""

import itertools
from datetime import timedelta

import pytest

from actions.choices import Marking, ReturnState
from actions.models import Evidence, EvidenceUse
from actions.policy.evidence import visible_uses
from hcss.kernel import policy
from tests import factories as make
from tests.factories.quarter import SENT_AT

pytestmark = pytest.mark.django_db

BEFORE, AFTER = SENT_AT - timedelta(days=2), SENT_AT + timedelta(days=2)
STATES = {
    "draft": {"draft": True},
    "submitted": {"submitted": True},
    "queried": {"queried": True},
    "accepted": {"accepted": True},
}
#: When the item was put to the line, and when it was taken off again.
TIMES = {
    "in time": (BEFORE, None),
    "too late": (AFTER, None),
    "off before": (BEFORE, SENT_AT - timedelta(days=1)),
    "off after": (BEFORE, AFTER),
}
MARKED = ("nothing", "item", "line", "reported line", "action")
COUNTY = ("officer", "chair", "assurer", "reader")
EVERYBODY = (*COUNTY, "own contact", "own approver", "stranger", "nobody", "admin")


@pytest.fixture
def agency():
    return make.AgencyFactory()


@pytest.fixture
def people(agency):
    other = make.AgencyFactory()
    return {
        "officer": make.UserFactory(officer=True),
        "chair": make.UserFactory(chair=make.PartnershipFactory()),
        "assurer": make.UserFactory(assurer=True),
        "reader": make.UserFactory(reader=True),
        "own contact": make.UserFactory(contact=agency),
        "own approver": make.UserFactory(approver=agency),
        "stranger": make.UserFactory(contact=other),
        "nobody": make.UserFactory(),
        "admin": make.UserFactory(administrator=True),
    }


def item(agency, state="accepted", time="in time", marked="nothing"):
    quarterly_return = make.ReturnFactory(agency=agency, **STATES[state])
    return used(quarterly_return, state, time, marked).evidence


def used(quarterly_return, state, time, marked):
    line = make.ReturnLineFactory(
        quarterly_return=quarterly_return,
        action__sensitive=marked == "action",
        reported=state != "draft",
        reported__marking=Marking.SENSITIVE
        if marked == "reported line"
        else Marking.OFFICIAL,
    )
    type(line).objects.filter(pk=line.pk).update(
        marking=Marking.SENSITIVE if marked == "line" else Marking.OFFICIAL
    )
    added_at, removed_at = TIMES[time]
    return make.EvidenceUseFactory(
        line=line,
        added_at=added_at,
        removed_at=removed_at,
        evidence__sensitive=marked == "item",
    )


def seen_by(person):
    return set(Evidence.objects.visible_to(person))


def test_the_rule_and_the_filter_agree_on_every_case(agency, people):
    cases = {}
    for state, time, marked in itertools.product(STATES, TIMES, MARKED):
        each = make.AgencyFactory() if len(cases) % 2 else agency
        quarterly_return = make.ReturnFactory(
            agency=each,
            period=make.PeriodFactory(
                quarter=make.QUARTER.__class__(2000 + len(cases), 1)
            ),
            **STATES[state],
        )
        case = used(quarterly_return, state, time, marked).evidence
        cases[case] = (state, time, marked)

    wrong, shown = [], 0
    for name, person in people.items():
        visible = seen_by(person)
        shown += len(visible)
        wrong += [
            (name, cases[case])
            for case in cases
            if (case in visible) != policy.allows(person, "actions.view_evidence", case)
        ]

    assert len(cases) == 80
    assert shown > 100
    assert wrong == []


def test_an_items_uses_are_seen_as_the_item_is(agency, people):
    """Whoever knows of a use may see its item."""
    for state, time, marked in itertools.product(STATES, TIMES, MARKED):
        item(make.AgencyFactory(), state, time, marked)

    for person in people.values():
        known = EvidenceUse.objects.filter(visible_uses(person)).values("evidence")
        assert set(Evidence.objects.filter(pk__in=known)) == seen_by(person)


@pytest.mark.parametrize(
    ("case", "see"),
    [
        (("draft", "in time", "nothing"), ()),
        (("submitted", "in time", "nothing"), COUNTY),
        (("submitted", "too late", "nothing"), ()),
        (("queried", "too late", "nothing"), ()),
        (("submitted", "off before", "nothing"), ()),
        (("queried", "off after", "nothing"), COUNTY),
        (("accepted", "in time", "nothing"), (*COUNTY, "stranger")),
        (("accepted", "in time", "item"), ("officer", "chair", "assurer")),
        (("accepted", "in time", "line"), ("officer", "chair", "assurer")),
        (("accepted", "in time", "reported line"), ("officer", "chair", "assurer")),
        (("accepted", "in time", "action"), ("officer", "chair", "assurer")),
    ],
)
def test_who_sees_it(agency, people, case, see):
    case = item(agency, *case)

    seen = {name for name, person in people.items() if case in seen_by(person)}

    assert seen == {*see, "own contact", "own approver"}


def test_one_open_line_is_enough_to_show_it(agency, people):
    case = item(agency, marked="line")
    open_line = make.ReturnLineFactory(
        quarterly_return=case.uses.get().line.quarterly_return, reported=True
    )
    make.EvidenceUseFactory(line=open_line, evidence=case, added_at=BEFORE)

    assert case in seen_by(people["reader"])
    assert case in seen_by(people["stranger"])
    shown = Evidence.objects.with_uses(people["reader"]).get(pk=case.pk).shown_uses
    assert [use.line for use in shown] == [open_line]


def test_what_an_earlier_version_had_stays_with_it_for_the_county_only(agency, people):
    """Taken off before the second sending-in: others read the second only."""
    case = item(agency, "accepted", "off after")
    line = case.uses.get().line
    again = make.SubmissionFactory(
        quarterly_return=line.quarterly_return,
        version=2,
        submitted_at=AFTER + timedelta(days=1),
    )
    line.reported = make.ReportedLineFactory(line=line, submission=again)
    line.save()

    assert case in seen_by(people["officer"])
    assert case in seen_by(people["reader"])
    assert case not in seen_by(people["stranger"])
    for name in ("officer", "stranger"):
        person = people[name]
        assert policy.allows(person, "actions.view_evidence", case) == (
            case in seen_by(person)
        )


def test_an_export_leaves_out_what_is_sensitive_or_supports_only_that(agency):
    kept = [item(make.AgencyFactory()), make.EvidenceFactory(agency=agency)]
    for marked in MARKED[1:]:
        item(make.AgencyFactory(), marked=marked)

    assert set(Evidence.objects.official()) == set(kept)


def test_nothing_is_shown_twice(agency, people):
    case = item(agency)
    line = case.uses.get().line
    for version in (2, 3):
        sent = make.SubmissionFactory(
            quarterly_return=line.quarterly_return,
            version=version,
            submitted_at=AFTER,
        )
        make.ReportedLineFactory(line=line, submission=sent)

    assert list(Evidence.objects.visible_to(people["officer"])) == [case]
    shown = Evidence.objects.with_uses(people["officer"]).get(pk=case.pk).shown_uses
    assert len(shown) == 1


def test_the_state_of_a_return_that_never_came_in_shows_nothing(agency, people):
    case = item(agency)
    returns = type(case.uses.get().line.quarterly_return).objects
    returns.update(state=ReturnState.NO_RETURN)

    assert case not in seen_by(people["officer"])
