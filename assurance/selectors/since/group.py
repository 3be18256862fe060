"""What the group did: decisions, escalations, and amendments that were agreed."""

from collections.abc import Iterator

from django.urls import reverse

from actions.choices import Marking
from assurance.meeting_choices import EscalationState
from assurance.selectors.seal_shapes import (
    Sealed,
    SealedAmendment,
    SealedDecision,
    SealedEscalation,
)
from assurance.selectors.since.shapes import Difference, new_ones, side_by_side
from hcss.kernel.templatetags.show import day


def amendments(before: Sealed, after: Sealed) -> Iterator[Difference]:
    """Yield the changes to closed quarters that were agreed since (R33)."""
    for each in new_ones(before.amendments, after.amendments, _amendment_key):
        said = [(part.label, part.before, part.after) for part in each.differences]
        yield Difference(
            kind="amended",
            key=f"{each.quarter} {each.agency_slug} {each.ref} {each.number}",
            subject=each.ref,
            title=each.title,
            before="\n".join(f"{label}: {was}" for label, was, _ in said),
            after="\n".join(f"{label}: {is_now}" for label, _, is_now in said),
            why=each.reason,
            aspect=f"{each.quarter_label}, {each.agency}",
            url=reverse("actions:action", args=[each.ref]),
            agency_slug=each.agency_slug,
            is_sensitive=each.marking == Marking.SENSITIVE,
        )


def _amendment_key(each: SealedAmendment) -> tuple[str, str, str, int]:
    return each.quarter, each.agency_slug, each.ref, each.number


def decisions(before: Sealed, after: Sealed) -> Iterator[Difference]:
    """Yield what was decided since, and what came of what was decided before."""
    pairs = side_by_side(
        before.matters_arising, after.matters_arising, lambda each: each.number
    )
    for then, now in pairs:
        if now is None:
            continue  # matters arising are those of the last meeting
        if then is None:
            yield _decided("decision_taken", now, "", now.text)
        elif _outcome(then) != _outcome(now):
            yield _decided("decision_outcome", now, _outcome(then), _outcome(now))


def _outcome(each: SealedDecision) -> str:
    words = each.outcome
    if each.follow_up:
        by = f", by {day(each.follow_up_on)}" if each.follow_up_on else ""
        words = f"{each.follow_up} {each.follow_up_title}, {each.follow_up_lead}{by}"
        words = f"{words}: {each.outcome}"
    return words


def _decided(kind: str, each: SealedDecision, before: str, after: str) -> Difference:
    return Difference(
        kind=kind,
        key=each.number,
        subject=f"Decision {each.number}",
        title=each.scope,
        before=before,
        after=after,
        why=_outcome(each) if kind == "decision_taken" else each.text,
        aspect=f"Meeting of {day(each.meeting_on)}",
        url=reverse("actions:action", args=[each.follow_up]) if each.follow_up else "",
        is_sensitive=each.marking == Marking.SENSITIVE,
    )


def escalations(before: Sealed, after: Sealed) -> Iterator[Difference]:
    """Yield what was escalated and what was answered since (R47)."""
    pairs = side_by_side(
        before.escalations, after.escalations, lambda each: each.number
    )
    for then, now in pairs:
        if then is None and now is not None:
            yield _escalated("escalation_raised", now, "", _put_to(now))
        elif then is not None and now is None:
            if then.state == EscalationState.OPEN:
                words = "No longer open"
                yield _escalated("escalation_answered", then, _put_to(then), words)
        elif then is not None and now is not None:
            yield from _between(then, now)


def _between(then: SealedEscalation, now: SealedEscalation) -> Iterator[Difference]:
    was, is_now = _put_to(then), _put_to(now)
    if then.state != now.state:
        yield _escalated("escalation_answered", now, was, is_now)
    elif was != is_now:
        yield _escalated("escalation_changed", now, was, is_now)


def _put_to(each: SealedEscalation) -> str:
    who = each.to_name or "Nobody yet"
    words = f"{each.state_label}: {who}, by {day(each.reply_by)}"
    if each.replied_on is None:
        return words
    return f"{each.state_label} by {each.replied_by} on {day(each.replied_on)}"


def _escalated(
    kind: str, each: SealedEscalation, before: str, after: str
) -> Difference:
    return Difference(
        kind=kind,
        key=str(each.number),
        subject=each.ref or each.agency,
        title=each.title or each.quarter_label,
        before=before,
        after=after,
        why=each.reply,
        aspect=each.kind_label,
        url=reverse("actions:action", args=[each.ref]) if each.ref else "",
        agency_slug=each.agency_slug,
        is_sensitive=each.marking == Marking.SENSITIVE,
    )
