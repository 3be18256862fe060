"""Each list of a seal: what it is called, its columns, and its rows."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from assurance.selectors.seal_shapes import Sealed, SealedAmendment, SealedFunding
from assurance.selectors.sealed_lists import actions, columns
from assurance.selectors.sealed_lists.shapes import Column, Row, SealedList


@dataclass(frozen=True)
class _Kind:
    """A list that every seal holds."""

    title: str
    columns: tuple[Column, ...]
    rows: Callable[[Sealed], Iterable[Row]]


def sealed_lists(sealed: Sealed) -> tuple[SealedList, ...]:
    """Return every list of a seal, in the order of the paper."""
    return tuple(sealed_list(sealed, code) for code in _KINDS)


def sealed_list(sealed: Sealed, code: str) -> SealedList:
    """Return one list of a seal.

    Raises:
        KeyError: no list of a seal is called that.
    """
    kind = _KINDS[code]
    return SealedList(
        code=code,
        title=kind.title,
        columns=kind.columns,
        rows=tuple(kind.rows(sealed)),
    )


def _plain(name: str, columns: tuple[Column, ...]) -> Callable[[Sealed], Iterator[Row]]:
    """Return what reads a list whose rows are as the seal holds them."""

    def rows(sealed: Sealed) -> Iterator[Row]:
        return (_row(each, columns) for each in getattr(sealed, name))

    return rows


def _row(each: Any, columns: tuple[Column, ...]) -> Row:
    return {column.key: getattr(each, column.key) for column in columns}


def _actions(sealed: Sealed) -> Iterator[Row]:
    return (actions.action_row(each) for each in sealed.actions)


def _amendments(sealed: Sealed) -> Iterator[Row]:
    for each in sealed.amendments:
        row = _row(each, columns.AMENDMENTS)
        yield row | {"differences": _differences(each)}


def _differences(amendment: SealedAmendment) -> str:
    return "\n".join(
        f"{each.label}: {each.before} → {each.after}" for each in amendment.differences
    )


def _funding(sealed: Sealed) -> Iterator[Row]:
    for each in sealed.funding:
        yield _row(each, columns.FUNDING) | {"actions": _dependants(each)}


def _dependants(funding: SealedFunding) -> str:
    return "\n".join(
        f"{each.ref} {each.title} ({each.lead})" for each in funding.actions
    )


def _evidence(sealed: Sealed) -> Iterator[Row]:
    """Return what supports each line, once for every action that it supports."""
    for action in sealed.actions:
        if action.line is None:
            continue
        about: Row = {
            "ref": action.ref,
            "priority_number": action.priority_number,
            "agency": action.line.agency,
            "agency_slug": action.line.agency_slug,
        }
        for each in action.line.evidence:
            yield {
                column.key: about[column.key]
                if column.key in about
                else getattr(each, column.key)
                for column in columns.EVIDENCE
            }


_KINDS = {
    "actions": _Kind("Actions", actions.COLUMNS, _actions),
    "returns": _Kind("Returns", columns.RETURNS, _plain("returns", columns.RETURNS)),
    "opinions": _Kind(
        "Opinions", columns.OPINIONS, _plain("opinions", columns.OPINIONS)
    ),
    "date_changes": _Kind(
        "Changes of date",
        columns.DATE_CHANGES,
        _plain("date_changes", columns.DATE_CHANGES),
    ),
    "asks": _Kind("Asks", columns.ASKS, _plain("asks", columns.ASKS)),
    "amendments": _Kind("Amendments", columns.AMENDMENTS, _amendments),
    "decisions": _Kind(
        "Decisions", columns.DECISIONS, _plain("matters_arising", columns.DECISIONS)
    ),
    "escalations": _Kind(
        "Escalations",
        columns.ESCALATIONS,
        _plain("escalations", columns.ESCALATIONS),
    ),
    "funding": _Kind("Funding", columns.FUNDING, _funding),
    "checks": _Kind(
        "Standing checks", columns.CHECKS, _plain("checks", columns.CHECKS)
    ),
    "evidence": _Kind("Evidence", columns.EVIDENCE, _evidence),
}
