"""What stands by itself: money that ends, and the counts of standing checks."""

from collections.abc import Iterator

from assurance.selectors.seal_shapes import Sealed, SealedCheck, SealedFunding
from assurance.selectors.since.shapes import Difference, side_by_side
from hcss.kernel.templatetags.show import day


def funding(before: Sealed, after: Sealed) -> Iterator[Difference]:
    """Yield money newly in sight of its end, settled, or changed.

    That its end comes nearer by itself is no difference.
    """
    pairs = side_by_side(before.funding, after.funding, lambda each: each.number)
    for then, now in pairs:
        if now is None:
            if then is not None:
                yield _said("funding_settled", then, _words(then), "Settled")
            continue
        was = _words(then) if then else "No concern recorded"
        if now.within and not (then and then.within):
            yield _said("funding_ending", now, was, _words(now))
        elif was != _words(now):
            kind = "funding_changed" if then else "funding_new"
            yield _said(kind, now, was, _words(now))


def _words(each: SealedFunding) -> str:
    ends = f"ends on {day(each.ends_on)}" if each.ends_on else "no end date known"
    held = ", ".join(one.ref for one in each.actions)
    depends = f"{held} depend on it" if held else "no action depends on it"
    parts = [f"{each.stream}: {ends}; {depends}"]
    if each.statement:
        parts.append(f"{each.statement}: {each.statement_text}")
    if each.note:
        parts.append(each.note)
    return "\n".join(parts)


def _said(kind: str, each: SealedFunding, before: str, after: str) -> Difference:
    return Difference(
        kind=kind,
        key=str(each.number),
        subject=each.stream,
        title="",
        before=before,
        after=after,
    )


def checks(before: Sealed, after: Sealed) -> Iterator[Difference]:
    """Yield the standing checks that find more, or fewer; a new one finds more."""
    pairs = side_by_side(before.checks, after.checks, lambda each: each.code)
    for then, now in pairs:
        if now is None:
            continue  # nobody looks for it any more
        was = then.number if then else 0
        if was != now.number:
            yield Difference(
                kind="check_more" if now.number > was else "check_fewer",
                key=now.code,
                subject=now.label,
                title="",
                before=_of(then) if then else "Not looked for",
                after=_of(now),
                aspect=now.grade,
            )


def _of(each: SealedCheck) -> str:
    return f"{each.number} of {each.total}"
