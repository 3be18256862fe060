"""The closed part: a document of its own, of what was held back from the open one."""

from collections.abc import Iterator
from dataclasses import replace
from typing import TypeVar

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
from assurance.pack.changes import amendments, date_changes
from assurance.pack.funding import concerns
from assurance.pack.held import Held
from assurance.pack.matters import decisions, escalations
from assurance.pack.priorities import evidence_words
from assurance.pack.recommendations import to_decide
from assurance.pack.wording import (
    NO_DATE,
    NOBODY,
    NOT_GIVEN,
    NOT_KNOWN,
    attributed,
    counted,
    day,
    joined,
    named,
    quoted,
    said,
    signature,
)
from assurance.pack.written import note_of
from assurance.selectors.seal_shapes import Sealed, SealedAction, SealedAsk, SealedLine

Thing = TypeVar("Thing")
_WHY = (
    "This part holds what was held back from the open part: what is marked "
    "OFFICIAL-SENSITIVE, and words that were not accepted when the position was "
    "sealed. Everything else stands in the open part."
)


def closed_sections(whole: Sealed, shown: Sealed, held: Held) -> tuple[Section, ...]:
    """Return the sections of the closed part; of each kind that there is."""
    public = to_decide(shown)
    asked = tuple(each for each in to_decide(whole) if each not in public)
    parts: list[tuple[str, str, Blocks]] = [
        ("why-closed", "Why this part is closed", (Words(_WHY), Words(_number(held)))),
    ]
    if asked:
        bullets = Bullets(items=asked, is_numbered=True)
        parts.append(("recommendations", "Recommendations", (bullets,)))
    for anchor, heading, is_there, blocks in _kinds(whole, held):
        if is_there:
            parts.append((anchor, heading, tuple(blocks)))
    return tuple(
        Section(anchor=anchor, heading=f"{number}. {heading}", blocks=blocks)
        for number, (anchor, heading, blocks) in enumerate(parts, start=1)
    )


def _kinds(whole: Sealed, held: Held) -> Iterator[tuple[str, str, bool, Blocks]]:
    """Give each kind of thing: its address, its heading, whether there is any."""
    actions = [block for each in held.actions for block in _action(each)]
    words = [block for each, open_one in held.words for block in _words(each, open_one)]
    asks = [block for each in held.asks for block in _ask(each)]
    dates = date_changes(held.date_changes, whole.actions)
    yield "actions", "Actions", bool(actions), tuple(actions)
    yield "words", "Words of actions in the open part", bool(words), tuple(words)
    yield "asks", "What is asked", bool(asks), tuple(asks)
    yield "date-changes", "Date changes", bool(held.date_changes), dates
    changed = _raised(amendments(held.amendments))
    yield "amendments", "Changes to closed quarters", bool(held.amendments), changed
    decided = _raised(decisions(held.decisions))
    yield "matters-arising", "Matters arising", bool(held.decisions), decided
    raised = _raised(escalations(held.escalations))
    yield "escalations", "Escalations", bool(held.escalations), raised
    ending = _raised(concerns(held.funding))
    yield "funding", "Depend on funding that ends", bool(held.funding), ending
    written = [
        block
        for each in held.written
        for block in (
            SubHeading(_label(each.label, each.priority_number)),
            note_of(each),
        )
    ]
    yield "written", "Written for the closed part", bool(written), tuple(written)


def _raised(blocks: Blocks) -> Blocks:
    """Return the blocks with their headings right below the section's own."""
    return tuple(
        replace(each, level=2) if isinstance(each, SubHeading) else each
        for each in blocks
    )


def _number(held: Held) -> str:
    if not held.number:
        return "Nothing was held back: there is nothing to read in this part."
    return f"It holds {counted(held.number, 'item')}."


def _label(label: str, priority: int | None) -> str:
    return label if priority is None else f"{label} {priority}"


def _action(action: SealedAction) -> Iterator[Block]:
    """Give everything of an action that the open part does not name."""
    yield SubHeading(named(action.ref, action.title))
    for label, text in _answers(action):
        yield Fact(label, text)
    yield from _dates(action)
    for source in action.sources:
        yield quoted(source.text, f"The Agreement, {source.ref}", "Comes from")
    if action.line is None:
        yield Fact("Reported", "Nothing was received")
    else:
        yield from _line(action.line)


