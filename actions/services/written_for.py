"""An officer types what an agency said; it counts when the agency confirms it (R35)."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from actions import events
from actions.models import Return, ReturnLine
from actions.selectors import words as line_words
from actions.selectors.windows import london_day
from actions.services.lines import (
    AFRESH,
    FIELDS,
    TEXTS,
    LineConflict,
    hold_open,
    with_words,
)
from actions.services.locking import hold, locked
from hcss.kernel import audit, personal_data, policy
from hcss.kernel.errors import Conflict
from hcss.kernel.templatetags.show import moment
from partnerships.models import User

#: Who told it, and how, fits in one line.
_LONGEST_TOLD_BY = 200


@transaction.atomic
def write_for(
    *,
    actor: User,
    line: ReturnLine,
    version: int,
    words: Mapping[str, Any],
    told_by: str,
    now: datetime,
    is_confirmed: bool = False,
) -> ReturnLine:
    """Type on a line what somebody of the agency said, for the agency to confirm.

    Only where the agency has written nothing: never over its words. Its return
    stays as it is: nothing is started, and nothing sent in, by an officer.

    Raises:
        NotPermitted: ``actor`` is no officer, or writes for that agency.
        ValidationError: at its field: who told it, what the status asks for, what
            cannot be true or cannot be kept.
        LineConflict: another officer typed here first; it carries their text.
        Conflict: the agency has written here, or the line is locked.
    """
    policy.require(actor, "actions.write_for", line.quarterly_return)
    _hold(line, now)
    _refuse_over_own_words(line)
    draft = with_words(line, words)
    draft.told_by = _told_by(told_by)
    if line.version != version:
        return _settle(draft, actor)
    on = london_day(now)
    if faults := line_words.everything_wrong(draft, action=draft.action, on=on):
        raise ValidationError(faults)
    _guard(actor, line, draft, now, is_confirmed=is_confirmed)
    changes = AFRESH | {name: getattr(draft, name) for name in words}
    changes |= {
        "version": version + 1,
        "edited_by": actor,
        "edited_at": now,
        "written_for_by": actor,
        "written_for_at": now,
        "told_by": draft.told_by,
    }
    return _put(actor, line, draft, changes, now)


@transaction.atomic
def confirm_lines(
    *, actor: User, versions: Mapping[ReturnLine, int], now: datetime
) -> list[ReturnLine]:
    """Say for the agency that what was typed for it is what it says.

    ``versions`` has the lines with the version that was read of each: all of them
    are confirmed, or none.

    Raises:
        NotPermitted: ``actor`` does not write for the agency.
        ValidationError: no line is named.
        Conflict: there is nothing to confirm on one, it changed since it was read,
            or the return is with the group.
    """
    if not versions:
        raise ValidationError({"lines": "Choose at least one line to confirm."})
    for line in versions:
        policy.require(actor, "actions.write_line", line)
    for line, version in versions.items():
        hold_open(line=line, now=now)
        _confirm(actor, line, version, now)
    return list(versions)


def _hold(line: ReturnLine, now: datetime) -> None:
    """Hold the return's row until the line is in, and leave it as it stands."""
    hold(quarterly_return_id=line.quarterly_return_id)
    writable = Return.objects.writable(at=now).filter(pk=line.quarterly_return_id)
    if not writable.exists() or line.accepted_at is not None:
        raise locked(thing=line, now=now)


def _refuse_over_own_words(line: ReturnLine) -> None:
    if not ReturnLine.objects.untouched().filter(pk=line.pk).exists():
        agency = line.quarterly_return.agency_name
        raise Conflict(
            f"{agency} has written on {line.action.ref} itself: its words are not "
            "changed by anybody else.",
            code="own_words",
        )


def _told_by(text: str) -> str:
    told_by = " ".join(text.split())
    if not told_by:
        raise ValidationError({"told_by": "Say who told you, and how."})
    if len(told_by) > _LONGEST_TOLD_BY:
        raise ValidationError({"told_by": "Keep this to 200 characters."})
    return told_by


def _guard(
    actor: User,
    line: ReturnLine,
    draft: ReturnLine,
    now: datetime,
    *,
    is_confirmed: bool,
) -> None:
    names = (*TEXTS, "told_by")
    personal_data.guard(
        actor=actor,
        subject=line,
        texts={name: getattr(draft, name) for name in names},
        is_confirmed=is_confirmed,
        now=now,
        before={name: getattr(line, name) for name in names},
    )


def _put(
    actor: User,
    line: ReturnLine,
    draft: ReturnLine,
    changes: dict[str, Any],
    now: datetime,
) -> ReturnLine:
    found = ReturnLine.objects.untouched().filter(pk=line.pk, version=line.version)
    if not found.update(**changes):
        return _settle(draft, actor)
    audit.record(
        events.LINE_WRITTEN_FOR_AGENCY,
        actor=actor,
        subject=line,
        now=now,
        changes={
            "version": [line.version, line.version + 1],
            "told_by": [line.told_by, draft.told_by],
        },
    )
    for name, value in changes.items():
        setattr(line, name, value)
    return line


def _settle(draft: ReturnLine, actor: User) -> ReturnLine:
    """Return the stored line if it says the same (a double click).

    Raises:
        LineConflict: another officer typed something else.
        Conflict: the agency wrote here; nobody else sees what.
    """
    stored: ReturnLine = ReturnLine.objects.with_action().get(pk=draft.pk)
    _refuse_over_own_words(stored)
    names = (*FIELDS, "told_by")
    if any(getattr(stored, name) != getattr(draft, name) for name in names):
        raise LineConflict(stored, actor)
    return stored


def _confirm(actor: User, line: ReturnLine, version: int, now: datetime) -> None:
    waiting = ReturnLine.objects.unconfirmed().filter(pk=line.pk, version=version)
    if not waiting.update(confirmed_by=actor, confirmed_at=now):
        raise _not_to_confirm(line)
    audit.record(
        events.LINE_CONFIRMED,
        actor=actor,
        subject=line,
        now=now,
        changes={"confirmed": [False, True]},
    )
    line.confirmed_by, line.confirmed_at = actor, now


def _not_to_confirm(line: ReturnLine) -> Conflict:
    """Say what became of a line that was to be confirmed."""
    stored: ReturnLine = ReturnLine.objects.with_action().get(pk=line.pk)
    ref = stored.action.ref
    if stored.confirmed_at is not None:
        when = moment(stored.confirmed_at)
        text = f"{stored.confirmed_by} confirmed {ref} on {when}."
    elif stored.written_for_by_id is None:
        text = f"There is nothing to confirm on {ref}: it is in your agency’s words."
    else:
        text = f"{ref} has changed since you read it. Read it again, then confirm it."
    return Conflict(text, code="not_to_confirm")
