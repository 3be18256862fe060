"""More time for one agency's return: asked for, given, refused; it closes itself."""

from datetime import datetime, timedelta

from django.db import IntegrityError, transaction

from actions import events
from actions.choices import RECEIVED, PeriodState
from actions.models import Extension, Return
from actions.return_choices import ExtensionState
from actions.selectors.sentences import standing
from actions.services.changes import fit_texts
from actions.services.faults import Faults
from hcss.kernel import audit, policy
from hcss.kernel.errors import Conflict, NotPermitted
from hcss.kernel.personal_data import guard
from hcss.kernel.templatetags.show import deadline, moment
from hcss.kernel.transitions import compare_and_set
from partnerships.models import User

#: Nobody gets more time than this at once.
LONGEST = timedelta(days=60)
WAITING_ALREADY = "More time has been asked for already; an officer decides."


@transaction.atomic
def ask_for_time(
    *,
    actor: User,
    quarterly_return: Return,
    reason: str,
    now: datetime,
    is_confirmed: bool = False,
) -> Extension:
    """Ask an officer for more time. Nothing opens until one has given it.

    Raises:
        NotPermitted: ``actor`` does not write for the agency.
        ValidationError: it does not say why.
        Conflict: the return has come in, or a request waits already.
    """
    policy.require(actor, "actions.write_return", quarterly_return)
    _refuse_received(quarterly_return)
    reason = _fitting("reason", reason, "Say why more time is needed.")
    if quarterly_return.extensions.asked().exists():
        raise Conflict(WAITING_ALREADY, code="waiting")
    extension = Extension(
        quarterly_return=quarterly_return, reason=reason, asked_by=actor, asked_at=now
    )
    _guard(extension, actor, {"reason": reason}, now, is_confirmed=is_confirmed)
    try:
        with transaction.atomic():
            extension.save(force_insert=True)
    except IntegrityError:
        raise Conflict(WAITING_ALREADY, code="waiting") from None
    _write_down(events.TIME_ASKED, extension, actor, now, why=reason)
    return extension


@transaction.atomic
def grant_time(
    *,
    actor: User,
    quarterly_return: Return,
    until: datetime | None,
    comment: str,
    now: datetime,
    extension: Extension | None = None,
    is_confirmed: bool = False,
) -> Extension:
    """Give one agency more time, to a date and hour, asked or unasked.

    Up to and including ``until`` it may write and send in; a moment later it is
    refused again, without anybody doing anything. Lateness is not forgiven: it is
    reckoned against the period's deadline (R38). Unasked, ``comment`` is the reason.

    Raises:
        NotPermitted: no officer, one who writes for that agency, or who asked.
        ValidationError: no moment, or one that is past, no later than what it has,
            or more than 60 days off; unasked and without a reason.
        Conflict: the return has come in, or the request has been decided.
    """
    policy.require(actor, "actions.grant_time", quarterly_return)
    asked = extension or quarterly_return.extensions.asked().first()
    _require_undecided(asked, actor)
    _refuse_received(quarterly_return)
    comment = comment.strip()
    ends = _check_until(quarterly_return, until, comment, asked, now)
    decided = {"until": ends, "decided_by": actor, "decided_at": now}
    given = asked or Extension(quarterly_return=quarterly_return, reason=comment)
    _guard(given, actor, {"comment": comment}, now, is_confirmed=is_confirmed)
    was = quarterly_return.extended_until
    if not compare_and_set(
        quarterly_return,
        expected={"state": quarterly_return.state, "extended_until": was},
        extended_until=ends,
    ):
        raise _moved_on(quarterly_return)
    if asked is None:
        given = _given_unasked(quarterly_return, comment, decided)
    elif not _settle(asked, ExtensionState.GRANTED, comment=comment, **decided):
        raise _decided(asked)
    changes = {"extended_until": [_plain(was), _plain(ends)]}
    _write_down(events.TIME_GRANTED, given, actor, now, why=comment, changes=changes)
    return given


