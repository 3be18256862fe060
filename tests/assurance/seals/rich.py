"""A county with one of everything, its quarter closed, and what seals it."""

from datetime import datetime
from typing import Any

from actions.choices import PeriodState
from actions.models import Period
from assurance.models import Seal
from assurance.services.seals import seal_period
from tests.assurance.county import AFTER_CLOSE
from tests.world import World, build


def rich_county(*, now: datetime, rows: int = 2) -> World:
    """Return the world with its quarter closed, and no later one open."""
    world = build(now=now, rows=rows)
    close(world["period"])
    return world


def close(period: Any) -> None:
    """Close the period, whatever waits."""
    Period.objects.filter(pk=period.pk).update(
        state=PeriodState.CLOSED, closed_at=period.closes_at
    )
    period.refresh_from_db()


def sealed(world: World, *, now: datetime = AFTER_CLOSE) -> Seal:
    """Seal the world's quarter."""
    officer = world.people["officer"]
    return seal_period(actor=officer, period=world["period"], now=now)
