"""What a seal holds of each subject, with the words of its moment."""

import json
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from actions.choices import DeliveryStatus, Marking
from actions.return_choices import AmendmentState
from assurance.meeting_choices import WrittenCode
from assurance.selectors import position
from assurance.selectors.seal_contents import contents
from assurance.selectors.seal_shapes import (
    Sealed,
    SealedDifference,
    SealedSource,
)
from hcss.kernel.plain import canonical, revived
from priorities.models import Agreement
from tests import factories as make
from tests.assurance.county import (
    AFTER_CLOSE,
    LAST,
    SILENT,
    last_period,
    reported,
    this_period,
)
from tests.machinery.counting import queries_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def period(headings):
    last_period()
    return this_period(closed=True)


@pytest.fixture
def priority(period):
    return make.PriorityFactory(number=1)


@pytest.fixture
def seal(period, officer):
    """Return what the seal of the quarter would hold now."""

    def seal(**known: Any) -> Sealed:
        return contents(period=period, actor=officer, now=AFTER_CLOSE, **known)

    return seal


def sealed_before():
    """Seal the quarter before, two days after it closed."""
    before = last_period()
    before.sealed_at = before.closes_at + timedelta(days=2)
    before.save()
    return make.SealFactory(period=before)


def line_of(action):
    return action.lines.get(quarterly_return__period__slug="2026-27-q2")


def test_it_can_be_written_down_and_read_back(priority, seal):
    reported(priority, this=DeliveryStatus.OFF_TRACK)

    held = seal()

    assert revived(Sealed, json.loads(canonical(held))) == held


def test_it_says_of_what_it_is_and_who_sealed_it(period, officer, seal):
    held = seal()

    assert (held.quarter, held.quarter_label) == ("2026-27-q2", "Q2 2026/27")
    assert (held.agreement, held.agreement_slug) == (
        "Agreement for Community Safety",
        "the-agreement",
    )
    assert (held.sealed_by, held.sealed_by_post) == (officer.name, officer.post_title)
    assert held.sealed_at == AFTER_CLOSE
    assert (held.previous, held.previous_label) == ("", "")


def test_the_seal_of_an_earlier_quarter_comes_before_it(period, seal):
    sealed_before()

    held = seal()

    assert (held.previous, held.previous_label) == ("2026-27-q1", "Q1 2026/27")


def test_without_an_agreement_there_is_nothing_to_seal(db, officer):
    period = this_period(closed=True)

    with pytest.raises(Agreement.DoesNotExist):
        contents(period=period, actor=officer, now=AFTER_CLOSE)


def test_its_position_is_that_of_an_officer_with_no_list_cut(period, priority, seal):
    for _ in range(31):
        reported(priority, this=DeliveryStatus.OFF_TRACK)

    held = seal()

    assert len(held.position.exceptions.lines) == held.position.exceptions.total == 31
    seen = position(
        quarter=period.quarter, person=make.UserFactory(officer=True), now=AFTER_CLOSE
    )
    assert held.position.delivery == seen.delivery


def test_no_board_of_the_one_who_seals_comes_first(period, priority):
    board = make.PartnershipFactory()
    make.PriorityFactory(number=2)
    make.ActionFactory(active=True, priority__number=2, overseen_by=board)
    chair = make.UserFactory(officer=True, chair=board)

    held = contents(period=period, actor=chair, now=AFTER_CLOSE)

    assert [row.number for row in held.position.matrix] == [1, 2]
    assert [each.boards for each in held.priorities] == [(), (board.slug,)]


