"""More time for one agency: asked, given, refused, and closing by itself."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import ValidationError

from actions import events
from actions.choices import PeriodState, ReturnState
from actions.models import Extension, Return, Submission
from actions.return_choices import ExtensionState, SignOffOutcome
from actions.services.extensions import ask_for_time, grant_time, refuse_time
from actions.services.lines import save_line
from actions.services.periods import close_period, turn_the_quarter
from actions.services.returns import submit_return
from hcss.kernel import audit
from hcss.kernel.errors import Conflict, NotPermitted
from tests.factories import (
    ExtensionFactory,
    PeriodFactory,
    QueryFactory,
    ReturnFactory,
    ReturnLineFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db

LONDON = ZoneInfo("Europe/London")
SECOND = timedelta(seconds=1)
#: The period closed on 28 October at 17:00; this is the morning after.
AFTER = datetime(2026, 10, 29, 9, tzinfo=UTC)
UNTIL = datetime(2026, 11, 6, 12, tzinfo=LONDON)


@pytest.fixture
def missed():
    return ReturnFactory(no_return=True)


@pytest.fixture
def contact(missed):
    return UserFactory(contact=missed.agency, name="Connie Contact")


@pytest.fixture
def officer():
    return UserFactory(officer=True, name="Pat Green", email="pat@hcss.example")


def grant(missed, officer, **changes):
    given = {
        "actor": officer,
        "quarterly_return": missed,
        "until": UNTIL,
        "comment": "Agreed by telephone.",
        "now": AFTER,
    }
    return grant_time(**(given | changes))


def verbs(subject):
    return [event.verb for event in audit.history(subject)]


def fresh(quarterly_return):
    return Return.objects.with_agency().get(pk=quarterly_return.pk)


# --- Asking ---------------------------------------------------------------------------


def test_the_agency_asks_and_nothing_opens_yet(missed, contact):
    extension = ask_for_time(
        actor=contact, quarterly_return=missed, reason=" Both away. ", now=AFTER
    )

    assert (extension.state, extension.reason) == (ExtensionState.ASKED, "Both away.")
    assert (extension.asked_by, extension.asked_at) == (contact, AFTER)
    assert not fresh(missed).is_writable(at=AFTER)
    assert verbs(missed) == [events.TIME_ASKED]


def test_a_second_request_waits_behind_the_first(missed, contact):
    ExtensionFactory(quarterly_return=missed, asked_by=contact)

    with pytest.raises(Conflict, match="has been asked for already"):
        ask_for_time(actor=contact, quarterly_return=missed, reason="x", now=AFTER)


@pytest.mark.parametrize("reason", ["", "  ", "x" * 10_001])
def test_a_request_says_why_and_fits(missed, contact, reason):
    with pytest.raises(ValidationError) as caught:
        ask_for_time(actor=contact, quarterly_return=missed, reason=reason, now=AFTER)

    assert list(caught.value.message_dict) == ["reason"]
    assert not Extension.objects.exists()


@pytest.mark.parametrize("trait", ["submitted", "queried", "accepted"])
def test_what_has_come_in_needs_no_more_time(trait):
    received = ReturnFactory(**{trait: True})
    if trait == "queried":
        QueryFactory(quarterly_return=received)

    with pytest.raises(Conflict, match="It needs no more time"):
        ask_for_time(
            actor=UserFactory(contact=received.agency),
            quarterly_return=received,
            reason="x",
            now=AFTER,
        )


def test_only_the_agency_itself_asks(missed, officer):
    for stranger in (officer, UserFactory(chair=True), UserFactory(contact=True)):
        with pytest.raises(NotPermitted):
            ask_for_time(actor=stranger, quarterly_return=missed, reason="x", now=AFTER)


# --- Granting -------------------------------------------------------------------------


def test_granted_the_agency_writes_and_sends_in_and_stays_late(
    missed, contact, officer
):
    line = ReturnLineFactory(quarterly_return=missed)
    asked = ExtensionFactory(quarterly_return=missed, asked_by=contact)

    extension = grant(missed, officer, extension=asked)

    assert (extension.pk, extension.state) == (asked.pk, ExtensionState.GRANTED)
    assert fresh(missed).extended_until == UNTIL
    save_line(
        actor=contact,
        line=line,
        version=1,
        words={"status": "on_track", "progress": "The plan is out."},
        now=UNTIL - SECOND,
        finish=True,
    )
    submit_return(
        actor=contact,
        quarterly_return=fresh(missed),
        signed_name="Connie Contact",
        signed_post="Manager",
        now=UNTIL,
    )
    assert fresh(missed).state == ReturnState.SUBMITTED
    assert fresh(missed).is_late is True
    assert Submission.objects.get().is_late is True


def test_after_the_hour_the_same_write_is_refused_to_the_second(
    missed, contact, officer
):
    line = ReturnLineFactory(quarterly_return=missed)
    grant(missed, officer)
    write = {"actor": contact, "words": {"progress": "x"}, "finish": False}

    save_line(line=line, version=1, now=UNTIL, **write)
    for after in (UNTIL + timedelta(microseconds=1), UNTIL + SECOND):
        line.quarterly_return = fresh(missed)
        with pytest.raises(Conflict, match="ended at 12pm on Friday 6 November"):
            save_line(line=line, version=2, now=after, **write)
        with pytest.raises(Conflict):
            submit_return(
                actor=contact,
                quarterly_return=fresh(missed),
                signed_name="C",
                signed_post="M",
                now=after,
            )


def test_a_second_agency_stays_locked_throughout(missed, officer):
    other = ReturnFactory(period=missed.period, state=ReturnState.NO_RETURN)
    grant(missed, officer)

    for at in (AFTER, UNTIL - SECOND, UNTIL, UNTIL + SECOND):
        assert fresh(other).is_writable(at=at) is False
        assert list(Return.objects.writable(at=at)) == [missed] * (at <= UNTIL)


def test_an_officer_gives_time_unasked_with_a_reason(missed, officer):
    extension = grant(missed, officer, comment="Their office was flooded.")

    assert extension.asked_by is None
    assert extension.reason == "Their office was flooded."
    assert verbs(missed) == [events.TIME_GRANTED]
    with pytest.raises(ValidationError) as caught:
        grant(ReturnFactory(no_return=True), officer, comment=" ")
    assert caught.value.message_dict == {"comment": ["Say why more time is given."]}


def test_giving_time_unasked_answers_the_request_that_waits(missed, officer):
    asked = ExtensionFactory(quarterly_return=missed)

    assert grant(missed, officer, comment="").pk == asked.pk
    assert not Extension.objects.asked().exists()


@pytest.mark.parametrize(
    ("until", "words"),
    [
        (None, "Give the day and the hour."),
        (AFTER, "The day and the hour must be in the future."),
        (AFTER - SECOND, "The day and the hour must be in the future."),
        (
            AFTER + timedelta(days=60, seconds=1),
            "Give no more than 60 days from today.",
        ),
    ],
)
def test_the_hour_is_in_the_future_and_not_far(missed, officer, until, words):
    with pytest.raises(ValidationError) as caught:
        grant(missed, officer, until=until)

    assert caught.value.message_dict == {"until": [words]}
    assert fresh(missed).extended_until is None


def test_sixty_days_to_the_second_may_be_given(missed, officer):
    grant(missed, officer, until=AFTER + timedelta(days=60))

    assert fresh(missed).extended_until == AFTER + timedelta(days=60)


def test_more_time_is_later_than_what_there_is(missed, officer):
    grant(missed, officer)

    with pytest.raises(ValidationError, match="open until 12pm on Friday 6 November"):
        grant(missed, officer, until=UNTIL)
    grant(missed, officer, until=UNTIL + SECOND)
    assert fresh(missed).extended_until == UNTIL + SECOND
    assert Extension.objects.filter(state=ExtensionState.GRANTED).count() == 2


def test_before_the_close_time_is_given_beyond_it(officer, now):
    draft = ReturnFactory(draft=True)

    with pytest.raises(ValidationError, match="open until 5pm on Wednesday 28 October"):
        grant(draft, officer, until=draft.period.closes_at, now=now)
    grant(draft, officer, now=now)
    assert fresh(draft).extended_until == UNTIL


def test_who_asked_or_writes_for_the_agency_does_not_give(missed):
    both = UserFactory(officer=True, contact=missed.agency)
    asked_then = ExtensionFactory(asked_by=UserFactory(officer=True))

    with pytest.raises(NotPermitted):
        grant(missed, both)
    with pytest.raises(NotPermitted, match="Who asks for more time"):
        grant(asked_then.quarterly_return, asked_then.asked_by, extension=asked_then)
    for stranger in (UserFactory(chair=True), UserFactory(contact=missed.agency)):
        with pytest.raises(NotPermitted):
            grant(missed, stranger)


def test_of_two_officers_one_decides(missed, officer):
    asked = ExtensionFactory(quarterly_return=missed)
    first = Extension.objects.select_related("quarterly_return__period").get()
    second = Extension.objects.select_related("quarterly_return__period").get()
    grant(first.quarterly_return, officer, extension=first)

    with pytest.raises(Conflict):
        refuse_time(actor=officer, extension=second, comment="No.", now=AFTER)
    with pytest.raises(Conflict):
        grant(second.quarterly_return, officer, extension=second, until=UNTIL + SECOND)
    asked.refresh_from_db()
    assert (asked.state, asked.until) == (ExtensionState.GRANTED, UNTIL)


def test_a_return_sent_in_meanwhile_needs_no_time(missed, officer):
    asked = ExtensionFactory(quarterly_return=missed)
    stale = fresh(missed)
    Return.objects.filter(pk=missed.pk).update(
        state=ReturnState.SUBMITTED, version=1, submitted_at=AFTER
    )

    with pytest.raises(Conflict):
        grant(stale, officer, extension=asked)
    asked.refresh_from_db()
    assert asked.state == ExtensionState.ASKED


# --- Refusing -------------------------------------------------------------------------


def test_a_refusal_says_why_and_opens_nothing(missed, officer):
    asked = ExtensionFactory(quarterly_return=missed)

    with pytest.raises(ValidationError) as caught:
        refuse_time(actor=officer, extension=asked, comment="", now=AFTER)
    assert caught.value.message_dict == {"comment": ["Say why it is refused."]}
    refuse_time(actor=officer, extension=asked, comment="Papers are out.", now=AFTER)

    assert (asked.state, asked.decided_by) == (ExtensionState.REFUSED, officer)
    assert fresh(missed).extended_until is None
    assert verbs(missed) == [events.TIME_REFUSED]


# --- The close and the clock ----------------------------------------------------------


def test_the_close_leaves_what_has_more_time_and_counts_the_rest_as_missing(officer):
    period = PeriodFactory()
    extended = ReturnFactory(period=period, draft=True, extended_until=UNTIL)
    states = (ReturnState.OPEN, ReturnState.DRAFT, ReturnState.AWAITING)
    others = [ReturnFactory(period=period, state=state) for state in states]
    waiting = others[2].sign_offs.create(
        asked_by=UserFactory(contact=others[2].agency), asked_at=period.due_at
    )

    close_period(actor=None, period=period, now=period.closes_at + SECOND)

    assert fresh(extended).state == ReturnState.DRAFT
    for each, state in zip(others, states, strict=True):
        assert fresh(each).state == ReturnState.NO_RETURN
        event = audit.history(each).get()
        assert (event.verb, event.changes["state"]) == (
            events.RETURN_MISSING,
            [state.value, "no_return"],
        )
    waiting.refresh_from_db()
    assert waiting.outcome == SignOffOutcome.SENT_BACK


def test_when_the_time_has_run_out_the_clock_says_so_once():
    period = PeriodFactory(closed=True)
    extended = ReturnFactory(period=period, draft=True, extended_until=UNTIL)

    turn_the_quarter(now=UNTIL)
    assert fresh(extended).state == ReturnState.DRAFT
    for _ in range(2):
        turn_the_quarter(now=UNTIL + SECOND)

    assert fresh(extended).state == ReturnState.NO_RETURN
    assert verbs(extended) == [events.RETURN_MISSING]


def test_the_last_moment_of_the_period_is_still_open():
    period = PeriodFactory()
    draft = ReturnFactory(period=period, draft=True)

    turn_the_quarter(now=period.closes_at)
    assert fresh(draft).is_writable(at=period.closes_at)
    turn_the_quarter(now=period.closes_at + timedelta(microseconds=1))

    period.refresh_from_db()
    assert period.state == PeriodState.CLOSED
    assert fresh(draft).state == ReturnState.NO_RETURN
