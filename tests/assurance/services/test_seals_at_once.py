"""Two officers, two connections, one quarter (must hold on both databases)."""

import pytest

from actions.models import Period
from assurance.models import Seal
from assurance.services.seals import seal_period
from hcss.kernel.errors import Conflict
from hcss.kernel.models import AuditEvent
from partnerships.models import User
from tests import factories as make
from tests.actions.services.test_returns_at_once import all_at_once
from tests.assurance.county import AFTER_CLOSE, THIS, reported, this_period

pytestmark = pytest.mark.django_db(transaction=True)

OFFICERS = 6


def a_quarter():
    make.HeadingFactory()
    this_period(closed=True)
    reported(this="on_track")


def outcome(officer):
    """Seal the quarter; return who did, or what they were told."""
    try:
        seal = seal_period(
            actor=officer,
            period=Period.objects.for_quarter(THIS).get(),
            now=AFTER_CLOSE,
        )
    except Conflict as conflict:
        return conflict.messages[0]
    return seal.sealed_by_name


def test_of_six_who_seal_at_once_one_does_and_five_are_told_who(db):
    a_quarter()
    people = [make.UserFactory(officer=True, name=f"Officer {n}") for n in range(6)]

    def prepare(number):
        officer = User.objects.get(pk=people[number].pk)
        return lambda: outcome(officer)

    said = all_at_once(OFFICERS, prepare)

    seal = Seal.objects.get()
    assert said.count(seal.sealed_by_name) == 1
    told = f"Q2 2026/27 was sealed on 20 November 2026 at 9:00am by {seal.sealed_by}."
    assert sum(words.startswith(told) for words in said) == OFFICERS - 1
    assert AuditEvent.objects.filter(verb="assurance.period_sealed").count() == 1
