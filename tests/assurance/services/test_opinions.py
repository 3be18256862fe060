from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from assurance.choices import AssuranceLevel, Line
from assurance.models import Opinion
from assurance.services.opinions import a_year_after, give_opinion
from hcss.kernel.audit import history
from hcss.kernel.errors import NotPermitted
from partnerships.choices import PartnershipKind
from priorities.choices import OwnershipGrade
from priorities.models import Ownership, Priority
from tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def priority(headings) -> Priority:
    return Priority.objects.get()


@pytest.fixture
def give(assurer, priority, headings, now):
    """Give an opinion as an assurer on county co-ordination, unless told otherwise."""

    def give(**said):
        usual = make.GIVEN | {
            "actor": assurer,
            "priority": priority,
            "heading": headings["CC"],
            "now": now,
        }
        return give_opinion(**(usual | said))

    return give


def refusals(call, **said) -> dict[str, list[str]]:
    with pytest.raises(ValidationError) as refused:
        call(**said)
    return refused.value.message_dict


def test_an_opinion_says_who_gave_it_when_and_until_when(give, assurer, now):
    opinion = give()

    opinion.refresh_from_db()
    assert (opinion.given_by, opinion.given_by_name) == (assurer, assurer.name)
    assert opinion.given_by_post == "Partnerships officer"
    assert (opinion.given_at, opinion.given_on) == (now, date(2026, 10, 20))
    assert opinion.expires_on == date(2027, 10, 20)
    assert not opinion.is_self_assessment
    assert opinion.warning == ""


def test_an_opinion_is_written_down_with_its_reason(give, assurer):
    opinion = give()

    event = history(opinion).get()
    assert (event.verb, event.actor) == ("assurance.opinion_given", assurer)
    assert event.why == "The board meets and its plan is current."


@pytest.mark.parametrize("role", ["officer", "chair", "assurer"])
def test_officers_chairs_and_assurers_give_opinions(give, role):
    assert give(actor=make.UserFactory(**{role: True})).pk


@pytest.mark.parametrize("role", ["contact", "approver", "reader", "administrator"])
def test_nobody_else_gives_opinions(give, role):
    with pytest.raises(NotPermitted):
        give(actor=make.UserFactory(**{role: True}))

    assert not Opinion.objects.exists()


def test_without_a_post_title_the_appointment_stands_for_the_post(give):
    chair = make.UserFactory(
        chair=make.PartnershipFactory(name="Safer Board"), post_title=""
    )

    assert give(actor=chair).given_by_post == "Chair, Safer Board"


def test_a_given_expiry_is_kept_and_one_in_the_past_is_refused(give):
    assert give(expires_on=date(2027, 1, 1)).expires_on == date(2027, 1, 1)
    assert refusals(give, expires_on=date(2026, 10, 20)) == {
        "expires_on": ["An opinion expires after it is given."]
    }


def test_an_opinion_lasts_two_years_at_the_most(give):
    assert give(expires_on=date(2028, 10, 20)).expires_on == date(2028, 10, 20)
    for day in (date(2028, 10, 21), date(2199, 1, 1)):
        assert refusals(give, expires_on=day) == {
            "expires_on": ["An opinion expires at most two years after it is given."]
        }


def test_a_year_after_a_leap_day_is_the_last_of_february():
    assert a_year_after(day=date(2028, 2, 29)) == date(2029, 2, 28)


def test_the_day_of_an_opinion_is_londons(give):
    late_in_summer = datetime(2026, 7, 20, 23, 30, tzinfo=UTC)

    given = give(now=late_in_summer, evidence_on=date(2026, 7, 1))
    assert given.given_on == date(2026, 7, 21)


@pytest.mark.parametrize("field", ["evidence", "reason"])
def test_an_opinion_without_evidence_or_reason_is_refused(give, field):
    assert field in refusals(give, **{field: "  "})


def test_a_level_that_there_is_not_is_refused(give):
    assert "level" in refusals(give, level="excellent")


def test_no_source_of_evidence_is_refused(give):
    assert refusals(give, evidence_sources=0) == {
        "evidence_sources": ["Count at least one source of evidence."]
    }


# --- R39: the owner's own opinion ---


def owned_by(priority, **owner):
    return make.OwnerFactory(ownership=priority.ownership, **owner)


