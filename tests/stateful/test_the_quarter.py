"""The whole machine of a return, driven at random by everybody, through both doors.

Whatever is tried, by whomever, in whatever order: no return is ever in a state that it
cannot be in, no text that was kept is lost, no baseline moves, what is refused changes
nothing, and what changes anything is in the history.
"""

import inspect
import os
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    rule,
    run_state_machine_as_test,
)

from actions.choices import DeliveryStatus
from actions.models import (
    Amendment,
    DateChange,
    Extension,
    Query,
    Return,
    ReturnLine,
)
from actions.services import (
    acceptance,
    amendments,
    dates,
    extensions,
    lines,
    periods,
    queries,
    returns,
    sign_off,
    still_true,
)
from tests.stateful import evidence_of_change as evidence
from tests.stateful.county import OFFICERS, PEOPLE, WRITERS, build
from tests.stateful.doors import Doors

#: The day after the period opened.
START = datetime(2026, 10, 2, 9, tzinfo=UTC)
#: ``HYPOTHESIS_EXAMPLES=1000`` looks longer than a test run can afford.
EXAMPLES = int(os.environ.get("HYPOTHESIS_EXAMPLES", "60"))
STEPS = 30
#: Mostly people who may: else every move is refused at the first door.
by_agency = st.sampled_from(["own contact", "own approver"] * 8 + list(PEOPLE))
by_officer = st.sampled_from(["officer", "other officer"] * 8 + list(PEOPLE))
by_either = st.one_of(by_agency, by_officer)
through = st.sampled_from(["service", "api"])
which = st.integers(0, 3)
words = st.sampled_from(
    ["The plan is drafted.", "=1+1", "Böhm’s “paper”\nwent out.", " ", "A" * 10_001]
)
statuses = st.sampled_from([*DeliveryStatus.values, ""])
#: Every move that there is, by the name of its rule.
MOVES = {
    *("save", "attest", "submit_as", "send_nil", "send_for_sign_off", "send_back"),
    *("accept", "accept_one_line", "ask", "answer", "an_agency_writes_its_lines"),
    *("ask_for_time", "grant_time", "refuse_time", "amend", "decide_amendment"),
    *("ask_for_date", "decide_date"),
}
#: Which moves were made, and through which door: a test that reaches nothing proves
#: nothing.
MADE: set[tuple[str, str]] = set()
SIGNED = {"signed_name": "Sam Ward", "signed_post": "Head of partnerships"}


#: Steps of a beginning that are several moves, or none by anybody.
STRAIGHT_ON = {"an_agency_does_its_return", "an_agency_writes_its_lines", "time_passes"}
#: Where a quarter may stand when the random moves begin.
BEGINNINGS = (
    "fresh",
    "waiting for sign-off",
    "sent back inside the agency",
    "sent in",
    "asked back",
    "answered",
    "accepted",
    "to be amended",
    "amended",
    "closed",
    "given more time",
    "refused more time",
    "a new date is asked for",
    "a new date is decided",
)


