"""What was promised last time, and what came of it, even without a return (4.4)."""

from datetime import date, timedelta

import pytest

from actions.choices import DeliveryStatus
from assurance.selectors.escalations import sealed_escalations
from assurance.selectors.matters import matters_arising
from assurance.selectors.moments import stand
from tests import factories as make
from tests.assurance.county import (
    AFTER_CLOSE,
    SILENT,
    last_period,
    reported,
    seen_by,
    this_period,
)
from tests.machinery.counting import queries_of

pytestmark = pytest.mark.django_db

BASELINE = date(2027, 3, 31)


@pytest.fixture
def group():
    return make.PartnershipFactory()


@pytest.fixture
def agreement(group):
    found = make.AgreementFactory(group=group)
    make.HeadingFactory(agreement=found)
    return found


@pytest.fixture
def meeting(group, agreement):
    last_period()
    this_period(closed=True)
    return make.MeetingFactory(group=group)


def decided(meeting, action=None, **more):
    return make.DecisionFactory(
        meeting=meeting, follow_up=action, priority=make.PriorityFactory(), **more
    )


def outcomes(person=None):
    last = seen_by(person, now=AFTER_CLOSE).last_meeting
    return [(each.number, each.outcome) for each in last.matters]


@pytest.mark.parametrize(
    ("this", "outcome"),
    [
        (DeliveryStatus.ON_TRACK, "On track; due 31 March 2027"),
        (DeliveryStatus.COMPLETE, "Reported complete; due 31 March 2027"),
        (SILENT, "No return; due 31 March 2027"),
        (None, "No line this quarter; due 31 March 2027"),
    ],
)
def test_each_follow_up_is_named_with_how_it_stands(meeting, this, outcome):
    decided(meeting, reported(this=this))

    assert outcomes() == [("2026/27-01", outcome)]


def test_what_is_done_says_when_and_is_counted_with_its_denominator(meeting):
    decided(meeting, make.ActionFactory(complete=True))
    decided(meeting, make.ActionFactory(closed=True))
    decided(meeting, reported(this=SILENT))
    decided(meeting)

    last = seen_by(now=AFTER_CLOSE).last_meeting

    assert [each.outcome for each in last.matters] == [
        "Complete on 30 September 2026",
        "Withdrawn on 30 September 2026",
        "No return; due 31 March 2027",
        "Nothing to be done",
    ]
    assert last.summary == "1 of 3 follow-ups complete, 1 closed by decision"
    assert (last.decisions, last.follow_ups, last.done) == (4, 3, 1)


def test_what_is_late_or_moved_says_so(meeting):
    action = reported(this=DeliveryStatus.ON_TRACK, baseline_on=date(2026, 9, 1))
    action.forecast_on = AFTER_CLOSE.date() - timedelta(days=3)
    action.save()
    decided(meeting, action)

    assert outcomes() == [
        (
            "2026/27-01",
            "On track; due 17 November 2026, first 1 September 2026, 3 days overdue",
        )
    ]


def test_the_last_meeting_is_the_one_before_that_which_considers_the_quarter(
    meeting, group
):
    decided(meeting)
    considers = make.MeetingFactory(
        group=group, held_on=date(2026, 11, 12), period=this_period()
    )
    decided(considers)
    decided(make.MeetingFactory(group=group, held_on=date(2026, 6, 30)))
    decided(make.MeetingFactory(held_on=date(2026, 10, 30)))

    last = seen_by(now=AFTER_CLOSE).last_meeting

    assert (last.meeting, last.decisions) == (meeting.pk, 1)


def test_before_any_meeting_there_is_none(agreement):
    this_period()

    assert seen_by(now=AFTER_CLOSE).last_meeting is None


@pytest.mark.parametrize(("who", "named"), [("officer", 3), ("reader", 1)])
def test_what_is_sensitive_is_counted_and_named_to_those_cleared(meeting, who, named):
    decided(meeting)
    decided(meeting, sensitive=True)
    decided(meeting, make.ActionFactory(active=True, sensitive=True))

    last = seen_by(make.UserFactory(**{who: True}), now=AFTER_CLOSE).last_meeting

    assert (last.decisions, len(last.matters)) == (3, named)
    assert last.not_named == 3 - named


def test_a_seal_has_the_same_with_the_marking_of_the_action(meeting, agreement):
    decided(meeting, make.ActionFactory(active=True, sensitive=True))

    [sealed] = matters_arising(
        standpoint=stand(quarter=None, now=AFTER_CLOSE), agreement=agreement
    )

    assert sealed.marking == "official_sensitive"
    assert sealed.outcome == "No line this quarter; due 31 March 2027"


def test_a_correction_names_what_it_corrects_and_is_named_by_it(meeting):
    first = decided(meeting)
    decided(meeting, corrects=first)

    wrong, right = seen_by(now=AFTER_CLOSE).last_meeting.matters

    assert (wrong.corrected_by, right.corrects) == ("2026/27-02", "2026/27-01")


def test_it_costs_the_same_for_ten_times_the_decisions(meeting):
    decided(meeting, reported(this=SILENT))
    officer = make.UserFactory(officer=True)
    seen_by(officer, now=AFTER_CLOSE)
    _, few = queries_of(lambda: seen_by(officer, now=AFTER_CLOSE))
    for _ in range(10):
        decided(meeting, reported(this=SILENT))
    _, many = queries_of(lambda: seen_by(officer, now=AFTER_CLOSE))

    assert len(many) == len(few)


# --- Escalations ---


def test_open_escalations_stand_with_the_latest_reply_first(agreement):
    this_period(closed=True)
    make.EscalationFactory(answered=True)
    make.EscalationFactory(reply_by=date(2026, 12, 1))
    late = make.EscalationFactory(red=True, reply_by=date(2026, 11, 10))

    found = seen_by(now=AFTER_CLOSE).escalations

    assert found.summary == "2 of 3 escalated wait for a reply, 1 of them late"
    assert (found.raised, found.open, found.late) == (3, 2, 1)
    assert [each.days_late for each in found.escalations] == [10, 0]
    assert found.escalations[0].ref == late.action.ref


def test_who_may_not_read_it_sees_it_counted(agreement):
    this_period(closed=True)
    own = make.EscalationFactory()
    make.EscalationFactory(red=True, action__sensitive=True)

    contact = seen_by(make.UserFactory(contact=own.agency), now=AFTER_CLOSE)
    reader = seen_by(make.UserFactory(reader=True), now=AFTER_CLOSE)

    for found in (contact.escalations, reader.escalations):
        assert [each.number for each in found.escalations] == [own.pk]
        assert (found.open, found.not_named) == (2, 1)


def test_a_seal_has_those_open_and_those_answered_since_the_last(agreement):
    this_period(closed=True)
    answered = make.EscalationFactory(answered=True)
    waiting = make.EscalationFactory()
    standpoint = stand(quarter=None, now=AFTER_CLOSE)

    sealed = sealed_escalations(
        standpoint=standpoint, since=answered.replied_at - timedelta(days=1)
    )
    later = sealed_escalations(standpoint=standpoint, since=answered.replied_at)

    assert [each.number for each in later] == [waiting.pk]
    assert [(each.number, each.state, each.reply) for each in sealed] == [
        (answered.pk, "answered", answered.reply),
        (waiting.pk, "open", ""),
    ]