DECLARED = {"line": Line.FIRST, "interests": "My agency owns this priority."}


def test_the_owners_opinion_needs_a_declared_interest_and_is_not_third_line(
    give, priority
):
    agency = make.AgencyFactory()
    owned_by(priority, agency=agency)
    owner = make.UserFactory(assurer=True, employer=agency)

    assert refusals(give, actor=owner, line=Line.THIRD) == {
        "line": [
            (
                "You belong to an agency that leads or owns this: give the opinion as "
                "first or second line."
            )
        ],
        "interests": [
            "You belong to an agency that leads or owns this: declare the interest."
        ],
    }
    opinion = give(actor=owner, **DECLARED)
    assert opinion.is_self_assessment
    assert opinion.giver_label == "First-line self-assessment"


def test_the_lead_of_an_action_under_the_heading_assesses_itself(
    give, priority, headings
):
    agency = make.AgencyFactory()
    make.ActionFactory(
        active=True, priority=priority, heading=headings["CC"], lead_agency=agency
    )
    lead = make.UserFactory(officer=True, employer=agency)

    assert give(actor=lead, **DECLARED).is_self_assessment
    assert not give(actor=lead, heading=headings["FL"]).is_self_assessment
    assert give(actor=lead, heading=None, **DECLARED).is_self_assessment


def test_an_appointment_at_the_agency_counts_like_employment(give, priority):
    agency = make.AgencyFactory()
    owned_by(priority, agency=agency)
    both = make.UserFactory(assurer=True, contact=agency)

    assert give(actor=both, **DECLARED).is_self_assessment


def test_the_chair_of_an_owning_board_assesses_its_own_work(give, priority):
    board = make.PartnershipFactory(kind=PartnershipKind.NETWORK)
    owned_by(priority, agency=None, partnership=board)

    opinion = give(
        actor=make.UserFactory(chair=board), line=Line.SECOND, interests="I chair it."
    )
    assert opinion.giver_label == "Second line, by an owner"


def test_the_holder_of_an_owning_post_assesses_their_own_work(give, priority):
    post = make.PostFactory(agency=make.AgencyFactory())
    owned_by(priority, agency=None, post=post)
    holder = make.UserFactory(assurer=True)
    make.PostHoldingFactory(post=post, person=holder)
    colleague = make.UserFactory(assurer=True, employer=post.agency)

    assert give(actor=holder, **DECLARED).is_self_assessment
    assert give(actor=colleague, **DECLARED).is_self_assessment


def test_a_part_of_the_owner_and_its_predecessor_belong_to_it(give, priority):
    council = make.AgencyFactory()
    part, before = make.AgencyFactory(parent=council), make.AgencyFactory()
    make.SuccessionFactory(predecessor=before, successor=council)
    owned_by(priority, agency=council)

    for agency in (part, before):
        person = make.UserFactory(assurer=True, employer=agency)
        assert give(actor=person, **DECLARED).is_self_assessment


def test_a_closed_actions_lead_is_independent_again(give, priority, headings):
    agency = make.AgencyFactory()
    make.ActionFactory(
        closed=True, priority=priority, heading=headings["CC"], lead_agency=agency
    )

    person = make.UserFactory(assurer=True, employer=agency)
    assert not give(actor=person, line=Line.THIRD).is_self_assessment


# --- R4, R15, R43, R45 ---


def test_what_has_no_heading_in_the_source_cannot_be_assessed(give, headings):
    fifth = make.PriorityFactory(number=5)

    assert refusals_of_all(give, priority=fifth) == [
        (
            "Priority 5 has no heading “County co-ordination” in the source. Give an "
            "opinion on the whole priority instead."
        )
    ]
    assert give(priority=fifth, heading=None).pk


def refusals_of_all(call, **said) -> list[str]:
    with pytest.raises(ValidationError) as refused:
        call(**said)
    return refused.value.messages


def test_strategic_ownership_is_not_assessed(give, headings):
    assert refusals_of_all(give, heading=headings["OW"]) == [
        (
            "Ownership is graded by the group, not assessed. Choose another heading, "
            "or the whole priority."
        )
    ]


