"""Where the lead agency's rating and the assurer's opinion differ.

Pure: the live position and a seal are compared by the same code. Nothing here makes
one judgement out of the other (R40); it says only that they do not fit together.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, replace
from datetime import date

from assurance.choices import RATING_ORDER, WHOLE, WHOLE_LABEL, CellState, Shown
from assurance.meeting_choices import GapDirection, Tone
from assurance.selectors.gap_shapes import (
    AgencyWords,
    DifferingLine,
    GapFacts,
    Judgement,
    JudgementGap,
    Rating,
    Scope,
)
from assurance.selectors.shapes import StatusCount

#: A level of which tone fits which rating; whatever else differs.
FITTING: dict[str, tuple[str, ...]] = {
    Shown.COMPLETE: (Tone.GOOD, Tone.FAIR),
    Shown.REPORTED_COMPLETE: (Tone.GOOD, Tone.FAIR),
    Shown.ON_TRACK: (Tone.GOOD, Tone.FAIR),
    Shown.AT_RISK: (Tone.FAIR, Tone.POOR),
    Shown.OFF_TRACK: (Tone.POOR, Tone.BAD),
}
_TONES: list[str] = list(Tone.values)
#: Complete before, so that nothing was reported on it this quarter.
COMPLETE_BEFORE = "complete_before"
#: Why one of the two is unknown, in the order in which it is told.
REASONS = {
    **{each.value: each.label for each in Shown if each not in RATING_ORDER},
    COMPLETE_BEFORE: "Complete before, nothing reported this quarter",
    CellState.NOT_ASSESSED.value: "Rated, and its cell is not yet assessed",
    CellState.OUT_OF_DATE.value: "Rated, and the opinion on its cell is out of date",
}
#: What "differ" means, after the fitting levels: on the page and in the API.
_ANYTHING_ELSE = (
    "Anything else differs, in one of two directions: the agency is more hopeful, or "
    "the assurer is."
)
_RULES = (
    (
        "Each line is compared with the opinion on its own cell; an action that stands "
        "under no assessed heading, with the opinion on its whole priority."
    ),
    (
        "Where one of the two judgements is not known, nothing is said to differ: no "
        "return, nothing due, not started, on hold, no opinion, or an opinion that is "
        "out of date."
    ),
    (
        "The two answer different questions. Neither is worked out from the other, and "
        "neither side can write the other’s."
    ),
)
#: Ratings that fit the same levels, as they are called together.
_GROUPS = (
    ("On track, reported complete and complete fit", Shown.ON_TRACK),
    ("At risk fits", Shown.AT_RISK),
    ("Off track fits", Shown.OFF_TRACK),
)
_NOT_COMPARED = "could not be compared, because one of the two judgements is not known"

#: What a level is called, and its tone.
Level = tuple[str, str]
Pair = tuple[Rating, Judgement, GapDirection]


def differing(status: str, tone: str) -> GapDirection | None:
    """Return which side is more hopeful; None where they fit, or one is unknown."""
    fits = FITTING.get(status)
    if fits is None or tone not in _TONES or tone in fits:
        return None
    is_worse = _TONES.index(tone) > _TONES.index(fits[-1])
    return GapDirection.AGENCY if is_worse else GapDirection.ASSURER


def scope_of(rating: Rating) -> Scope:
    """Return the cell whose opinion the line is compared with."""
    return rating.priority_number, rating.heading_code or WHOLE


def pairs(
    ratings: Iterable[Rating], judgements: Mapping[Scope, Judgement]
) -> list[Pair]:
    """Return the lines that differ with the opinion on their cell, in order."""
    found = []
    for rating in ratings:
        judgement = judgements.get(scope_of(rating))
        if judgement is None or _why_not(rating, judgement):
            continue
        if direction := differing(rating.status, judgement.tone):
            found.append((rating, judgement, direction))
    return sorted(found, key=_place)


def gap_of(
    ratings: Sequence[Rating],
    judgements: Mapping[Scope, Judgement],
    *,
    since: Mapping[str, date],
    levels: Iterable[Level] = (),
) -> JudgementGap:
    """Return the lines that differ, named as far as each may be, and the figures.

    ``since`` is the day on which each disagreement began, by reference; ``levels``
    are those of the scale in force, the best one first.
    """
    found = pairs(ratings, judgements)
    named = tuple(
        _difference(*pair, since.get(pair[0].ref)) for pair in found if pair[0].is_named
    )
    facts = _facts(ratings, judgements, found, len(found) - len(named))
    return JudgementGap(facts=facts, meaning=meaning(levels), differences=named)


def meaning(levels: Iterable[Level] = ()) -> tuple[str, ...]:
    """Return what "differ" means, in the words of the scale in force."""
    called = list(levels) or [(str(each.label), each.value) for each in Tone]
    fits = [
        f"{ratings} {_either(label for label, tone in called if tone in FITTING[one])}."
        for ratings, one in _GROUPS
    ]
    return (" ".join(fits), _ANYTHING_ELSE, *_RULES)


def narrowed(
    differences: Iterable[DifferingLine],
    *,
    priority: int | None = None,
    direction: str = "",
    agency: str = "",
) -> list[DifferingLine]:
    """Keep the differences of one priority, direction or agency."""
    return [
        each
        for each in differences
        if (priority is None or each.priority_number == priority)
        and (not direction or each.direction == direction)
        and (not agency or each.agency_slug == agency)
    ]


def exported(differences: Iterable[DifferingLine]) -> list[DifferingLine]:
    """Return what may stand in a file: of what is sensitive no word (R57)."""
    return [
        replace(each, **asdict(AgencyWords()), is_hidden=True)
        if each.is_sensitive_line
        else each
        for each in differences
        if not each.is_sensitive
    ]


def _either(words: Iterable[str]) -> str:
    return " or ".join(words) or "no level of this scale"


def _place(pair: Pair) -> tuple[int, int, str]:
    """P1-99 before P1-100."""
    rating = pair[0]
    return rating.priority_number, len(rating.ref), rating.ref


def _why_not(rating: Rating, judgement: Judgement | None) -> str:
    """Return why the line cannot be compared; nothing if it can."""
    if rating.status not in RATING_ORDER:
        return rating.status
    if not rating.is_reported:
        return COMPLETE_BEFORE
    if judgement is None:
        return CellState.NOT_ASSESSED.value
    return CellState.OUT_OF_DATE.value if judgement.is_out_of_date else ""


def _facts(
    ratings: Sequence[Rating],
    judgements: Mapping[Scope, Judgement],
    found: Sequence[Pair],
    not_named: int,
) -> GapFacts:
    why = [_why_not(each, judgements.get(scope_of(each))) for each in ratings]
    rated = sum(_is_rated(each) for each in ratings)
    compared = {
        scope_of(each) for each, reason in zip(ratings, why, strict=True) if not reason
    }
    reasons = Counter(filter(None, why))
    return GapFacts(
        summary=_summary(len(found), rated),
        rated=rated,
        differing=len(found),
        cells=len(compared),
        cells_differing=len({scope_of(pair[0]) for pair in found}),
        actions=len(ratings),
        not_compared=reasons.total(),
        not_compared_summary=_not_compared(reasons.total(), len(ratings)),
        reasons=tuple(
            StatusCount(status=code, label=label, number=reasons[code])
            for code, label in REASONS.items()
            if reasons[code]
        ),
        not_named=not_named,
    )


def _is_rated(rating: Rating) -> bool:
    return rating.status in RATING_ORDER and rating.is_reported


def _summary(number: int, rated: int) -> str:
    """Return "6 of 40 rated lines differ": a figure and its denominator (R30)."""
    if not rated:
        return "No line is rated in this quarter, so there is nothing to compare"
    lines = "rated line" if rated == 1 else "rated lines"
    verb = "differs" if number == 1 else "differ"
    return f"{number} of {rated} {lines} {verb}"


def _not_compared(number: int, actions: int) -> str:
    if not number:
        return ""
    noun = "action" if actions == 1 else "actions"
    return f"{number} of {actions} {noun} {_NOT_COMPARED}"


def _difference(
    rating: Rating, judgement: Judgement, direction: GapDirection, since: date | None
) -> DifferingLine:
    return DifferingLine(
        ref=rating.ref,
        title=rating.title,
        priority_number=rating.priority_number,
        code=rating.heading_code or WHOLE,
        scope=rating.heading_label if rating.heading_code else WHOLE_LABEL,
        agency=rating.agency,
        agency_slug=rating.agency_slug,
        direction=direction.value,
        direction_label=direction.label,
        since=since,
        status=rating.status,
        status_label=rating.status_label,
        **asdict(rating.words),
        said_by=rating.said_by,
        said_by_post=rating.said_by_post,
        said_on=rating.said_on,
        is_hidden=rating.is_hidden,
        opinion=judgement.number,
        level=judgement.level,
        level_label=judgement.level_label,
        tone=judgement.tone,
        reason=judgement.reason,
        giver=judgement.giver,
        given_by=judgement.given_by,
        given_by_post=judgement.given_by_post,
        given_on=judgement.given_on,
        is_sensitive=rating.is_sensitive,
        is_sensitive_line=rating.is_sensitive_line,
    )
