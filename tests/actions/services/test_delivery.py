"""What became of a message after it was handed over, told once, twice or late."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.core import mail

from actions import events
from actions.choices import DigestState, Stage
from actions.models import Digest, Reminder
from actions.services.reminding.addresses import try_new_address
from actions.services.reminding.delivery import (
    digest_of_reference,
    digest_of_report,
    record_delivery,
)
from actions.services.reminding.digests import owed_people, send_digest
from actions.services.reminding.plans import plan_reminders
from hcss.kernel.delivery_reports import Fate, Outcome, Report
from hcss.kernel.models import AuditEvent
from partnerships.models import User
from partnerships.services.people import change_address
from tests.conftest import NOW
from tests.factories import (
    AgencyFactory,
    DigestFactory,
    ReminderFactory,
    ReturnFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db

LATER = NOW + timedelta(hours=2)
GONE = "550 5.1.1 User unknown"


@pytest.fixture
def digest():
    """A message that was sent, with two reminders."""
    digest = DigestFactory()
    for stage in (Stage.RETURN_OPENED, Stage.RETURN_FIRST):
        ReminderFactory(person=digest.person, stage=stage, sent=True, digest=digest)
    return digest


def tell(digest, fate, words="", now=NOW):
    return record_delivery(digest=digest, fate=fate, words=words, now=now)


def state(digest):
    return Digest.objects.get(pk=digest.pk).state


def rows(digest):
    return list(Reminder.objects.filter(digest=digest).order_by("pk"))


def states(digest):
    return [each.state for each in rows(digest)]


def verbs():
    return list(AuditEvent.objects.order_by("pk").values_list("verb", flat=True))


# --- Delivered ---


def test_delivered_is_noted_and_nothing_else(digest):
    before = list(Reminder.objects.order_by("pk").values())

    assert tell(digest, Fate.DELIVERED)

    assert state(digest) == DigestState.DELIVERED
    assert list(Reminder.objects.order_by("pk").values()) == before
    assert verbs() == []


def test_what_failed_in_our_eyes_and_arrived_is_not_sent_again(digest):
    """The answer came too late for us: the mail system had taken it all the same."""
    Digest.objects.update(sent_at=None, failed_at=NOW)
    Reminder.objects.update(
        sent_at=None, claim=None, taken_at=None, failed_at=NOW, next_try_at=NOW
    )

    tell(digest, Fate.DELIVERED)

    assert states(digest) == ["sent", "sent"]
    assert state(digest) == DigestState.DELIVERED
    assert owed_people(now=LATER) == []
    assert verbs() == [events.REMINDER_SENT] * 2


def test_what_a_dead_worker_held_and_arrived_is_not_sent_again(digest):
    Digest.objects.update(sent_at=None)
    Reminder.objects.update(sent_at=None, taken_at=NOW)

    tell(digest, Fate.DELIVERED)

    assert owed_people(now=NOW + settings.REMINDER_LEASE * 2) == []


def test_what_an_officer_holds_and_arrived_is_held_no_more(digest):
    Reminder.objects.update(
        sent_at=None, held_at=NOW, held_by=UserFactory(officer=True), failed_at=NOW
    )

    tell(digest, Fate.DELIVERED)

    assert states(digest) == ["sent", "sent"]


def test_what_a_later_message_carries_is_left_to_that(digest):
    later = DigestFactory(person=digest.person)
    Reminder.objects.update(sent_at=None, digest=later)

    tell(digest, Fate.DELIVERED)

    assert states(later) == ["waiting", "waiting"]


# --- Delayed ---


def test_delayed_is_noted_and_nothing_else(digest):
    assert tell(digest, Fate.DELAYED, "451 4.4.1 No answer")

    assert state(digest) == DigestState.DELAYED
    assert Digest.objects.get().error == "The mail came back: 451 4.4.1 No answer"
    assert states(digest) == ["sent", "sent"]
    assert verbs() == []


def test_delayed_then_delivered_is_delivered(digest):
    tell(digest, Fate.DELAYED, "451 4.4.1 No answer")
    tell(digest, Fate.DELIVERED)

    assert state(digest) == DigestState.DELIVERED
    assert Digest.objects.get().error == ""


# --- Given up for now ---


def test_what_was_given_up_for_now_is_tried_again_later(digest):
    assert tell(digest, Fate.GIVEN_UP, "4.2.2 Mailbox full")

    assert state(digest) == DigestState.DELAYED
    assert states(digest) == ["failed", "failed"]
    assert {row.error for row in rows(digest)} == {
        "The mail came back: 4.2.2 Mailbox full"
    }
    assert owed_people(now=NOW) == []
    assert owed_people(now=LATER) == [digest.person_id]
    assert verbs() == [events.REMINDER_CAME_BACK] * 2


@pytest.mark.parametrize("fate", [Fate.GIVEN_UP, Fate.REFUSED])
def test_what_its_person_wants_in_the_service_only_is_not_mailed_again(digest, fate):
    Reminder.objects.update(is_mailed=False)

    tell(digest, fate)

    assert states(digest) == ["shown", "shown"]
    assert owed_people(now=LATER) == []


def test_given_up_after_it_was_delayed_is_tried_again(digest):
    tell(digest, Fate.DELAYED)

    assert tell(digest, Fate.GIVEN_UP)

    assert states(digest) == ["failed", "failed"]


# --- Refused for good ---


def test_what_was_refused_for_good_waits_for_an_officer(digest):
    assert tell(digest, Fate.REFUSED, GONE)

    assert state(digest) == DigestState.BOUNCED
    assert states(digest) == ["refused", "refused"]
    assert owed_people(now=LATER) == []
    event = AuditEvent.objects.first()
    assert (event.verb, event.actor) == (events.REMINDER_CAME_BACK, None)
    assert event.why == f"The mail came back: {GONE}"


def test_it_came_back_from_an_address_that_is_the_persons_no_more(digest):
    User.objects.filter(pk=digest.person_id).update(email="new@police.example")
    stored = digest_of_reference(reference=str(digest.reference))

    tell(stored, Fate.REFUSED, GONE)

    assert state(digest) == DigestState.BOUNCED
    assert states(digest) == ["waiting", "waiting"]
    assert owed_people(now=NOW) == [digest.person_id]


def test_it_came_back_before_we_had_noted_that_it_was_sent(digest):
    Digest.objects.update(sent_at=None)
    Reminder.objects.update(sent_at=None, taken_at=NOW)

    tell(digest, Fate.REFUSED, GONE)

    assert states(digest) == ["refused", "refused"]
    assert [row.claim for row in rows(digest)] == [None, None]


def test_what_was_stopped_since_stays_stopped(digest):
    Reminder.objects.update(sent_at=None, stopped_at=NOW, stopped_because="It is in.")

    kept = list(Reminder.objects.order_by("pk").values())

    tell(digest, Fate.REFUSED, GONE)

    assert states(digest) == ["stopped", "stopped"]
    assert list(Reminder.objects.order_by("pk").values()) == kept
    assert verbs() == []


def test_delivered_and_then_refused_is_refused(digest):
    """A mail system may take it first and find out then."""
    tell(digest, Fate.DELIVERED)
    tell(digest, Fate.REFUSED, GONE)

    assert state(digest) == DigestState.BOUNCED
    assert states(digest) == ["refused", "refused"]


def test_nobody_elses_reminders_are_touched(digest):
    other = ReminderFactory(sent=True, digest=DigestFactory())
    unsent = ReminderFactory(person=digest.person, stage=Stage.RETURN_LATE)

    tell(digest, Fate.REFUSED, GONE)

    other.refresh_from_db()
    unsent.refresh_from_db()
    assert (other.state, unsent.state) == ("sent", "waiting")


# --- Told twice, or out of order ---


@pytest.mark.parametrize("fate", Fate)
def test_what_is_told_twice_is_news_once(digest, fate):
    first = tell(digest, fate, "x")
    kept = list(Digest.objects.values()), list(Reminder.objects.values()), verbs()

    second = tell(digest, fate, "y", now=LATER)

    assert (first, second) == (True, False)
    assert (
        list(Digest.objects.values()),
        list(Reminder.objects.values()),
        verbs(),
    ) == kept


@pytest.mark.parametrize("fate", [Fate.DELIVERED, Fate.DELAYED, Fate.GIVEN_UP])
def test_after_it_was_refused_for_good_nothing_else_counts(digest, fate):
    tell(digest, Fate.REFUSED, GONE)

    assert not tell(digest, fate, now=LATER)
    assert states(digest) == ["refused", "refused"]


@pytest.mark.parametrize("fate", [Fate.DELAYED, Fate.GIVEN_UP])
def test_after_it_was_delivered_a_delay_is_no_news(digest, fate):
    tell(digest, Fate.DELIVERED)

    assert not tell(digest, fate, now=LATER)
    assert state(digest) == DigestState.DELIVERED
    assert states(digest) == ["sent", "sent"]


def test_no_more_is_kept_than_a_line_without_an_address(digest):
    tell(digest, Fate.REFUSED, f"550 <{digest.address}>\r\n\0" + "x" * 900)

    kept = Digest.objects.get().error
    assert digest.address not in kept
    assert len(kept) == 500
    assert "\n" not in kept


# --- The way back to the person ---


@pytest.fixture
def ann():
    ann = UserFactory(contact=AgencyFactory(), email="ann@old.example")
    ReturnFactory(agency=ann.appointments.get().agency)
    plan_reminders(on=NOW.date(), now=NOW)
    send_digest(person_id=ann.pk, now=NOW)
    return ann


def test_once_the_address_is_mended_it_goes_there_at_once(ann):
    digest = Digest.objects.select_related("person").get()
    tell(digest, Fate.REFUSED, GONE, now=LATER)
    assert owed_people(now=LATER) == []

    change_address(
        actor=UserFactory(officer=True),
        person=ann,
        email="ann@new.example",
        now=LATER,
    )

    assert owed_people(now=LATER) == [ann.pk]
    assert send_digest(person_id=ann.pk, now=LATER) == 1
    assert [message.to for message in mail.outbox] == [
        ["ann@old.example"],
        ["ann@new.example"],
    ]


def test_an_old_report_about_the_old_address_spoils_nothing_afterwards(ann):
    digest = Digest.objects.select_related("person").get()
    tell(digest, Fate.GIVEN_UP, now=NOW)
    send_digest(person_id=ann.pk, now=LATER)

    kept = list(Reminder.objects.order_by("pk").values())

    assert tell(digest, Fate.REFUSED, GONE, now=LATER)

    assert len(mail.outbox) == 2
    assert list(Reminder.objects.order_by("pk").values()) == kept


def test_what_failed_is_freed_with_the_address_and_written_down():
    person = UserFactory()
    for stage, trait in [
        (Stage.RETURN_OPENED, "failed"),
        (Stage.RETURN_FIRST, "refused"),
        (Stage.RETURN_SECOND, "sent"),
    ]:
        ReminderFactory(person=person, stage=stage, **{trait: True})
    other = ReminderFactory(refused=True)

    assert try_new_address(person=person, now=NOW) == 2

    other.refresh_from_db()
    mine = Reminder.objects.filter(person=person).order_by("pk")
    assert [each.state for each in mine] == ["waiting", "waiting", "sent"]
    assert [each.error for each in mine][:2] == ["", ""]
    assert other.state == "refused"
    assert set(AuditEvent.objects.values_list("verb", "why", "actor").distinct()) == {
        (events.REMINDER_RELEASED, "The address was changed.", None)
    }


def test_what_is_being_sent_when_the_address_changes_is_left_to_the_worker():
    row = ReminderFactory(failed=True, taken_at=NOW)

    assert try_new_address(person=row.person, now=NOW) == 0


# --- Which message is it? ---


def report(*, reference="", message_id="", addresses=()):
    outcome = Outcome(Fate.REFUSED, frozenset(addresses))
    return Report(reference, message_id, (outcome,))


def test_by_its_reference(digest):
    DigestFactory(message_id=digest.message_id)

    assert digest_of_report(report=report(reference=str(digest.reference))) == digest


def test_by_its_number_and_address():
    first = DigestFactory(message_id="<one@hcss.example>")
    DigestFactory(message_id="<one@hcss.example>")

    found = digest_of_report(
        report=report(message_id="<one@hcss.example>", addresses=[first.address])
    )

    assert found == first


def test_of_several_copies_to_one_address_the_newest():
    first = DigestFactory(message_id="<one@hcss.example>")
    newest = DigestFactory(
        message_id="<one@hcss.example>",
        person=first.person,
        begun_at=first.begun_at + timedelta(days=1),
    )

    assert digest_of_report(report=report(message_id="<one@hcss.example>")) == newest


def test_named_otherwise_it_was_sent_on_from_there(digest):
    sent_on = report(message_id=digest.message_id, addresses=["ann@elsewhere.example"])

    assert digest_of_report(report=sent_on) == digest


def test_nobody_is_guessed_at():
    for _ in range(2):
        DigestFactory(message_id="<one@hcss.example>")

    assert digest_of_report(report=report(message_id="<one@hcss.example>")) is None


@pytest.mark.parametrize("reference", ["", "x", "1" * 32, "\0", "9" * 5000, "\ud800"])
def test_a_reference_that_is_none_of_ours_is_nobodys(digest, reference):
    assert digest_of_reference(reference=reference) is None


def test_nobody_can_work_out_the_number_of_a_message(ann, settings):
    """Else anybody could report a mail as undeliverable that is not."""
    number = mail.outbox[0].extra_headers["Message-ID"]
    settings.SECRET_KEY = "another"
    tell(Digest.objects.select_related("person").get(), Fate.GIVEN_UP)

    send_digest(person_id=ann.pk, now=LATER)

    assert mail.outbox[1].extra_headers["Message-ID"] != number
