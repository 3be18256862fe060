"""Section 8: new dates, what was closed, and changes to quarters that are closed."""

from collections.abc import Iterator

from assurance.pack.blocks import Block, Blocks, Fact, Section, SubHeading, Table
from assurance.pack.wording import (
    NO_DATE,
    NOBODY,
    NOT_GIVEN,
    counted,
    day,
    joined,
    known,
    named,
    or_words,
    quoted,
)
from assurance.selectors.seal_shapes import (
    Sealed,
    SealedAction,
    SealedAmendment,
    SealedDateChange,
)
from hcss.kernel.quarters import Quarter

_DATE_HEADS = (
    "Action",
    "Baseline",
    "Current",
    "Proposed",
    "Reason",
    "Request",
    "Times moved",
    "How it stands",
)


def changes(sealed: Sealed) -> Section:
    """Return the date changes, closures and amendments."""
    news = tuple(each for each in sealed.date_changes if each.is_news)
    return Section(
        anchor="changes",
        heading="8. Date changes and closures",
        blocks=(
            SubHeading("Date changes"),
            *date_changes(news, sealed.actions),
            SubHeading("Completed and closed"),
            *_closures(sealed),
            SubHeading("Changes to closed quarters"),
            *amendments(sealed.amendments),
        ),
    )


def date_changes(
    found: tuple[SealedDateChange, ...], actions: tuple[SealedAction, ...]
) -> Blocks:
    """Return the requests in a table, and what was said with each below it."""
    if not found:
        return or_words((), "No new date was asked for.")
    moved = {each.ref: each.times_redated for each in actions}
    table = Table(
        caption="New dates asked for; slippage counts from the baseline",
        heads=_DATE_HEADS,
        rows=tuple(_date_row(each, moved) for each in found),
        widths=(4, 3, 3, 3, 4, 2, 2, 3),
    )
    return (table, *_explanations(found))


def _date_row(change: SealedDateChange, moved: dict[str, int]) -> tuple[str, ...]:
    times = moved.get(change.ref)
    return (
        named(change.ref, change.title),
        day(change.baseline_on, NO_DATE),
        day(change.old_on),
        day(change.new_on),
        known(change.reason_label, change.marking),
        str(change.number),
        "Not known" if times is None else counted(times, "time"),
        change.state_label,
    )


def _explanations(found: tuple[SealedDateChange, ...]) -> Iterator[Block]:
    for each in found:
        about = f"{each.ref}, request {each.number}"
        if each.explanation:
            asked = f"{each.agency}, {each.asked_by}, {day(each.asked_at)}"
            yield quoted(each.explanation, asked, f"{about}: why")
        if each.decision:
            decided = f"{each.decided_by or NOBODY}, {day(each.decided_at)}"
            yield quoted(each.decision, decided, f"{about}: decision")


def _closures(sealed: Sealed) -> Blocks:
    since = Quarter.parse(sealed.quarter).starts_on
    ended = [
        (each, when)
        for each in sealed.actions
        for when in [each.completed_on or each.closed_on]
        if when is not None and when >= since
    ]
    rows = tuple(
        (
            named(each.ref, each.title),
            each.lead or NOBODY,
            each.closed_as_label or each.life_label,
            day(when),
            known(each.closing_decision, each.marking),
        )
        for each, when in ended
    )
    table = Table(
        caption=f"Since {day(since)}",
        heads=("Action", "Lead agency", "How it ended", "On", "Decision"),
        rows=rows,
        widths=(4, 3, 2, 2, 3),
    )
    return or_words(
        [table] if rows else [],
        f"No action was completed or closed since {day(since)}.",
    )


def amendments(found: tuple[SealedAmendment, ...]) -> Blocks:
    """Return each amendment with what the line said before and says now (R33)."""
    blocks = [block for each in found for block in _amendment(each)]
    return or_words(
        blocks, "No quarter that was closed has been changed since the seal before."
    )


def _amendment(each: SealedAmendment) -> Iterator[Block]:
    about = named(each.ref, each.title)
    yield SubHeading(f"{each.quarter_label}, {each.agency}: {about}", level=3)
    agreed = joined((each.decided_by, day(each.decided_at)))
    yield Fact("Proposed by", each.proposed_by or NOBODY)
    yield Fact("Agreed by", agreed)
    if each.reason:
        yield quoted(each.reason, each.agency, "Why")
    else:
        yield Fact("Why", known("", each.marking))
    rows = tuple(
        (one.label, one.before or NOT_GIVEN, one.after or NOT_GIVEN)
        for one in each.differences
    )
    if rows:
        yield Table(
            caption=f"Amendment {each.number} of {each.ref}",
            heads=("What", "It said", "It says"),
            rows=rows,
            widths=(1, 2, 2),
        )
