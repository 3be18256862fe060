"""Saved as one types: every field by itself, so that one cannot hold up the others."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from actions.models import ReturnLine
from actions.services.lines import save_line
from hcss.kernel import policy
from hcss.kernel.errors import Conflict
from partnerships.models import User


@dataclass(frozen=True)
class Kept:
    """The line as it is now, and why some fields were not kept."""

    line: ReturnLine
    refused: dict[str, list[str]]
    error: ValidationError | None = None


@transaction.atomic
def save_typed(
    *,
    actor: User,
    line: ReturnLine,
    version: int,
    words: Mapping[str, Any],
    now: datetime,
    is_confirmed: bool = False,
) -> Kept:
    """Keep whatever of the words can be kept in a draft.

    Where nothing differs from what is stored, nothing is written: a line that is
    *still true* stays so. An answer that was lost on its way is no conflict: what
    the person goes on to type holds all that they saved themselves before.

    Raises:
        NotPermitted: ``actor`` does not write for the agency (R35, R36).
        LineConflict: the line is no longer at ``version``; it carries their text.
        Conflict: the line is with the group and cannot be written on (R33).
    """
    policy.require(actor, "actions.write_line", line)
    left = {name: value for name, value in words.items() if _differs(line, name, value)}
    if line.edited_by_id == actor.pk and _goes_on(line, left):
        version = max(version, line.version)
    refused: dict[str, list[str]] = {}
    met: ValidationError | None = None
    while left:
        try:
            line = save_line(
                actor=actor,
                line=line,
                version=version,
                words=left,
                now=now,
                finish=False,
                is_confirmed=is_confirmed,
            )
        except Conflict:
            raise
        except ValidationError as error:
            met = error
            named = {name: error.message_dict[name] for name in error.error_dict}
            refused |= named
            left = {name: left[name] for name in left if name not in named}
        else:
            break
    return Kept(line=line, refused=refused, error=met)


def _goes_on(line: ReturnLine, words: Mapping[str, Any]) -> bool:
    """Say whether the words only add to what is stored."""
    return all(
        str(value or "").startswith(str(getattr(line, name) or ""))
        for name, value in words.items()
        if hasattr(line, name)
    )


def _differs(line: ReturnLine, name: str, value: Any) -> bool:
    return (value or "") != (getattr(line, name, None) or "")
