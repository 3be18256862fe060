"""The scale of assurance: which version is in force, and what its levels mean."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from assurance.choices import Direction
from assurance.models import Opinion, Scale, ScaleLevel


@dataclass(frozen=True, slots=True)
class Scales:
    """Every level of every version published by a moment."""

    levels: Mapping[tuple[int, str], ScaleLevel]
    #: The version on which opinions were given then.
    in_force: int

    def level_of(self, opinion: Opinion) -> ScaleLevel:
        """Return the level that the opinion gave, on the version it was given on."""
        return self.levels[opinion.scale_id, opinion.level]

    def of_version(self, version: int) -> list[ScaleLevel]:
        """Return the levels of one version, the best one first."""
        return [each for (of, _), each in self.levels.items() if of == version]

    @property
    def versions(self) -> list[int]:
        """The versions, the newest first."""
        return sorted({version for version, _ in self.levels}, reverse=True)


def scales_at(moment: datetime) -> Scales:
    """Return the versions of the scale, and which of them was in force at ``moment``.

    One query. What was published later is there too: an opinion names its version.
    """
    rows = ScaleLevel.objects.select_related("scale")
    rows = rows.order_by("scale__version", "order")
    levels = {(each.scale.version, each.code): each for each in rows}
    published = [
        each.scale.version
        for each in levels.values()
        if each.scale.published_at <= moment
    ]
    every = [version for version, _ in levels]
    return Scales(levels, max(published, default=min(every)))


def scale_in_force() -> Scale:
    """Return the newest version of the scale, with its levels. Two queries."""
    scale: Scale = Scale.objects.prefetch_related("levels").latest("version")
    return scale


def direction_between(before: ScaleLevel | None, now: ScaleLevel | None) -> Direction:
    """Compare the current levels of one scope in two positions (3.4, R44).

    None is no current opinion. Levels of two versions of the scale are not compared.
    """
    if before is None or now is None or before.scale_id != now.scale_id:
        return Direction.NOT_COMPARABLE
    if before.order == now.order:
        return Direction.STABLE
    is_worse = now.order > before.order
    return Direction.DETERIORATING if is_worse else Direction.IMPROVING