def _answers(action: SealedAction) -> list[tuple[str, str]]:
    """Return what an action is, and what was decided on it."""
    bodies = (action.lead_partnership, action.overseen_by)
    late = counted(action.days_overdue, "day") if action.days_overdue > 0 else "No"
    met = day(action.condition_met_on, "not met")
    decided = f"{action.decision or NOT_KNOWN}, {day(action.agreed_on)}"
    answers = [
        ("Priority", f"{action.priority_number} {action.heading_label}".strip()),
        ("Lead agency", action.lead or NOBODY),
        ("Led or overseen by", joined(bodies, by="; ", unknown=NOBODY)),
        ("Contact", action.contact or NOBODY),
        ("Contributors", joined(action.contributors, unknown=NOBODY)),
        ("Success criterion", action.success_criterion or NOT_GIVEN),
        ("Status", action.status_label or action.life_label),
        ("Was", action.was_label or "No earlier status"),
        ("Overdue", late),
        ("Agreed", decided),
    ]
    if action.condition:
        answers.append(("Condition", f"{action.condition} ({met})"))
    if action.closing_decision:
        ended = action.closed_as_label or "Closed"
        answers.append((ended, action.closing_decision))
    return answers


def _dates(action: SealedAction) -> Iterator[Block]:
    yield Fact("Baseline", day(action.baseline_on, NO_DATE))
    moved = counted(action.times_redated, "time")
    yield Fact("Forecast", f"{day(action.forecast_on, NO_DATE)}, moved {moved}")
    if action.review_on:
        yield Fact("Review", day(action.review_on))
    if action.completed_on or action.closed_on:
        yield Fact("Ended", day(action.completed_on or action.closed_on))


def _words(action: SealedAction, open_one: SealedAction) -> Iterator[Block]:
    """Give the words of a line that the open part has without them."""
    yield SubHeading(named(action.ref, action.title))
    yield Fact("Status", action.status_label or NOT_KNOWN)
    line, shown = action.line, open_one.line
    if line is None:
        return
    if shown is None or shown.is_hidden:
        yield from _line(line)
        return
    yield from _hanging_on(line, shown)


def _line(line: SealedLine) -> Iterator[Block]:
    """Give all that an agency sent in, as its own words."""
    if not line.is_accepted:
        yield Fact("Accepted", "Not when the position was sealed")
    evidence = joined((line.evidence_words, line.evidence_link), by="; ", unknown="")
    answers = [
        ("Issue", line.issue),
        (f"Recovery, by {day(line.recovery_on, 'no date')}", line.recovery_step),
        ("Cause", line.cause),
        (f"Asked of {line.ask_of or NOT_KNOWN}, by {day(line.ask_by)}", line.ask),
        ("Evidence", evidence),
    ]
    given = [each for each in answers if each[1]]
    yield from said([("Progress", line.progress), *given], line)
    if line.reported_to:
        to = f"{line.reported_to}, {day(line.reported_on)}"
        yield Fact("Also reported to", to)
    yield from _hanging_on(line, None)


def _hanging_on(line: SealedLine, shown: SealedLine | None) -> Iterator[Block]:
    """Give what others said of a line, and its evidence, as far as it is not shown."""
    said_of_it = (*line.contributions, *line.sensitive_contributions)
    for each in _not_in(said_of_it, shown.contributions if shown else ()):
        yield quoted(*attributed(each), "Contributor")
    kept = _not_in(line.evidence, shown.evidence if shown else ())
    if kept:
        yield Fact("Evidence kept", evidence_words(kept))
    links = tuple(each.url for each in kept if each.url)
    if links:
        yield Bullets(items=links)
    for each in _not_in(line.officer_notes, shown.officer_notes if shown else ()):
        yield Note(*attributed(each))
    if shown is None:
        yield Fact("Signed", signature(line))


def _not_in(whole: tuple[Thing, ...], shown: tuple[Thing, ...]) -> tuple[Thing, ...]:
    return tuple(each for each in whole if each not in shown)


def _ask(ask: SealedAsk) -> Iterator[Block]:
    yield SubHeading(named(ask.ref, ask.title))
    yield Fact("Asked of", joined((ask.of_name, ask.answerer)))
    yield Fact("Needed by", day(ask.need_by))
    yield Fact("How it stands", ask.state_label)
    yield quoted(ask.text, f"{ask.agency}, {day(ask.raised_at)}", "Asked")
