"""An officer holds what is planned, lets it go, and has a digest sent at once."""

from datetime import UTC, date, datetime, timedelta
from smtplib import SMTPRecipientsRefused

import pytest
from django.conf import settings
from django.core import mail
from django.core.exceptions import ValidationError
from django.core.mail.backends.locmem import EmailBackend

from actions import events
from actions.choices import ReminderState, Stage
from actions.models import Reminder
from actions.services.reminding.digests import send_digest
from actions.services.reminding.dry_run import by_person, who_would_be_written_to
from actions.services.reminding.ledger import (
    hold,
    hold_all,
    release_all_held,
    release_held,
)
from actions.services.reminding.plans import plan_reminders
from actions.services.reminding.sending_now import send_now
from hcss.kernel.errors import Conflict, NotPermitted
from hcss.kernel.models import AuditEvent
from tests.factories import (
    ActionFactory,
    AgencyFactory,
    ReminderFactory,
    ReminderPreferenceFactory,
    ReturnFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db

#: The day of the first reminder of Q2 2026/27, and of the second.
FIRST, SECOND = date(2026, 10, 12), date(2026, 10, 19)
NOW = datetime(2026, 10, 12, 9, tzinfo=UTC)
LATER = datetime(2026, 10, 19, 9, tzinfo=UTC)


class Refusing(EmailBackend):
    """A mail server that knows nobody."""

    def send_messages(self, messages):
        raise SMTPRecipientsRefused({messages[0].to[0]: (550, b"No such mailbox")})


@pytest.fixture
def officer():
    return UserFactory(name="Officer", officer=True)


@pytest.fixture
def ann():
    agency = AgencyFactory(name="Hampshire Constabulary")
    ann = UserFactory(name="Ann", contact=agency)
    ReturnFactory(agency=agency)
    return ann


def key_on(day, now=NOW):
    [each] = who_would_be_written_to(on=day, now=now)
    return each.due.key


def run(now):
    plan_reminders(on=now.date(), now=now)
    return {
        person: send_digest(person_id=person, now=now)
        for person in sorted(set(Reminder.objects.values_list("person", flat=True)))
    }


def verbs():
    return list(AuditEvent.objects.order_by("pk").values_list("verb", flat=True))


# --- Holding --------------------------------------------------------------------------


def test_what_is_held_does_not_go_until_it_is_let_go(officer, ann):
    held = hold(actor=officer, key=key_on(FIRST), on=FIRST, now=NOW)

    assert run(NOW) == {ann.pk: 0}
    release_held(actor=officer, reminder=held, now=NOW)
    assert run(NOW) == {ann.pk: 1}
    assert verbs() == [
        events.REMINDER_HELD,
        events.REMINDER_LET_GO,
        events.REMINDER_SENT,
    ]


def test_what_waits_in_the_ledger_can_be_held(officer, ann):
    plan_reminders(on=FIRST, now=NOW)

    held = hold(actor=officer, key=key_on(FIRST), on=FIRST, now=NOW)

    assert Reminder.objects.get(stage=Stage.RETURN_FIRST) == held
    assert (held.state, held.held_by) == (ReminderState.HELD, officer)


def test_what_is_planned_for_a_later_day_can_be_held_today(officer, ann):
    run(NOW)
    key = key_on(SECOND)

    held = hold(actor=officer, key=key, on=SECOND, now=NOW)

    assert (held.stage, held.not_before) == (Stage.RETURN_SECOND, SECOND)
    assert run(LATER) == {ann.pk: 0}


def test_let_go_before_its_day_it_goes_on_its_day(officer, ann):
    run(NOW)
    held = hold(actor=officer, key=key_on(SECOND), on=SECOND, now=NOW)
    release_held(actor=officer, reminder=held, now=NOW)

    assert run(NOW + timedelta(hours=1)) == {ann.pk: 0}
    assert Reminder.objects.get(pk=held.pk).stopped_at is None
    assert run(LATER) == {ann.pk: 1}


def test_what_was_stopped_and_would_go_again_can_be_held(officer, ann):
    ReminderFactory(
        about=ann.appointments.get().agency.returns.get(),
        person=ann,
        stage=Stage.RETURN_FIRST,
        stopped=True,
    )

    held = hold(actor=officer, key=key_on(FIRST), on=FIRST, now=NOW)

    assert list(Reminder.objects.held()) == [held]
    assert run(NOW) == {ann.pk: 0}


def test_of_two_officers_the_second_learns_that_it_is_held(officer, ann):
    key = key_on(FIRST)
    hold(actor=officer, key=key, on=FIRST, now=NOW)

    with pytest.raises(Conflict, match="It is held already"):
        hold(actor=officer, key=key, on=FIRST, now=NOW)


def test_what_is_not_planned_for_the_day_cannot_be_held(officer, ann):
    key = (ann.pk, Stage.RETURN_SECOND, "return:1")

    with pytest.raises(Conflict, match="It is not planned for that day"):
        hold(actor=officer, key=key, on=FIRST, now=NOW)
    assert Reminder.objects.count() == 0


def test_what_nobody_is_told_of_cannot_be_held(officer):
    ReturnFactory()

    with pytest.raises(Conflict, match="It is not planned"):
        hold(actor=officer, key=key_on(FIRST), on=FIRST, now=NOW)


def test_what_is_shown_in_the_service_only_cannot_be_held(officer):
    action = ActionFactory(active=True, baseline_on=date(2026, 11, 11))
    ReminderPreferenceFactory(person=action.contact, in_service_only=True)

    with pytest.raises(Conflict, match="there is no mail to hold"):
        hold(actor=officer, key=key_on(FIRST), on=FIRST, now=NOW)


def test_what_a_worker_is_sending_cannot_be_held(officer, ann):
    plan_reminders(on=FIRST, now=NOW)
    Reminder.objects.update(taken_at=NOW - timedelta(seconds=1))

    with pytest.raises(Conflict, match="It is being sent at this moment"):
        hold(actor=officer, key=key_on(FIRST), on=FIRST, now=NOW)


def test_what_a_dead_worker_left_can_be_held(officer, ann):
    plan_reminders(on=FIRST, now=NOW)
    before_its_lease = NOW - settings.REMINDER_LEASE - timedelta(seconds=1)
    Reminder.objects.update(taken_at=before_its_lease)

    held = hold(actor=officer, key=key_on(FIRST), on=FIRST, now=NOW)

    assert (held.taken_at, held.claim) == (None, None)


def test_all_of_a_stage_is_held_in_one_go(officer, ann):
    for _ in range(2):
        agency = AgencyFactory()
        UserFactory(contact=agency)
        ReturnFactory(agency=agency)
    ActionFactory(active=True, baseline_on=FIRST + timedelta(days=7))

    number = hold_all(actor=officer, on=FIRST, stage=Stage.RETURN_FIRST, now=NOW)

    assert number == 3
    assert verbs() == [events.REMINDER_HELD] * 3
    planned = who_would_be_written_to(on=FIRST, now=NOW)
    going = [each for rows in by_person(planned, on=FIRST).values() for each in rows]
    assert [each.due.stage for each in going] == [Stage.ACTION_DUE_7]


def test_what_waits_for_an_address_to_be_mended_is_not_held(officer, ann):
    plan_reminders(on=FIRST, now=NOW)
    Reminder.objects.owed().update(failed_at=NOW, refused_at=NOW, error="No mailbox")

    with pytest.raises(Conflict, match="does not work: mend it first"):
        hold(actor=officer, key=key_on(FIRST), on=FIRST, now=NOW)
    with pytest.raises(Conflict, match="nothing here to hold"):
        hold_all(actor=officer, on=FIRST, stage=Stage.RETURN_FIRST, now=NOW)


def test_all_to_a_person_is_held_and_let_go_in_one_go(officer, ann):
    agency = ann.appointments.get().agency
    ActionFactory(active=True, lead_agency=agency, contact=ann, baseline_on=FIRST)
    other = ReminderFactory(held=True)

    assert hold_all(actor=officer, on=FIRST, person=ann, now=NOW) == 2
    assert release_all_held(actor=officer, person=ann, now=NOW) == 2

    assert list(Reminder.objects.held()) == [other]


def test_nothing_to_hold_or_to_let_go_is_said(officer, ann):
    hold_all(actor=officer, on=FIRST, person=ann, now=NOW)

    with pytest.raises(Conflict, match="nothing here to hold"):
        hold_all(actor=officer, on=FIRST, person=ann, now=NOW)
    with pytest.raises(Conflict, match="Nothing of it is held"):
        release_all_held(actor=officer, person=officer, now=NOW)


def test_holding_everything_of_a_day_is_not_one_press(officer, ann):
    with pytest.raises(ValidationError, match="Choose a stage or a person"):
        hold_all(actor=officer, on=FIRST, now=NOW)


def test_of_two_officers_the_second_learns_that_it_was_let_go(officer):
    first_tab = ReminderFactory(held=True)
    second_tab = Reminder.objects.get(pk=first_tab.pk)
    release_held(actor=officer, reminder=first_tab, now=NOW)

    with pytest.raises(Conflict, match="It is not held"):
        release_held(actor=officer, reminder=second_tab, now=NOW)


# --- Sending at once ------------------------------------------------------------------


def test_an_officer_sends_a_digest_before_the_first_run_of_the_day(officer, ann):
    early = datetime(2026, 10, 12, 5, tzinfo=UTC)  # 6am in London

    assert send_now(actor=officer, person=ann, now=early) == 1

    assert [message.to for message in mail.outbox] == [[ann.email]]
    assert verbs() == [events.DIGEST_ASKED_FOR, events.REMINDER_SENT]
    assert run(NOW) == {ann.pk: 0}
    assert len(mail.outbox) == 1


def test_nobody_else_is_written_to(officer, ann):
    agency = AgencyFactory()
    UserFactory(contact=agency)
    ReturnFactory(agency=agency)

    send_now(actor=officer, person=ann, now=NOW)

    assert set(Reminder.objects.values_list("person", flat=True)) == {ann.pk}


def test_what_waits_for_another_try_is_tried_at_once(officer, ann):
    plan_reminders(on=FIRST, now=NOW)
    Reminder.objects.update(failed_at=NOW, next_try_at=NOW + timedelta(hours=30))

    assert send_now(actor=officer, person=ann, now=NOW) == 1


def _saturday(ann, officer):
    return datetime(2026, 10, 10, 9, tzinfo=UTC)


def _day_before(ann, officer):
    send_now(actor=officer, person=ann, now=NOW)
    return NOW + timedelta(days=1)


def _held(ann, officer):
    hold_all(actor=officer, on=FIRST, person=ann, now=NOW)
    return NOW


def _refused(ann, officer):
    plan_reminders(on=FIRST, now=NOW)
    Reminder.objects.update(refused_at=NOW, failed_at=NOW)
    return NOW


def _taken(ann, officer):
    plan_reminders(on=FIRST, now=NOW)
    Reminder.objects.update(taken_at=NOW)
    return NOW


@pytest.mark.parametrize(
    ("happened", "code", "words"),
    [
        (_saturday, "not_today", "weekend or a bank holiday"),
        (_day_before, "nothing_due", "Nothing is due to Ann on 13 October 2026."),
        (_held, "nothing_due", "Nothing is due to Ann on 12 October 2026: 1 held."),
        (_refused, "address", "The address of Ann does not work: mend it first."),
        (_taken, "being_sent", "It is being sent at this moment"),
    ],
)
def test_what_cannot_be_sent_at_once_is_refused_in_words(
    officer, ann, happened, code, words
):
    now = happened(ann, officer)
    mail.outbox.clear()

    with pytest.raises(Conflict, match=words) as found:
        send_now(actor=officer, person=ann, now=now)

    assert found.value.code == code
    assert mail.outbox == []


def test_what_waits_for_a_chosen_day_is_not_sent_at_once(officer):
    action = ActionFactory(active=True, baseline_on=date(2026, 11, 11))
    ReminderPreferenceFactory(person=action.contact, weekdays=[3])

    with pytest.raises(Conflict, match="1 waiting for a day that they chose"):
        send_now(actor=officer, person=action.contact, now=NOW)


def test_a_mail_that_fails_is_said_to_have_failed(officer, ann, settings):
    settings.EMAIL_BACKEND = f"{__name__}.Refusing"

    with pytest.raises(Conflict, match=r"could not be sent\. .*550 No such mailbox"):
        send_now(actor=officer, person=ann, now=NOW)

    assert Reminder.objects.refused().count() == 1


@pytest.mark.parametrize("who", ["contact", "chair", "administrator"])
def test_only_officers_hold_let_go_and_send(who):
    person = UserFactory(**{who: True})
    held = ReminderFactory(held=True)

    for call in (
        lambda: hold(actor=person, key=(1, "x", "y"), on=FIRST, now=NOW),
        lambda: hold_all(actor=person, on=FIRST, person=person, now=NOW),
        lambda: release_held(actor=person, reminder=held, now=NOW),
        lambda: release_all_held(actor=person, now=NOW),
        lambda: send_now(actor=person, person=person, now=NOW),
    ):
        with pytest.raises(NotPermitted):
            call()
