"""An ask that nobody answers rises: two working days later, once, to who can act."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core import mail

from actions.choices import ActionLife, Stage
from actions.models import Reminder
from actions.selectors.asks import days_late, risen, risen_before, rises_on
from actions.services.ask_replies import answer_ask, say_not_enough
from actions.services.reminding.digests import send_digest
from actions.services.reminding.plans import plan_reminders
from tests.factories import (
    ActionFactory,
    AgencyFactory,
    AskFactory,
    AskReplyFactory,
    PartnershipFactory,
    ReturnLineFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db

#: Needed by Friday 13 November 2026: it rises on Tuesday the 17th.
NEED_BY, RISES = date(2026, 11, 13), date(2026, 11, 17)


def at(on):
    return datetime(on.year, on.month, on.day, 9, tzinfo=UTC)


def plan(on):
    return plan_reminders(on=on, now=at(on))


def told():
    """Who is to be told of asks, as the ledger stands."""
    rows = Reminder.objects.owed().filter(stage=Stage.ASK_LATE)
    return sorted(rows.values_list("person__name", flat=True))


def test_it_rises_two_working_days_after_the_answer_was_needed():
    assert rises_on(NEED_BY) == RISES
    assert rises_on(date(2026, 12, 23)) == date(2026, 12, 29)


def test_the_filter_in_sql_and_the_rule_for_one_say_the_same():
    """Over a whole year, with its weekends and bank holidays."""
    first = date(2026, 10, 1)
    days = [first + timedelta(days=number) for number in range(400)]
    for on in days[20:380]:
        threshold = risen_before(on)
        near = [day for day in days if abs(day - on) < timedelta(days=15)]
        assert [day for day in near if day < threshold] == [
            day for day in near if rises_on(day) <= on
        ], on


def test_only_what_waits_for_an_answer_rises():
    ask = AskFactory(need_by=NEED_BY)
    AskFactory(need_by=date(2026, 11, 16))
    for ended in ("answered", "closed", "overruled"):
        AskFactory(need_by=NEED_BY, **{ended: True})

    assert list(risen(on=RISES)) == [ask]
    assert list(risen(on=RISES - timedelta(days=1))) == []


def test_lateness_is_said_of_what_waits_only():
    assert days_late(AskFactory(need_by=NEED_BY), on=RISES) == 4
    assert days_late(AskFactory(need_by=NEED_BY), on=NEED_BY) == 0
    assert days_late(AskFactory(need_by=NEED_BY, answered=True), on=RISES) == 0


def test_of_the_group_the_officers_are_told():
    UserFactory(name="Olive Officer", officer=True)
    UserFactory(name="Charlie Chair", chair=PartnershipFactory())
    UserFactory(name="Rita Reader", reader=True)
    AskFactory(need_by=NEED_BY)

    plan(RISES - timedelta(days=1))
    assert told() == []
    plan(RISES)
    assert told() == ["Olive Officer"]


def test_who_is_named_is_told_and_nobody_else():
    UserFactory(name="Olive Officer", officer=True)
    chair = UserFactory(name="Charlie Chair", chair=PartnershipFactory())
    AskFactory(need_by=NEED_BY, answerer=chair)

    plan(RISES)

    assert told() == ["Charlie Chair"]


def test_of_an_agency_its_contacts_are_told():
    police = AgencyFactory()
    UserFactory(name="Connie Contact", contact=police)
    UserFactory(name="Apu Prover", approver=police)
    UserFactory(name="Olive Officer", officer=True)
    AskFactory(need_by=NEED_BY, of_agency=police)

    plan(RISES)

    assert told() == ["Connie Contact"]


def test_of_an_agency_that_nobody_speaks_for_the_officers_are_told():
    UserFactory(name="Olive Officer", officer=True)
    AskFactory(need_by=NEED_BY, of_another=True)

    plan(RISES)

    assert told() == ["Olive Officer"]


def test_who_was_named_and_has_gone_to_another_agency_is_not_told():
    police = AgencyFactory()
    UserFactory(name="Connie Contact", contact=police)
    gone = UserFactory(name="Gary Gone", contact=AgencyFactory())
    AskFactory(need_by=NEED_BY, of_agency=police, answerer=gone)

    plan(RISES)

    assert told() == ["Connie Contact"]


def test_each_is_told_once_however_often_it_runs():
    officer = UserFactory(name="Olive Officer", officer=True)
    AskFactory(need_by=NEED_BY)
    AskFactory(need_by=NEED_BY)

    assert plan(RISES) == 2
    assert plan(RISES) == 0
    assert send_digest(person_id=officer.pk, now=at(RISES)) == 2
    assert plan(RISES + timedelta(days=1)) == 0
    assert len(mail.outbox) == 1


def test_it_is_told_of_an_action_on_hold_too():
    UserFactory(name="Olive Officer", officer=True)
    ask = AskFactory(need_by=NEED_BY)
    type(ask.action).objects.update(life=ActionLife.ON_HOLD, held_until=RISES)

    plan(RISES)

    assert told() == ["Olive Officer"]


def test_the_mail_names_the_action_and_the_day_and_nobodys_words():
    officer = UserFactory(officer=True)
    ask = AskFactory(need_by=NEED_BY, text="Marker words.")
    AskReplyFactory(ask=ask, kind="again", text="Marker words again.")
    plan(RISES)

    send_digest(person_id=officer.pk, now=at(RISES))

    (message,) = mail.outbox
    whole = "\n".join([message.subject, message.body, *map(str, message.alternatives)])
    assert "An answer was needed by 13 November 2026" in message.body
    assert ask.get_absolute_url() in message.body
    assert ask.action.title in message.body
    assert "Marker" not in whole


def test_the_mail_about_a_sensitive_action_has_its_reference_only():
    officer = UserFactory(officer=True)
    hidden = ActionFactory(active=True, sensitive=True, title="Marker title")
    AskFactory(line=ReturnLineFactory(action=hidden), need_by=NEED_BY)
    plan(RISES)

    send_digest(person_id=officer.pk, now=at(RISES))

    (message,) = mail.outbox
    assert hidden.ref in message.body
    assert "Marker" not in message.body + message.subject + str(message.alternatives)


def test_what_is_answered_before_the_mail_goes_stops_it(now):
    officer = UserFactory(officer=True)
    ask = AskFactory(need_by=NEED_BY)
    plan(RISES)
    answer_ask(actor=officer, ask=ask, text="Yes.", version=1, now=at(RISES))

    assert send_digest(person_id=officer.pk, now=at(RISES)) == 0

    row = Reminder.objects.get()
    assert row.stopped_because == "The ask has been answered, settled or put off."
    assert mail.outbox == []


def test_an_answer_sent_back_before_any_mail_went_is_told_after_all():
    officer = UserFactory(officer=True)
    ask = AskFactory(need_by=NEED_BY)
    plan(RISES)
    answer_ask(actor=officer, ask=ask, text="Yes.", version=1, now=at(RISES))
    send_digest(person_id=officer.pk, now=at(RISES))
    say_not_enough(actor=ask.raised_by, ask=ask, text="No.", version=2, now=at(RISES))

    assert plan(RISES) == 1
    assert send_digest(person_id=officer.pk, now=at(RISES)) == 1


def test_when_somebody_else_is_named_the_first_is_not_told():
    officer = UserFactory(officer=True)
    chair = UserFactory(name="Charlie Chair", chair=PartnershipFactory())
    ask = AskFactory(need_by=NEED_BY)
    plan(RISES)
    type(ask).objects.update(answerer=chair)
    plan(RISES)

    assert send_digest(person_id=officer.pk, now=at(RISES)) == 0

    row = Reminder.objects.get(person=officer)
    assert row.stopped_because == "Somebody else is told of it now."
    assert send_digest(person_id=chair.pk, now=at(RISES)) == 1


def test_a_reminder_of_an_ask_leads_to_its_page():
    UserFactory(officer=True)
    ask = AskFactory(need_by=NEED_BY)
    plan(RISES)

    assert Reminder.objects.get().url == ask.get_absolute_url()