@transaction.atomic
def refuse_time(
    *,
    actor: User,
    extension: Extension,
    comment: str,
    now: datetime,
    is_confirmed: bool = False,
) -> Extension:
    """Say no to a request for more time, and why; the agency reads it.

    Raises:
        NotPermitted: no officer, one who writes for that agency, or who asked.
        ValidationError: it does not say why.
        Conflict: it has been decided.
    """
    policy.require(actor, "actions.grant_time", extension.quarterly_return)
    _require_undecided(extension, actor)
    comment = _fitting("comment", comment, "Say why it is refused.")
    _guard(extension, actor, {"comment": comment}, now, is_confirmed=is_confirmed)
    refused = _settle(
        extension,
        ExtensionState.REFUSED,
        comment=comment,
        decided_by=actor,
        decided_at=now,
    )
    if not refused:
        raise _decided(extension)
    _write_down(events.TIME_REFUSED, extension, actor, now, why=comment)
    return extension


def _refuse_received(quarterly_return: Return) -> None:
    if quarterly_return.state in RECEIVED:
        words = f"{standing(quarterly_return)} It needs no more time."
        raise Conflict(words, code=quarterly_return.state)


def _fitting(field: str, text: str, needed: str) -> str:
    faults, text = Faults(), text.strip()
    faults.need(field, text, needed)
    fit_texts(faults, **{field: text})
    faults.stop()
    return text


def _require_undecided(extension: Extension | None, actor: User) -> None:
    if extension is None:
        return
    if not policy.allows(actor, "actions.decide_extension", extension):
        raise NotPermitted("Who asks for more time does not give it.")
    if extension.state != ExtensionState.ASKED:
        raise _decided(extension)


def _check_until(
    quarterly_return: Return,
    until: datetime | None,
    comment: str,
    asked: Extension | None,
    now: datetime,
) -> datetime:
    """Return the moment if it can be, or raise what is wrong."""
    faults = Faults()
    if asked is None:
        faults.need("comment", comment, "Say why more time is given.")
    fit_texts(faults, comment=comment)
    faults.add("until", _wrong_with(until, ends=_ends_at(quarterly_return), now=now))
    if until is None or faults.found:
        raise faults.refusal
    return until


def _wrong_with(until: datetime | None, *, ends: datetime, now: datetime) -> str:
    if until is None:
        return "Give the day and the hour."
    if until <= now:
        return "The day and the hour must be in the future."
    if until <= ends:
        return f"It is open until {deadline(ends)}: give a later hour."
    if until > now + LONGEST:
        return f"Give no more than {LONGEST.days} days from today."
    return ""


def _ends_at(quarterly_return: Return) -> datetime:
    """Return until when the agency may write as things are."""
    period = quarterly_return.period
    closes = period.closes_at
    if period.state == PeriodState.CLOSED and period.closed_at:
        closes = min(closes, period.closed_at)
    return max(closes, quarterly_return.extended_until or closes)


def _given_unasked(
    quarterly_return: Return, reason: str, decided: dict[str, object]
) -> Extension:
    extension = Extension(
        quarterly_return=quarterly_return,
        reason=reason,
        state=ExtensionState.GRANTED,
        **decided,
    )
    extension.full_clean()
    extension.save(force_insert=True)
    return extension


def _settle(extension: Extension, state: ExtensionState, **changes: object) -> bool:
    expected = {"state": ExtensionState.ASKED}
    return compare_and_set(extension, expected=expected, state=state, **changes)


def _guard(
    extension: Extension,
    actor: User,
    texts: dict[str, str],
    now: datetime,
    *,
    is_confirmed: bool,
) -> None:
    guard(
        actor=actor,
        subject=extension.quarterly_return,
        texts=texts,
        is_confirmed=is_confirmed,
        now=now,
    )


def _write_down(
    verb: str,
    extension: Extension,
    actor: User,
    now: datetime,
    *,
    why: str,
    changes: audit.Changes | None = None,
) -> None:
    """Write it into the history of the return, where people look for it."""
    audit.record(
        verb,
        actor=actor,
        subject=extension.quarterly_return,
        now=now,
        why=why or extension.reason,
        changes=changes,
    )


def _plain(value: datetime | None) -> str | None:
    return moment(value) or None


def _moved_on(quarterly_return: Return) -> Conflict:
    fresh = Return.objects.with_agency().get(pk=quarterly_return.pk)
    return Conflict(f"{standing(fresh)} Look again, then decide.", code="changed")


def _decided(extension: Extension) -> Conflict:
    stored = Extension.objects.select_related("decided_by").get(pk=extension.pk)
    if stored.decided_at is None:
        return Conflict("This request has just been decided.", code="decided")
    return Conflict(
        f"{stored.decided_by} decided this on {moment(stored.decided_at)}: "
        f"{stored.get_state_display().lower()}.",
        code="decided",
    )
