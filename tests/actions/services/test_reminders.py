"""An officer lets go out again what failed."""

from datetime import UTC, datetime

import pytest

from actions import events
from actions.models import Reminder
from actions.services.reminding.ledger import release_reminder
from hcss.kernel.errors import Conflict, NotPermitted
from hcss.kernel.models import AuditEvent
from tests.factories import ReminderFactory, UserFactory

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 10, 2, 9, tzinfo=UTC)


@pytest.fixture
def officer():
    return UserFactory(name="Officer", officer=True)


@pytest.mark.parametrize("trait", ["failed", "refused"])
def test_what_failed_waits_again_once_released(officer, trait):
    reminder = ReminderFactory(**{trait: True})

    release_reminder(actor=officer, reminder=reminder, now=NOW)

    assert list(Reminder.objects.waiting()) == [reminder]
    event = AuditEvent.objects.get(verb=events.REMINDER_RELEASED)
    assert (event.actor_name, event.happened_at) == ("Officer", NOW)
    assert event.why.startswith("The mail server answered:")


def test_of_two_officers_the_second_learns_that_it_is_released(officer):
    first_tab = ReminderFactory(refused=True)
    second_tab = Reminder.objects.get(pk=first_tab.pk)
    release_reminder(actor=officer, reminder=first_tab, now=NOW)

    with pytest.raises(Conflict, match="There is nothing here to send again"):
        release_reminder(actor=officer, reminder=second_tab, now=NOW)


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"sent": True, "failed": True},
        {"stopped": True, "failed": True},
        {"failed": True, "taken_at": NOW},
    ],
)
def test_what_has_not_failed_or_is_settled_cannot_be_released(officer, fields):
    reminder = ReminderFactory(**fields)

    with pytest.raises(Conflict):
        release_reminder(actor=officer, reminder=reminder, now=NOW)

    assert AuditEvent.objects.count() == 0


def test_only_an_officer_releases():
    reminder = ReminderFactory(refused=True)

    with pytest.raises(NotPermitted):
        release_reminder(actor=reminder.person, reminder=reminder, now=NOW)
