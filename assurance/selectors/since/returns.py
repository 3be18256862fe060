"""What became of returns: who came in, who did not, and how."""

from collections.abc import Iterator

from django.urls import reverse

from assurance.selectors.returns import LATE, ON_TIME
from assurance.selectors.seal_shapes import Sealed, SealedReturn
from assurance.selectors.since.shapes import Difference, side_by_side

_RECEIVED = (ON_TIME, LATE)
_NOT_OWED = "No return owed"


def returns(before: Sealed, after: Sealed) -> Iterator[Difference]:
    """Yield how the returns of each agency differ from those of the seal before."""
    pairs = side_by_side(before.returns, after.returns, lambda each: each.agency_slug)
    for then, now in pairs:
        if now is None:
            if then is not None:
                yield _said("return_not_owed", then, before, _words(then), _NOT_OWED)
            continue
        was = _words(then) if then else _NOT_OWED
        for kind in _kinds(then, now):
            yield _said(kind, now, after, was, _words(now))


def _kinds(then: SealedReturn | None, now: SealedReturn) -> Iterator[str]:
    if now.kind not in _RECEIVED:
        yield from _missing(then, now)
    elif then is None:
        yield "return_new"
    elif then.kind not in _RECEIVED:
        yield "return_again"
    else:
        if then.kind != now.kind:
            yield "return_late" if now.kind == LATE else "return_on_time"
        if then.is_nil != now.is_nil:
            yield "return_nil"


def _missing(then: SealedReturn | None, now: SealedReturn) -> Iterator[str]:
    if now.missing_twice:
        if then is None or not then.missing_twice:
            yield "return_missing_twice"
    elif then is None or then.kind in _RECEIVED:
        yield "return_missing"


def _words(owed: SealedReturn) -> str:
    if owed.missing_twice:
        return f"{owed.label}, two quarters running"
    return f"{owed.label}, nil" if owed.is_nil else owed.label


def _said(
    kind: str, owed: SealedReturn, sealed: Sealed, before: str, after: str
) -> Difference:
    return Difference(
        kind=kind,
        key=owed.agency_slug,
        subject=owed.agency,
        title="",
        before=before,
        after=after,
        url=reverse("actions:return", args=[sealed.quarter, owed.agency_slug]),
        agency_slug=owed.agency_slug,
    )