def test_a_whole_that_nobody_owns_is_never_substantial(give, headings):
    fifth = make.PriorityFactory(number=5)
    Ownership.objects.create(
        priority=fifth, grade=OwnershipGrade.TO_BE_DEVELOPED, words="further developed"
    )

    said = {"priority": fifth, "heading": None, "level": AssuranceLevel.SUBSTANTIAL}
    assert refusals(give, **said) == {
        "level": [
            (
                "No owner of priority 5 is recorded: its ownership is to be developed, "
                "so the whole of it cannot be Substantial."
            )
        ]
    }
    assert give(**said | {"level": AssuranceLevel.REASONABLE}).pk


def test_a_whole_better_than_its_worst_heading_says_why(give, headings):
    give(level=AssuranceLevel.LIMITED)
    give(heading=headings["FL"], level=AssuranceLevel.SUBSTANTIAL)

    assert refusals(give, heading=None) == {
        "why_better": [
            (
                "The worst heading of this priority is Limited. Say why the whole is "
                "better."
            )
        ]
    }
    assert give(heading=None, level=AssuranceLevel.LIMITED).why_better == ""
    why = "The gap is in one district."
    assert give(heading=None, why_better=why).why_better == why


def test_a_replaced_or_expired_heading_does_not_hold_the_whole_down(
    give, headings, priority
):
    give(level=AssuranceLevel.LIMITED)
    give(level=AssuranceLevel.REASONABLE)
    make.OpinionFactory(
        priority=priority,
        heading=headings["FL"],
        level=AssuranceLevel.NONE,
        expired=True,
    )

    assert give(heading=None, level=AssuranceLevel.REASONABLE).pk


@pytest.mark.parametrize(
    ("said", "warning"),
    [
        (
            {"evidence_sources": 1},
            "Substantial rests on one source of evidence; it needs two or more.",
        ),
        (
            {"line": Line.FIRST},
            (
                "Substantial rests on first-line evidence alone; it needs a source "
                "outside those doing the work."
            ),
        ),
    ],
)
def test_substantial_on_thin_evidence_is_given_only_over_a_warning(give, said, warning):
    said = {"level": AssuranceLevel.SUBSTANTIAL} | said

    assert refusals(give, **said) == {"warning_confirmed": [warning]}
    assert give(**said, warning_confirmed=True).warning == warning


def test_substantial_on_two_sources_carries_no_warning(give):
    assert give(level=AssuranceLevel.SUBSTANTIAL).warning == ""


@pytest.mark.django_db(transaction=True)
def test_two_given_at_once_are_both_kept_and_the_later_one_counts(give):
    def at_once(level):
        try:
            return give(level=level).pk
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as people:
        given = set(people.map(at_once, ["reasonable", "limited"]))

    assert set(Opinion.objects.values_list("pk", flat=True)) == given
    assert Opinion.objects.latest_per_scope().get().pk == max(given)


@pytest.mark.parametrize(
    ("day", "warning"),
    [
        (date(2025, 10, 20), ""),
        (
            date(2025, 10, 19),
            (
                "Substantial rests on evidence more than twelve months old; it needs "
                "current evidence."
            ),
        ),
    ],
)
def test_substantial_rests_on_evidence_of_the_last_twelve_months(give, day, warning):
    said = {
        "level": AssuranceLevel.SUBSTANTIAL,
        "evidence_on": day,
        "warning_confirmed": True,
    }

    assert give(**said).warning == warning


def test_every_weakness_of_the_evidence_is_in_the_warning(give):
    warning = give(
        level=AssuranceLevel.SUBSTANTIAL,
        evidence_sources=1,
        line=Line.FIRST,
        evidence_on=date(2020, 1, 1),
        warning_confirmed=True,
    ).warning

    assert warning.count("Substantial rests on") == 3


def test_evidence_is_not_of_tomorrow(give):
    assert give(evidence_on=date(2026, 10, 20)).evidence_on == date(2026, 10, 20)
    for day in (date(2026, 10, 21), date(9999, 12, 31)):
        assert refusals(give, evidence_on=day) == {
            "evidence_on": ["The day of the evidence must not be in the future."]
        }


def test_evidence_without_a_day_is_refused(give):
    assert refusals(give, evidence_on=None) == {
        "evidence_on": ["Say of which day the oldest evidence is."]
    }
