"""What is listed before it goes is what then goes, reminder by reminder (R59).

Counties, people, wishes, holds, refused addresses and days are drawn at random; each
number is a county of its own, the same every time.
"""

from datetime import UTC, date, datetime, timedelta
from random import Random

import pytest
from django.core import mail
from django.db import transaction

from actions.choices import ReturnState
from actions.models import Reminder, ReminderPreference
from actions.services.reminding.digests import owed_people, send_digest
from actions.services.reminding.dry_run import (
    by_person,
    days_ahead,
    who_would_be_written_to,
)
from actions.services.reminding.ledger import hold
from actions.services.reminding.plans import key_of, plan_reminders
from hcss.kernel import working_days
from tests import factories as make

pytestmark = pytest.mark.django_db

COUNTIES = range(25)
FIRST = date(2026, 9, 28)
ROLES = ("contact", "deputy", "approver", "member")
STATES = ({}, {"draft": True}, {"awaiting": True}, {"submitted": True})


def at(day, hour=9):
    return datetime(day.year, day.month, day.day, hour, tzinfo=UTC)


def some_day(chance):
    """Return a working day around the return of Q2 2026/27."""
    return working_days.after(FIRST + timedelta(days=chance.randrange(40)), 0)


def build(chance):
    """Make a county: who is where, what is open, what they wish, who is vacant."""
    group = make.PartnershipFactory()
    for role in ("officer", "officer", "chair"):
        make.UserFactory(**{role: group if role == "chair" else True})
    for _ in range(chance.randint(1, 4)):
        agency = make.AgencyFactory()
        people = [
            make.UserFactory(**{role: agency}, employer=agency)
            for role in ROLES
            for _ in range(chance.choice((0, 0, 1, 1, 2)))
        ]
        add_return(chance, agency)
        for _ in range(chance.randint(0, 3)):
            add_action(chance, agency, people)


def add_return(chance, agency):
    quarterly_return = make.ReturnFactory(agency=agency, **chance.choice(STATES))
    if chance.random() < 0.2:
        later = chance.randrange(1, 9)
        until = quarterly_return.period.due_at + timedelta(days=later)
        quarterly_return.extended_until = until
        quarterly_return.save()


def add_action(chance, agency, people):
    near = some_day(chance) + timedelta(days=chance.randrange(-40, 40))
    kinds = (
        {"active": True, "baseline_on": near},
        {"active": True, "baseline_on": near, "sensitive": True},
        {"continuing": True, "review_on": near},
        {"undated": True, "agreed_on": near - timedelta(days=60)},
        {"on_hold": True, "baseline_on": near},
    )
    contact = chance.choice([*people, make.UserFactory()])
    action = make.ActionFactory(
        lead_agency=agency, contact=contact, **chance.choice(kinds)
    )
    if action.forecast_on and chance.random() < 0.4:
        make.DateChangeFactory(action=action, asked_at=at(some_day(chance)))
    if chance.random() < 0.3:
        make.AskFactory(
            line__action=action,
            line__quarterly_return=agency.returns.get(),
            need_by=some_day(chance) - timedelta(days=3),
        )


def wish(chance):
    """Let some people choose days, and some nothing but the service."""
    for person_id in everybody():
        if chance.random() < 0.5:
            ReminderPreference.objects.create(
                person_id=person_id,
                weekdays=sorted(chance.sample(range(5), chance.randrange(4))),
                in_service_only=chance.random() < 0.4,
            )


def everybody():
    return sorted(make.UserFactory._meta.model.objects.values_list("pk", flat=True))


def live(chance, day):
    """Let a run or two happen before the day, and officers and servers do theirs."""
    for _ in range(chance.randrange(3)):
        earlier = working_days.after(day, -chance.randint(1, 6))
        plan_reminders(on=earlier, now=at(earlier))
        if chance.random() < 0.5:
            send_to_all(at(earlier))
    hold_some(chance, day)
    for row in Reminder.objects.owed():
        strike(chance, row, day)


def hold_some(chance, day):
    officer = make.UserFactory(officer=True)
    for each in who_would_be_written_to(on=day, now=at(day)):
        can_be_held = each.due.person and each.is_mailed and not each.is_held
        if can_be_held and chance.random() < 0.15:
            hold(actor=officer, key=each.due.key, on=day, now=at(day))


def strike(chance, row, day):
    """Let a row be refused, fail for a while, or have been stopped."""
    luck = chance.random()
    if luck < 0.1:
        row.refused_at = row.failed_at = at(day, 7)
    elif luck < 0.2:
        row.failed_at, row.next_try_at = at(day, 7), at(day, 8)
    elif luck < 0.3:
        row.stopped_at, row.held_at, row.held_by = at(day, 7), None, None
        row.is_mailed = chance.random() < 0.5  # as one that was overtaken can be
    row.save()


def happen(chance):
    """Let some returns come in meanwhile."""
    for quarterly_return in make.ReturnFactory._meta.model.objects.all():
        if chance.random() < 0.15:
            quarterly_return.state = ReturnState.SUBMITTED
            quarterly_return.submitted_at, quarterly_return.version = at(FIRST), 1
            quarterly_return.save()


def send_to_all(moment):
    for person_id in owed_people(now=moment):
        send_digest(person_id=person_id, now=moment)


def run(day, *, after=9):
    """Plan and send as a day's runs do; return what was mailed, by person."""
    before = mailed()
    for hour in (after, 17):
        plan_reminders(on=day, now=at(day, hour))
        send_to_all(at(day, hour))
    sent = {}
    for person_id, key in mailed() - before:
        sent.setdefault(person_id, set()).add(key)
    return sent


def mailed():
    rows = Reminder.objects.exclude(digest=None).exclude(sent_at=None)
    return {(row.person_id, key_of(row)) for row in rows}


def listed(day, now):
    planned = who_would_be_written_to(on=day, now=now)
    return {
        person_id: {each.due.key for each in going}
        for person_id, going in by_person(planned, on=day).items()
    }


def county(number):
    chance = Random(number)  # noqa: S311 -- not for secrets
    build(chance)
    wish(chance)
    day = some_day(chance)
    live(chance, day)
    happen(chance)
    return chance, day


@pytest.mark.parametrize("number", COUNTIES)
def test_what_is_listed_for_a_day_is_what_is_then_sent(number):
    _chance, day = county(number)
    rows = Reminder.objects.count()

    expected = listed(day, at(day))

    assert Reminder.objects.count() == rows
    mail.outbox.clear()
    assert run(day) == expected
    assert len(mail.outbox) == len(expected)


@pytest.mark.parametrize("number", COUNTIES)
def test_what_is_listed_for_a_later_day_goes_on_that_day_if_the_others_run(number):
    chance, today = county(number)
    days = days_ahead(now=at(today))[: chance.randint(2, 8)]

    expected = [listed(day, at(today)) for day in days]

    assert [run(day, after=8) for day in days] == expected


def test_the_counties_are_not_empty():
    sizes = []
    for number in COUNTIES:
        with transaction.atomic():
            _chance, day = county(number)
            sizes.append(sum(map(len, listed(day, at(day)).values())))
            transaction.set_rollback(True)

    assert max(sizes) > 10
    assert sum(size > 2 for size in sizes) > len(sizes) / 2
