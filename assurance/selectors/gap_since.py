"""Since when two judgements differ: a walk back through both. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from django.utils import timezone

from assurance.selectors.gap import differing

#: A moment, and what was said then; nothing where it became unknown.
Event = tuple[datetime, str]


@dataclass(frozen=True, slots=True)
class Given:
    """An opinion as it is needed here."""

    at: datetime
    tone: str
    expires_on: date


def differ_since(
    *, ratings: Iterable[Event], opinions: Iterable[Given], until: datetime
) -> date | None:
    """Return the day on which the disagreement at ``until`` began; None without one.

    ``ratings`` are the reports on the action, and a moment with nothing where a
    quarter closed without one: what is unknown does not differ, and so a silence or
    an expired opinion ends a disagreement, whatever is said afterwards.
    """
    started: datetime | None = None
    rating = tone = ""
    events = _merged(list(ratings), _tones(sorted(opinions, key=_by_moment)))
    for at, changes in events:
        if at > until:
            break
        rating, tone = changes.get("rating", rating), changes.get("tone", tone)
        if differing(rating, tone) is None:
            started = None
        elif started is None:
            started = at
    return timezone.localtime(started).date() if started else None


def _by_moment(opinion: Given) -> datetime:
    return opinion.at


def _tones(opinions: Sequence[Given]) -> list[Event]:
    """Return when the tone of the cell changed, running out included."""
    events: list[Event] = []
    for place, opinion in enumerate(opinions):
        events.append((opinion.at, opinion.tone))
        runs_out = timezone.make_aware(datetime.combine(opinion.expires_on, time.min))
        following = opinions[place + 1 :]
        if not following or runs_out < following[0].at:
            events.append((runs_out, ""))
    return events


def _merged(
    ratings: Sequence[Event], tones: Sequence[Event]
) -> list[tuple[datetime, dict[str, str]]]:
    """Return what changed at each moment, in order; of two alike the last counts."""
    moments: dict[datetime, dict[str, str]] = {}
    for name, events in (("rating", ratings), ("tone", tones)):
        for at, value in events:
            moments.setdefault(at, {})[name] = value
    return sorted(moments.items())
