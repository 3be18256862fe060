"""What the pictures are drawn from, live or as at a seal."""

from dataclasses import dataclass, replace
from datetime import datetime

from assurance.models import Seal
from assurance.selectors.action_dates import ActionDates, live_dates, sealed_dates
from assurance.selectors.history_figures import history_figures
from assurance.selectors.moments import stand
from assurance.selectors.seal_reading import read, readable
from assurance.selectors.seal_shapes import SealedQuarter
from assurance.selectors.seals import seal_shown
from assurance.selectors.statuses import Statuses
from hcss.kernel import policy
from partnerships.models import User
from priorities.models import Agreement


@dataclass(frozen=True, slots=True)
class PictureFacts:
    """Eight quarters and the dates of actions, and the moment at which they stand."""

    #: Empty before any quarter has begun.
    quarter: str
    quarter_label: str
    as_at: datetime
    is_sealed: bool
    history: tuple[SealedQuarter, ...]
    dates: ActionDates


def picture_facts(*, word: str, person: User, now: datetime) -> PictureFacts:
    """Return what the pictures show at the moment that the address asks for.

    Without one it is the latest quarter: its seal once it is sealed. Agencies are
    named to those who may see the board of returns, sensitive actions to nobody who
    may not see them (R57).

    Raises:
        ValidationError: ``word`` is no quarter, no day and not “now”.
        Seal.DoesNotExist: there is no such seal.
        Agreement.DoesNotExist: no agreement is loaded.
    """
    seal = seal_shown(quarter=None, word=word, now=now)
    return _sealed(seal, person) if seal else _live(person, now)


def _live(person: User, now: datetime) -> PictureFacts:
    agreement = Agreement.objects.current().first()
    if agreement is None:
        raise Agreement.DoesNotExist("no agreement is loaded")
    standpoint = stand(quarter=None, now=now)
    period = standpoint.period
    history = history_figures(standpoint=standpoint, agreement=agreement)
    if not policy.allows(person, "actions.view_board"):
        history = tuple(replace(each, returns=()) for each in history)
    return PictureFacts(
        quarter=period.slug if period else "",
        quarter_label=str(period) if period else "",
        as_at=standpoint.as_at,
        is_sealed=False,
        history=history,
        dates=live_dates(statuses=Statuses(standpoint, agreement), person=person),
    )


def _sealed(seal: Seal, person: User) -> PictureFacts:
    sealed = read(seal)
    shown = readable(sealed, person)
    return PictureFacts(
        quarter=sealed.quarter,
        quarter_label=sealed.quarter_label,
        as_at=sealed.sealed_at,
        is_sealed=True,
        history=shown.history,
        dates=sealed_dates(sealed, shown),
    )
