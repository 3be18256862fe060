"""Section 1: what the group is asked to decide, each in one numbered sentence."""

from collections.abc import Iterator

from assurance.meeting_choices import EscalationState, WrittenCode
from assurance.pack.blocks import Bullets, Section
from assurance.pack.wording import day, joined, named
from assurance.selectors.seal_shapes import Sealed, SealedAsk, SealedDateChange
from assurance.selectors.shapes import Cell


def recommendations(sealed: Sealed) -> Section:
    """Return the recommendations; the last one is always to note the position."""
    to_note = f"Note the position as at {day(sealed.sealed_at)}."
    items = (*to_decide(sealed), to_note)
    return Section(
        anchor="recommendations",
        heading="1. Recommendations",
        blocks=(Bullets(items=items, is_numbered=True),),
    )


def to_decide(sealed: Sealed) -> tuple[str, ...]:
    """Return everything on which the group can decide, in the order it is asked."""
    return (
        *_written(sealed),
        *_asks(sealed),
        *_dates(sealed),
        *_ownership(sealed),
        *_escalations(sealed),
        *_weak_opinions(sealed),
    )


def _written(sealed: Sealed) -> Iterator[str]:
    """Give what the officer recommends: every line of it is one of its own."""
    for each in sealed.written:
        if each.code == WrittenCode.RECOMMENDATIONS:
            yield from filter(None, map(str.strip, each.text.splitlines()))


def _asks(sealed: Sealed) -> Iterator[str]:
    """Give what is asked of the group, and what others have not answered in time."""
    for each in sealed.asks:
        if not each.text:
            continue  # held back from this part
        if not each.of_agency_slug:
            yield f"Decide on what {_asked(each)}"
        elif each.days_late:
            yield f"Ask {each.of_name} for the answer it owes: {_asked(each)}"


def _asked(ask: SealedAsk) -> str:
    about = named(ask.ref, ask.title)
    return f"{ask.agency} asks on {about}, by {day(ask.need_by)}: “{ask.text}”"


def _dates(sealed: Sealed) -> Iterator[str]:
    """Give the date changes that are for the group, not the officer (R25)."""
    theirs = {
        (each.ref, each.number) for each in sealed.position.to_decide.date_changes
    }
    for each in sealed.date_changes:
        if (each.ref, each.number) in theirs and each.title:
            yield _date(each)


def _date(change: SealedDateChange) -> str:
    about = named(change.ref, change.title)
    return (
        f"Approve or refuse a new date for {about}: from {day(change.old_on)} to "
        f"{day(change.new_on)}. It is request {change.number}; the reason is "
        f"“{change.reason_label}”."
    )


def _ownership(sealed: Sealed) -> Iterator[str]:
    """Give the priorities whose ownership is to be settled or used (R15, R16)."""
    asked = sealed.position.to_decide
    for each in asked.ownership_to_develop:
        yield f"Settle who owns priority {each.number}, {each.title}. {each.text}"
    for each in asked.owned_without_action:
        yield (
            f"Ask the owners of priority {each.number}, {each.title}, for an action, "
            f"or record that none is needed. {each.text}."
        )


def _escalations(sealed: Sealed) -> Iterator[str]:
    """Give what was put to a named person who has not answered (R47)."""
    for each in sealed.escalations:
        if each.state == EscalationState.OPEN:
            about = joined((each.agency, f"{each.ref} {each.title}".strip()))
            yield (
                f"Agree the next step on what was escalated to {each.to_name}: "
                f"{each.kind_label.lower()} ({about}). A reply is asked for by "
                f"{day(each.reply_by)}."
            )


def _weak_opinions(sealed: Sealed) -> Iterator[str]:
    """Give one recommendation per priority with weak assurance."""
    weak: dict[int, list[Cell]] = {}
    for each in sealed.position.weak_opinions:
        weak.setdefault(each.priority_number, []).append(each)
    for number, cells in sorted(weak.items()):
        levels = "; ".join(f"{each.label}: {each.level_label}" for each in cells)
        yield (
            f"Ask the owners of priority {number} what will be done, and by when, "
            f"where assurance is weak ({levels})."
        )