def test_an_action_stands_as_in_the_position(priority, seal):
    late = reported(
        priority,
        this=DeliveryStatus.AT_RISK,
        last=DeliveryStatus.ON_TRACK,
        baseline_on=date(2026, 11, 10),
    )
    silent = reported(priority, this=SILENT)
    proposed = make.ActionFactory(priority=priority)
    closed = make.ActionFactory(priority=priority, closed=True)
    complete = make.ActionFactory(priority=priority, complete=True)

    found = {each.ref: each for each in seal().actions}

    one = found[late.ref]
    assert (one.status_label, one.was_label) == ("At risk", "On track")
    assert (one.days_overdue, one.lead) == (10, late.lead_agency.name)
    assert found[silent.ref].status_label == "No return"
    assert found[silent.ref].line is None
    assert (found[proposed.ref].life, found[proposed.ref].status) == ("proposed", "")
    assert (found[closed.ref].life_label, found[closed.ref].status) == ("Closed", "")
    assert found[closed.ref].closed_as_label == "Withdrawn"
    assert found[complete.ref].status_label == "Complete"


def test_what_was_agreed_or_closed_later_stands_as_it_did(priority, seal):
    later = make.ActionFactory(
        priority=priority, agreed=True, agreed_on=date(2026, 12, 1)
    )
    still = make.ActionFactory(
        priority=priority, closed=True, closed_on=date(2026, 12, 1)
    )

    found = {each.ref: (each.life, each.status) for each in seal().actions}

    assert found == {later.ref: ("proposed", ""), still.ref: ("active", "no_line")}


def test_an_action_names_the_sentences_that_it_comes_from(priority, seal):
    said = make.StatementFactory(priority=priority, ref="1.CC.09", text="We will act.")
    action = make.ActionFactory(priority=priority)
    action.fragments.add(
        make.FragmentFactory(statement=said), make.FragmentFactory(statement=said)
    )

    (held,) = seal().actions

    assert held.sources == (SealedSource(ref="1.CC.09", text="We will act."),)


def test_a_line_has_its_words_and_all_that_hangs_on_it(priority, seal, officer):
    action = reported(priority, this=DeliveryStatus.ON_TRACK, last=SILENT)
    line = line_of(action)
    make.OfficerNoteFactory(line=line, text="Rung.", written_by=officer)
    partner = make.AgencyFactory(name="Partner")
    make.ContributorReportFactory(line=line, agency=partner, text="Our part is late.")
    make.ContributorReportFactory(
        line=line, agency=partner, text="Our part is done.", reports_issue=True
    )
    make.ContributorReportFactory(
        line=line,
        agency=make.AgencyFactory(name="Other"),
        text="Kept.",
        marking=Marking.SENSITIVE,
    )
    item = make.EvidenceFactory(agency=action.lead_agency, title="Minute 6")
    make.EvidenceUseFactory(line=line, evidence=item)

    words = seal().actions[0].line

    assert words.progress == "The draft plan went to all partners."
    assert words.officer_notes == (f"{officer.name}, 22 October 2026: Rung.",)
    assert words.contributions == ("Partner (reports an issue): Our part is done.",)
    assert words.sensitive_contributions == ("Other: Kept.",)
    assert [each.title for each in words.evidence] == ["Minute 6"]
    assert (words.is_accepted, words.was_sensitive) == (True, False)


def test_sensitive_words_are_there_with_their_marking(priority, seal):
    action = make.ActionFactory(active=True, priority=priority, sensitive=True)
    make.ReturnLineFactory(
        quarterly_return__period=this_period(closed=True),
        quarterly_return__accepted=True,
        quarterly_return__agency=action.lead_agency,
        action=action,
        reported=DeliveryStatus.OFF_TRACK,
        reported__marking=Marking.SENSITIVE,
    )

    (held,) = seal().actions

    assert (held.title, held.marking) == (action.title, Marking.SENSITIVE)
    assert (held.line.cause, held.line.marking) == (
        "The analyst's post is vacant.",
        Marking.SENSITIVE,
    )


def test_the_name_of_the_agency_is_that_of_its_return(priority, seal):
    action = reported(priority, this=DeliveryStatus.ON_TRACK)
    agency = action.lead_agency
    then, agency.name = agency.name, "Renamed since"
    agency.save()

    held = seal()

    assert held.returns[0].agency == held.actions[0].line.agency == then
    assert held.actions[0].lead == "Renamed since"


