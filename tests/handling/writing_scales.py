"""The texts of a new version of the scale, with the service that keeps them."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from assurance.services.scales import publish_scale
from tests import factories as make
from tests.handling.writing import Write, writes


def _publish(change: Callable[[str], dict[str, Any]]) -> Write:
    def write(text: str, now: datetime) -> None:
        said = {"decision": "HCSSG 2026-03, decision 4", "levels": make.LEVELS}
        publish_scale(
            actor=make.UserFactory(officer=True), now=now, **(said | change(text))
        )

    return write


def _level(part: str) -> Callable[[str], dict[str, Any]]:
    def change(text: str) -> dict[str, Any]:
        return {"levels": [{**make.LEVELS[0], part: text}, *make.LEVELS[1:]]}

    return change


writes("assurance.Scale.decision")(_publish(lambda text: {"decision": text}))
for _part in ("label", "definition"):
    writes(f"assurance.ScaleLevel.{_part}")(_publish(_level(_part)))
