"""One mail per person, once, and only about what still holds (R57 to R59)."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from smtplib import SMTPRecipientsRefused, SMTPServerDisconnected

import pytest
import time_machine
from django.conf import settings
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.db import connections
from django.db.models import F

from actions import events
from actions.choices import ReturnState, Stage
from actions.models import Action, Digest, Period, Reminder, Return
from actions.querysets.reminders import with_things
from actions.services.reminding.digests import (
    owed_people,
    queue_digests,
    send_digest,
    wait_after,
)
from actions.services.reminding.plans import plan_reminders
from hcss.kernel.models import AuditEvent
from partnerships.models import Appointment, User
from tests.factories import (
    ActionFactory,
    AgencyFactory,
    AppointmentFactory,
    PeriodFactory,
    ReturnFactory,
    StageChangeFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db

#: The first reminder of Q2 2026/27's returns, a Monday.
NOW = datetime(2026, 10, 12, 9, tzinfo=UTC)
TODAY = NOW.date()
CHANGED = "The date, or when it is reminded of, has changed."
LATER = NOW + settings.REMINDER_LEASE + timedelta(seconds=1)


class Refusing(EmailBackend):
    """A mail server that knows nobody."""

    def send_messages(self, messages):
        raise SMTPRecipientsRefused({messages[0].to[0]: (550, b"No such mailbox")})


class Unreachable(EmailBackend):
    """A mail server that is down."""

    def send_messages(self, messages):
        raise ConnectionRefusedError("Connection refused")


class Silent(EmailBackend):
    """A mail server whose line breaks before it has answered."""

    def send_messages(self, messages):
        raise SMTPServerDisconnected("Connection unexpectedly closed")


class Mended(Refusing):
    """One that knows nobody, and meanwhile an officer mends the address."""

    def send_messages(self, messages):
        User.objects.filter(email=messages[0].to[0]).update(email="new@police.example")
        super().send_messages(messages)


@pytest.fixture
def agency():
    return AgencyFactory(name="Hampshire Constabulary")


@pytest.fixture
def ann(agency):
    return UserFactory(name="Ann", contact=agency)


@pytest.fixture
def quarterly_return(agency, ann):
    """A return that has not come in, of which Ann is owed the first reminder."""
    quarterly_return = ReturnFactory(agency=agency)
    plan_reminders(on=TODAY, now=NOW)
    return quarterly_return


def send(person, now=NOW):
    return send_digest(person_id=person.pk, now=now)


def outcome(stage=Stage.RETURN_FIRST):
    row = Reminder.objects.get(stage=stage)
    return (bool(row.sent_at), row.stopped_because)


# --- Once, and together ---------------------------------------------------------------


def test_of_two_workers_with_the_same_person_one_sends(quarterly_return, ann):
    sent = [send(ann) for _ in range(2)]

    assert sent == [1, 0]
    assert [message.to for message in mail.outbox] == [[ann.email]]


@pytest.mark.django_db(transaction=True)
def test_of_ten_workers_at_the_same_moment_one_sends(quarterly_return, ann):
    def work(_):
        try:
            return send(ann)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(10) as workers:
        sent = list(workers.map(work, range(10)))

    assert sorted(sent) == [0] * 9 + [1]
    assert len(mail.outbox) == 1


def test_everything_a_person_is_owed_goes_in_one_mail(quarterly_return, ann):
    elsewhere = AgencyFactory(name="Test Valley Borough Council")
    AppointmentFactory(person=ann, role="contact", agency=elsewhere)
    ReturnFactory(agency=elsewhere)
    ActionFactory(active=True, lead_agency=elsewhere, contact=ann, baseline_on=TODAY)
    plan_reminders(on=TODAY, now=NOW)

    assert send(ann) == 3

    [message] = mail.outbox
    assert message.subject == f"3 reminders from {settings.SERVICE_NAME}"
    links = [line for line in message.body.splitlines() if line.startswith("http")]
    things = [each.url for each in with_things(Reminder.objects.sent())]
    assert sorted(links) == sorted(settings.SITE_URL + url for url in things)


def test_each_reminder_sent_is_written_down(quarterly_return, ann):
    send(ann)

    event = AuditEvent.objects.get(verb=events.REMINDER_SENT)
    assert event.subject_label == "First reminder of a return to Ann"
    assert event.actor is None


def test_what_is_being_sent_by_another_is_left_alone_until_the_lease_is_over(
    quarterly_return, ann
):
    Reminder.objects.owed().update(taken_at=NOW)

    assert send(ann, NOW + settings.REMINDER_LEASE) == 0
    assert send(ann, LATER) == 1


def test_who_is_owed_is_asked_for_once_and_nobody_else(quarterly_return, ann):
    ActionFactory(active=True, lead_agency=quarterly_return.agency, contact=ann)
    UserFactory(contact=quarterly_return.agency)

    assert owed_people(now=NOW) == [ann.pk]


@time_machine.travel(NOW, tick=False)
def test_the_run_sends_to_everybody_who_is_owed(quarterly_return, ann):
    bob = UserFactory(name="Bob", contact=quarterly_return.agency)
    plan_reminders(on=TODAY, now=NOW)

    assert queue_digests(now=NOW) == 2

    assert sorted(message.to[0] for message in mail.outbox) == sorted(
        [ann.email, bob.email]
    )


def test_nothing_is_sent_on_a_day_off(quarterly_return, ann):
    sunday = NOW - timedelta(days=1)

    assert (queue_digests(now=sunday), send(ann, sunday)) == (0, 0)
    assert mail.outbox == []
    assert outcome() == (False, "")


# --- Looked at again at the moment of sending -----------------------------------------


def test_a_return_that_came_in_meanwhile_is_not_reminded_of(quarterly_return, ann):
    Return.objects.update(state=ReturnState.SUBMITTED, submitted_at=NOW, version=1)

    assert send(ann) == 0
    assert mail.outbox == []
    assert outcome() == (False, "The return has come in.")
    # Nobody has it in hand any more, should its reason come back.
    stopped = Reminder.objects.get(person=ann, stage=Stage.RETURN_FIRST)
    assert (stopped.taken_at, stopped.claim) == (None, None)


def test_a_period_that_closed_meanwhile_is_not_reminded_of(quarterly_return, ann):
    Period.objects.update(state="closed", closed_at=NOW)

    assert send(ann) == 0
    assert outcome() == (False, "The period has closed.")


def test_a_deadline_put_off_stops_the_reminder(quarterly_return, ann):
    Period.objects.update(due_at=F("due_at") + timedelta(days=1))

    assert send(ann) == 0
    assert outcome() == (False, CHANGED)


def test_who_has_left_meanwhile_is_not_written_to(quarterly_return, ann):
    UserFactory(contact=quarterly_return.agency)
    Appointment.objects.filter(person=ann).update(ends_on=TODAY)

    assert send(ann) == 0
    assert outcome() == (False, "Somebody else is told of it now.")


def test_whose_account_was_ended_meanwhile_is_not_written_to(quarterly_return, ann):
    User.objects.filter(pk=ann.pk).update(is_active=False)

    assert send(ann) == 0
    assert outcome() == (False, "Nobody is told of it now.")


def test_a_stage_that_was_turned_off_meanwhile_is_not_sent(quarterly_return, ann):
    StageChangeFactory(stage=Stage.RETURN_FIRST, is_on=False)

    assert send(ann) == 0
    assert outcome() == (False, "The stage was turned off.")


def test_a_stage_that_waited_too_long_gives_way_to_the_next(quarterly_return, ann):
    second = NOW + timedelta(days=7)
    plan_reminders(on=second.date(), now=second)

    assert send(ann, second) == 1

    assert outcome() == (False, "Overtaken by: Second reminder of a return.")
    assert outcome(Stage.RETURN_SECOND) == (True, "")


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"life": "on_hold", "held_until": date(2027, 1, 4)}, "The action is on hold."),
        ({"forecast_on": date(2027, 6, 30)}, CHANGED),
    ],
)
def test_an_action_that_changed_meanwhile_is_not_reminded_of(change, why):
    action = ActionFactory(active=True, baseline_on=TODAY + timedelta(days=30))
    plan_reminders(on=TODAY, now=NOW)
    Action.objects.update(**change)

    assert send(action.contact) == 0
    assert outcome(Stage.ACTION_DUE_30) == (False, why)


# --- When it cannot be sent -----------------------------------------------------------


def test_a_server_that_is_down_frees_the_reminder_and_says_why(
    quarterly_return, ann, settings
):
    settings.EMAIL_BACKEND = f"{__name__}.Unreachable"

    assert send(ann) == 0

    row = Reminder.objects.get(stage=Stage.RETURN_FIRST)
    assert (row.taken_at, row.failed_at, row.refused_at) == (None, NOW, None)
    assert row.error == "The mail could not be handed over: Connection refused"
    digest = Digest.objects.get()
    assert (digest.state, digest.error) == ("failed", row.error)


def test_what_failed_is_owed_again_after_a_wait(quarterly_return, ann, settings):
    settings.EMAIL_BACKEND = f"{__name__}.Unreachable"

    send(ann)

    row = Reminder.objects.get(stage=Stage.RETURN_FIRST)
    assert row.next_try_at == NOW + settings.REMINDER_RETRY
    assert owed_people(now=NOW) == []
    assert owed_people(now=row.next_try_at) == [ann.pk]


@pytest.mark.parametrize(
    ("attempts", "minutes"),
    [(0, 1), (1, 1), (2, 2), (3, 4), (6, 32), (7, 60), (99, 60)],
)
def test_the_wait_doubles_up_to_an_hour(attempts, minutes):
    assert wait_after(attempts) == timedelta(minutes=minutes)


def test_what_failed_goes_out_once_the_server_is_back(quarterly_return, ann, settings):
    working = settings.EMAIL_BACKEND
    settings.EMAIL_BACKEND = f"{__name__}.Unreachable"
    send(ann)
    settings.EMAIL_BACKEND = working

    assert send(ann, NOW) == 0  # it is not time yet
    assert send(ann, NOW + settings.REMINDER_RETRY) == 1

    row = Reminder.objects.get(stage=Stage.RETURN_FIRST)
    assert (row.attempts, row.state) == (2, "sent")
    assert len(mail.outbox) == 1


def test_a_second_attempt_carries_the_message_id_of_the_first(quarterly_return, ann):
    send(ann)
    Reminder.objects.update(sent_at=None)  # the worker died before its note

    send(ann, LATER)

    first, second = (message.extra_headers["Message-ID"] for message in mail.outbox)
    assert first == second


def test_an_address_refused_for_good_waits_for_an_officer(
    quarterly_return, ann, settings
):
    settings.EMAIL_BACKEND = f"{__name__}.Refusing"

    assert send(ann) == 0

    row = Reminder.objects.get(stage=Stage.RETURN_FIRST)
    assert (row.state, row.refused_at, row.attempts) == ("refused", NOW, 1)
    assert row.error == "The mail server answered: 550 No such mailbox"
    assert owed_people(now=LATER) == []
    event = AuditEvent.objects.get(verb=events.REMINDER_FAILED)
    assert event.why == row.error
    assert Digest.objects.get().state == "refused"


def test_a_message_without_an_answer_is_lost_once_another_carries_its_reminders(
    quarterly_return, ann
):
    send(ann)
    Reminder.objects.update(sent_at=None)  # the worker died before it noted the answer
    Digest.objects.update(sent_at=None)

    send(ann, LATER)

    assert [each.state for each in Digest.objects.order_by("pk")] == [
        "doubtful",
        "sent",
    ]


def test_a_message_that_a_dead_worker_left_is_lost_although_its_reason_has_gone(
    quarterly_return, ann
):
    send(ann)
    Reminder.objects.update(sent_at=None)
    Digest.objects.update(sent_at=None)
    Period.objects.update(due_at=F("due_at") + timedelta(days=1))

    assert send(ann, LATER) == 0

    assert Digest.objects.get().state == "doubtful"


@pytest.mark.parametrize(
    ("backend", "number"), [("Silent", 1), ("Unreachable", 0), ("Refusing", 0)]
)
def test_a_message_that_was_never_answered_counts_as_doubtful(
    quarterly_return, ann, settings, backend, number
):
    settings.EMAIL_BACKEND = f"{__name__}.{backend}"

    send(ann)

    assert Digest.objects.doubtful().count() == number


def test_an_address_that_was_mended_while_the_old_one_was_refused_is_tried_at_once(
    quarterly_return, ann, settings
):
    working = settings.EMAIL_BACKEND
    settings.EMAIL_BACKEND = f"{__name__}.Mended"
    send(ann)
    settings.EMAIL_BACKEND = working

    assert owed_people(now=NOW) == [ann.pk]
    assert send(ann) == 1
    assert [message.to for message in mail.outbox] == [["new@police.example"]]


def test_an_outage_is_written_down_once_however_often_it_is_tried(
    quarterly_return, ann, settings
):
    settings.EMAIL_BACKEND = f"{__name__}.Unreachable"

    for hours in range(3):
        assert send(ann, NOW + timedelta(hours=hours)) == 0

    assert Reminder.objects.get(stage=Stage.RETURN_FIRST).attempts == 3
    assert AuditEvent.objects.filter(verb=events.REMINDER_FAILED).count() == 1


@pytest.mark.parametrize("number", [1, 10])
def test_sending_costs_the_same_however_much_is_owed(
    django_assert_num_queries, ann, number
):
    period = PeriodFactory()
    for _ in range(number):
        another = AgencyFactory()
        AppointmentFactory(person=ann, role="contact", agency=another)
        ReturnFactory(agency=another, period=period)
    plan_reminders(on=TODAY, now=NOW)

    with django_assert_num_queries(18):
        assert send(ann) == number
