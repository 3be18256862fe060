"""What became of asks: those not settled at each of the two moments."""

from collections.abc import Iterator

from django.urls import reverse

from actions.choices import Marking
from actions.return_choices import AskState
from assurance.selectors.seal_shapes import Sealed, SealedAsk
from assurance.selectors.since.shapes import Difference, side_by_side
from hcss.kernel.templatetags.show import day

_SETTLED = "Settled"


def asks(before: Sealed, after: Sealed) -> Iterator[Difference]:
    """Yield what was newly asked, answered, sent back and settled."""
    pairs = side_by_side(before.asks, after.asks, lambda each: each.number)
    for then, now in pairs:
        if now is None:
            if then is not None:
                yield _said("ask_closed", then, _words(then), _SETTLED)
        elif then is None:
            yield _said("ask_new", now, "Not asked", _words(now))
        else:
            yield from _between(then, now)


def _between(then: SealedAsk, now: SealedAsk) -> Iterator[Difference]:
    if then.state != now.state:
        is_answered = now.state == AskState.ANSWERED
        kind = "ask_answered" if is_answered else "ask_again"
        yield _said(kind, now, _words(then), _words(now))
    elif now.days_late and not then.days_late:
        yield _said("ask_late", now, _words(then), _words(now))
    was, is_now = _facts(then), _facts(now)
    if was != is_now:
        yield _said("ask_changed", now, was, is_now)


def _words(ask: SealedAsk) -> str:
    late = ", late" if ask.days_late else ""
    return f"{ask.state_label}, needed by {day(ask.need_by)}{late}"


def _facts(ask: SealedAsk) -> str:
    """Return what may change while it is not settled: whom it is asked of."""
    answerer = f", {ask.answerer} answers" if ask.answerer else ", nobody answers"
    return f"Of {ask.of_name}{answerer}, by {day(ask.need_by)}"


def _said(kind: str, ask: SealedAsk, before: str, after: str) -> Difference:
    return Difference(
        kind=kind,
        key=str(ask.number),
        subject=ask.ref,
        title=ask.title,
        before=before,
        after=after,
        why=f"{ask.agency} of {ask.of_name}: {ask.text}",
        url=reverse("actions:ask", args=[ask.number]),
        agency_slug=ask.agency_slug,
        is_sensitive=ask.marking == Marking.SENSITIVE,
    )
