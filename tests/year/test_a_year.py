"""Four quarters through Easter, Christmas, two clock changes and an outage (R59).

Thirty agencies and 120 people; they send in, leave, ask, close and choose at random.
Every message of the year is held against a reckoning that shares no code with ours.
"""

import os
import re
from datetime import datetime

import pytest
from django.core import mail

from actions.models import Digest, Reminder
from actions.services.periods import turn_the_quarter
from actions.services.reminding.digests import owed_people, send_digest
from actions.services.reminding.plans import plan_reminders
from tests.year.county import build
from tests.year.facts import HOURS, LONDON, OUTAGE, draw, moments
from tests.year.reckoning import Reckoning, deadlines, works

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
#: More years than one: YEARS=5 pytest tests/year
YEARS = range(2026, 2026 + int(os.environ.get("YEARS", "1")))

Message = tuple[str, str, frozenset[str]]


@pytest.fixture(params=YEARS)
def year(request):
    opening = {
        name: (opens, closes) for name, (opens, _, closes) in deadlines().items()
    }
    return draw(request.param, opening)


def test_every_message_of_a_year_is_the_one_that_the_rules_call_for(year):
    expected, sent = _reckoned(year), _lived(year)

    missing = [each for each in expected if each not in sent]
    too_many = [each for each in sent if each not in expected]
    assert (missing[:5], too_many[:5]) == ([], [])
    assert len(sent) == len(expected) == len(set(sent))
    assert len(sent) > 500  # a year in which something happened


def _reckoned(year) -> list[Message]:
    reckoning = Reckoning(year)
    return [
        (f"{moment:%Y-%m-%d %H:%M}", year.people[name].email, frozenset(words))
        for moment in moments()
        for name, words in reckoning.messages(moment).items()
    ]


def _lived(year) -> list[Message]:
    """Let the year happen, the product's tasks at their hours; return its mail."""
    coming, sent = build(year), []
    for moment in moments():
        while coming and coming[0][0] <= moment:
            coming.pop(0)[1]()
        sent += [
            (f"{moment:%Y-%m-%d %H:%M}", message.to[0], _words(message.body))
            for message in _run(moment)
        ]
    _nobody_was_told_twice_or_on_a_day_off(sent)
    return sent


def _run(moment: datetime) -> list[mail.EmailMultiAlternatives]:
    """Do what the clock does at this moment; in the morning as two clocks would."""
    today = moment.astimezone(LONDON).date()
    mail.outbox.clear()
    turn_the_quarter(now=moment)
    for _ in range(2 if moment.astimezone(LONDON).time() == HOURS[0] else 1):
        plan_reminders(on=today, now=moment)
        for person in owed_people(now=moment):
            send_digest(person_id=person, now=moment)
    return list(mail.outbox)


def _words(body: str) -> frozenset[str]:
    """Return the sentences of a message: each stands above its link."""
    return frozenset(re.findall(r"^(\S.*)\nhttp", body, re.MULTILINE))


def _nobody_was_told_twice_or_on_a_day_off(sent: list[Message]) -> None:
    days = {datetime.fromisoformat(moment).date() for moment, _, _ in sent}
    assert all(works(day) for day in days)
    assert not days & set(OUTAGE)
    once = [(to, words, each) for _, to, words in sent for each in words]
    told = Reminder.objects.filter(sent_at__isnull=False, is_mailed=True)
    assert len(once) == told.count()
    assert Digest.objects.count() == len(sent)
