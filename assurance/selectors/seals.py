"""Which seal is meant: by its quarter, by a day, or the latest (R46)."""

import re
from datetime import date, datetime

from django.core.exceptions import ValidationError

from actions.models import Period
from assurance.models import Seal
from assurance.querysets import SealQuerySet
from hcss.kernel.quarters import Quarter

#: Asks for the position as it is now, of a sealed quarter too.
NOW = "now"
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
MALFORMED = (
    "Write “as at” as a quarter such as 2026-27-q2, as a day such as 2026-11-06, or "
    "as “now”."
)


def seals() -> SealQuerySet:
    """Return every seal with its period and content, the newest quarter first."""
    found: SealQuerySet = Seal.objects.select_related("period").newest_first()
    return found


def seal_of(quarter: Quarter) -> Seal:
    """Return the seal of ``quarter``. One query.

    Raises:
        Seal.DoesNotExist: that quarter is not sealed.
    """
    seal: Seal = seals().for_quarter(quarter).get()
    return seal


def latest_seal() -> Seal | None:
    """Return the seal of the newest quarter that has one. One query."""
    return seals().first()


def facts_of(quarter: Quarter) -> Seal | None:
    """Return the quarter's seal without its content, if there is one. One query."""
    return seals().for_quarter(quarter).defer("content").first()


def seal_as_at(word: str, now: datetime) -> Seal | None:
    """Return the seal that ``word`` asks for; None is the position now. One query.

    A quarter's slug is the seal of that quarter; a day (ISO 8601, in Europe/London)
    is the last seal on or before it, and never one after ``now``.

    Raises:
        ValidationError: it is no quarter, no day and not “now”.
        Seal.DoesNotExist: there is no such seal.
    """
    if word == NOW:
        return None
    if _DAY.fullmatch(word):
        return _last_on(_day(word), now)
    try:
        quarter = Quarter.parse(word)
    except ValueError:
        raise ValidationError({"as_at": MALFORMED}) from None
    return seal_of(quarter)


def seal_shown(*, quarter: Quarter | None, word: str, now: datetime) -> Seal | None:
    """Return the seal that an address shows, or None for the position now. One query.

    A sealed quarter shows its seal, and so does the address without a quarter while
    the latest quarter that has begun is sealed. ``word`` is the address's ``as_at``,
    and comes before either.

    Raises:
        ValidationError, Seal.DoesNotExist: as :func:`seal_as_at`.
    """
    if word:
        return seal_as_at(word, now)
    if quarter is not None:
        return seals().for_quarter(quarter).first()
    latest = Period.objects.begun().values("pk")[:1]
    return seals().filter(period__in=latest).first()


def _day(word: str) -> date:
    try:
        return date.fromisoformat(word)
    except ValueError:
        raise ValidationError({"as_at": MALFORMED}) from None


def _last_on(day: date, now: datetime) -> Seal:
    by_then = seals().filter(sealed_at__date__lte=day, sealed_at__lte=now)
    found: Seal | None = by_then.first()
    if found is None:
        raise Seal.DoesNotExist(f"nothing was sealed by {day}")
    return found
