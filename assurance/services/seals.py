"""Sealing: the position that a meeting considers is written down, once and for ever."""

from datetime import datetime

from actions.choices import PeriodState
from actions.models import Period
from actions.services.sealing import mark_sealed
from assurance import events
from assurance.models import Seal
from assurance.selectors.seal_contents import contents
from hcss.kernel import audit, policy
from hcss.kernel.errors import Conflict
from hcss.kernel.plain import canonical, digest
from hcss.kernel.snapshots import one_view
from hcss.kernel.templatetags.show import moment
from partnerships.models import User
from priorities.models import Agreement


def seal_period(*, actor: User, period: Period, now: datetime) -> Seal:
    """Freeze the position of a closed quarter as one document, with its hash (R46).

    Everything is read as of one moment, and kept with the names, words and
    definitions of it. What comes later is an amendment, and stands in the next paper.

    Raises:
        NotPermitted: ``actor`` is no officer.
        Conflict: the period has not closed, or is sealed, or a later one is, or there
            is no agreement to seal.
    """
    policy.require(actor, "assurance.seal_period")
    with one_view(one_writer_of=Seal):
        require_sealable(period=period)
        if not mark_sealed(actor=actor, period=period, now=now):
            raise _not_sealable(period)
        seal = _written(actor, period, now)
        audit.record(
            events.PERIOD_SEALED,
            actor=actor,
            subject=period,
            now=now,
            changes={"sha256": [None, seal.sha256]},
        )
        return seal


def require_sealable(*, period: Period) -> None:
    """Refuse, as :func:`seal_period` does, a period that cannot be sealed now.

    Raises:
        Conflict: it has not closed, or is sealed, or a later one is.
    """
    period.refresh_from_db()
    if period.state != PeriodState.CLOSED or period.sealed_at is not None:
        raise _not_sealable(period)
    later = Seal.objects.after(period.quarter).order_by("period__starts_on")
    if following := later.select_related("period").defer("content").first():
        raise Conflict(
            f"{following.period} is sealed already, and was compared with what stood "
            f"before it. {period} comes before it, so it can no longer be sealed.",
            code="later_is_sealed",
        )


def _written(actor: User, period: Period, now: datetime) -> Seal:
    try:
        sealed = contents(period=period, actor=actor, now=now)
    except Agreement.DoesNotExist:
        raise Conflict(
            "No agreement is loaded: there is no position to seal.", code="no_agreement"
        ) from None
    content = canonical(sealed)
    seal: Seal = Seal.objects.create(
        period=period,
        agreement=Agreement.objects.get(slug=sealed.agreement_slug),
        format=sealed.format,
        content=content,
        sha256=digest(content),
        sealed_at=now,
        sealed_by=actor,
        sealed_by_name=actor.name,
        sealed_by_post=actor.post_title,
    )
    return seal


def _not_sealable(period: Period) -> Conflict:
    if period.state != PeriodState.CLOSED:
        return Conflict(
            f"{period} has not closed: close it before you seal it.", code="not_closed"
        )
    seal = Seal.objects.defer("content").get(period=period)
    return Conflict(
        f"{period} was sealed on {moment(seal.sealed_at)} by {seal.sealed_by_name}. A "
        "seal is never changed: what comes later is an amendment, and is shown in the "
        "next pack.",
        code="sealed",
    )
