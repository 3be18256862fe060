"""Locks that explain themselves: why, since when, until when, who can help."""

from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse

from actions.choices import DeliveryStatus, ReturnState
from actions.models import Return
from actions.selectors.locks import lock_of
from actions.selectors.standing import why_it_cannot_be_changed
from actions.services.locking import locked
from hcss.kernel.errors import Conflict, Locked
from tests.factories import (
    ExtensionFactory,
    PeriodFactory,
    ReturnFactory,
    ReturnLineFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db

AFTER = datetime(2026, 10, 29, 9, tzinfo=UTC)
SECOND = timedelta(seconds=1)


@pytest.fixture(autouse=True)
def officer():
    return UserFactory(officer=True, name="Pat Green", email="pat@hcss.example")


def code(thing, at):
    lock = lock_of(thing, at=at)
    return lock.code if lock else None


def test_a_lock_is_there_whenever_the_return_cannot_be_written_in_and_only_then(now):
    period = PeriodFactory()
    moments = [now, period.closes_at, period.closes_at + SECOND, AFTER]
    until = AFTER + timedelta(days=3)
    for state in ReturnState:
        for extended in (None, until):
            each = ReturnFactory.build(
                period=period,
                state=state,
                extended_until=extended,
                version=1,
                submitted_at=now,
                accepted_at=now,
                accepted_by=UserFactory(),
                agency__pk=1,
                pk=1,
            )
            for at in [*moments, until, until + SECOND]:
                assert (lock_of(each, at=at) is None) == each.is_writable(at=at)


def test_writable_in_the_database_and_in_hand_agree(now):
    until = AFTER + timedelta(days=3)
    for state in (
        ReturnState.OPEN,
        ReturnState.DRAFT,
        ReturnState.AWAITING,
        ReturnState.NO_RETURN,
    ):
        for extended in (None, until):
            ReturnFactory(state=state, extended_until=extended)
    ReturnFactory(submitted=True)
    ReturnFactory(queried=True)
    ReturnFactory(accepted=True)
    closes_at = PeriodFactory().closes_at

    for at in (now, closes_at, closes_at + SECOND, AFTER, until, until + SECOND):
        found = set(Return.objects.writable(at=at))
        each_alone = {
            each for each in Return.objects.with_agency() if each.is_writable(at=at)
        }
        assert found == each_alone


def test_a_closed_return_says_why_since_when_until_when_and_who_helps():
    missed = ReturnFactory(no_return=True)

    lock = lock_of(missed, at=AFTER)

    assert lock.facts == {
        "code": "closed",
        "why": "Nothing was sent in by the close of Q2 2026/27 on 28 October 2026 at "
        "5:00pm.",
        "since": "2026-10-28T17:00:00+00:00",
        "by": "the clock",
        "until": None,
        "until_words": "It stays closed until an officer gives your agency more time.",
        "who_can_help": [{"name": "Pat Green", "email": "pat@hcss.example"}],
        "you_can": ["ask_for_time"],
    }
    assert lock.words.endswith(
        "It cannot be changed now. It stays closed until an officer gives your agency "
        "more time. An HCSSG officer can help: Pat Green (pat@hcss.example)."
    )


def test_a_closed_return_whose_agency_has_asked_says_that_an_officer_decides():
    asked = ExtensionFactory(asked_by__name="Connie Contact")

    lock = lock_of(asked.quarterly_return, at=AFTER)

    assert lock.ways == ()
    assert lock.until_words == (
        "Connie Contact asked for more time on 29 October 2026 at 9:00am: it stays "
        "closed until an officer has decided."
    )


def test_when_the_extra_time_is_over_the_lock_says_when_it_ended_and_who_gave_it():
    given = ExtensionFactory(granted=True, decided_by__name="Ola Green")

    lock = lock_of(given.quarterly_return, at=given.until + SECOND)

    assert (lock.code, lock.since, lock.by) == (
        "extension_over",
        given.until,
        "Ola Green",
    )
    assert lock.why == (
        "The extra time for this return ended at 5pm on Friday 6 November 2026."
    )


def test_a_draft_is_locked_a_second_after_the_close_though_no_clock_has_run():
    draft = ReturnFactory(draft=True)
    closes_at = draft.period.closes_at

    assert code(draft, closes_at) is None
    assert code(draft, closes_at + SECOND) == "closed"


def test_what_awaits_sign_off_names_who_sent_it_and_the_approver(now):
    waiting = ReturnFactory(state=ReturnState.AWAITING)
    asked_by = UserFactory(contact=waiting.agency, name="Connie Contact")
    waiting.sign_offs.create(asked_by=asked_by, asked_at=now)
    UserFactory(approver=waiting.agency, name="Apu Prover", email="apu@hcss.example")

    lock = lock_of(waiting, at=now)

    assert (lock.code, lock.since, lock.by, lock.until) == (
        "awaiting_sign_off",
        now,
        "Connie Contact",
        waiting.period.closes_at,
    )
    assert lock.help_words == (
        "Your agency’s approver can help: Apu Prover (apu@hcss.example)."
    )
    assert code(waiting, waiting.period.closes_at + SECOND) == "closed"


def test_what_was_sent_in_is_with_the_group_until_an_officer_asks(now):
    sent = ReturnFactory(submitted=True)

    lock = lock_of(sent, at=now)

    assert (lock.code, lock.since) == ("with_the_group", sent.submitted_at)
    assert lock.until_words == "It stays so until an officer asks a question about it."


def test_what_is_accepted_is_amended(now):
    accepted = ReturnFactory(accepted=True, accepted_by__name="Ola Green")

    lock = lock_of(accepted, at=AFTER)

    assert (lock.code, lock.since, lock.by, lock.ways) == (
        "accepted",
        accepted.accepted_at,
        "Ola Green",
        ("propose_amendment",),
    )


def test_an_accepted_line_is_locked_though_its_return_came_back(now, officer):
    line = ReturnLineFactory(
        quarterly_return__queried=True, reported=DeliveryStatus.ON_TRACK
    )
    line.accepted_at, line.accepted_by = now, officer
    line.save()

    lock = lock_of(line, at=AFTER)

    assert (lock.code, lock.since, lock.by) == ("line_accepted", now, "Pat Green")
    assert lock_of(line.quarterly_return, at=AFTER) is None


def test_the_words_alone_are_the_same_as_the_refusal(now):
    missed = ReturnFactory(no_return=True)

    refusal = locked(thing=missed, now=AFTER)

    assert isinstance(refusal, Locked)
    assert refusal.messages == [why_it_cannot_be_changed(missed, now=AFTER)]
    assert why_it_cannot_be_changed(missed, on=AFTER.date()) == refusal.messages[0]
    assert refusal.lock["since"] == "2026-10-28T17:00:00+00:00"


def test_a_refusal_of_what_is_open_again_says_where_it_stands(now):
    draft = ReturnFactory(draft=True)

    refusal = locked(thing=draft, now=now)

    assert (type(refusal), refusal.code) == (Conflict, "draft")


def test_the_api_refuses_a_write_with_the_four_facts(api_client, time_machine):
    missed = ReturnFactory(no_return=True)
    line = ReturnLineFactory(quarterly_return=missed, finished=True)
    contact = UserFactory(contact=missed.agency)
    api_client.force_authenticate(contact)
    time_machine.move_to(AFTER, tick=False)

    saved = api_client.patch(
        reverse("api:lines-detail", args=[line.pk]),
        {"version": 1, "finish": False, "progress": "x"},
        format="json",
    )
    sent = api_client.post(
        reverse("api:returns-submit", args=[missed.pk]),
        {"signed_name": "C", "signed_post": "M"},
        format="json",
    )

    for response in (saved, sent):
        body = response.json()
        assert (response.status_code, body["code"]) == (409, "closed")
        assert body["lock"] == lock_of(missed, at=AFTER).facts
        assert body["detail"] == lock_of(missed, at=AFTER).words
