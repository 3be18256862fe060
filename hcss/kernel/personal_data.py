"""Governance text only: what in a text may be about a person who is helped (R55)."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.db import models

from hcss.kernel import audit
from hcss.kernel.personal_patterns import Finding, Kind, find

__all__ = [
    "IDENTIFIER",
    "PERSONAL_DATA",
    "WORDS_CONFIRMED",
    "Finding",
    "Kind",
    "find",
    "guard",
    "holds_identifier",
    "needs_confirming",
]

#: The event that keeps who confirmed what kind of words, never the words.
WORDS_CONFIRMED = "kernel.words_confirmed"
#: The codes of the two refusals: take it out; take it out or confirm.
IDENTIFIER, PERSONAL_DATA = "identifier", "personal_data"

_LONDON = ZoneInfo("Europe/London")
_SHOWN = 3
_WHAT_TO_DO = {
    IDENTIFIER: "Take it out: it identifies a person and is never kept here.",
    PERSONAL_DATA: (
        "Take it out, or confirm that this describes arrangements and that nobody "
        "who is helped can be recognised."
    ),
}


def guard(
    *,
    actor: Any,
    subject: models.Model,
    texts: Mapping[str, str],
    is_confirmed: bool,
    now: datetime,
    before: Mapping[str, str] | None = None,
) -> None:
    """Refuse texts that hold personal data, or record that a person confirmed them.

    ``texts`` are the new texts by field, ``before`` what was kept of each until now:
    what has not changed is not asked about again. ``subject`` is what the texts are
    kept with; for something new, the saved thing on which it will hang.

    Raises:
        ValidationError: at the field, with code ``identifier`` (a hard stop) or
            ``personal_data`` (until ``is_confirmed``).
    """
    found = {
        field: _new(text, (before or {}).get(field) or "", now)
        for field, text in texts.items()
    }
    refused = {
        field: errors
        for field, findings in found.items()
        if (errors := _errors(findings, is_confirmed=is_confirmed))
    }
    if refused:
        raise ValidationError(refused)
    kinds = {field: _kinds(findings) for field, findings in found.items() if findings}
    if kinds:
        audit.record(
            WORDS_CONFIRMED,
            actor=actor,
            subject=subject,
            now=now,
            changes={field: ["", names] for field, names in kinds.items()},
        )


def needs_confirming(error: ValidationError) -> bool:
    """Say whether a person's confirmation is all that stands in the way."""
    codes = _codes(error)
    return PERSONAL_DATA in codes and IDENTIFIER not in codes


def holds_identifier(error: ValidationError) -> bool:
    """Say whether the words can only be kept without an identifier."""
    return IDENTIFIER in _codes(error)


def _codes(error: ValidationError) -> set[str | None]:
    by_field = getattr(error, "error_dict", {})
    return {each.code for errors in by_field.values() for each in errors}


def _new(text: str, before: str, now: datetime) -> list[Finding]:
    """Return what is found in a text that changed and was not there before.

    An identifier stops a changed text even if it stood in the one before.
    """
    if not text or text == before:
        return []
    on = now.astimezone(_LONDON).date()
    known = set(find(before, on=on)) if before else set()
    findings = dict.fromkeys(find(text, on=on))
    return [each for each in findings if each.is_identifier or each not in known]


def _errors(findings: Iterable[Finding], *, is_confirmed: bool) -> list[Any]:
    by_kind: dict[Kind, list[Finding]] = {}
    for each in findings:
        if each.is_identifier or not is_confirmed:
            by_kind.setdefault(each.kind, []).append(each)
    return [_error(kind, of_kind) for kind, of_kind in by_kind.items()]


def _error(kind: Kind, findings: list[Finding]) -> ValidationError:
    code = IDENTIFIER if kind.is_identifier else PERSONAL_DATA
    shown = ", ".join(f"“{each.excerpt}”" for each in findings[:_SHOWN])
    more = len(findings) - _SHOWN
    rest = f" and {more} more" if more > 0 else ""
    return ValidationError(
        f"Looks like {kind.label}: {shown}{rest}. {_WHAT_TO_DO[code]}", code=code
    )


def _kinds(findings: Iterable[Finding]) -> str:
    return ", ".join(dict.fromkeys(str(each.kind.value) for each in findings))
