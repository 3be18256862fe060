""" "Last reviewed" cannot be faked: it moves when the owner sends in, never else."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail
from django.core.management import call_command

from actions.models import Action, ReturnLine
from actions.services.dates import ask_for_date
from actions.services.editing import edit_action
from actions.services.lines import save_line
from actions.services.queries import ask
from actions.services.reminding.digests import send_digest
from actions.services.reminding.plans import plan_reminders
from actions.services.returns import submit_nil, submit_return
from actions.services.still_true import still_true
from actions.services.typed import save_typed
from partnerships.services.agencies import rename_agency
from tests.factories import (
    QUARTER,
    PeriodFactory,
    ReturnFactory,
    ReturnLineFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db

REVIEWED_AT = datetime(2026, 7, 14, 9, 0, tzinfo=UTC)
SIGNED = {"signed_name": "Jo Hart", "signed_post": "Partnerships manager"}


@pytest.fixture
def line():
    """Return a line whose action was reviewed last quarter, with words accepted."""
    line = ReturnLineFactory(action__reviewed_at=REVIEWED_AT)
    earlier = ReturnFactory(
        agency=line.quarterly_return.agency,
        period=PeriodFactory(quarter=QUARTER.previous),
        accepted=True,
    )
    ReturnLineFactory(quarterly_return=earlier, action=line.action, reported=True)
    return line


@pytest.fixture
def contact(line):
    return UserFactory(contact=line.quarterly_return.agency)


@pytest.fixture
def officer():
    return UserFactory(officer=True)


def reviewed_at(line):
    return Action.objects.get(pk=line.action_id).reviewed_at


def remind(line, contact, officer, now):
    plan_reminders(on=now.date(), now=now)
    send_digest(person_id=contact.pk, now=now)
    assert mail.outbox != []


def save_a_draft(line, contact, officer, now):
    save(line, contact, now, finish=False)


def finish_a_line(line, contact, officer, now):
    """What a spreadsheet or a program does too: the same service."""
    save(line, contact, now, finish=True)


def save(line, contact, now, *, finish):
    save_line(
        actor=contact,
        line=line,
        version=line.version,
        words={"status": "on_track", "progress": "Agreed by all."},
        now=now,
        finish=finish,
    )


def type_(line, contact, officer, now):
    save_typed(actor=contact, line=line, version=1, words={"progress": "Agr"}, now=now)


def say_it_is_still_true(line, contact, officer, now):
    still_true(actor=contact, line=line, version=1, now=now)


def edit(line, contact, officer, now):
    action = line.action
    edit_action(
        actor=officer,
        action=action,
        version=action.version,
        changes={"success_criterion": "Every district has the guidance."},
        now=now,
        why="As minuted.",
    )


def ask_for_a_date(line, contact, officer, now):
    action = line.action
    ask_for_date(
        actor=contact,
        action=action,
        new_on=action.forecast_on + timedelta(days=30),
        reason="staffing",
        explanation="Two posts are vacant.",
        now=now,
    )


def rename(line, contact, officer, now):
    rename_agency(
        actor=officer,
        agency=line.quarterly_return.agency,
        name="Renamed Council",
        from_on=now.date(),
        on=now.date(),
        now=now,
    )


def migrate(line, contact, officer, now):
    call_command("migrate", verbosity=0)


def ask_a_question(line, contact, officer, now):
    save(line, contact, now, finish=True)
    send_in(line, contact, officer, now)
    Action.objects.filter(pk=line.action_id).update(reviewed_at=REVIEWED_AT)
    quarterly_return = line.quarterly_return
    quarterly_return.refresh_from_db()
    ask(
        actor=officer,
        quarterly_return=quarterly_return,
        questions=[(line, "Who is the author?")],
        now=now,
    )


def send_in(line, contact, officer, now):
    quarterly_return = line.quarterly_return
    quarterly_return.refresh_from_db()
    submit_return(actor=contact, quarterly_return=quarterly_return, now=now, **SIGNED)


@pytest.mark.parametrize(
    "happens",
    [
        remind,
        save_a_draft,
        finish_a_line,
        type_,
        say_it_is_still_true,
        edit,
        ask_for_a_date,
        rename,
        migrate,
        ask_a_question,
    ],
)
def test_nothing_but_sending_in_moves_it(line, contact, officer, now, happens):
    happens(line, contact, officer, now)

    assert reviewed_at(line) == REVIEWED_AT


@pytest.mark.parametrize("prepare", [finish_a_line, say_it_is_still_true])
def test_sending_in_moves_it(line, contact, officer, now, prepare):
    prepare(line, contact, officer, now)

    send_in(line, contact, officer, now)

    assert reviewed_at(line) == now


def test_a_nil_return_moves_it(line, contact, now):
    """R32: the owner signs that nothing was due."""
    submit_nil(
        actor=contact,
        quarterly_return=line.quarterly_return,
        is_confirmed=True,
        now=now,
        **SIGNED,
    )

    assert reviewed_at(line) == now
    assert ReturnLine.objects.get(pk=line.pk).reported.status == "nothing_due"
