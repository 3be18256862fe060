"""What an agency needs of others: raising an ask, naming who answers it (R21)."""

from datetime import date, datetime
from typing import Any

from django.db import transaction

from actions import events
from actions.choices import Marking
from actions.models import Ask, ReturnLine
from actions.return_choices import OPEN_ASKS, AskState
from actions.selectors.asks import able_to_answer, conversation
from actions.selectors.handling import is_sensitive
from actions.selectors.windows import london_day
from actions.selectors.words import SENSIBLE
from actions.services.faults import Faults
from actions.services.locking import locked
from hcss.kernel import audit, personal_data, policy
from hcss.kernel.errors import Conflict
from hcss.kernel.templatetags.show import moment
from hcss.kernel.transitions import compare_and_set
from partnerships.models import Agency, User

#: What the conversation says of an ask asked of everybody.
THE_GROUP = "the group"


@transaction.atomic
def raise_ask(
    *,
    actor: User,
    line: ReturnLine,
    text: str,
    need_by: date | None,
    now: datetime,
    of_agency: Agency | None = None,
    answerer: User | None = None,
    marking: str = Marking.OFFICIAL,
    is_confirmed: bool = False,
) -> Ask:
    """Ask the group, or ``of_agency``, for something that an action needs.

    With a sensitive line, or about a sensitive action, it is sensitive too (R57).

    Raises:
        NotPermitted: ``actor`` does not write for the agency.
        ValidationError: nothing asked, a date that is not to come, an agency that
            cannot be asked, somebody who cannot answer, personal data (R55).
        Conflict: the return is closed, and not with the group either.
    """
    policy.require(actor, "actions.raise_ask", line)
    on = london_day(now)
    _refuse_closed(line, now=now)
    text = text.strip()
    faults = Faults()
    faults.need_words("text", text, "Say what you ask for.")
    _check_need(faults, need_by, on)
    _check_whom(faults, line, of_agency, answerer, on)
    faults.stop()
    personal_data.guard(
        actor=actor,
        subject=line,
        texts={"text": text},
        is_confirmed=is_confirmed,
        now=now,
    )
    needed: Any = need_by
    ask = Ask(
        action=line.action,
        line=line,
        agency=line.quarterly_return.agency,
        raised_by=actor,
        raised_at=now,
        text=text,
        of_agency=of_agency,
        of_name=of_agency.name if of_agency else THE_GROUP,
        answerer=answerer,
        need_by=needed,
        marking=Marking.SENSITIVE if is_sensitive(line, line=line) else marking,
    )
    ask.full_clean()
    ask.save()
    audit.record(events.ASK_RAISED, actor=actor, subject=ask, now=now)
    return ask


@transaction.atomic
def name_answerer(
    *, actor: User, ask: Ask, answerer: User | None, version: int, now: datetime
) -> Ask:
    """Name who is to answer; the others who may still do.

    Raises:
        NotPermitted: ``actor`` is not an officer.
        ValidationError: nobody is named, or somebody who cannot answer.
        Conflict: it is settled, or has moved on since it was read.
    """
    policy.require(actor, "actions.name_answerer", ask)
    faults = Faults()
    faults.need("answerer", answerer, "Choose who is to answer.")
    _check_answerer(faults, answerer, ask.of_agency, london_day(now))
    faults.stop()
    different = audit.difference(ask, {"answerer": answerer})
    change_ask(ask, version=version, allowed=OPEN_ASKS, answerer=answerer)
    audit.record(
        events.ASK_ANSWERER_NAMED,
        actor=actor,
        subject=ask,
        now=now,
        changes=different,
    )
    return ask


# --- What is wrong ------------------------------------------------------------------


def _refuse_closed(line: ReturnLine, *, now: datetime) -> None:
    """An ask goes with a return that is being written, or has come in."""
    quarterly_return = line.quarterly_return
    if not (quarterly_return.is_signable(at=now) or quarterly_return.is_received):
        raise locked(thing=quarterly_return, now=now)


def _check_need(faults: Faults, need_by: date | None, on: date) -> None:
    if need_by is None:
        faults.add("need_by", "Give the date by which you need an answer.")
    elif need_by <= on:
        faults.add("need_by", "The date by which you need an answer must be to come.")
    elif need_by - on > SENSIBLE:
        faults.add("need_by", "Check the year: that is far from today.")


def _check_whom(
    faults: Faults,
    line: ReturnLine,
    of_agency: Agency | None,
    answerer: User | None,
    on: date,
) -> None:
    if of_agency and of_agency.pk == line.quarterly_return.agency_id:
        faults.add("of_agency", "An agency cannot ask itself.")
    elif of_agency and of_agency.ended_on:
        faults.add("of_agency", f"{of_agency} no longer exists: ask its successor.")
    _check_answerer(faults, answerer, of_agency, on)


def _check_answerer(
    faults: Faults, answerer: User | None, of_agency: Agency | None, on: date
) -> None:
    if answerer is None or able_to_answer(of_agency, on=on).contains(answerer):
        return
    whom = of_agency or "the group: an officer or a chair"
    faults.add("answerer", f"{answerer} does not speak for {whom}.")


# --- One winner ---------------------------------------------------------------------


def change_ask(
    ask: Ask, *, version: int, allowed: tuple[AskState, ...], **changes: Any
) -> None:
    """Change the ask if it is as it was read and in an ``allowed`` state.

    Raises:
        Conflict: somebody was first; it says who.
    """
    expected = {"version": version, "state__in": allowed}
    if not compare_and_set(ask, expected=expected, version=version + 1, **changes):
        raise _moved_on(ask)


def _moved_on(ask: Ask) -> Conflict:
    """Say where it stands now, by whom and since when."""
    fresh = Ask.objects.get(pk=ask.pk)
    stands = f"This ask is now: {fresh.get_state_display().lower()}."
    last = conversation(fresh).last()
    if last is None:
        return Conflict(f"It has changed since you read it. {stands}", code="changed")
    return Conflict(
        f"{last.written_by} wrote on {moment(last.written_at)}, after you read it. "
        f"{stands}",
        code="changed",
    )
