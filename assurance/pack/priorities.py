"""Section 7: a page for each priority, in the words of those who report on it (R35)."""

from collections.abc import Iterator
from datetime import date

from assurance.choices import Shown
from assurance.meeting_choices import WrittenCode
from assurance.pack.blocks import (
    Block,
    Blocks,
    Bullets,
    Fact,
    Note,
    Section,
    SubHeading,
    Words,
)
from assurance.pack.grid import cell_words
from assurance.pack.wording import (
    NOBODY,
    NOT_KNOWN,
    attributed,
    day,
    joined,
    known,
    named,
    or_words,
    quoted,
    said,
)
from assurance.selectors.seal_shapes import (
    Sealed,
    SealedAction,
    SealedEvidence,
    SealedLine,
    SealedPriority,
)
from hcss.kernel.quarters import Quarter


def priorities(sealed: Sealed) -> Section:
    """Return the pages of the priorities."""
    blocks = [block for each in sealed.priorities for block in _page(sealed, each)]
    return Section(
        anchor="priorities",
        heading="7. Priorities",
        blocks=or_words(blocks, "The agreement has no priority."),
    )


def _page(sealed: Sealed, priority: SealedPriority) -> Iterator[Block]:
    actions = [
        each for each in sealed.actions if each.priority_number == priority.number
    ]
    is_first = priority is sealed.priorities[0]
    title = f"Priority {priority.number}: {priority.full_title or priority.title}"
    yield SubHeading(title, starts_page=not is_first)
    yield Fact("Ownership", priority.grade_label or NOT_KNOWN)
    yield Fact("Owners", joined(priority.owners, by="; ", unknown=NOBODY))
    yield from _standing(sealed, priority)
    yield SubHeading("Highlights", level=3)
    yield from _highlights(actions)
    yield SubHeading("Next quarter", level=3)
    yield from _next(actions, Quarter.parse(sealed.quarter))
    yield SubHeading("Risks", level=3)
    yield from _risks(actions)
    yield SubHeading("Officer’s comment", level=3)
    yield from _comments(sealed, priority)


def _standing(sealed: Sealed, priority: SealedPriority) -> Iterator[Block]:
    for row in sealed.position.matrix:
        if row.number == priority.number:
            whole = cell_words(row.whole).replace("\n", ", ")
            yield Fact("Assurance of the whole", whole)
    for count in sealed.position.delivery:
        if count.number == priority.number:
            note = f" {count.note}." if count.note else ""
            yield Fact("Delivery", f"{count.summary}.{note}")


def _highlights(actions: list[SealedAction]) -> Blocks:
    blocks: list[Block] = []
    for action in actions:
        if action.line is not None:
            blocks += _reported(action, action.line)
    silent = tuple(
        f"{named(each.ref, each.title)}: {each.status_label or each.life_label}"
        for each in actions
        if each.line is None and each.status
    )
    if silent:
        blocks += [Words("Nothing was reported in words on:"), Bullets(items=silent)]
    return or_words(blocks, "No agreed action was reported on under this priority.")


def _reported(action: SealedAction, line: SealedLine) -> Iterator[Block]:
    yield Fact(named(action.ref, action.title), action.status_label or NOT_KNOWN)
    evidence = joined((line.evidence_words, line.evidence_link), by="; ", unknown="")
    answers = [("Progress", line.progress)]
    yield from said(answers + [("Evidence", evidence)] * bool(evidence), line)
    if line.is_unchanged:
        yield Fact(f"{action.ref}, unchanged", "the same words as the quarter before")
    if line.evidence:
        yield Fact(f"{action.ref}, evidence kept", evidence_words(line.evidence))
    if line.reported_to:
        to = f"{line.reported_to}, {day(line.reported_on)}"
        yield Fact(f"{action.ref}, also reported to", to)
    for each in line.contributions:
        yield quoted(*attributed(each), f"{action.ref}, contributor")
    for each in line.officer_notes:
        words, by = attributed(each)
        yield Note(words, f"{by}, on {action.ref}")


def evidence_words(evidence: tuple[SealedEvidence, ...]) -> str:
    """Return what supports a line: title, kind, date and holder of each."""
    return "; ".join(
        joined(
            (
                known(each.title, each.marking),
                each.kind_label,
                day(each.dated_on, "not dated"),
                each.holder,
            )
        )
        for each in evidence
    )


def _next(actions: list[SealedAction], quarter: Quarter) -> Blocks:
    """Name what is due or begins by the end of the next quarter."""
    after = quarter.next
    items = []
    for each in actions:
        if each.completed_on or each.closed_on:
            continue
        for what, when in (
            ("starts", each.starts_on),
            ("is due", each.forecast_on),
            ("is reviewed", each.review_on),
        ):
            if _falls_in(when, after):
                about = named(each.ref, each.title)
                items.append(f"{about} {what} on {day(when)}, {each.lead or NOBODY}")
    found = [Bullets(items=tuple(items))] if items else []
    return or_words(found, f"Nothing starts, is due or is reviewed in {after}.")


def _falls_in(when: date | None, quarter: Quarter) -> bool:
    return when is not None and quarter.starts_on <= when <= quarter.ends_on


def _risks(actions: list[SealedAction]) -> Blocks:
    """Quote the issues of what is at risk; what is off track stands in section 6."""
    blocks: list[Block] = []
    for each in actions:
        about = named(each.ref, each.title)
        if each.status == Shown.OFF_TRACK or each.days_overdue > 0:
            blocks.append(Fact(about, f"{each.status_label}: see section 6."))
        elif each.status == Shown.AT_RISK:
            line = each.line
            blocks.append(Fact(about, each.status_label))
            answers = [
                ("Issue", line.issue if line else ""),
                ("Recovery", line.recovery_step if line else ""),
            ]
            blocks += said(answers, line)
        if each.condition and each.condition_met_on is None:
            blocks.append(Fact(f"{about}, condition not met", each.condition))
    return or_words(blocks, "No action of this priority is at risk or off track.")


def _comments(sealed: Sealed, priority: SealedPriority) -> Blocks:
    notes = [
        Note(each.text, f"{each.written_by}, {day(each.written_on)}")
        for each in sealed.written
        if each.code == WrittenCode.COMMENT
        and each.priority_number == priority.number
        and each.text
    ]
    return or_words(notes, "No officer commented on this priority.")