def test_a_return_says_how_much_of_it_is_new_and_shown(priority, seal):
    agency = make.AgencyFactory()
    owed = make.ReturnFactory(
        period=this_period(closed=True), agency=agency, accepted=True, late=True
    )
    before = make.ReturnFactory(period=last_period(), agency=agency, accepted=True)
    for words in ({"progress": "The same."}, {"evidence": "Minute 3."}):
        action = make.ActionFactory(active=True, priority=priority, lead_agency=agency)
        make.ReturnLineFactory(
            quarterly_return=before,
            action=action,
            reported=True,
            reported__progress="The same.",
        )
        make.ReturnLineFactory(
            quarterly_return=owed,
            action=action,
            reported=True,
            **{f"reported__{name}": value for name, value in words.items()},
        )

    (held,) = seal().returns

    assert (held.kind, held.label, held.is_nil) == ("late", "Late", False)
    assert (held.lines, held.lines_unchanged, held.lines_without_evidence) == (2, 1, 1)
    assert held.signed_name == owed.submissions.get().signed_name


def test_an_opinion_has_the_word_and_the_meaning_of_its_scale(priority, seal):
    opinion = make.OpinionFactory(priority=priority, whole=True)
    make.OpinionFactory(priority=priority, expired=True)

    held = seal()

    whole, heading = held.opinions
    assert (whole.code, whole.level_label) == ("all", "Reasonable")
    assert whole.definition.startswith("Arrangements are generally in place")
    assert (whole.number, whole.given_by) == (opinion.pk, opinion.given_by_name)
    assert (heading.scope, heading.is_out_of_date) == ("County co-ordination", True)


def test_every_scale_says_what_its_words_mean(period, seal):
    scales = {each.name: each for each in seal().scales}

    assert list(scales) == [
        "assurance",
        "delivery",
        "direction",
        "confidence",
        "line",
        "state",
    ]
    meant = [level for scale in scales.values() for level in scale.levels]
    assert [level.label for level in meant if not level.definition] == []
    assert scales["confidence"].levels[0].label == "High"
    assert scales["confidence"].levels[0].definition == "Several current sources."


def test_a_request_for_a_date_is_news_until_it_was_sealed(priority, seal):
    action = make.ActionFactory(active=True, priority=priority)
    make.DateChangeFactory(
        action=action, approved=True, decided_at=datetime(2026, 7, 1, 9, tzinfo=UTC)
    )
    action.date_changes.update(asked_at=datetime(2026, 6, 1, 9, tzinfo=UTC))
    make.DateChangeFactory(action=action)
    sealed_before()

    held = seal().date_changes

    assert [(each.number, each.is_news) for each in held] == [(1, False), (2, True)]


def test_an_ask_stays_until_it_is_settled(priority, seal):
    waits = make.AskFactory(action__priority=priority)
    answered = make.AskFactory(answered=True, text="Answered.")
    make.AskFactory(closed=True)
    make.AskFactory(overruled=True)

    held = {each.number: each for each in seal().asks}

    assert {number: each.state for number, each in held.items()} == {
        waits.pk: "open",
        answered.pk: "answered",
    }
    assert (held[waits.pk].days_late, held[answered.pk].days_late) == (7, 0)


def amended(**fields):
    line = make.ReturnLineFactory(
        quarterly_return=make.ReturnFactory(
            period=make.PeriodFactory(quarter=LAST, closed=True), accepted=True
        ),
        reported=DeliveryStatus.ON_TRACK,
    )
    known = {
        "state": AmendmentState.APPROVED,
        "decided_by": make.UserFactory(officer=True),
        "decided_at": datetime(2026, 10, 1, 9, tzinfo=UTC),
    }
    return make.AmendmentFactory(line=line, **known | fields)


def test_an_amendment_says_what_each_field_said_and_says(period, seal):
    amended()

    (held,) = seal().amendments

    assert (held.quarter_label, held.number) == ("Q1 2026/27", 1)
    assert held.differences == (
        SealedDifference("Delivery status", "On track", "At risk"),
        SealedDifference("Issue", "", "One author left in September."),
        SealedDifference("Recovery step", "", "The deputy writes it."),
        SealedDifference("Date of the recovery step", "", "20 November 2026"),
    )


