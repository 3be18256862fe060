"""How the date of an action moves: one asks, another decides (R22 to R26)."""

from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils import timezone

from actions import events
from actions.choices import OPEN_LIVES, DateChangeState, DelayReason, Timing
from actions.models import Action, DateChange
from actions.selectors.actions import needs_the_group
from actions.services.changes import (
    change_action,
    fit_texts,
    keep_words,
    overtaken,
    record_date_change,
    require_life,
)
from actions.services.faults import Faults
from actions.services.timing import check_timing
from hcss.kernel import policy
from hcss.kernel.errors import Conflict, NotPermitted
from hcss.kernel.templatetags.show import moment
from hcss.kernel.transitions import compare_and_set
from partnerships.models import User

WAITING_ALREADY = "A new date has been asked for already and waits for a decision."
_DECIDED = "This was decided"


@transaction.atomic
def set_date(
    *,
    actor: User,
    action: Action,
    timing: str,
    decision: str,
    now: datetime,
    baseline_on: date | None = None,
    review_on: date | None = None,
    is_confirmed: bool = False,
) -> Action:
    """Date an action that has no completion date yet, or review it later (R26).

    A baseline is set here once. An action that has one moves only by a request
    for a new date (R22, R23).

    Raises:
        NotPermitted: ``actor`` is not an officer.
        ValidationError: it has a date, or the new one cannot be; no decision.
        Conflict: it is not open, or somebody was first.
    """
    policy.require(actor, "actions.manage_actions", action)
    require_life(action, OPEN_LIVES)
    decision = decision.strip()
    faults = Faults()
    if action.baseline_on:
        faults.add("__all__", "The baseline date is set once: ask for a new date.")
    if timing == Timing.UNDATED:
        faults.add("timing", "Give a completion date or a review date.")
    faults.need_line("decision", decision, "Name the decision that set this date.")
    faults.refuse_strange(baseline_on=baseline_on)
    check_timing(
        faults,
        timing=timing,
        baseline_on=baseline_on,
        review_on=review_on,
        starts_on=action.starts_on,
        agreed_on=action.agreed_on,
        today=timezone.localtime(now).date(),
    )
    faults.stop()
    keep_words(
        actor=actor,
        action=action,
        now=now,
        is_confirmed=is_confirmed,
        decision=decision,
    )
    change_action(
        actor=actor,
        action=action,
        verb=events.DATE_SET,
        allowed=OPEN_LIVES,
        now=now,
        why=decision,
        is_continuing=timing == Timing.CONTINUING,
        baseline_on=baseline_on,
        forecast_on=baseline_on,
        review_on=review_on,
    )
    return action


@transaction.atomic
def ask_for_date(
    *,
    actor: User,
    action: Action,
    new_on: date | None,
    reason: str,
    explanation: str,
    now: datetime,
    is_confirmed: bool = False,
) -> DateChange:
    """Ask for another forecast date. Somebody else decides; nothing moves yet (R23).

    Raises:
        NotPermitted: neither the lead agency's contact or approver nor an officer.
        ValidationError: it has no date to move, a date that cannot be, no reason.
        Conflict: it is not open, or a request waits already.
    """
    policy.require(actor, "actions.ask_for_date", action)
    require_life(action, OPEN_LIVES)
    explanation = explanation.strip()
    today = timezone.localtime(now).date()
    old_on, new_on = _dates(action, new_on, reason, explanation, today)
    if action.date_changes.waiting().exists():
        raise Conflict(WAITING_ALREADY, code="waiting")
    keep_words(
        actor=actor,
        action=action,
        now=now,
        is_confirmed=is_confirmed,
        explanation=explanation,
    )
    change = DateChange(
        action=action,
        number=action.date_changes.count() + 1,
        old_on=old_on,
        new_on=new_on,
        reason=reason,
        explanation=explanation,
        asked_by=actor,
        asked_at=now,
    )
    change.full_clean()
    try:
        with transaction.atomic():
            change.save(force_insert=True)
    except IntegrityError:
        raise Conflict(WAITING_ALREADY, code="waiting") from None
    verb, why = events.DATE_CHANGE_ASKED, _reasons(change)
    record_date_change(verb=verb, change=change, actor=actor, now=now, why=why)
    return change


