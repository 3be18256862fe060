"""What a new version of the scale must keep to, level by level."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise

from django.core.exceptions import ValidationError
from django.utils.text import slugify

from assurance.choices import CellState
from assurance.meeting_choices import WEAK_TONES, Tone
from assurance.models import Scale, ScaleLevel

FEWEST, MOST = 2, 6
_LONGEST_CODE = 12
Faults = dict[str, str]


def levels_from(typed: Sequence[Mapping[str, str]]) -> list[ScaleLevel]:
    """Return the levels as they were typed, the best first, not saved.

    A level without a code takes it from its word.
    """
    return [
        ScaleLevel(
            label=each.get("label", "").strip(),
            definition=each.get("definition", "").strip(),
            tone=each.get("tone", ""),
            code=each.get("code", "").strip() or _code_from(each.get("label", "")),
            order=order,
        )
        for order, each in enumerate(typed)
    ]


def faults_of(levels: Sequence[ScaleLevel], *, decision: str, before: Scale) -> Faults:
    """Return everything that is wrong: by field and number, such as ``label_2``."""
    faults: Faults = {}
    if not decision:
        faults["decision"] = "Name the decision that changes the scale."
    if not FEWEST <= len(levels) <= MOST:
        return faults | {
            "levels": f"A scale has {FEWEST} to {MOST} levels; this has {len(levels)}."
        }
    faults |= _faults_of_each(levels) | _faults_of_order(levels)
    if not faults and _said(levels) == _said(before.levels.all()):
        faults["levels"] = (
            f"This is version {before.version}, which is in force: nothing would "
            "change but that opinions could not be compared any more."
        )
    return faults


def _code_from(label: str) -> str:
    return slugify(label).replace("-", "_")[:_LONGEST_CODE].strip("_")


def _faults_of_each(levels: Sequence[ScaleLevel]) -> Faults:
    """Find what is missing, and what is called like something else (R41)."""
    faults: Faults = {}
    words = {str(state.label).casefold() for state in CellState}
    codes = set(CellState.values)
    for number, level in enumerate(levels, start=1):
        faults |= _wrong_with(number, level)
        word = level.label.casefold()
        if word and word in words:
            faults[f"label_{number}"] = (
                f"“{level.label}” is taken: each level needs a word of its own."
            )
        if level.code and level.code in codes:
            faults[f"code_{number}"] = (
                f"The code “{level.code}” is taken: give this level another."
            )
        words.add(word)
        codes.add(level.code)
    return faults


def _wrong_with(number: int, level: ScaleLevel) -> Faults:
    asked = {
        "label": (level.label, f"Say what level {number} is called."),
        "definition": (level.definition, f"Say what level {number} means."),
        "tone": (level.tone, f"Say how good level {number} is."),
        "code": (level.code or not level.label, f"Give level {number} a code."),
    }
    faults = {part: words for part, (given, words) in asked.items() if not given}
    try:
        level.clean_fields(exclude=["scale", *faults])
    except ValidationError as error:
        wrong = error.message_dict
        faults |= {part: f"Level {number}: {wrong[part][0]}" for part in wrong}
    return {f"{part}_{number}": words for part, words in faults.items()}


def _faults_of_order(levels: Sequence[ScaleLevel]) -> Faults:
    """The best comes first and is not weak; the chair must see the worst."""
    if any(each.tone not in Tone.values for each in levels):
        return {}  # said of each by itself
    places = [Tone.values.index(each.tone) for each in levels]
    for number, (before, this) in enumerate(pairwise(places), start=2):
        if this < before:
            return {
                f"tone_{number}": (
                    f"Level {number} is better than the one before: put the best first."
                )
            }
    if levels[0].tone in WEAK_TONES:
        return {"tone_1": "The best level must be good or fair."}
    if levels[-1].tone not in WEAK_TONES:
        return {
            f"tone_{len(levels)}": (
                "The worst level must be poor or bad, so that the chair sees it."
            )
        }
    return {}


def _said(levels: Iterable[ScaleLevel]) -> list[tuple[str, ...]]:
    return [(each.code, each.label, each.definition, each.tone) for each in levels]
