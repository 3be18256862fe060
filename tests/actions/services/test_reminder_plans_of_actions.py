"""When an action's date, or the lack of one, calls for a reminder (R59)."""

from datetime import UTC, date, datetime, timedelta

import pytest

from actions.choices import Stage
from actions.models import Action, Reminder
from actions.services.editing import edit_action
from actions.services.reminding.plans import plan_reminders
from tests.factories import (
    ActionFactory,
    AgencyFactory,
    AppointmentFactory,
    PostFactory,
    PostHoldingFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db

MONDAY = date(2026, 11, 2)


def at(on):
    return datetime(on.year, on.month, on.day, 9, tzinfo=UTC)


def plan(on):
    return plan_reminders(on=on, now=at(on))


def owed():
    """Who is to be told what, as the ledger stands."""
    rows = Reminder.objects.owed().order_by("person__name", "pk")
    return [(row.person.name, row.stage) for row in rows]


@pytest.mark.parametrize(
    ("days", "stages"),
    [
        (31, []),
        (30, [Stage.ACTION_DUE_30]),
        (8, [Stage.ACTION_DUE_30]),
        (7, [Stage.ACTION_DUE_7]),
        (0, [Stage.ACTION_DUE_7]),
        (-1, [Stage.ACTION_OVERDUE]),
        (-400, [Stage.ACTION_OVERDUE]),
    ],
)
def test_an_action_calls_for_the_latest_stage_it_has_reached(days, stages):
    action = ActionFactory(active=True, baseline_on=MONDAY + timedelta(days=days))

    plan(MONDAY)

    assert owed() == [(action.contact.name, stage) for stage in stages]


def test_each_time_a_contact_is_taken_off_the_officers_are_told():
    officer = UserFactory(officer=True, name="Olive")
    action = ActionFactory(active=True, contact=None, agreed_on=date(2026, 10, 1))
    UserFactory(contact=action.lead_agency)
    plan(MONDAY)
    assert ("Olive", Stage.CONTACT_VACANT) in owed()
    Reminder.objects.update(sent_at=at(MONDAY))
    contact = UserFactory(contact=action.lead_agency)
    gone_on = MONDAY + timedelta(days=14)
    for who, on in ((contact, MONDAY + timedelta(days=1)), (None, gone_on)):
        edit_action(
            actor=officer,
            action=action,
            version=action.version,
            changes={"contact": who},
            now=at(on),
        )

    plan(gone_on)
    vacant = Reminder.objects.owed().filter(stage=Stage.CONTACT_VACANT)
    assert not vacant.exists()
    plan(gone_on + timedelta(days=1))

    [again] = vacant.select_related("person")
    assert (again.person.name, again.concerns_on) == ("Olive", gone_on)


def told_of_a_vacancy(**traits):
    """What an officer is told on Monday of an action that nobody answers for."""
    ActionFactory(active=True, agreed_on=date(2026, 6, 1), **traits)
    UserFactory(officer=True)
    plan(MONDAY)
    vacant = Reminder.objects.filter(stage=Stage.CONTACT_VACANT)
    return [row.concerns_on for row in vacant]


def test_a_contact_who_went_to_another_agency_leaves_a_vacancy():
    council, gone_on = AgencyFactory(), date(2026, 10, 12)
    moved = AppointmentFactory(agency=council, ends_on=gone_on).person
    AppointmentFactory(person=moved, ends_on=date(2027, 3, 31))

    assert told_of_a_vacancy(lead_agency=council, contact=moved) == [gone_on]


def test_a_post_is_vacant_since_its_holder_had_no_appointment_left():
    post, gone_on = PostFactory(), date(2026, 10, 12)
    PostHoldingFactory(post=post, ends_on=date(2024, 1, 1))
    gone = AppointmentFactory(ends_on=gone_on).person
    PostHoldingFactory(post=post, person=gone, starts_on=date(2024, 1, 1))

    assert told_of_a_vacancy(contact=None, contact_post=post) == [gone_on]


@pytest.mark.parametrize(
    ("days", "stages"),
    [(8, []), (7, [Stage.ACTION_REVIEW]), (-30, [Stage.ACTION_REVIEW])],
)
def test_a_continuing_action_is_reviewed(days, stages):
    action = ActionFactory(continuing=True, review_on=MONDAY + timedelta(days=days))

    plan(MONDAY)

    assert owed() == [(action.contact.name, stage) for stage in stages]


@pytest.mark.parametrize(("days", "stages"), [(59, []), (60, [Stage.ACTION_UNDATED])])
def test_an_undated_action_is_remembered_after_sixty_days(days, stages):
    action = ActionFactory(undated=True, agreed_on=MONDAY - timedelta(days=days))

    plan(MONDAY)

    assert owed() == [(action.contact.name, stage) for stage in stages]


@pytest.mark.parametrize("life", ["on_hold", "complete", "closed"])
def test_nobody_is_reminded_of_an_action_that_is_not_under_way(life):
    ActionFactory(baseline_on=MONDAY - timedelta(days=1), **{life: True})
    ActionFactory()

    plan(MONDAY)

    assert owed() == []


def test_a_new_forecast_date_is_a_new_occasion():
    action = ActionFactory(active=True, baseline_on=MONDAY + timedelta(days=7))
    plan(MONDAY)
    Reminder.objects.owed().update(sent_at=at(MONDAY))
    Action.objects.update(forecast_on=MONDAY + timedelta(days=27))

    plan(MONDAY + timedelta(days=21))

    assert owed() == [(action.contact.name, Stage.ACTION_DUE_7)]
    assert set(Reminder.objects.values_list("occasion", flat=True)) == {
        f"action:{action.pk}:2026-11-09",
        f"action:{action.pk}:2026-11-29",
    }


def test_what_falls_due_on_a_day_off_is_planned_on_the_next_working_day():
    good_friday, tuesday_after = date(2027, 3, 26), date(2027, 3, 30)
    action = ActionFactory(active=True, baseline_on=good_friday + timedelta(days=30))

    plan(tuesday_after)

    assert owed() == [(action.contact.name, Stage.ACTION_DUE_30)]