class TheQuarter(RuleBasedStateMachine):
    """One quarter of two agencies; each rule is one move by one person."""

    def __init__(self) -> None:
        super().__init__()
        self.undo = transaction.atomic()
        self.undo.__enter__()
        self.now = START
        self.county = build(now=START)
        self.doors = Doors(self.county)

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.undo.__exit__(None, None, None)

    def move(
        self,
        who: str,
        door: str,
        service: Callable[[Any], Any],
        path: str,
        body: Any,
        *,
        only: set[str],
        own: str = "police",
    ) -> bool:
        """Make one move and hold what it did against every promise.

        ``own`` is the agency that it is about, if one was named by *own contact*.
        """
        who = who.replace("own", own)
        before, events = evidence.picture(), evidence.event_count()
        actor = self.county.as_today(who)
        if door == "service":
            done = self.doors.service(lambda: service(actor=actor))
        else:
            done = self.doors.api(who, path, body, now=self.now)
        after, later = evidence.picture(), evidence.event_count()
        if done:
            MADE.add((inspect.stack()[1].function, door))
        assert done is False or who in only, f"{who} may not do this: {path}"
        assert done or (after, later) == (before, events), "a refusal changed something"
        assert after == before or later > events, "a change is not in the history"
        assert evidence.broken_promises(before, after) == []
        return done

    def line(self, number: int) -> ReturnLine:
        found = ReturnLine.objects.with_action()
        return found.get(pk=self.county.lines[number].pk)

    def whole(self, number: int) -> Return:
        key = self.county.returns[self.agency(number)].pk
        return Return.objects.with_agency().get(pk=key)

    def agency(self, number: int) -> str:
        return list(WRITERS)[number % 2]

    def agency_of_line(self, number: int) -> str:
        return list(WRITERS)[number // 2]

    def agency_of(self, whole: Return) -> str:
        return next(
            name
            for name, each in self.county.returns.items()
            if each.agency_id == whole.agency_id
        )

    def writers(self, number: int) -> set[str]:
        return WRITERS[self.agency(number)]

    def writers_of_line(self, number: int) -> set[str]:
        return WRITERS[self.agency_of_line(number)]

    def writers_of_return(self, whole: Return) -> set[str]:
        return WRITERS[self.agency_of(whole)]

    @rule(hours=st.sampled_from([1, 1, 20, 24 * 5, 24 * 15]))
    def time_passes(self, hours: int) -> None:
        self.now += timedelta(hours=hours)
        before = evidence.picture()
        periods.turn_the_quarter(now=self.now)
        assert evidence.broken_promises(before, evidence.picture()) == []

    @initialize(far=st.sampled_from(BEGINNINGS), door=through)
    def the_quarter_has_come_so_far(self, far: str, door: str) -> None:
        """Start at different places, so that what lies behind is reached too."""
        for step in self.ways(door)[far]:
            step()

    def ways(self, door: str) -> dict[str, tuple[Callable[[], Any], ...]]:
        contact, officer = ("own contact", door), ("officer", door)
        done = (partial(self.an_agency_does_its_return, 0),)
        waiting = (
            partial(self.an_agency_writes_its_lines, 1),
            partial(self.send_for_sign_off, *contact, 1, "Ready."),
        )
        asked = (*done, partial(self.ask, *officer, 0, "Which part is it?"))
        accepted = (*done, partial(self.accept, *officer, 0, 0))
        amending = (*accepted, partial(self.amend, *contact, 0, "It went out.", "No."))
        closed = (
            partial(self.time_passes, 24 * 30),
            partial(self.ask_for_time, *contact, 0, "We were all away."),
        )
        moving = (partial(self.ask_for_date, *contact, 0, 40, "A post is vacant."),)
        return {
            "fresh": (),
            "waiting for sign-off": waiting,
            "sent back inside the agency": (
                *waiting,
                partial(self.send_back, "own approver", door, 1, "Not yet."),
            ),
            "sent in": done,
            "asked back": asked,
            "answered": (
                *asked,
                partial(self.answer, *contact, last=True, answer="It is."),
            ),
            "accepted": accepted,
            "to be amended": amending,
            "amended": (
                *amending,
                partial(self.decide_amendment, *officer, approve=True, comment="Yes"),
            ),
            "closed": closed,
            "given more time": (*closed, partial(self.grant_time, *officer, 10)),
            "refused more time": (*closed, partial(self.refuse_time, *officer, "No.")),
            "a new date is asked for": moving,
            "a new date is decided": (
                *moving,
                partial(self.decide_date, *officer, approve=True, decision="Yes"),
            ),
        }

    @rule(number=which)
    def an_agency_does_its_return(self, number: int) -> None:
        """Go straight on, so that what lies behind is reached too."""
        self.an_agency_writes_its_lines(number)
        self.submit_as("own approver", "service", number)

    def an_agency_writes_its_lines(self, number: int) -> None:
        said = {"status": "on_track", "progress": "The plan is drafted."}
        for line in self.whole(number).lines.with_action():
            if line.is_writable(at=self.now):
                self.move(
                    "own contact",
                    "service",
                    partial(
                        lines.save_line,
                        line=line,
                        version=line.version,
                        words=said,
                        now=self.now,
                        finish=True,
                    ),
                    "",
                    {},
                    own=self.agency(number),
                    only=self.writers(number),
                )

    @rule(
        who=by_agency,
        door=through,
        number=which,
        text=words,
        status=statuses,
        stale=st.sampled_from([0, 0, 0, 1]),
        finish=st.booleans(),
    )
    def save(
        self,
        *,
        who: str,
        door: str,
        number: int,
        text: str,
        status: str,
        stale: int,
        finish: bool,
    ) -> None:
        line = self.line(number)
        stale = min(stale, line.version - 1)
        version = line.version - stale
        typed = {"status": status, "progress": text}
        done = self.move(
            who,
            door,
            lambda actor: lines.save_line(
                actor=actor,
                line=line,
                version=version,
                words=typed,
                now=self.now,
                finish=finish,
            ),
            f"/lines/{line.pk}/",
            typed | {"version": version, "finish": finish},
            own=self.agency_of_line(number),
            only=self.writers_of_line(number),
        )
        if done:
            kept = self.line(number)
            wanted = text if text.strip() else ""
            assert (kept.progress, kept.status) == (wanted, status)
            assert kept.carried_from_id is None or stale
            assert not stale or kept.version == line.version

    @rule(who=by_agency, door=through, number=which)
    def attest(self, who: str, door: str, number: int) -> None:
        line = self.line(number)
        done = self.move(
            who,
            door,
            lambda actor: still_true.still_true(
                actor=actor, line=line, version=line.version, now=self.now
            ),
            f"/lines/{line.pk}/still-true/",
            {"version": line.version},
            own=self.agency_of_line(number),
            only=self.writers_of_line(number),
        )
        if done:
            kept = self.line(number)
            assert kept.carried_from is not None
            assert kept.progress == kept.carried_from.progress

    @rule(who=by_agency, door=through, number=which)
    def submit(self, who: str, door: str, number: int) -> None:
        self.submit_as(who, door, number)

    def submit_as(self, who: str, door: str, number: int) -> None:
        whole = self.whole(number)
        done = self.move(
            who,
            door,
            lambda actor: returns.submit_return(
                actor=actor, quarterly_return=whole, now=self.now, **SIGNED
            ),
            f"/returns/{whole.pk}/submit/",
            SIGNED,
            own=self.agency(number),
            only=self.writers(number) - {"council contact"},
        )
        self.check_late(done, number, whole)

    @rule(who=by_agency, door=through, number=which)
    def send_nil(self, who: str, door: str, number: int) -> None:
        whole = self.whole(number)
        done = self.move(
            who,
            door,
            lambda actor: returns.submit_nil(
                actor=actor,
                quarterly_return=whole,
                is_confirmed=True,
                now=self.now,
                **SIGNED,
            ),
            f"/returns/{whole.pk}/nil/",
            SIGNED | {"is_confirmed": True},
            own=self.agency(number),
            only=self.writers(number) - {"council contact"},
        )
        self.check_late(done, number, whole)

    def check_late(self, done: bool, number: int, before: Return) -> None:  # noqa: FBT001
        """Late is reckoned at the first sending-in, and stays (R38)."""
        if done:
            first = before.version == 0
            late = self.now > before.period.due_at if first else before.is_late
            assert self.whole(number).is_late == late

    @rule(who=by_agency, door=through, number=which, note=words)
    def send_for_sign_off(self, who: str, door: str, number: int, note: str) -> None:
        whole = self.whole(number)
        self.move(
            who,
            door,
            lambda actor: sign_off.send_for_sign_off(
                actor=actor, quarterly_return=whole, note=note, now=self.now
            ),
            f"/returns/{whole.pk}/sign-off/",
            {"note": note},
            own=self.agency(number),
            only=self.writers(number),
        )

    @rule(who=by_agency, door=through, number=which, comment=words)
    def send_back(self, who: str, door: str, number: int, comment: str) -> None:
        whole = self.whole(number)
        self.move(
            who,
            door,
            lambda actor: sign_off.send_back(
                actor=actor, quarterly_return=whole, comment=comment, now=self.now
            ),
            f"/returns/{whole.pk}/send-back/",
            {"comment": comment},
            own=self.agency(number),
            only={each for each in self.writers(number) if "approver" in each},
        )

    @rule(who=by_officer, door=through, number=which, old=st.sampled_from([0, 0, 1]))
    def accept(self, who: str, door: str, number: int, old: int) -> None:
        whole = self.whole(number)
        version = max(0, whole.version - old)
        self.move(
            who,
            door,
            lambda actor: acceptance.accept_return(
                actor=actor, quarterly_return=whole, version=version, now=self.now
            ),
            f"/returns/{whole.pk}/accept/",
            {"version": version},
            only=OFFICERS,
        )

    @rule(who=by_officer, door=through, number=which)
    def accept_one_line(self, who: str, door: str, number: int) -> None:
        line = self.line(number)
        whole = line.quarterly_return
        done = self.move(
            who,
            door,
            lambda actor: acceptance.accept_lines(
                actor=actor,
                quarterly_return=whole,
                lines=[line],
                version=whole.version,
                now=self.now,
            ),
            f"/returns/{whole.pk}/accept-lines/",
            {"lines": [line.pk], "version": whole.version},
            only=OFFICERS,
        )
        assert not done or self.line(number).accepted_at == self.now

    @rule(who=by_officer, door=through, number=which, question=words)
    def ask(self, who: str, door: str, number: int, question: str) -> None:
        line = self.line(number)
        whole = line.quarterly_return
        self.move(
            who,
            door,
            lambda actor: queries.ask(
                actor=actor,
                quarterly_return=whole,
                questions=[(line, question)],
                version=whole.version,
                now=self.now,
            ),
            f"/returns/{whole.pk}/ask/",
            {
                "version": whole.version,
                "questions": [{"line": line.pk, "question": question}],
            },
            only=OFFICERS,
        )

    @rule(who=by_agency, door=through, last=st.booleans(), answer=words)
    def answer(self, who: str, door: str, last: bool, answer: str) -> None:  # noqa: FBT001
        found = Query.objects.with_return().order_by("pk")
        query = found.last() if last else found.first()
        if query is not None:
            self.move(
                who,
                door,
                lambda actor: queries.answer_query(
                    actor=actor, query=query, answer=answer, now=self.now
                ),
                f"/queries/{query.pk}/answer/",
                {"answer": answer},
                own=self.agency_of(query.quarterly_return),
                only=self.writers_of_return(query.quarterly_return),
            )

    @rule(who=by_agency, door=through, number=which, reason=words)
    def ask_for_time(self, who: str, door: str, number: int, reason: str) -> None:
        whole = self.whole(number)
        self.move(
            who,
            door,
            lambda actor: extensions.ask_for_time(
                actor=actor, quarterly_return=whole, reason=reason, now=self.now
            ),
            "/extensions/",
            {"quarterly_return": whole.pk, "reason": reason},
            own=self.agency(number),
            only=self.writers(number),
        )

    @rule(who=by_officer, door=through, days=st.sampled_from([-1, 2, 10, 90]))
    def grant_time(self, who: str, door: str, days: int) -> None:
        found = Extension.objects.order_by("pk").last()
        if found is not None:
            until = self.now + timedelta(days=days)
            self.move(
                who,
                door,
                lambda actor: extensions.grant_time(
                    actor=actor,
                    quarterly_return=found.quarterly_return,
                    extension=found,
                    until=until,
                    comment="Agreed by telephone.",
                    now=self.now,
                ),
                f"/extensions/{found.pk}/grant/",
                {"until": until.isoformat(), "comment": "Agreed by telephone."},
                only=OFFICERS,
            )

    @rule(who=by_officer, door=through, comment=words)
    def refuse_time(self, who: str, door: str, comment: str) -> None:
        found = Extension.objects.order_by("pk").last()
        if found is not None:
            self.move(
                who,
                door,
                lambda actor: extensions.refuse_time(
                    actor=actor, extension=found, comment=comment, now=self.now
                ),
                f"/extensions/{found.pk}/refuse/",
                {"comment": comment},
                only=OFFICERS,
            )

    @rule(who=by_either, door=through, number=which, text=words, reason=words)
    def amend(self, who: str, door: str, number: int, text: str, reason: str) -> None:
        line = self.line(number)
        self.move(
            who,
            door,
            lambda actor: amendments.propose_amendment(
                actor=actor,
                line=line,
                words={"progress": text},
                reason=reason,
                now=self.now,
            ),
            "/amendments/",
            {"line": line.pk, "progress": text, "reason": reason},
            own=self.agency_of_line(number),
            only=self.writers_of_line(number) | OFFICERS,
        )

    @rule(who=by_either, door=through, approve=st.booleans(), comment=words)
    def decide_amendment(
        self,
        who: str,
        door: str,
        approve: bool,  # noqa: FBT001
        comment: str,
    ) -> None:
        found = Amendment.objects.order_by("pk").last()
        if found is not None:
            whole = found.quarterly_return
            done = self.move(
                who,
                door,
                lambda actor: amendments.decide_amendment(
                    actor=actor,
                    amendment=found,
                    approve=approve,
                    comment=comment,
                    now=self.now,
                ),
                f"/amendments/{found.pk}/decide/",
                {"approve": approve, "comment": comment},
                own=self.agency_of(whole),
                only=self.writers_of_return(whole) | OFFICERS,
            )
            if done and approve:
                kept = ReturnLine.objects.get(pk=found.line_id).reported
                assert kept is not None
                assert kept.progress == found.progress
                assert kept.pk != found.original_id

    @rule(
        who=by_either,
        door=through,
        number=which,
        days=st.sampled_from([-3, 40, 200]),
        explanation=words,
    )
    def ask_for_date(
        self, who: str, door: str, number: int, days: int, explanation: str
    ) -> None:
        action = self.line(number).action
        new_on = (self.now + timedelta(days=days)).date()
        self.move(
            who,
            door,
            lambda actor: dates.ask_for_date(
                actor=actor,
                action=action,
                new_on=new_on,
                reason="staffing",
                explanation=explanation,
                now=self.now,
            ),
            f"/actions/{action.pk}/ask-for-date/",
            {
                "new_on": new_on.isoformat(),
                "reason": "staffing",
                "explanation": explanation,
            },
            own=self.agency_of_line(number),
            only=self.writers_of_line(number) | OFFICERS,
        )

    @rule(who=by_officer, door=through, approve=st.booleans(), decision=words)
    def decide_date(
        self,
        who: str,
        door: str,
        approve: bool,  # noqa: FBT001
        decision: str,
    ) -> None:
        found = DateChange.objects.select_related("action").order_by("pk").last()
        if found is not None:
            statuses = set(ReturnLine.objects.values_list("pk", "reported__status"))
            done = self.move(
                who,
                door,
                lambda actor: dates.decide_date(
                    actor=actor,
                    change=found,
                    approve=approve,
                    decision=decision,
                    comment=decision,
                    now=self.now,
                ),
                f"/date-changes/{found.pk}/decide/",
                {"approve": approve, "decision": decision, "comment": decision},
                only=OFFICERS - {self.name_of(found.asked_by_id)},
            )
            again = set(ReturnLine.objects.values_list("pk", "reported__status"))
            assert not done or statuses == again, "a new date changed a rating (R24)"

    def name_of(self, key: int) -> str:
        people = self.county.people.items()
        return next((name for name, each in people if each.pk == key), "")


@pytest.mark.django_db
def test_nothing_that_anybody_tries_breaks_the_quarter():
    run_state_machine_as_test(
        TheQuarter,
        settings=settings(
            max_examples=EXAMPLES,
            stateful_step_count=STEPS,
            deadline=None,
            # The same moves each time, unless somebody asks for a longer look.
            derandomize="HYPOTHESIS_EXAMPLES" not in os.environ,
            suppress_health_check=list(HealthCheck),
        ),
    )
    never = MOVES - {name for name, _ in MADE}
    assert len(never) <= len(MOVES) // 4, f"never made: {sorted(never)}"
    assert len([door for _, door in MADE if door == "api"]) >= len(MOVES) // 2


@pytest.mark.django_db
@pytest.mark.parametrize("door", ["service", "api"])
@pytest.mark.parametrize("far", BEGINNINGS)
def test_each_beginning_is_reached_through_both_doors(far, door):
    quarter = TheQuarter()
    steps = quarter.ways(door)[far]
    MADE.clear()

    for step in steps:
        step()
        name = step.func.__name__
        assert (name, door) in MADE or name in STRAIGHT_ON, f"{name} was refused"

    quarter.teardown()
