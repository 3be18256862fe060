"""Section 6: each action off track or overdue, twice missing return, weak opinion."""

from collections.abc import Iterator

from assurance.pack.blocks import (
    Block,
    Blocks,
    Bullets,
    Fact,
    Quote,
    Section,
    SubHeading,
    Table,
)
from assurance.pack.wording import (
    NOT_GIVEN,
    NOT_KNOWN,
    counted,
    day,
    joined,
    named,
    or_words,
    said,
)
from assurance.selectors.seal_shapes import Sealed, SealedAction, SealedLine
from assurance.selectors.shapes import LineFacts


def exceptions(sealed: Sealed) -> Section:
    """Return the exceptions: why each is one, its cause, its recovery, its ask."""
    return Section(
        anchor="exceptions",
        heading="6. Exceptions",
        blocks=(
            SubHeading("Actions off track or overdue"),
            *_actions(sealed),
            SubHeading("No return two quarters running"),
            *_missing_twice(sealed),
            SubHeading("Weak assurance"),
            *_weak(sealed),
            SubHeading("Problems that contributors see"),
            *_issues(sealed),
            SubHeading("What is not known"),
            *_unknown(sealed),
        ),
    )


def _actions(sealed: Sealed) -> Blocks:
    listed = sealed.position.exceptions
    by_ref = {each.ref: each for each in sealed.actions}
    blocks = [
        block for line in listed.lines for block in _action(line, by_ref.get(line.ref))
    ]
    if listed.not_named:
        blocks.append(
            Fact(
                "Not named here",
                f"{listed.not_named} of {listed.total}: marked OFFICIAL-SENSITIVE, or "
                "not accepted when the position was sealed.",
            )
        )
    return or_words(blocks, "No action is off track, and none is overdue.")


def _action(line: LineFacts, action: SealedAction | None) -> Iterator[Block]:
    sent = action.line if action else None
    yield SubHeading(named(line.ref, line.title), level=3)
    yield Fact("Why it is here", _why(line))
    yield Fact("Lead agency", line.agency)
    yield from said(_answers(sent), sent)


def _answers(line: SealedLine | None) -> list[tuple[str, str]]:
    """Return cause, recovery and ask, each said or known not to be."""
    if line is None:
        return [("Cause", ""), ("Recovery", ""), ("Asked", "")]
    causes = [("Cause", line.cause), ("Issue", line.issue)]
    given = [each for each in causes if each[1]] or causes[:1]
    by = f", by {day(line.recovery_on, 'no date given')}" if line.recovery_step else ""
    return [
        *given,
        (f"Recovery{by}", line.recovery_step),
        (_ask_label(line), line.ask),
    ]


def _ask_label(line: SealedLine) -> str:
    if not line.ask:
        return "Asked"
    return f"Asked of {line.ask_of or NOT_KNOWN}, by {day(line.ask_by)}"


def _why(line: LineFacts) -> str:
    reasons = [line.status_label]
    if line.days_overdue:
        late = counted(line.days_overdue, "day")
        reasons.append(f"overdue by {late} (forecast {day(line.forecast_on)})")
    if line.is_contradiction:
        reasons.append("which contradicts the rating; the agency’s rating stands")
    if line.was_label and line.was_in:
        reasons.append(f"was {line.was_label} in {line.was_in}")
    if line.last_label and line.last_in:
        reasons.append(f"last reported {line.last_label} in {line.last_in}")
    return f"{'; '.join(reasons)}."


def _missing_twice(sealed: Sealed) -> Blocks:
    missing = [each for each in sealed.returns if each.missing_twice]
    owed = counted(
        len(sealed.returns), "agency that owed one", "agencies that owed one"
    )
    rows = tuple(
        (each.agency, _escalated(sealed, each.agency_slug)) for each in missing
    )
    table = Table(
        caption=f"{len(missing)} of {owed}",
        heads=("Agency", "Escalated to"),
        rows=rows,
    )
    return or_words(
        [table] if rows else [], f"None of the {owed} has missed two quarters running."
    )


def _escalated(sealed: Sealed, agency_slug: str) -> str:
    found = [
        f"{each.to_name}, reply by {day(each.reply_by)}: {each.state_label.lower()}"
        for each in sealed.escalations
        if each.agency_slug == agency_slug and not each.ref
    ]
    return joined(found, by="; ", unknown="Nobody yet")


def _weak(sealed: Sealed) -> Blocks:
    opinions = {each.number: each for each in sealed.opinions}
    blocks: list[Block] = []
    for cell in sealed.position.weak_opinions:
        opinion = opinions.get(cell.opinion or 0)
        blocks += [
            SubHeading(f"Priority {cell.priority_number}, {cell.label}", level=3),
            Fact("Level", f"{cell.level_label}. {cell.direction_label}."),
        ]
        if opinion is None:
            blocks.append(Fact("Reason", NOT_KNOWN))
            continue
        by = joined((opinion.given_by, opinion.given_by_post))
        source = f"{by}, {opinion.giver}, {day(opinion.given_on)}"
        parts = (
            ("Reason", opinion.reason or NOT_GIVEN),
            ("Evidence", opinion.evidence or NOT_GIVEN),
            ("Declared interests", opinion.interests),
            ("Why better than its worst heading", opinion.why_better),
        )
        facts = tuple(Fact(label, text) for label, text in parts if text)
        blocks.append(Quote(parts=facts, source=source))
    return or_words(blocks, "No current opinion is Limited or No assurance.")


def _issues(sealed: Sealed) -> Blocks:
    items = tuple(
        f"{named(each.ref, each.title)}: {each.contributor} reports a problem; "
        f"{each.agency} rates it {each.status_label or NOT_KNOWN}."
        for each in sealed.position.contributor_issues
    )
    found = [Bullets(items=items)] if items else []
    return or_words(found, "No contributor reports a problem that the lead does not.")


def _unknown(sealed: Sealed) -> Blocks:
    rows = tuple(
        (each.label, f"{each.number} of {each.total}", joined(each.names, unknown="–"))
        for each in sealed.position.unknown
    )
    table = Table(
        caption="Gaps, each of what it is counted from",
        heads=("What", "How many", "Which"),
        rows=rows,
        numbers=(1,),
    )
    return or_words([table] if rows else [], "Nothing that was looked for is unknown.")
