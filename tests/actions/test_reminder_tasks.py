"""The doors by which the clock plans and sends."""

from datetime import UTC, datetime

import pytest
import time_machine
from celery import current_app
from django.conf import settings
from django.core import mail

from actions.models import Reminder
from actions.tasks.reminders import plan_reminders, send_digest, send_reminders
from tests.factories import AgencyFactory, ReturnFactory, UserFactory

#: The day on which the plain period opens, and the Saturday after.
OPENED = datetime(2026, 10, 1, 9, tzinfo=UTC)
SATURDAY = datetime(2026, 10, 3, 9, tzinfo=UTC)


@pytest.fixture
def contact(db):
    agency = AgencyFactory()
    ReturnFactory(agency=agency)
    return UserFactory(contact=agency)


@time_machine.travel(OPENED, tick=False)
def test_however_often_the_clock_asks_a_person_gets_one_mail(contact):
    for _ in range(3):
        plan_reminders.delay()
        send_reminders.delay()
        send_digest.delay(person_id=contact.pk)

    assert [message.to for message in mail.outbox] == [[contact.email]]


@time_machine.travel(SATURDAY, tick=False)
def test_on_a_saturday_the_clock_asks_in_vain(contact):
    plan_reminders.delay()
    send_reminders.delay()

    assert Reminder.objects.count() == 0
    assert mail.outbox == []


@time_machine.travel(OPENED, tick=False)
def test_a_task_takes_a_message_from_a_newer_release(contact):
    plan_reminders.delay(campaign="spring")
    send_reminders.delay(campaign="spring")
    send_digest.delay(person_id=contact.pk, campaign="spring")

    assert len(mail.outbox) == 1


@time_machine.travel(OPENED, tick=False)
def test_a_person_who_is_not_there_is_owed_nothing(db):
    send_digest.delay(person_id=2**31)

    assert mail.outbox == []


def test_every_entry_of_the_schedule_names_a_task_that_exists():
    current_app.loader.import_default_modules()

    named = {entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values()}

    assert sorted(named - set(current_app.tasks)) == []


def test_the_schedule_plans_before_it_sends_and_all_is_over_by_six():
    planning = settings.CELERY_BEAT_SCHEDULE["plan-reminders"]["schedule"]
    sending = settings.CELERY_BEAT_SCHEDULE["send-reminders"]["schedule"]

    assert min(planning.hour) <= min(sending.hour)
    assert (max(planning.hour), max(sending.hour)) == (17, 17)
    assert max(planning.minute) < max(sending.minute)
