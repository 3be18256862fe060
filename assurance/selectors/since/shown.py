"""Since we last met, as far as somebody may read it: counted whole, named in part."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from assurance.selectors.seal_reading import readable
from assurance.selectors.seal_shapes import Sealed
from assurance.selectors.since.compare import differences
from assurance.selectors.since.kinds import KINDS, Kind, Of
from assurance.selectors.since.shapes import Difference
from partnerships.models import User


@dataclass(frozen=True, slots=True)
class KindGroup:
    """All differences of one kind. ``not_named`` are those kept from the reader.

    ``total`` is what they are counted from in the later seal, None if there is no
    such figure; ``summary`` says it in words (R30).
    """

    code: str
    label: str
    tone: str
    number: int
    total: int | None
    summary: str
    not_named: int
    differences: tuple[Difference, ...]


@dataclass(frozen=True, slots=True)
class Since:
    """What differs between two seals, and how much does not."""

    before: str
    before_label: str
    before_sealed_at: datetime
    after: str
    after_label: str
    after_sealed_at: datetime
    #: Other seals lie between: what was amended or decided then is in those.
    is_adjacent: bool
    number: int
    unchanged: str
    kinds: tuple[KindGroup, ...]


def since(
    before: Sealed, after: Sealed, *, person: User | None, is_export: bool = False
) -> Since:
    """Return what differs, named as far as ``person`` may read it in both (R57).

    Everything is counted. A difference that only comes of what is kept from the
    reader is none. What leaves the site (``is_export``) names nothing sensitive.
    """
    found = differences(before, after)
    named = list(found)
    for reader in (person, None) if is_export else (person,):
        reading = differences(readable(before, reader), readable(after, reader))
        named = _named(named, reading)
    return Since(
        before=before.quarter,
        before_label=before.quarter_label,
        before_sealed_at=before.sealed_at,
        after=after.quarter,
        after_label=after.quarter_label,
        after_sealed_at=after.sealed_at,
        is_adjacent=after.previous == before.quarter,
        number=len(found),
        unchanged=_unchanged(found, after),
        kinds=tuple(_groups(found, named, after)),
    )


def _named(
    found: Iterable[Difference], reading: Iterable[Difference]
) -> list[Difference]:
    """Return what the reader may read as it is; a reason only if it is all theirs."""
    seen = {(each.kind, each.key): each for each in reading}
    pairs = ((each, seen.get((each.kind, each.key))) for each in found)
    return [
        read if read.why == each.why else replace(read, why="")
        for each, read in pairs
        if read is not None and _facts(read) == _facts(each)
    ]


def _facts(each: Difference) -> tuple[str, ...]:
    return each.subject, each.title, each.before, each.after, each.aspect


def _groups(
    found: tuple[Difference, ...], named: list[Difference], after: Sealed
) -> Iterable[KindGroup]:
    for kind in KINDS.values():
        number = sum(1 for each in found if each.kind == kind.code)
        if not number:
            continue
        mine = tuple(each for each in named if each.kind == kind.code)
        total = kind.of.total(after)
        yield KindGroup(
            code=kind.code,
            label=kind.label,
            tone=kind.tone.value,
            number=number,
            total=total,
            summary=_summary(kind, number, total),
            not_named=number - len(mine),
            differences=mine,
        )


def _summary(kind: Kind, number: int, total: int | None) -> str:
    return str(number) if total is None else f"{number} of {total} {kind.of.value}"


def _unchanged(found: tuple[Difference, ...], after: Sealed) -> str:
    """Say how many of what the later seal holds stand as they did."""
    held = {
        Of.ACTIONS: {each.ref for each in after.actions},
        Of.OPINIONS: {f"{it.priority_number}-{it.code}" for it in after.opinions},
        Of.RETURNS: {each.agency_slug for each in after.returns},
    }
    parts = [
        f"{len(things - _changed(found, of))} of {len(things)} {of.value}"
        for of, things in held.items()
    ]
    return f"{parts[0]}, {parts[1]} and {parts[2]} stand as they did."


def _changed(found: tuple[Difference, ...], of: Of) -> set[str]:
    """Return what differs: actions by reference, others by their key."""
    if of is Of.ACTIONS:
        kinds = (Of.ACTIONS, Of.STANDING)
        return {each.subject for each in found if KINDS[each.kind].of in kinds}
    return {each.key for each in found if KINDS[each.kind].of is of}
