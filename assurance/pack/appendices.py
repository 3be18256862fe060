"""Appendices A and B: every action in a row, and what every word means."""

from collections.abc import Iterator

from assurance.pack.blocks import (
    Block,
    Blocks,
    Bullets,
    Fact,
    Section,
    SubHeading,
    Table,
    Words,
)
from assurance.pack.wording import NO_DATE, NOBODY, counted, day, named, or_words
from assurance.selectors.seal_shapes import Sealed, SealedAction
from hcss.kernel.templatetags.show import moment

_ACTION_HEADS = (
    "Action",
    "Priority",
    "Lead agency",
    "Now",
    "Was",
    "Baseline",
    "Forecast or review",
    "Moved",
    "Overdue",
)
_SCALES = {
    "assurance": "Assurance levels",
    "delivery": "Delivery status",
    "direction": "Direction of travel",
    "confidence": "Confidence in an opinion",
    "line": "Lines of assurance",
    "state": "Why there is no current level",
}
_METHOD = (
    (
        "Delivery status is chosen by the lead agency. Assurance is the opinion of "
        "somebody else, and is labelled a self-assessment where it is not. Neither is "
        "worked out from the other."
    ),
    "A missing return is not on track, and no earlier rating is carried forward.",
    "Every figure is a count, with what it is counted from.",
    "A date that moved keeps its baseline: slippage is counted from there.",
    (
        "Names and words are those of the moment of the seal. What came in later is an "
        "amendment, and stands in the next paper."
    ),
)


def all_actions(sealed: Sealed) -> Section:
    """Return every action, one row each."""
    rows = tuple(_row(each) for each in sealed.actions)
    table = Table(
        caption=f"All {counted(len(rows), 'action')}",
        heads=_ACTION_HEADS,
        rows=rows,
        numbers=(7, 8),
        widths=(6, 4, 4, 3, 3, 3, 3, 2, 2),
    )
    return Section(
        anchor="appendix-a",
        heading="Appendix A: Every action",
        is_wide=True,
        blocks=or_words([table] if rows else [], "No action is recorded."),
    )


def _row(action: SealedAction) -> tuple[str, ...]:
    heading = f", {action.heading_label}" if action.heading_label else ""
    return (
        named(action.ref, action.title),
        f"{action.priority_number}{heading}",
        action.lead or NOBODY,
        action.status_label or action.life_label,
        action.was_label or "No earlier status",
        day(action.baseline_on, NO_DATE),
        _when(action),
        str(action.times_redated),
        counted(action.days_overdue, "day") if action.days_overdue > 0 else "No",
    )


def _when(action: SealedAction) -> str:
    if action.is_continuing:
        return f"Continues; review {day(action.review_on, 'not agreed')}"
    return day(action.forecast_on, NO_DATE)


def definitions(sealed: Sealed) -> Section:
    """Return the definitions of all scales, the method, and data as at."""
    blocks: list[Block] = []
    for scale in sealed.scales:
        name = _SCALES.get(scale.name, scale.name.capitalize())
        table = Table(
            caption=f"{name}, version {scale.version}",
            heads=("Word", "What it means"),
            rows=tuple(
                (level.label, level.definition or "No further definition")
                for level in scale.levels
            ),
            widths=(1, 3),
        )
        blocks += [SubHeading(name), table]
    return Section(
        anchor="appendix-b",
        heading="Appendix B: Definitions, method and data",
        blocks=(
            *blocks,
            SubHeading("Method"),
            Bullets(items=_METHOD),
            *_checks(sealed),
            SubHeading("Data as at"),
            *_as_at(sealed),
        ),
    )


def _checks(sealed: Sealed) -> Blocks:
    if not sealed.checks:
        return ()
    rows = tuple(
        (each.label, each.grade, f"{each.number} of {each.total}")
        for each in sealed.checks
    )
    table = Table(
        caption="Contradictions and gaps in the data when it was sealed",
        heads=("Check", "Grade", "Found"),
        rows=rows,
        numbers=(2,),
    )
    return (SubHeading("Checks of the data"), table)


def _as_at(sealed: Sealed) -> Iterator[Block]:
    yield Fact("Sealed", moment(sealed.sealed_at))
    by = f"{sealed.sealed_by}, {sealed.sealed_by_post}".removesuffix(", ")
    yield Fact("Sealed by", by)
    period = f" ({sealed.agreement_period})" if sealed.agreement_period else ""
    yield Fact("Agreement", f"{sealed.agreement}{period}")
    yield Fact("Compared with", sealed.previous_label or "No earlier seal")


def held_back_notice(number: int) -> Section:
    """Return Appendix C as the open part has it: that there is another document."""
    if not number:
        words = "Nothing was held back from this part."
    else:
        words = (
            f"{counted(number, 'item is', 'items are')} held back from this part. They "
            "are a separate document, the closed part, marked OFFICIAL-SENSITIVE."
        )
    return Section(
        anchor="appendix-c",
        heading="Appendix C: Closed-part items",
        blocks=(Words(words),),
    )
