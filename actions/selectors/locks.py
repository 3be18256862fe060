"""Why a return or a line cannot be written in: since when, until when, who helps."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from actions.choices import ReturnState
from actions.models import Extension, Return, ReturnLine
from actions.return_choices import SignOffOutcome
from actions.selectors.sentences import standing
from actions.selectors.windows import london_day
from hcss.kernel.templatetags.show import deadline, moment
from partnerships.choices import Role
from partnerships.models import Appointment, User

#: What a person can do about a lock.
ASK_FOR_TIME, PROPOSE_AMENDMENT = "ask_for_time", "propose_amendment"
#: So many people are named as those who can help.
_NAMED = 3
_CLOCK = "the clock"


@dataclass(frozen=True)
class Helper:
    """Somebody to turn to."""

    name: str
    email: str

    def __str__(self) -> str:
        return f"{self.name} ({self.email})"


@dataclass(frozen=True, kw_only=True)
class Lock:
    """What is locked, in the four facts that a person needs.

    ``until`` is a moment where one is known; ``until_words`` says what has to
    happen. ``ways`` is what the agency itself can do about it.
    """

    code: str
    why: str
    until_words: str
    since: datetime | None = None
    by: str = ""
    until: datetime | None = None
    helpers: tuple[Helper, ...] = ()
    helpers_are: str = "An HCSSG officer"
    ways: tuple[str, ...] = ()

    @property
    def help_words(self) -> str:
        """Who can help, in a sentence; empty where there is nobody."""
        names = " or ".join(map(str, self.helpers))
        return f"{self.helpers_are} can help: {names}." if names else ""

    @property
    def words(self) -> str:
        """Everything in one paragraph: what a refusal says."""
        parts = [self.why, "It cannot be changed now.", self.until_words]
        return " ".join(filter(None, [*parts, self.help_words]))

    @property
    def facts(self) -> dict[str, Any]:
        """The same for a program."""
        return {
            "code": self.code,
            "why": self.why,
            "since": _iso(self.since),
            "by": self.by,
            "until": _iso(self.until),
            "until_words": self.until_words,
            "who_can_help": [
                {"name": each.name, "email": each.email} for each in self.helpers
            ],
            "you_can": list(self.ways),
        }


def lock_of(thing: Return | ReturnLine, *, at: datetime) -> Lock | None:
    """Return what keeps the agency from writing in it at this moment; None if nothing.

    It agrees with ``is_writable``, of a return and of a line alike.
    """
    if thing.is_writable(at=at):
        return None
    if isinstance(thing, Return):
        return _LOCKS[ReturnState(thing.state)](thing, at)
    if thing.quarterly_return.is_writable(at=at):
        return _accepted_line(thing, at)
    return lock_of(thing.quarterly_return, at=at)


def officers(*, on: date) -> tuple[Helper, ...]:
    """Return the officers that a person may turn to on the day."""
    found = User.objects.holding(Role.OFFICER, on=on).order_by("name")
    return tuple(Helper(each.name, each.email) for each in found[:_NAMED])


def waiting_request(quarterly_return: Return) -> Extension | None:
    """Return the request for more time that waits for an officer, if any."""
    asked = Extension.objects.asked().filter(quarterly_return=quarterly_return)
    return asked.select_related("asked_by").first()


def _approvers(quarterly_return: Return, on: date) -> tuple[Helper, ...]:
    held = Appointment.objects.current(on=on).filter(
        role=Role.APPROVER, agency=quarterly_return.agency_id, person__is_active=True
    )
    people = held.select_related("person").order_by("person__name")[:_NAMED]
    return tuple(Helper(each.person.name, each.person.email) for each in people)


def _closed(quarterly_return: Return, at: datetime) -> Lock:
    """Nothing came in by the close, or by the end of the time given besides."""
    period = quarterly_return.period
    ended = quarterly_return.extended_until
    is_extended = ended is not None and ended >= period.closes_at
    since = ended if is_extended else period.closed_at or period.closes_at
    asked = waiting_request(quarterly_return)
    return Lock(
        code="extension_over" if is_extended else "closed",
        why=(
            f"The extra time for this return ended at {deadline(ended)}."
            if is_extended
            else f"Nothing was sent in by the close of {period} on {moment(since)}."
        ),
        since=since,
        by=_who_closed(quarterly_return, is_extended=is_extended),
        until_words=_until_time_is_given(asked),
        helpers=officers(on=london_day(at)),
        ways=() if asked else (ASK_FOR_TIME,),
    )


def _who_closed(quarterly_return: Return, *, is_extended: bool) -> str:
    if not is_extended:
        return str(quarterly_return.period.closed_by or _CLOCK)
    given = quarterly_return.extensions.filter(until=quarterly_return.extended_until)
    latest = given.select_related("decided_by").order_by("-pk").first()
    return str(latest.decided_by) if latest and latest.decided_by else _CLOCK


def _until_time_is_given(asked: Extension | None) -> str:
    if asked is None:
        return "It stays closed until an officer gives your agency more time."
    return (
        f"{asked.asked_by} asked for more time on {moment(asked.asked_at)}: it stays "
        "closed until an officer has decided."
    )


def _awaiting(quarterly_return: Return, at: datetime) -> Lock:
    if not quarterly_return.is_in_time(at=at):
        return _closed(quarterly_return, at)
    rounds = quarterly_return.sign_offs.filter(outcome=SignOffOutcome.WAITING)
    asked = rounds.select_related("asked_by").first()
    on = london_day(at)
    approvers = _approvers(quarterly_return, on)
    until = max(
        quarterly_return.period.closes_at,
        quarterly_return.extended_until or quarterly_return.period.closes_at,
    )
    return Lock(
        code="awaiting_sign_off",
        why=standing(quarterly_return),
        since=asked.asked_at if asked else None,
        by=str(asked.asked_by) if asked else "",
        until=until,
        until_words=(
            "It stays so until your agency’s approver signs it or sends it back."
        ),
        helpers=approvers or officers(on=on),
        helpers_are="Your agency’s approver" if approvers else "An HCSSG officer",
    )


def _submitted(quarterly_return: Return, at: datetime) -> Lock:
    sent = quarterly_return.submissions.order_by("-version").first()
    return Lock(
        code="with_the_group",
        why=standing(quarterly_return),
        since=sent.submitted_at if sent else quarterly_return.submitted_at,
        by=sent.signed_name if sent else "",
        until_words="It stays so until an officer asks a question about it.",
        helpers=officers(on=london_day(at)),
    )


def _accepted(quarterly_return: Return, at: datetime) -> Lock:
    return Lock(
        code="accepted",
        why=standing(quarterly_return),
        since=quarterly_return.accepted_at,
        by=str(quarterly_return.accepted_by),
        until_words=(
            "It is not opened again: propose an amendment to a line that is wrong."
        ),
        helpers=officers(on=london_day(at)),
        ways=(PROPOSE_AMENDMENT,),
    )


def _accepted_line(line: ReturnLine, at: datetime) -> Lock:
    """The officer took this line; others in its return are still asked about."""
    return Lock(
        code="line_accepted",
        why=(
            f"This line was accepted on {moment(line.accepted_at)} by "
            f"{line.accepted_by}."
        ),
        since=line.accepted_at,
        by=str(line.accepted_by),
        until_words=(
            "It stays so until an officer asks a question about it. When the whole "
            "return is accepted, an amendment can be proposed."
        ),
        helpers=officers(on=london_day(at)),
    )


def _iso(value: datetime | None) -> str | None:
    return timezone.localtime(value).isoformat() if value else None


_LOCKS: dict[ReturnState, Callable[[Return, datetime], Lock]] = {
    ReturnState.OPEN: _closed,
    ReturnState.DRAFT: _closed,
    ReturnState.AWAITING: _awaiting,
    ReturnState.SUBMITTED: _submitted,
    ReturnState.ACCEPTED: _accepted,
    ReturnState.NO_RETURN: _closed,
}
