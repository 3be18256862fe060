"""What the words on a page mean: of a sealed position, what they meant then."""

from collections.abc import Iterable
from typing import Any

from assurance.selectors.seal_shapes import SealedScale


def sealed_definitions(scales: Iterable[SealedScale]) -> dict[str, Any]:
    """Return the scales of a seal as :func:`assurance.views.shared.definitions` does.

    No query: what a level was called and meant is sealed with it (R46).
    """
    by_name: dict[str, list[SealedScale]] = {}
    for scale in scales:
        by_name.setdefault(scale.name, []).append(scale)
    versions = sorted(
        by_name.get("assurance", []), key=lambda scale: scale.version, reverse=True
    )
    newest = versions[0] if versions else None
    return {
        "levels": [*_explained(newest), *_of(by_name, "state")],
        "version": newest.version if newest else 0,
        "earlier": [
            {"version": each.version, "levels": _explained(each)}
            for each in versions[1:]
        ],
        "statuses": _of(by_name, "delivery"),
        "directions": _of(by_name, "direction"),
    }


def _of(by_name: dict[str, list[SealedScale]], name: str) -> list[tuple[str, ...]]:
    return [each for scale in by_name.get(name, []) for each in _explained(scale)]


def _explained(scale: SealedScale | None) -> list[tuple[str, ...]]:
    levels = scale.levels if scale else ()
    return [(each.code, each.label, each.definition, each.tone) for each in levels]
