"""The scale of assurance that the product comes with (domain 3.3)."""

from datetime import UTC, datetime
from typing import Any

from assurance.choices import LEVEL_MEANINGS
from assurance.meeting_choices import Tone
from assurance.models import Scale, ScaleLevel

#: The version that every installation begins with.
FIRST = 1
PUBLISHED_AT = datetime(2026, 4, 1, tzinfo=UTC)


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