def test_an_amendment_is_in_one_seal_only(period, seal):
    before = sealed_before()
    amended(decided_at=before.sealed_at)
    later = amended(decided_at=datetime(2026, 10, 1, 9, tzinfo=UTC))
    amended(state=AmendmentState.PROPOSED, decided_by=None, decided_at=None)

    held = seal().amendments

    assert [each.agency for each in held] == [later.quarterly_return.agency_name]


def test_the_meeting_and_what_is_written_for_its_paper(period, priority, seal):
    make.MeetingFactory(period=period, held_on=date(2026, 12, 2), item="7")
    make.WrittenPartFactory(period=period, code=WrittenCode.HORIZON, text="A new law.")
    make.WrittenPartFactory(period=period, text="Two agencies are silent.")
    make.WrittenPartFactory(period=period, comment=True, priority=priority)
    make.WrittenPartFactory(period=period, code=WrittenCode.LEGAL, text="")

    held = seal()

    assert (held.meeting.held_on, held.meeting.item) == (date(2026, 12, 2), "7")
    assert [(each.code, each.priority_number) for each in held.written] == [
        ("summary", None),
        ("comment", 1),
        ("horizon", None),
    ]


def test_what_was_decided_last_time_is_there_even_if_its_owner_is_silent(
    period, priority, seal
):
    group = make.PartnershipFactory()
    Agreement.objects.update(group=group)
    action = reported(priority, this=SILENT)
    meeting = make.MeetingFactory(group=group)
    make.DecisionFactory(meeting=meeting, number="2026/27-01", follow_up=action)
    make.DecisionFactory(meeting=meeting, number="2026/27-02")

    held = seal().matters_arising

    assert [each.number for each in held] == ["2026/27-01", "2026/27-02"]
    assert [each.follow_up for each in held] == [action.ref, ""]
    assert held[0].follow_up_status == "no_return"
    assert held[1].outcome == "Nothing to be done"


def test_escalations_are_open_or_answered_since_the_seal_before(period, seal):
    before = sealed_before()
    make.EscalationFactory(answered=True, replied_at=before.sealed_at)
    answered = make.EscalationFactory(answered=True)
    waits = make.EscalationFactory(red=True)

    held = seal().escalations

    assert {(each.number, each.state) for each in held} == {
        (answered.pk, "answered"),
        (waits.pk, "open"),
    }


def test_funding_that_ends_names_the_actions_on_it(period, priority, seal):
    action = make.ActionFactory(active=True, priority=priority)
    make.FundingConcernFactory(ends_on=date(2027, 2, 1), actions=[action])
    make.FundingConcernFactory(settled=True)

    (held,) = seal().funding

    assert (held.quarter_label, held.within) == ("Q4 2026/27", 2)
    assert [each.ref for each in held.actions] == [action.ref]


def test_the_checks_that_are_registered_are_counted(period, seal):
    assert {each.grade for each in seal().checks} <= {"serious", "important", "minor"}
    assert seal(checks=lambda now: ()).checks == ()


def many(priority, number):
    for _ in range(number):
        action = reported(
            priority, this=DeliveryStatus.OFF_TRACK, last=DeliveryStatus.ON_TRACK
        )
        line = line_of(action)
        make.OfficerNoteFactory(line=line)
        make.ContributorReportFactory(line=line)
        make.EvidenceUseFactory(line=line)
        make.AskFactory(line=line)
        make.DateChangeFactory(action=action)
        amended()
        make.EscalationFactory(red=True)
        make.FundingConcernFactory(actions=[action])


def test_the_queries_do_not_grow_with_what_there_is(priority, seal):
    many(priority, 1)
    _, few = queries_of(seal)
    many(priority, 9)
    _, more = queries_of(seal)

    assert len(few) == len(more)
