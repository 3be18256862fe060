"""The scale of assurance: the one the product comes with, and new versions (3.3)."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from assurance import events
from assurance.choices import LEVEL_MEANINGS
from assurance.meeting_choices import Tone
from assurance.models import Scale, ScaleLevel
from assurance.selectors.scales import scale_in_force
from assurance.services.scale_rules import FEWEST, MOST, faults_of, levels_from
from hcss.kernel import audit, policy
from hcss.kernel.errors import Conflict
from hcss.kernel.personal_data import guard
from partnerships.models import User

__all__ = ["FEWEST", "MOST", "first_levels", "publish_scale", "put_first_scale"]

#: The version that every installation begins with.
FIRST = 1
PUBLISHED_AT = datetime(2026, 4, 1, tzinfo=UTC)
PUBLISHED_MEANWHILE = (
    "Somebody has published a new version of the scale meanwhile. Look at it first."
)


@transaction.atomic
def publish_scale(
    *,
    actor: User,
    levels: Sequence[Mapping[str, str]],
    decision: str,
    after: int | None = None,
    now: datetime,
    is_confirmed: bool = False,
) -> Scale:
    """Put a new version of the scale in force, by a decision of the group; return it.

    ``levels`` have a ``label``, a ``definition``, a ``tone`` and perhaps a ``code``,
    the best one first. Opinions keep the version they were given on; levels of two
    versions are not compared (R44). A version is never changed afterwards. ``after``
    is the version that the actor has before them.

    Raises:
        NotPermitted: ``actor`` publishes no scales.
        Conflict: another version has been published meanwhile.
        ValidationError: no decision; fewer than 2 levels or more than 6; a level that
            is not whole, or not told from another; nothing changed; words that may be
            about people (R55).
    """
    policy.require(actor, "assurance.publish_scale")
    before = scale_in_force()
    if after not in (None, before.version):
        raise Conflict(PUBLISHED_MEANWHILE, code="scale_published")
    found = levels_from(levels)
    decision = decision.strip()
    faults = faults_of(found, decision=decision, before=before)
    if faults:
        raise ValidationError(faults)
    scale = Scale(
        version=before.version + 1,
        published_at=now,
        published_by=actor,
        decision=decision,
    )
    _write(scale, found)
    guard(
        actor=actor,
        subject=scale,
        texts=_texts(decision, found),
        is_confirmed=is_confirmed,
        now=now,
    )
    audit.record(
        events.SCALE_PUBLISHED, actor=actor, subject=scale, now=now, why=decision
    )
    return scale


def _write(scale: Scale, levels: Sequence[ScaleLevel]) -> None:
    """Save the version and its levels; of two at once, one is told."""
    try:
        with transaction.atomic():
            scale.save()
    except IntegrityError as error:
        raise Conflict(PUBLISHED_MEANWHILE, code="scale_published") from error
    for level in levels:
        level.scale = scale
        level.save()


def _texts(decision: str, levels: Sequence[ScaleLevel]) -> dict[str, str]:
    texts = {"decision": decision}
    for number, level in enumerate(levels, start=1):
        texts[f"label_{number}"] = level.label
        texts[f"definition_{number}"] = level.definition
    return texts


def put_first_scale(**_: Any) -> None:
    """Make sure that there is a scale: after each migrate, and after each flush."""
    scale, is_new = Scale.objects.get_or_create(
        version=FIRST, defaults={"published_at": PUBLISHED_AT}
    )
    if is_new:
        levels = (ScaleLevel(scale=scale, **each) for each in first_levels())
        ScaleLevel.objects.bulk_create(levels)


def first_levels() -> list[dict[str, Any]]:
    """Return the levels of the first version, the best one first."""
    together = zip(LEVEL_MEANINGS.items(), Tone.values, strict=True)
    return [
        {
            "code": level.value,
            "label": level.label,
            "definition": meaning,
            "order": order,
            "tone": tone,
        }
        for order, ((level, meaning), tone) in enumerate(together)
    ]
