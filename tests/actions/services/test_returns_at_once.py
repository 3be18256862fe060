"""Twenty people, twenty connections, one return (must hold on both databases)."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from threading import Barrier

import pytest
from django.db import connection

from actions.models import Period, ReportedLine, Return, ReturnLine, Submission
from actions.services.lines import LineConflict, save_line
from actions.services.periods import open_period, turn_the_quarter
from actions.services.returns import submit_return
from hcss.kernel.errors import Conflict
from hcss.kernel.models import AuditEvent
from partnerships.models import User
from tests.factories import (
    ActionFactory,
    PeriodFactory,
    ReturnFactory,
    ReturnLineFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db(transaction=True)

PEOPLE = 20


def all_at_once(count, act):
    """Run ``act`` in ``count`` threads that start together; return what each says."""
    start = Barrier(count)

    def one(number):
        try:
            prepared = act(number)
            start.wait(timeout=30)
            return prepared()
        finally:
            connection.close()

    with ThreadPoolExecutor(count) as threads:
        return list(threads.map(one, range(count)))


def test_of_twenty_submissions_at_once_one_is_recorded_and_nineteen_are_told(now):
    draft = ReturnFactory(draft=True)
    ReturnLineFactory.create_batch(3, quarterly_return=draft, finished=True)
    contact = UserFactory(contact=draft.agency, name="Jo Hart")

    def prepare(number):
        mine = Return.objects.with_agency().get()
        actor = User.objects.get(pk=contact.pk)

        def submit():
            try:
                submit_return(
                    actor=actor,
                    quarterly_return=mine,
                    signed_name=actor.name,
                    signed_post="Partnerships manager",
                    now=now,
                )
            except Conflict as conflict:
                return conflict.messages[0]
            return "sent"

        return submit

    said = all_at_once(PEOPLE, prepare)

    told = "This return was sent in on 20 October 2026 at 10:00am by Jo Hart."
    assert sorted(said) == sorted(["sent", *[told] * (PEOPLE - 1)])
    assert Submission.objects.count() == 1
    assert ReportedLine.objects.count() == 3
    assert Return.objects.get().version == 1
    assert AuditEvent.objects.filter(verb="actions.return_submitted").count() == 1


def test_of_ten_saves_at_once_one_is_kept_and_nine_see_both_texts(now):
    line = ReturnLineFactory()
    contact = UserFactory(contact=line.quarterly_return.agency)

    def prepare(number):
        mine = ReturnLine.objects.with_action().get()
        actor = User.objects.get(pk=contact.pk)

        def save():
            try:
                save_line(
                    actor=actor,
                    line=mine,
                    version=1,
                    words={"progress": f"Text {number}"},
                    now=now,
                    finish=False,
                )
            except LineConflict as conflict:
                return conflict.stored.progress
            return "saved"

        return save

    said = all_at_once(10, prepare)

    kept = ReturnLine.objects.get().progress
    assert sorted(said) == sorted(["saved", *[kept] * 9])


def test_of_an_officer_and_four_clocks_that_open_a_period_one_does(now):
    ActionFactory.create_batch(4, active=True)
    PeriodFactory(planned=True)
    officer = UserFactory(officer=True)

    def prepare(number):
        if number:
            return lambda: turn_the_quarter(now=now)
        period = Period.objects.get()
        actor = User.objects.get(pk=officer.pk)

        def open_it():
            with suppress(Conflict):
                open_period(actor=actor, period=period, now=now)

        return open_it

    all_at_once(5, prepare)

    assert (Return.objects.count(), ReturnLine.objects.count()) == (4, 4)
    opened = AuditEvent.objects.filter(verb="actions.period_opened")
    assert opened.count() == 1
    assert AuditEvent.objects.filter(verb="actions.return_opened").count() == 4


def test_a_line_is_saved_before_its_return_goes_in_or_not_at_all(now):
    draft = ReturnFactory(draft=True)
    line = ReturnLineFactory(quarterly_return=draft, finished=True)
    contact = UserFactory(contact=draft.agency)

    def prepare(number):
        actor = User.objects.get(pk=contact.pk)
        mine = ReturnLine.objects.with_action().get()

        def act():
            try:
                if number:
                    submit_return(
                        actor=actor,
                        quarterly_return=mine.quarterly_return,
                        signed_name="Jo Hart",
                        signed_post="Manager",
                        now=now,
                    )
                else:
                    save_line(
                        actor=actor,
                        line=mine,
                        version=1,
                        words={"progress": "Last words"},
                        now=now,
                        finish=True,
                    )
            except Conflict:
                pass

        return act

    all_at_once(2, prepare)

    line.refresh_from_db()
    assert line.progress == line.reported.progress
