"""How dates moved: later is a slip, by so many days and so many times (R24)."""

from collections.abc import Iterator, Sequence
from datetime import date

from django.urls import reverse

from actions.choices import ActionLife, DateChangeState, Marking
from assurance.selectors.seal_shapes import Sealed, SealedAction, SealedDateChange
from assurance.selectors.since.action_words import said_of
from assurance.selectors.since.shapes import Difference, both, side_by_side
from hcss.kernel.templatetags.show import day

_NO_DATE = "No date agreed"


def dates(before: Sealed, after: Sealed) -> Iterator[Difference]:
    """Yield how the dates of actions moved, and what was asked and refused."""
    decided = _decided_since(before.date_changes, after.date_changes)
    for then, now in both(before.actions, after.actions, lambda each: each.ref):
        moves = [each for each in decided if each.ref == now.ref]
        if then.life == ActionLife.PROPOSED and then.forecast_on is None:
            continue  # its first dates came when it was agreed
        yield from _forecast(then, now, moves)
        yield from _baseline(then, now)
        yield from _review(then, now)
    yield from _requests(before, after)


def _forecast(
    then: SealedAction, now: SealedAction, moves: Sequence[SealedDateChange]
) -> Iterator[Difference]:
    kind = _forecast_kind(then, now)
    if kind:
        yield said_of(
            now,
            kind,
            _date(then.forecast_on),
            _moved(then, now),
            why="\n".join(map(_reason, moves)),
            aspect="Forecast date" if kind == "edited" else "",
        )


def _forecast_kind(then: SealedAction, now: SealedAction) -> str:
    if then.forecast_on == now.forecast_on:
        is_moved = now.times_redated != then.times_redated
        return "date_back" if is_moved else ""
    if then.forecast_on is None:
        return "dated"
    if now.forecast_on is None:
        return "edited"
    return "slip" if now.forecast_on > then.forecast_on else "earlier"


def _moved(then: SealedAction, now: SealedAction) -> str:
    """Return the new date, by how much it moved, and how often."""
    words = _date(now.forecast_on)
    if then.forecast_on is None or now.forecast_on is None:
        return words
    days = (now.forecast_on - then.forecast_on).days
    times = now.times_redated - then.times_redated
    parts = [words]
    if days:
        unit = "day" if abs(days) == 1 else "days"
        parts.append(f"{abs(days)} {unit} {'later' if days > 0 else 'earlier'}")
    if times > 0:
        parts.append(f"moved {_times(times)} since, {_times(now.times_redated)} in all")
    return ", ".join(parts)


def _times(number: int) -> str:
    return "once" if number == 1 else f"{number} times"


def _baseline(then: SealedAction, now: SealedAction) -> Iterator[Difference]:
    """A baseline is set once (R22): if a seal says otherwise, it is said."""
    if then.baseline_on != now.baseline_on and then.baseline_on is not None:
        was, is_now = _date(then.baseline_on), _date(now.baseline_on)
        yield said_of(now, "edited", was, is_now, aspect="Baseline date")


def _review(then: SealedAction, now: SealedAction) -> Iterator[Difference]:
    """A review that was held, or a day for it that moved (R26)."""
    if then.reviewed_on != now.reviewed_on:
        held = day(now.reviewed_on) or "Never"
        words = f"{held}, next on {day(now.review_on)}" if now.review_on else held
        yield said_of(now, "reviewed", day(then.reviewed_on) or "Never", words)
    elif then.review_on != now.review_on:
        was, is_now = _date(then.review_on), _date(now.review_on)
        yield said_of(now, "edited", was, is_now, aspect="Review date")


def _date(value: date | None) -> str:
    return day(value) or _NO_DATE


def _key(change: SealedDateChange) -> tuple[str, int]:
    return change.ref, change.number


def _decided_since(
    before: Sequence[SealedDateChange], after: Sequence[SealedDateChange]
) -> list[SealedDateChange]:
    """Return the requests that were approved since, the first one first."""
    then = {_key(each) for each in before if each.state == DateChangeState.APPROVED}
    approved = (each for each in after if each.state == DateChangeState.APPROVED)
    return sorted((each for each in approved if _key(each) not in then), key=_key)


def _reason(change: SealedDateChange) -> str:
    words = f"{change.reason_label}: {change.explanation}"
    return f"{words} (decision {change.decision})" if change.decision else words


def _requests(before: Sealed, after: Sealed) -> Iterator[Difference]:
    """What is asked for and what was refused; what was approved moved a date."""
    kinds = {
        DateChangeState.WAITING.value: "date_asked",
        DateChangeState.REFUSED.value: "date_refused",
    }
    pairs = side_by_side(before.date_changes, after.date_changes, _key)
    for then, now in pairs:
        if now is None or now.state not in kinds:
            continue
        if then is None or then.state != now.state:
            yield _request(kinds[now.state], now)


def _request(kind: str, change: SealedDateChange) -> Difference:
    return Difference(
        kind=kind,
        key=f"{change.ref} {change.number}",
        subject=change.ref,
        title=change.title,
        before=day(change.old_on),
        after=day(change.new_on),
        why=_reason(change),
        url=reverse("actions:action", args=[change.ref]),
        priority_number=change.priority_number,
        agency_slug=change.agency_slug,
        is_sensitive=change.marking == Marking.SENSITIVE,
    )
