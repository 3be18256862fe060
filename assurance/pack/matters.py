"""Section 10: what was decided last time and what came of it; what was escalated."""

from collections.abc import Iterator

from assurance.pack.blocks import Block, Blocks, Fact, Section, SubHeading
from assurance.pack.wording import NOBODY, day, joined, known, named, or_words, quoted
from assurance.selectors.seal_shapes import Sealed, SealedDecision, SealedEscalation


def matters(sealed: Sealed) -> Section:
    """Return the matters arising."""
    return Section(
        anchor="matters-arising",
        heading="10. Matters arising",
        blocks=(
            SubHeading("Decisions of the last meeting"),
            *decisions(sealed.matters_arising),
            SubHeading("Escalations"),
            *escalations(sealed.escalations),
        ),
    )


def decisions(found: tuple[SealedDecision, ...]) -> Blocks:
    """Return each decision as it was numbered, and what came of it (R48)."""
    blocks = [block for each in found for block in _decision(each)]
    return or_words(blocks, "No decision of an earlier meeting is recorded.")


def _decision(each: SealedDecision) -> Iterator[Block]:
    yield SubHeading(f"Decision {each.number}", level=3)
    about = f" ({each.scope})" if each.scope else ""
    corrects = f" It corrects decision {each.corrects}." if each.corrects else ""
    made = f"{day(each.meeting_on)}{about}.{corrects}"
    yield Fact("Made on", made)
    yield Fact("What was decided", known(each.text, each.marking))
    if each.follow_up:
        lead = each.follow_up_lead or NOBODY
        by = f"{lead}, by {day(each.follow_up_on, 'no date agreed')}"
        yield Fact("Follow-up", f"{named(each.follow_up, each.follow_up_title)}, {by}")
    yield Fact("What came of it", known(each.outcome, each.marking, "Not known"))


def escalations(found: tuple[SealedEscalation, ...]) -> Blocks:
    """Return each escalation with its reply, if there is one (R47)."""
    blocks = [block for each in found for block in _escalation(each)]
    return or_words(blocks, "Nothing is escalated.")


def _escalation(each: SealedEscalation) -> Iterator[Block]:
    about = joined((each.agency, named(each.ref, each.title) if each.ref else ""))
    yield SubHeading(f"{each.kind_label}: {about}", level=3)
    asked = f"{each.to_name}, on {day(each.raised_on)}; reply by {day(each.reply_by)}"
    yield Fact("Put to", asked)
    yield Fact("Quarter", each.quarter_label)
    yield Fact("How it stands", each.state_label)
    if each.reply:
        by = f"{each.replied_by or NOBODY}, {day(each.replied_on)}"
        yield quoted(each.reply, by, "Reply")
    else:
        unanswered = "No reply" if each.replied_on is None else "Not given"
        yield Fact("Reply", known("", each.marking, unanswered))
