"""Evidence as one person may see it: how old it is, and what it supports."""

import logging
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import IO

from actions.models import Action, Evidence, EvidenceUse, Return, ReturnLine
from actions.policy.evidence import visible_uses
from actions.return_choices import EvidenceKind, ScanState
from actions.selectors.words import is_about_extremism
from hcss.kernel.errors import Conflict
from hcss.kernel.filetypes import TYPES
from partnerships.models import User

_DAYS_IN_MONTH = 30.4375
#: Up to here months say more than years.
_MONTHS_SAID = 24
_DAYS_SAID = 31
_log = logging.getLogger(__name__)

#: Why a file is not handed out.
_HELD_BACK = {
    ScanState.WAITING: "This file waits for the virus scan. Try again in some minutes.",
    ScanState.INFECTED: "The virus scan found something in this file: it is held back.",
}


@dataclass(frozen=True)
class Shown:
    """An item with what can be said of it on the day."""

    evidence: Evidence
    on: date

    @property
    def age(self) -> str:
        """Return “18 months old”; nothing for what has no date."""
        dated_on = self.evidence.dated_on
        if dated_on is None:
            return ""
        days = (self.on - dated_on).days
        return f"{_length(days)} old" if days > 0 else "from today"

    @property
    def expiry(self) -> str:
        """Return “expired 3 days ago” or “expires in 2 months”, or nothing."""
        expires_on = self.evidence.expires_on
        if expires_on is None:
            return ""
        days = (expires_on - self.on).days
        if days < 0:
            return f"expired {_length(-days)} ago"
        return f"expires in {_length(days)}" if days else "expires today"

    @property
    def is_expired(self) -> bool:
        expires_on = self.evidence.expires_on
        return expires_on is not None and expires_on < self.on

    @property
    def form(self) -> str:
        """Return in what form it is held: “PDF”, “Link”, “Reference”."""
        if self.evidence.is_file:
            known = TYPES.get(self.evidence.media_type)
            return known.extension.removeprefix(".").upper() if known else "File"
        return _FORMS[EvidenceKind(self.evidence.kind)]

    @property
    def uses(self) -> list[EvidenceUse]:
        """Return the lines it supports; the item was read ``with_uses``."""
        found: list[EvidenceUse] = getattr(self.evidence, "shown_uses", [])
        return found


_FORMS = {EvidenceKind.LINK: "Link", EvidenceKind.REFERENCE: "Reference"}


def _length(days: int) -> str:
    months = int(days / _DAYS_IN_MONTH)
    if days < _DAYS_SAID or months == 0:
        return f"{days} day{'' if days == 1 else 's'}"
    if months < _MONTHS_SAID:
        return f"{months} month{'' if months == 1 else 's'}"
    return f"{months // 12} years"


def evidence_of_lines(
    lines: Iterable[ReturnLine], *, reader: User, on: date
) -> dict[int, list[Shown]]:
    """Return what supports each line, by its key, as far as ``reader`` may see it.

    One query, however many lines there are.
    """
    keys = [line.pk for line in lines]
    uses = EvidenceUse.objects.filter(visible_uses(reader), line__in=keys)
    uses = uses.filter(removed_at=None).distinct().select_related("evidence__agency")
    found: dict[int, list[Shown]] = {key: [] for key in keys}
    for use in uses.order_by("added_at", "pk"):
        found[use.line_id].append(Shown(use.evidence, on))
    return found


def evidence_of_line(line: ReturnLine, *, reader: User, on: date) -> list[Shown]:
    """Return what supports one line, as far as ``reader`` may see it."""
    return evidence_of_lines([line], reader=reader, on=on)[line.pk]


def evidence_of_action(action: Action, *, reader: User, on: date) -> list[Shown]:
    """Return what supports any quarter's line of an action, the newest first."""
    uses = EvidenceUse.objects.filter(visible_uses(reader), line__action=action)
    items = Evidence.objects.filter(
        pk__in=uses.filter(removed_at=None).values("evidence")
    ).order_by("-added_at", "-pk")
    return [Shown(each, on) for each in items.select_related("agency")]


def titles_of(line: ReturnLine) -> str:
    """Return what supports the line in one text, to begin its “Evidence” with.

    For the agency's own page: it is what is being drafted.
    """
    uses = line.evidence_uses.filter(removed_at=None).select_related("evidence")
    return "; ".join(use.evidence.title for use in uses.order_by("added_at", "pk"))


def usable_for(line: ReturnLine) -> list[Evidence]:
    """Return what the line's agency gave before and does not support the line yet."""
    from_before = Evidence.objects.filter(agency=line.quarterly_return.agency)
    if is_about_extremism(line.action.priority):
        from_before = from_before.filter(kind=EvidenceKind.REFERENCE)  # R56
    uses = line.evidence_uses.filter(removed_at=None)
    return list(
        from_before.exclude(pk__in=uses.values("evidence"))
        .exclude(scan=ScanState.INFECTED)
        .order_by("-added_at", "-pk")
    )


def lines_for(evidence: Evidence, *, reader: User, now: datetime) -> list[ReturnLine]:
    """Return the lines of the item's agency that it could support too.

    Those that can be written on now, of any quarter; a file or a link supports none
    of the extremism priority (R56).
    """
    writable = Return.objects.writable(at=now).filter(agency=evidence.agency)
    uses = evidence.uses.filter(removed_at=None)
    lines = (
        ReturnLine.objects.visible_to(reader)
        .owed()
        .filter(quarterly_return__in=writable, accepted_at=None)
        .exclude(pk__in=uses.values("line"))
        .with_action()
        .order_by("-quarterly_return__period__starts_on", "action__ref")
    )
    takes_all = evidence.kind == EvidenceKind.REFERENCE
    return [
        line
        for line in lines
        if takes_all or not is_about_extremism(line.action.priority)
    ]


def open_file(evidence: Evidence) -> IO[bytes]:
    """Open the file of an item that the reader may see.

    Raises:
        Conflict: it waits for the virus scan, is held back, or is missing.
    """
    if evidence.is_held_back:
        scan = ScanState(evidence.scan)
        raise Conflict(_HELD_BACK[scan], code=scan.value)
    try:
        opened: IO[bytes] = evidence.file.open("rb")
    except OSError:
        _log.exception("The file of evidence %s cannot be read", evidence.pk)
        words = "This file is missing from the store. Tell an HCSSG officer."
        raise Conflict(words, code="missing") from None
    return opened
