"""How somebody wants to be told of what is not their duty, applied at once (R59)."""

from datetime import date, timedelta

import pytest
from django.core import mail
from django.core.exceptions import ValidationError

from actions import events
from actions.choices import ReminderState, Stage
from actions.models import Reminder, ReminderPreference
from actions.services.reminding.bell import number_of
from actions.services.reminding.digests import send_digest
from actions.services.reminding.ledger import release_all_held, release_held
from actions.services.reminding.plans import plan_reminders
from actions.services.reminding.preferences import choose_ways, preference_of
from hcss.kernel.errors import Conflict, NotPermitted
from hcss.kernel.models import AuditEvent
from tests.conftest import NOW
from tests.factories import (
    ActionFactory,
    ReminderPreferenceFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db

#: A Tuesday.
TODAY = NOW.date()
MONDAY = date(2026, 10, 26)


@pytest.fixture
def ann():
    return UserFactory(name="Ann", contact=True)


@pytest.fixture
def mine(ann):
    """Ann is owed one thing that is her duty, and one that is not."""
    agency = ann.appointments.get().agency
    for days in (3, 20):
        ActionFactory(
            active=True,
            lead_agency=agency,
            contact=ann,
            baseline_on=TODAY + timedelta(days=days),
        )
    plan_reminders(on=TODAY, now=NOW)


def choose(person, *, actor=None, weekdays=(), in_service_only=False, version=0):
    return choose_ways(
        actor=actor or person,
        person=person,
        weekdays=weekdays,
        in_service_only=in_service_only,
        version=version,
        now=NOW,
    )


def release_one(*, actor, now):
    release_held(actor=actor, reminder=row(), now=now)


def row(stage=Stage.ACTION_DUE_30):
    return Reminder.objects.get(stage=stage, stopped_at=None)


def test_a_choice_is_kept_and_written_down(ann):
    chosen = choose(ann, weekdays=[3, 0, 3])

    kept = ReminderPreference.objects.get(person=ann)
    event = AuditEvent.objects.get(verb=events.WAYS_CHOSEN)
    assert (kept.weekdays, kept.in_service_only, kept.version) == ([0, 3], False, 1)
    assert chosen.version == 1
    assert (event.actor, event.subject_label) == (ann, "How Ann is told")
    assert event.changes["weekdays"] == ["[]", "[0, 3]"]


def test_nothing_chosen_yet_is_any_working_day_by_mail(ann):
    chosen = preference_of(person=ann)

    assert (chosen.weekdays, chosen.in_service_only, chosen.version) == ([], False, 0)
    assert not ReminderPreference.objects.exists()


def test_nobody_chooses_for_another(ann):
    for other in (UserFactory(officer=True), UserFactory(administrator=True)):
        with pytest.raises(NotPermitted):
            choose(ann, actor=other)
    assert not ReminderPreference.objects.exists()


def test_who_has_no_appointment_chooses_nothing():
    with pytest.raises(NotPermitted):
        choose(UserFactory())


@pytest.mark.parametrize("day", [-1, 5, 6, 10**30])
def test_the_weekend_cannot_be_chosen(ann, day):
    with pytest.raises(ValidationError) as refusal:
        choose(ann, weekdays=[0, day])

    assert refusal.value.message_dict == {"weekdays": ["Choose from Monday to Friday."]}


@pytest.mark.parametrize("version", [0, 1, 7])
def test_of_two_windows_the_second_is_told(version):
    preference = ReminderPreferenceFactory(version=3)

    with pytest.raises(Conflict):
        choose(preference.person, version=version)

    preference.refresh_from_db()
    assert (preference.weekdays, preference.version) == ([0], 3)


def test_the_first_choice_in_two_windows_is_one_choice(ann):
    choose(ann, weekdays=[1])

    with pytest.raises(Conflict):
        choose(ann, weekdays=[2])
    assert choose(ann, weekdays=[2], version=1).weekdays == [2]


# --- Applied at once ------------------------------------------------------------------


def test_a_day_that_was_chosen_moves_what_is_owed_and_no_duty(ann, mine):
    choose(ann, weekdays=[0])

    assert row().not_before == MONDAY
    assert row(Stage.ACTION_DUE_7).not_before is None


def test_any_day_again_lets_it_go_with_the_next_digest(ann, mine):
    choose(ann, weekdays=[0])
    choose(ann, weekdays=[], version=1)

    send_digest(person_id=ann.pk, now=NOW)

    assert row().not_before is None
    assert len(mail.outbox) == 1
    assert row().sent_at == NOW


def test_in_the_service_only_is_shown_at_once_and_not_mailed(ann, mine):
    choose(ann, in_service_only=True)

    send_digest(person_id=ann.pk, now=NOW)

    shown, duty = row(), row(Stage.ACTION_DUE_7)
    assert (shown.is_mailed, shown.sent_at) == (False, NOW)
    assert (duty.is_mailed, duty.sent_at) == (True, NOW)
    assert len(mail.outbox) == 1
    assert str(TODAY + timedelta(days=20)) not in mail.outbox[0].body
    assert "9 November 2026" not in mail.outbox[0].body


def test_and_back_it_goes_with_the_next_digest(ann, mine):
    choose(ann, in_service_only=True)

    choose(ann, weekdays=[0], version=1)

    again = row()
    assert (again.is_mailed, again.sent_at, again.not_before) == (True, None, MONDAY)


def test_and_back_mails_nothing_that_is_done(ann, mine):
    choose(ann, in_service_only=True)
    action = row().thing
    action.forecast_on = TODAY + timedelta(days=300)
    action.save()

    choose(ann, version=1)

    assert (row().is_mailed, row().sent_at) == (False, NOW)


def test_what_was_mailed_stays_mailed(ann, mine):
    send_digest(person_id=ann.pk, now=NOW)

    choose(ann, in_service_only=True)
    choose(ann, version=1)

    assert (row().is_mailed, row().sent_at) == (True, NOW)


@pytest.mark.parametrize(
    "stays",
    [
        {"refused_at": NOW, "failed_at": NOW},
        {"taken_at": NOW},
    ],
    ids=["refused", "being sent"],
)
def test_what_somebody_has_in_hand_stays_as_it_is(ann, mine, stays):
    Reminder.objects.filter(pk=row().pk).update(**stays)

    choose(ann, in_service_only=True)

    assert (row().is_mailed, row().sent_at) == (True, None)


@pytest.mark.parametrize("let_go", [release_one, release_all_held])
def test_what_was_held_meanwhile_is_shown_only_once_it_is_let_go(ann, mine, let_go):
    officer = UserFactory(officer=True)
    Reminder.objects.filter(pk=row().pk).update(held_at=NOW, held_by=officer)
    choose(ann, in_service_only=True)
    assert (row().state, number_of(person=ann, now=NOW)) == (ReminderState.HELD, 1)

    let_go(actor=officer, now=NOW)

    assert (row().state, row().sent_at) == (ReminderState.SHOWN, NOW)
    assert number_of(person=ann, now=NOW) == 2
    assert send_digest(person_id=ann.pk, now=NOW) == 1  # their duty


def test_what_is_held_goes_on_the_day_that_was_chosen_meanwhile(ann, mine):
    officer = UserFactory(officer=True)
    Reminder.objects.filter(pk=row().pk).update(held_at=NOW, held_by=officer)
    choose(ann, weekdays=[0])

    release_all_held(actor=officer, now=NOW)

    assert (row().not_before, row().is_mailed) == (MONDAY, True)


def test_what_another_person_is_owed_stays_as_it_is(mine):
    choose(UserFactory(contact=True), in_service_only=True)

    assert row().is_mailed


def test_what_is_planned_later_follows_the_choice(ann):
    choose(ann, in_service_only=True)
    ActionFactory(
        active=True,
        lead_agency=ann.appointments.get().agency,
        contact=ann,
        baseline_on=TODAY + timedelta(days=20),
    )

    plan_reminders(on=TODAY, now=NOW)

    assert (row().is_mailed, row().sent_at) == (False, NOW)


@pytest.mark.parametrize("in_service_only", [True, False])
def test_what_was_stopped_comes_back_as_the_person_wants_it(ann, mine, in_service_only):
    before = Reminder.objects.filter(pk=row().pk)
    before.update(stopped_at=NOW, stopped_because="Put off.", is_mailed=in_service_only)
    choose(ann, in_service_only=in_service_only)

    plan_reminders(on=TODAY, now=NOW)

    assert row().is_mailed is not in_service_only
    assert bool(row().sent_at) is in_service_only
