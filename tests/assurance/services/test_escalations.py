"""Off track or silent for two quarters: a named person has to answer (R47)."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError

from actions.choices import DeliveryStatus, ReturnState
from actions.models import Return
from actions.services.periods import close_period, turn_the_quarter
from assurance.meeting_choices import EscalationKind, EscalationState
from assurance.models import Escalation
from assurance.services.escalations import (
    answer_escalation,
    name_addressee,
    raise_escalations,
)
from hcss.kernel import audit
from hcss.kernel.errors import Conflict, NotPermitted
from partnerships.models import Appointment
from tests import factories as make
from tests.assurance.county import SILENT, last_period, reported, this_period

pytestmark = pytest.mark.django_db

#: 28 October 2026, five minutes after the period closed.
CLOSED_AT = datetime(2026, 10, 28, 17, 5, tzinfo=UTC)
RED, GREEN = DeliveryStatus.OFF_TRACK, DeliveryStatus.ON_TRACK


@pytest.fixture
def period(db):
    last_period()
    return this_period()


def close(period):
    close_period(actor=None, period=period, now=CLOSED_AT)


def raised():
    return [(each.kind, each.agency, each.action) for each in Escalation.objects.all()]


def empty_the_desks():
    Appointment.objects.all().delete()


# --- What is raised ---


@pytest.mark.parametrize(
    ("last", "this"),
    [
        (RED, GREEN),
        (GREEN, RED),
        (None, RED),
        (SILENT, RED),
        (RED, SILENT),
        (GREEN, SILENT),
        (DeliveryStatus.AT_RISK, DeliveryStatus.AT_RISK),
    ],
)
def test_once_is_not_escalated(period, last, this):
    reported(last=last, this=this)

    close(period)

    assert raised() == []


def test_off_track_two_quarters_running_is_entered_at_the_close(period):
    action = reported(last=RED, this=RED)
    approver = make.UserFactory(approver=action.lead_agency)

    close(period)

    entered = Escalation.objects.get()
    assert (entered.kind, entered.action) == (EscalationKind.RED_TWICE, action)
    assert (entered.agency, entered.period) == (action.lead_agency, period)
    assert entered.to_person == approver
    assert entered.reply_by == date(2026, 11, 11)
    assert entered.state == EscalationState.OPEN
    assert audit.history(entered)[0].verb == "assurance.escalation_raised"


def test_no_return_two_quarters_running_is_entered_at_the_close(period):
    action = reported(last=SILENT, this=SILENT)

    close(period)

    assert raised() == [(EscalationKind.NO_RETURN_TWICE, action.lead_agency, None)]


def test_the_clock_enters_them_too_and_only_once(period):
    reported(last=RED, this=RED)
    reported(last=SILENT, this=SILENT)

    turn_the_quarter(now=CLOSED_AT)
    turn_the_quarter(now=CLOSED_AT + timedelta(minutes=5))

    assert Escalation.objects.count() == 2


def test_the_clock_catches_up_what_was_missed(period):
    reported(last=RED, this=RED)
    close(period)
    Escalation.objects.all().delete()

    turn_the_quarter(now=CLOSED_AT + timedelta(days=3))

    assert Escalation.objects.get().reply_by == date(2026, 11, 13)


def test_a_return_with_more_time_is_entered_when_its_time_has_run_out(period):
    action = reported(last=SILENT, this=SILENT)
    Return.objects.filter(period=period).update(
        extended_until=CLOSED_AT + timedelta(days=2)
    )
    close(period)
    at_the_close = raised()

    turn_the_quarter(now=CLOSED_AT + timedelta(days=3))

    assert at_the_close == []
    assert raised() == [(EscalationKind.NO_RETURN_TWICE, action.lead_agency, None)]


def test_an_open_period_raises_nothing(period):
    reported(last=RED, this=RED)

    assert raise_escalations(period=period, now=CLOSED_AT) == []


def test_the_first_period_of_all_raises_nothing(db):
    only = this_period(closed=True)
    reported(this=RED)

    assert raise_escalations(period=only, now=CLOSED_AT) == []


def test_what_is_over_is_not_escalated(period):
    reported(last=RED, this=RED, closed=True, active=False)

    close(period)

    assert raised() == []


def test_of_an_action_handed_on_the_agency_that_leads_it_now_answers(period):
    action = reported(last=RED, this=RED)
    action.lead_agency = make.AgencyFactory(name="Successor")
    action.contact = None
    action.save()

    close(period)

    assert raised() == [(EscalationKind.RED_TWICE, action.lead_agency, action)]


def test_each_quarter_in_which_it_lasts_is_entered_again(period):
    action = reported(last=RED, this=RED)
    close(period)
    following = make.PeriodFactory(quarter=period.quarter.next, closed=True)
    make.ReturnLineFactory(
        quarterly_return__period=following,
        quarterly_return__agency=action.lead_agency,
        quarterly_return__submitted=True,
        action=action,
        reported=RED,
    )

    raise_escalations(period=following, now=CLOSED_AT + timedelta(days=91))

    assert Escalation.objects.filter(action=action).count() == 2


# --- Whom it is put to ---


def test_without_an_approver_the_contact_is_asked(period):
    action = reported(last=RED, this=RED)
    empty_the_desks()
    contact = make.UserFactory(contact=action.lead_agency)

    close(period)

    assert Escalation.objects.get().to_person == contact


def test_without_an_approver_the_member_comes_before_contact_and_deputy(period):
    action = reported(last=RED, this=RED)
    empty_the_desks()
    make.UserFactory(contact=action.lead_agency)
    make.UserFactory(deputy=action.lead_agency)
    member = make.UserFactory(member=action.lead_agency)

    close(period)

    assert Escalation.objects.get().to_person == member


def test_the_deputy_is_asked_last(period):
    action = reported(last=RED, this=RED)
    empty_the_desks()
    deputy = make.UserFactory(deputy=action.lead_agency)

    close(period)

    assert Escalation.objects.get().to_person == deputy


def test_without_either_it_waits_for_an_officer_to_name_somebody(period):
    reported(last=RED, this=RED)
    empty_the_desks()
    close(period)
    entered = Escalation.objects.get()
    assert entered.to_person is None
    chief = make.UserFactory(employer=entered.agency)

    name_addressee(
        actor=make.UserFactory(officer=True),
        escalation=entered,
        to_person=chief,
        version=1,
        now=CLOSED_AT,
    )

    assert Escalation.objects.get().to_person == chief
    assert audit.history(entered)[0].verb == "assurance.escalation_addressed"


def test_somebody_who_has_left_is_not_asked(period):
    action = reported(last=RED, this=RED)
    empty_the_desks()
    make.UserFactory(approver=action.lead_agency, is_active=False)

    close(period)

    assert Escalation.objects.get().to_person is None


@pytest.mark.parametrize("who", ["nobody", "a stranger"])
def test_only_people_of_the_agency_are_named(who, now):
    escalation = make.EscalationFactory()
    named = None if who == "nobody" else make.UserFactory(contact=True)

    with pytest.raises(ValidationError) as error:
        name_addressee(
            actor=make.UserFactory(officer=True),
            escalation=escalation,
            to_person=named,
            version=1,
            now=now,
        )

    assert set(error.value.error_dict) == {"to_person"}


def test_only_an_officer_names_who_answers(now):
    escalation = make.EscalationFactory()
    approver = make.UserFactory(approver=escalation.agency)

    with pytest.raises(NotPermitted):
        name_addressee(
            actor=approver,
            escalation=escalation,
            to_person=approver,
            version=1,
            now=now,
        )


# --- The reply ---


def answer(escalation, actor, now, **more):
    return answer_escalation(
        actor=actor,
        escalation=escalation,
        now=now,
        **{"reply": "Two officers moved to it.", "version": 1} | more,
    )


def people_of(escalation):
    agency = escalation.agency
    return {
        "approver": make.UserFactory(approver=agency),
        "contact": make.UserFactory(contact=agency),
        "officer": make.UserFactory(officer=True),
        "chair": make.UserFactory(chair=True),
        "assurer": make.UserFactory(assurer=True),
        "another agency": make.UserFactory(approver=True),
        "administrator": make.UserFactory(administrator=True),
    }


@pytest.mark.parametrize(
    ("who", "told_by"), [("approver", ""), ("officer", "J. Hale, by telephone")]
)
def test_it_closes_with_a_reply(who, told_by, now):
    escalation = make.EscalationFactory()

    answer(escalation, people_of(escalation)[who], now, told_by=told_by)

    kept = Escalation.objects.get()
    said = "Two officers moved to it."
    assert kept.state == EscalationState.ANSWERED
    assert kept.reply == (f"{said}\n\nTold by {told_by}" if told_by else said)
    assert kept.replied_at == now


def test_an_officer_says_who_told_them(now):
    with pytest.raises(ValidationError) as error:
        answer(make.EscalationFactory(), make.UserFactory(officer=True), now)

    assert set(error.value.error_dict) == {"told_by"}


def test_the_person_it_was_put_to_answers(now):
    escalation = make.EscalationFactory()
    asked = make.UserFactory(contact=escalation.agency)
    escalation.to_person = asked
    escalation.save()

    assert answer(escalation, asked, now).replied_by == asked


def test_who_was_asked_and_has_left_the_agency_does_not_answer(now):
    escalation = make.EscalationFactory(to_person=make.UserFactory(contact=True))

    with pytest.raises(NotPermitted):
        answer(escalation, escalation.to_person, now)
    assert not Escalation.objects.visible_to(escalation.to_person).exists()


@pytest.mark.parametrize(
    "who", ["contact", "chair", "assurer", "another agency", "administrator"]
)
def test_nobody_else_answers(who, now):
    escalation = make.EscalationFactory()

    with pytest.raises(NotPermitted):
        answer(escalation, people_of(escalation)[who], now)


def test_no_empty_reply_closes_it(now):
    escalation = make.EscalationFactory()
    approver = make.UserFactory(approver=escalation.agency)

    with pytest.raises(ValidationError):
        answer(escalation, approver, now, reply="  ")

    assert Escalation.objects.get().state == EscalationState.OPEN


def test_a_reply_is_never_changed(now):
    escalation = make.EscalationFactory(answered=True)
    approver = make.UserFactory(approver=escalation.agency)

    with pytest.raises(Conflict) as error:
        answer(escalation, approver, now, version=2)

    assert "answered it on 15 October 2026" in error.value.messages[0]


def test_what_is_put_right_does_not_close_it(period):
    action = reported(last=RED, this=RED)
    close(period)
    following = make.PeriodFactory(quarter=period.quarter.next, closed=True)
    make.ReturnLineFactory(
        quarterly_return__period=following,
        quarterly_return__agency=action.lead_agency,
        quarterly_return__submitted=True,
        action=action,
        reported=GREEN,
    )

    raise_escalations(period=following, now=CLOSED_AT + timedelta(days=91))

    assert Escalation.objects.get().state == EscalationState.OPEN


def test_a_late_return_does_not_close_it(period):
    reported(last=SILENT, this=SILENT)
    close(period)
    Return.objects.filter(period=period).update(
        state=ReturnState.SUBMITTED, submitted_at=CLOSED_AT, version=1
    )

    turn_the_quarter(now=CLOSED_AT + timedelta(days=1))

    assert Escalation.objects.get().state == EscalationState.OPEN
