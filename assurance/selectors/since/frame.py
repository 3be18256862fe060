"""What everything is held against: the Agreement, its priorities, the scales, names."""

from collections.abc import Iterator

from django.urls import reverse

from assurance.selectors.seal_shapes import Sealed, SealedPriority, SealedScale
from assurance.selectors.since.shapes import Difference, side_by_side


def agreement(before: Sealed, after: Sealed) -> Iterator[Difference]:
    """Yield that the seals are of two agreements."""
    was = f"{before.agreement} ({before.agreement_period})"
    is_now = f"{after.agreement} ({after.agreement_period})"
    if (before.agreement_slug, was) != (after.agreement_slug, is_now):
        yield Difference(
            kind="agreement_changed",
            key=after.agreement_slug,
            subject="Agreement",
            title="",
            before=was,
            after=is_now,
            url=reverse("priorities:agreement"),
        )


def priorities(before: Sealed, after: Sealed) -> Iterator[Difference]:
    """Yield priorities added, reworded and retired, and who owns them now."""
    pairs = side_by_side(before.priorities, after.priorities, lambda each: each.number)
    for then, now in pairs:
        if now is None:
            if then is not None:
                yield _priority("priority_retired", then, then.full_title, "Retired")
        elif then is None:
            yield _priority("priority_added", now, "", now.full_title)
        else:
            yield from _between(then, now)


def _between(then: SealedPriority, now: SealedPriority) -> Iterator[Difference]:
    for kind, words in (("priority_reworded", _wording), ("ownership_changed", _owned)):
        was, is_now = words(then), words(now)
        if was != is_now:
            yield _priority(kind, now, was, is_now)


def _wording(each: SealedPriority) -> str:
    sentences = "sentence" if each.statements == 1 else "sentences"
    words = f"{each.title}\n{each.full_title}" if each.full_title else each.title
    return f"{words}\n{each.statements} {sentences}"


def _owned(each: SealedPriority) -> str:
    return f"{each.grade_label}: {', '.join(each.owners) or 'no owner'}"


def _priority(kind: str, each: SealedPriority, before: str, after: str) -> Difference:
    return Difference(
        kind=kind,
        key=str(each.number),
        subject=f"Priority {each.number}",
        title=each.title,
        before=before,
        after=after,
        url=reverse("priorities:priority", args=[each.number]),
        priority_number=each.number,
    )


def scales(before: Sealed, after: Sealed) -> Iterator[Difference]:
    """Yield the scales whose words changed: what is on them is not comparable."""
    pairs = side_by_side(_in_force(before), _in_force(after), _scale_key)
    for then, now in pairs:
        if then == now:
            continue
        each = now or then
        if each is not None:
            yield Difference(
                kind="scale_changed",
                key=each.name,
                subject=each.name.capitalize(),
                title="",
                before=_scale(then),
                after=_scale(now),
            )


def _in_force(sealed: Sealed) -> list[SealedScale]:
    """Return the newest version of each scale."""
    ordered = sorted(sealed.scales, key=lambda each: each.version)
    return list({each.name: each for each in ordered}.values())


def _scale_key(scale: SealedScale) -> str:
    return scale.name


def _scale(scale: SealedScale | None) -> str:
    if scale is None:
        return "No such scale"
    levels = (f"{each.label}: {each.definition}" for each in scale.levels)
    return "\n".join((f"Version {scale.version}", *levels))


def names(before: Sealed, after: Sealed) -> Iterator[Difference]:
    """Yield agencies, and the group, that are called otherwise now."""
    was, is_now = _names(before), _names(after)
    for slug, name in is_now.items():
        if slug in was and was[slug] != name:
            yield Difference(
                kind="renamed",
                key=slug,
                subject=name,
                title="",
                before=was[slug],
                after=name,
                agency_slug=slug,
            )


def _names(sealed: Sealed) -> dict[str, str]:
    """Return the name of each agency; of the group under no slug."""
    leads = {each.lead_slug: each.lead for each in sealed.actions if each.lead_slug}
    returning = {each.agency_slug: each.agency for each in sealed.returns}
    return leads | returning | {"": sealed.group}
