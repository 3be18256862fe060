"""What a meeting decides: its number, its follow-up, and that nothing changes it."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction

from actions.choices import ActionLife, Marking
from actions.models import Action
from actions.services.owed_lines import add_missing_lines
from assurance.models import Decision
from assurance.services.decision_checks import FollowUp
from assurance.services.decisions import record_decision
from hcss.kernel import audit
from hcss.kernel.errors import Conflict, NotPermitted
from hcss.kernel.personal_data import needs_confirming
from tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def meeting():
    return make.MeetingFactory(group__short_name="HCSSG")


@pytest.fixture
def chair(meeting):
    return make.UserFactory(name="Charlie Chair", chair=meeting.group)


@pytest.fixture
def priority():
    return make.PriorityFactory()


def follow_up(**more):
    agency = make.AgencyFactory()
    return FollowUp(
        **{
            "title": "Agree the county’s plan",
            "lead_agency": agency,
            "contact": make.UserFactory(contact=agency),
            "due_on": date(2027, 3, 31),
            "success_criterion": "Every agency has signed the plan.",
        }
        | more
    )


def decide(meeting, actor, now, **more):
    return record_decision(
        actor=actor, meeting=meeting, now=now, **{"text": "We go ahead."} | more
    )


@pytest.fixture
def decider(meeting, chair, priority, now):
    """Decide something against the priority."""
    return lambda **more: decide(meeting, chair, now, priority=priority, **more)


def faults(error):
    return {name: [str(each) for each in found] for name, found in error.value}


# --- Who, and how it is numbered ---


def test_decisions_are_numbered_as_they_are_recorded_in_the_financial_year(
    meeting, chair, now
):
    officer = make.UserFactory(officer=True)
    next_year = make.MeetingFactory(group=meeting.group, held_on=date(2026, 3, 31))

    numbers = [
        decide(meeting, chair, now).number,
        decide(next_year, officer, now).number,
        decide(meeting, officer, now).number,
        decide(make.MeetingFactory(), officer, now).number,
    ]

    assert numbers == ["2026/27-01", "2025/26-01", "2026/27-02", "2026/27-01"]
    event = audit.history(Decision.objects.order_by("pk")[0])[0]
    assert (event.verb, event.actor) == ("assurance.decision_recorded", chair)


@pytest.mark.parametrize("who", ["chair", "assurer", "reader", "contact", "approver"])
def test_neither_another_group_s_chair_nor_anybody_else_decides(meeting, who, now):
    person = make.UserFactory(
        **{who: make.PartnershipFactory() if who == "chair" else True}
    )

    with pytest.raises(NotPermitted):
        decide(meeting, person, now)


def test_a_meeting_to_come_has_decided_nothing_yet(chair, meeting, now):
    upcoming = make.MeetingFactory(group=meeting.group, upcoming=True)

    with pytest.raises(ValidationError) as error:
        decide(upcoming, chair, now)

    assert faults(error) == {
        "meeting": ["The meeting is on 12 November 2026: it has decided nothing yet."]
    }


def test_a_meeting_of_today_decides(chair, meeting, now):
    today = make.MeetingFactory(group=meeting.group, held_on=now.date())

    assert decide(today, chair, now).number == "2026/27-01"


@pytest.mark.parametrize("text", ["", "   "])
def test_a_decision_says_something(chair, meeting, now, text):
    with pytest.raises(ValidationError) as error:
        decide(meeting, chair, now, text=text)

    assert faults(error) == {"text": ["Write what was decided."]}


# --- It stays ---


@pytest.mark.parametrize("act", ["update", "delete"])
def test_the_database_refuses_to_change_a_decision(act, chair, meeting, now):
    decide(meeting, chair, now)
    rows = Decision.objects.all()

    with pytest.raises(DatabaseError), transaction.atomic():
        rows.update(text="Other words") if act == "update" else rows.delete()

    assert Decision.objects.get().text == "We go ahead."


def test_a_correction_is_another_decision_that_names_the_first(chair, meeting, now):
    first = decide(meeting, chair, now)

    second = decide(meeting, chair, now, corrects=first, text="We wait.")

    shown = Decision.objects.with_scope().get(pk=first.pk)
    assert shown.text == "We go ahead."
    assert (shown.corrected_by_number, shown.corrected_by_key) == (
        second.number,
        second.pk,
    )


def test_what_was_corrected_is_not_corrected_again(chair, meeting, now):
    first = decide(meeting, chair, now)
    decide(meeting, chair, now, corrects=first)

    with pytest.raises(Conflict) as error:
        decide(meeting, chair, now, corrects=first)

    assert "was corrected by 2026/27-02" in error.value.messages[0]


def test_a_decision_of_another_group_is_not_corrected(chair, meeting, now):
    with pytest.raises(ValidationError) as error:
        decide(meeting, chair, now, corrects=make.DecisionFactory())

    assert set(faults(error)) == {"corrects"}


# --- What it is against ---


def test_a_heading_needs_the_priority_of_its_own_agreement(
    chair, meeting, priority, now
):
    heading = make.HeadingFactory(agreement=priority.agreement)
    other = make.HeadingFactory(agreement=make.AgreementFactory(slug="older"))

    with pytest.raises(ValidationError) as alone:
        decide(meeting, chair, now, heading=heading)
    with pytest.raises(ValidationError) as strange:
        decide(meeting, chair, now, heading=other, priority=priority)

    assert set(faults(alone)) == {"priority"}
    assert set(faults(strange)) == {"heading"}


def test_about_a_sensitive_action_it_is_sensitive(chair, meeting, now):
    action = make.ActionFactory(active=True, sensitive=True)

    assert decide(meeting, chair, now, action=action).marking == Marking.SENSITIVE


def test_the_correction_of_a_sensitive_decision_is_sensitive(chair, meeting, now):
    first = decide(meeting, chair, now, marking=Marking.SENSITIVE)

    assert decide(meeting, chair, now, corrects=first).marking == Marking.SENSITIVE


# --- Its follow-up ---


@pytest.mark.parametrize("who", ["officer", "chair"])
def test_a_decision_against_a_cell_is_an_owned_dated_action_at_once(
    who, meeting, chair, priority, now
):
    actor = chair if who == "chair" else make.UserFactory(officer=True)
    heading = make.HeadingFactory(agreement=priority.agreement)
    wanted = follow_up()

    decision = decide(
        meeting, actor, now, priority=priority, heading=heading, follow_up=wanted
    )

    action = Action.objects.get()
    assert decision.follow_up == action
    assert (action.priority, action.heading, action.title) == (
        priority,
        heading,
        wanted.title,
    )
    assert action.life == ActionLife.ACTIVE
    assert (action.lead_agency, action.contact) == (wanted.lead_agency, wanted.contact)
    assert action.baseline_on == action.forecast_on == date(2027, 3, 31)
    assert action.decision == "HCSSG 2026/27-01"
    assert action.agreed_on == meeting.held_on
    assert [event.verb for event in audit.history(action)] == [
        "actions.action_started",
        "actions.action_agreed",
        "actions.action_proposed",
    ]


def test_in_an_open_period_the_follow_up_gets_its_line(chair, meeting, priority, now):
    period = make.PeriodFactory()

    made = decide(meeting, chair, now, priority=priority, follow_up=follow_up())
    add_missing_lines(period=period, now=now)

    assert made.follow_up.lines.get().quarterly_return.period == period


def test_a_sensitive_decision_makes_a_sensitive_action(chair, meeting, priority, now):
    made = decide(
        meeting,
        chair,
        now,
        priority=priority,
        follow_up=follow_up(),
        marking=Marking.SENSITIVE,
    )

    assert made.follow_up.marking == Marking.SENSITIVE


def test_everything_wrong_is_said_at_once_and_nothing_is_kept(chair, meeting, now):
    with pytest.raises(ValidationError) as error:
        decide(meeting, chair, now, text="", follow_up=FollowUp(title=" "))

    assert set(faults(error)) == {
        "text",
        "priority",
        "follow_up_title",
        "follow_up_lead_agency",
        "follow_up_contact",
        "follow_up_due_on",
        "follow_up_success_criterion",
    }
    assert not Decision.objects.exists()
    assert not Action.objects.exists()


@pytest.mark.parametrize(
    ("more", "field", "words"),
    [
        ({"due_on": date(2026, 10, 20)}, "due_on", "must be due after today"),
        ({"due_on": date(3000, 1, 1)}, "due_on", "between 1900 and 2199"),
        ({"title": "x" * 201}, "title", "Use 200 characters or fewer."),
        ({"contact": None}, "contact", "who answers for the follow-up"),
        ({"success_criterion": "x" * 10_001}, "success_criterion", "10,000"),
    ],
)
def test_what_the_action_cannot_be_stands_at_the_field(decider, more, field, words):
    with pytest.raises(ValidationError) as error:
        decider(follow_up=follow_up(**more))

    assert words in " ".join(faults(error)[f"follow_up_{field}"])
    assert not Action.objects.exists()


def test_a_contact_of_another_agency_is_refused(chair, meeting, priority, now):
    stranger = make.UserFactory(contact=True)

    with pytest.raises(ValidationError) as error:
        decide(
            meeting,
            chair,
            now,
            priority=priority,
            follow_up=follow_up(contact=stranger),
        )

    assert set(faults(error)) == {"follow_up_contact"}


def test_an_agreement_that_was_replaced_gets_no_new_action(
    chair, meeting, priority, now
):
    make.AgreementFactory(slug="next", replaces=priority.agreement)

    with pytest.raises(ValidationError) as error:
        decide(meeting, chair, now, priority=priority, follow_up=follow_up())

    assert set(faults(error)) == {"priority"}
    assert not Decision.objects.exists()


def test_words_about_people_are_asked_about_at_every_field_at_once(
    chair, meeting, priority, now
):
    wanted = follow_up(title="Write to a boy aged 14")

    with pytest.raises(ValidationError) as error:
        decide(
            meeting,
            chair,
            now,
            text="A girl aged 15 is at risk.",
            priority=priority,
            follow_up=wanted,
        )
    kept = decide(
        meeting,
        chair,
        now,
        text="A girl aged 15 is at risk.",
        priority=priority,
        follow_up=wanted,
        is_confirmed=True,
    )

    assert set(faults(error)) == {"text", "follow_up_title"}
    assert needs_confirming(error.value)
    assert kept.follow_up.title == "Write to a boy aged 14"
