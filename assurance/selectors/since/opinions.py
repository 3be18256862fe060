"""What became of opinions. No level is worked out: two given ones are compared."""

from collections.abc import Iterator
from dataclasses import replace

from django.urls import reverse

from assurance.meeting_choices import Tone
from assurance.selectors.seal_shapes import Sealed, SealedOpinion, SealedScale
from assurance.selectors.since.shapes import Difference, side_by_side
from hcss.kernel.templatetags.show import day

_TONES = list(Tone.values)
#: The place of each level of a version of the scale, the best first.
Places = dict[tuple[int, str], int]


def opinions(before: Sealed, after: Sealed) -> Iterator[Difference]:
    """Yield what became of the opinion on each cell, and on each whole priority."""
    places = _places(before.scales) | _places(after.scales)
    pairs = side_by_side(before.opinions, after.opinions, _scope)
    for then, now in pairs:
        if then is None and now is not None:
            yield _said("opinion_new", now, "Not yet assessed", _words(now))
        elif then is not None and now is None:
            yield _said("opinion_gone", then, _words(then), "No opinion")
        elif then is not None and now is not None:
            kind = _kind(then, now, places)
            if kind:
                yield _said(kind, now, _words(then), _words(now))


def _kind(then: SealedOpinion, now: SealedOpinion, places: Places) -> str:
    if now.is_out_of_date and not then.is_out_of_date:
        return "opinion_out_of_date"
    if replace(now, is_out_of_date=then.is_out_of_date, scope=then.scope) == then:
        return ""
    if now.scale_version != then.scale_version:
        return "opinion_not_comparable"
    if then.is_out_of_date or now.is_out_of_date or now.level == then.level:
        return "opinion_renewed"
    is_lower = _place(now, places) > _place(then, places)
    return "opinion_down" if is_lower else "opinion_up"


def _scope(opinion: SealedOpinion) -> tuple[int, str]:
    return opinion.priority_number, opinion.code


def _places(scales: tuple[SealedScale, ...]) -> Places:
    return {
        (scale.version, level.code): place
        for scale in scales
        if scale.name == "assurance"
        for place, level in enumerate(scale.levels)
    }


def _place(opinion: SealedOpinion, places: Places) -> int:
    """Return the level's place; by its tone if its scale is in neither seal."""
    place = places.get((opinion.scale_version, opinion.level))
    return _TONES.index(opinion.tone) if place is None else place


def _words(opinion: SealedOpinion) -> str:
    state = ", out of date" if opinion.is_out_of_date else ""
    return f"{opinion.level_label}{state} ({day(opinion.given_on)})"


def _said(kind: str, opinion: SealedOpinion, before: str, after: str) -> Difference:
    return Difference(
        kind=kind,
        key=f"{opinion.priority_number}-{opinion.code}",
        subject=f"Priority {opinion.priority_number}",
        title=opinion.scope,
        before=before,
        after=after,
        why="" if kind in ("opinion_gone", "opinion_out_of_date") else opinion.reason,
        url=reverse("assurance:opinion", args=[opinion.number]),
        priority_number=opinion.priority_number,
    )