@transaction.atomic
def decide_date(
    *,
    actor: User,
    change: DateChange,
    approve: bool,
    now: datetime,
    decision: str = "",
    comment: str = "",
    is_confirmed: bool = False,
) -> DateChange:
    """Approve or refuse a new date. Approved, it becomes the forecast date.

    The baseline stays (R22), and so does this quarter's status (R24). The third
    change and any later one is the group's: its decision is named (R25).

    Raises:
        NotPermitted: not an officer, or the one who asked for it (R23).
        ValidationError: the group's decision is missing, a refusal says nothing,
            or the date asked for has passed.
        Conflict: it has been decided, or the action has changed since.
    """
    _require_another(actor, change)
    decision, comment = decision.strip(), comment.strip()
    if change.state != DateChangeState.WAITING:
        raise _decided(change)
    if approve:
        require_life(change.action, OPEN_LIVES)
    _check_decision(change, decision, comment, timezone.localtime(now).date(), approve)
    keep_words(
        actor=actor,
        action=change.action,
        now=now,
        is_confirmed=is_confirmed,
        decision=decision,
        comment=comment,
    )
    saved = compare_and_set(
        change,
        expected={"state": DateChangeState.WAITING},
        state=DateChangeState.APPROVED if approve else DateChangeState.REFUSED,
        decided_by=actor,
        decided_at=now,
        decision=decision,
        comment=comment,
    )
    if not saved:
        raise _decided(change)
    why = "; ".join(filter(None, [decision, comment]))
    if approve:
        _move(change, actor, now, why)
    else:
        verb = events.DATE_CHANGE_REFUSED
        record_date_change(verb=verb, change=change, actor=actor, now=now, why=why)
    return change


def _dates(
    action: Action, new_on: date | None, reason: str, explanation: str, today: date
) -> tuple[date, date]:
    """Return the present and the new date if everything about the request is right."""
    faults = Faults()
    if action.forecast_on is None:
        faults.add("__all__", "This action has no completion date that could move.")
    faults.need("new_on", new_on, "Give the new date.")
    faults.refuse_strange(new_on=new_on)
    if new_on and new_on == action.forecast_on:
        faults.add("new_on", "The new date is the same as the old one.")
    elif new_on and new_on <= today:
        faults.add("new_on", "The new date must be in the future.")
    if reason not in DelayReason.values:
        faults.add("reason", "Choose the reason.")
    faults.need("explanation", explanation, "Say why the date has to move.")
    fit_texts(faults, explanation=explanation)
    if action.forecast_on is None or new_on is None or faults.found:
        raise faults.refusal
    return action.forecast_on, new_on


def _require_another(actor: User, change: DateChange) -> None:
    """R23: who asks does not approve."""
    policy.require(actor, "actions.manage_actions", change.action)
    if not policy.allows(actor, "actions.decide_date", change):
        raise NotPermitted(
            "Who asks for a new date does not approve it."
            if change.asked_by_id == actor.pk
            else "Who writes for the lead agency does not approve its new date."
        )


def _check_decision(
    change: DateChange,
    decision: str,
    comment: str,
    today: date,
    approve: bool,  # noqa: FBT001 -- the answer itself
) -> None:
    faults = Faults()
    if approve and needs_the_group(change):
        faults.need(
            "decision",
            decision,
            "The date has moved twice: name the decision of the group that moves it "
            "again.",
        )
    if approve and change.new_on <= today:
        faults.add("__all__", "The date asked for has passed: it cannot be approved.")
    if not approve:
        faults.need("comment", comment, "Say why it is refused.")
    faults.fit_line("decision", decision)
    fit_texts(faults, comment=comment)
    faults.stop()


def _move(change: DateChange, actor: User, now: datetime, why: str) -> None:
    """Let the forecast date of the action follow."""
    action = change.action
    if action.forecast_on != change.old_on:
        raise overtaken(action)
    change_action(
        actor=actor,
        action=action,
        verb=events.DATE_CHANGE_APPROVED,
        allowed=OPEN_LIVES,
        now=now,
        why=why,
        forecast_on=change.new_on,
    )


def _reasons(change: DateChange) -> str:
    return f"{change.get_reason_display()}: {change.explanation}"


def _decided(change: DateChange) -> Conflict:
    stored = DateChange.objects.select_related("decided_by").get(pk=change.pk)
    if stored.decided_at is None:
        return Conflict("This request has just been decided.", code="decided")
    who = f"{stored.decided_by} decided this" if stored.decided_by else _DECIDED
    return Conflict(
        f"{who} on {moment(stored.decided_at)}: {stored.get_state_display().lower()}.",
        code="decided",
    )
