"""*Still true*: the agency attests the words of an earlier quarter again (R38a)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction

from actions import events
from actions.models import Return, ReturnLine
from actions.selectors.comparison import Earlier, last_quarter
from actions.selectors.still_true import (
    carried_words,
    has_other_words,
    why_not,
)
from actions.selectors.windows import london_day
from actions.services.lines import AFRESH, LineConflict, hold_open, put
from actions.services.locking import locked
from hcss.kernel import policy
from partnerships.models import User

_BEGUN = (
    "You have written something else here already: open the line, and say whether "
    "that goes in or the earlier words."
)


@dataclass(frozen=True)
class Marked:
    """What became of the lines that were ticked: kept, or refused and why."""

    kept: list[ReturnLine]
    refused: dict[ReturnLine, list[str]]


@transaction.atomic
def still_true(
    *, actor: User, line: ReturnLine, version: int, now: datetime
) -> ReturnLine:
    """Carry the earlier words into the line, marked as such.

    "Last reviewed" does not move: that happens when the return goes.

    Raises:
        NotPermitted: ``actor`` does not write for the agency (R35, R36).
        ValidationError: at its field, why those words cannot be true today.
        LineConflict: the line is no longer at ``version``; it carries their text.
        Conflict: the line is with the group and cannot be written on (R33).
    """
    policy.require(actor, "actions.write_line", line)
    hold_open(line=line, now=now)
    earlier = last_quarter([line]).get(line.pk)
    return _carry(actor, line, version, earlier, now)


@transaction.atomic
def still_true_many(
    *,
    actor: User,
    quarterly_return: Return,
    versions: Mapping[ReturnLine, int],
    now: datetime,
) -> Marked:
    """Do the same for several lines of one return; what cannot be is told for each.

    A line on which something else was written already is left alone: nobody gives
    up words that are not before their eyes.

    Raises:
        NotPermitted: ``actor`` does not write for the agency.
        Conflict: the return is with the group.
    """
    policy.require(actor, "actions.write_return", quarterly_return)
    if not quarterly_return.is_writable(at=now):
        raise locked(thing=quarterly_return, now=now)
    own = {
        line: version
        for line, version in versions.items()
        if line.quarterly_return_id == quarterly_return.pk
    }
    earlier = last_quarter(own)
    marked = Marked(kept=[], refused={})
    for line, version in own.items():
        before = earlier.get(line.pk)
        try:
            marked.kept.append(_one_of_many(actor, line, version, before, now))
        except ValidationError as error:
            marked.refused[line] = error.messages
    return marked


def _one_of_many(
    actor: User, line: ReturnLine, version: int, earlier: Earlier | None, now: datetime
) -> ReturnLine:
    with transaction.atomic():
        hold_open(line=line, now=now)
        if has_other_words(line.words, earlier):
            raise ValidationError({"answer": [_BEGUN]})
        return _carry(actor, line, version, earlier, now)


def _carry(
    actor: User, line: ReturnLine, version: int, earlier: Earlier | None, now: datetime
) -> ReturnLine:
    faults = why_not(line, earlier, reader=actor, on=london_day(now))
    if earlier is None or faults:
        raise ValidationError(faults)
    if line.version != version:
        return _settle(actor, line, earlier)
    words = carried_words(earlier.words)
    changes = AFRESH | words | {"carried_from": earlier.words}
    return put(
        actor=actor, line=line, changes=changes, now=now, verb=events.LINE_ATTESTED
    )


def _settle(actor: User, line: ReturnLine, earlier: Earlier) -> ReturnLine:
    """Return the line if it was attested already (a double click)."""
    stored: ReturnLine = ReturnLine.objects.with_action().get(pk=line.pk)
    if stored.carried_from_id != earlier.words.pk:
        raise LineConflict(stored, actor)
    return stored
