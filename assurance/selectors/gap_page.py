"""The gap, live or as at a seal: what its page, its file and the API show alike."""

from dataclasses import dataclass
from datetime import datetime

from assurance.models import Seal
from assurance.selectors.gap_live import live_gap
from assurance.selectors.gap_sealed import sealed_gap
from assurance.selectors.gap_shapes import JudgementGap
from assurance.selectors.moments import stand
from assurance.selectors.seal_reading import read, readable
from assurance.selectors.seals import seal_shown
from assurance.selectors.statuses import Statuses
from partnerships.models import User
from priorities.models import Agreement


@dataclass(frozen=True, slots=True)
class GapPage:
    """A gap with the quarter that it is of, and the moment at which it stands."""

    #: Empty before any quarter has begun.
    quarter: str
    quarter_label: str
    as_at: datetime
    is_sealed: bool
    gap: JudgementGap


def gap_page(*, word: str, person: User, now: datetime) -> GapPage:
    """Return the gap that the address asks for by its ``as_at``.

    Without one it is that of the latest quarter: of its seal once it is sealed.

    Raises:
        ValidationError: ``word`` is no quarter, no day and not “now”.
        Seal.DoesNotExist: there is no such seal.
        Agreement.DoesNotExist: no agreement is loaded.
    """
    seal = seal_shown(quarter=None, word=word, now=now)
    return _sealed(seal, person) if seal else _live(person, now)


def _live(person: User, now: datetime) -> GapPage:
    agreement = Agreement.objects.current().first()
    if agreement is None:
        raise Agreement.DoesNotExist("no agreement is loaded")
    standpoint = stand(quarter=None, now=now)
    period = standpoint.period
    return GapPage(
        quarter=period.slug if period else "",
        quarter_label=str(period) if period else "",
        as_at=standpoint.as_at,
        is_sealed=False,
        gap=live_gap(statuses=Statuses(standpoint, agreement), person=person),
    )


def _sealed(seal: Seal, person: User) -> GapPage:
    sealed = read(seal)
    return GapPage(
        quarter=sealed.quarter,
        quarter_label=sealed.quarter_label,
        as_at=sealed.sealed_at,
        is_sealed=True,
        gap=sealed_gap(sealed, readable(sealed, person)),
    )
