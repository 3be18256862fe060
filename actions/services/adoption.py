"""Agreeing actions: from a proposal to a promise that one agency answers for."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from actions import events
from actions.choices import ActionLife, Marking, Timing
from actions.models import Action
from actions.services.answering import Answering, check_everybody
from actions.services.changes import (
    change_action,
    fit_texts,
    require_life,
    set_contributors,
)
from actions.services.faults import Faults
from actions.services.timing import check_timing
from hcss.kernel import policy
from hcss.kernel.personal_data import guard
from partnerships.models import User

#: What is said once for all, when several actions are agreed together.
SHARED = (
    "lead_agency",
    "lead_partnership",
    "contact",
    "contact_post",
    "deputy",
    "decision",
    "agreed_on",
)


@dataclass(frozen=True, kw_only=True)
class Terms(Answering):
    """What the group agreed about one action: who, what is success, by when.

    ``condition=None`` leaves the condition of the Agreement as it is (R28).
    """

    success_criterion: str = ""
    timing: str = ""
    baseline_on: date | None = None
    review_on: date | None = None
    starts_on: date | None = None
    condition: str | None = None
    marking: str = Marking.OFFICIAL
    decision: str = ""
    agreed_on: date | None = None


@transaction.atomic
def adopt_action(
    *,
    actor: User,
    action: Action,
    terms: Terms,
    now: datetime,
    is_confirmed: bool = False,
) -> Action:
    """Turn a proposed action into an agreed one (R10, R12, R26).

    The baseline date is set here once; the forecast date begins as the same (R22).

    Raises:
        NotPermitted: ``actor`` is not an officer.
        ValidationError: something is missing or cannot be; each fault at its field.
        Conflict: it has been agreed, or changed, by somebody else already.
    """
    policy.require(actor, "actions.manage_actions", action)
    return agree(
        actor=actor, action=action, terms=terms, now=now, is_confirmed=is_confirmed
    )


def agree(
    *,
    actor: User,
    action: Action,
    terms: Terms,
    now: datetime,
    is_confirmed: bool = False,
) -> Action:
    """Agree it as :func:`adopt_action` does, for a service that asked who may."""
    require_life(action, (ActionLife.PROPOSED,))
    terms = _tidy(terms)
    _faults(action, terms, on=timezone.localtime(now).date()).stop()
    guard(
        actor=actor,
        subject=action,
        texts=_texts(terms),
        before={"condition": action.condition},
        is_confirmed=is_confirmed,
        now=now,
    )
    _adopt(actor=actor, action=action, terms=terms, now=now)
    return action


@transaction.atomic
def adopt_many(
    *,
    actor: User,
    adoptions: Iterable[tuple[Action, Terms]],
    now: datetime,
    is_confirmed: bool = False,
) -> list[Action]:
    """Agree several actions at once: all of them, or none.

    Raises:
        NotPermitted: ``actor`` is not an officer.
        ValidationError: nothing was chosen, or faults. Those of one action are
            named with its reference, ``P1-03-baseline_on``, which their words
            begin with; those of what is said once for all (``SHARED``) by the
            field alone.
        Conflict: one of them has been agreed, or changed, already.
    """
    policy.require(actor, "actions.manage_actions")
    agreed = [(action, _tidy(terms)) for action, terms in adoptions]
    faults = Faults()
    faults.need("__all__", agreed, "Choose the actions to agree.")
    for action, terms in agreed:
        require_life(action, (ActionLife.PROPOSED,))
        found = _faults(action, terms, on=timezone.localtime(now).date())
        for field, words in found:
            if field in SHARED:
                faults.add(field, words)
            else:
                faults.add(f"{action.ref}-{field}", f"{action.ref}: {words}")
    faults.stop()
    _guard_many(actor, agreed, now, is_confirmed=is_confirmed)
    for action, terms in agreed:
        _adopt(actor=actor, action=action, terms=terms, now=now)
    return [action for action, _ in agreed]


def check_terms(terms: Terms, *, on: date) -> Faults:
    """Return what is wrong with the terms of an action that is yet to be made."""
    return _faults(Action(), _tidy(terms), on=on)


def _adopt(*, actor: User, action: Action, terms: Terms, now: datetime) -> None:
    change_action(
        actor=actor,
        action=action,
        verb=events.ACTION_AGREED,
        allowed=(ActionLife.PROPOSED,),
        now=now,
        why=terms.decision,
        also=set_contributors(action=action, agencies=terms.contributors),
        life=ActionLife.AGREED,
        lead_agency=terms.lead_agency,
        lead_partnership=terms.lead_partnership,
        overseen_by=terms.overseen_by,
        contact=terms.contact,
        contact_post=terms.contact_post,
        deputy=terms.deputy,
        success_criterion=terms.success_criterion,
        starts_on=terms.starts_on,
        baseline_on=terms.baseline_on,
        forecast_on=terms.baseline_on,
        is_continuing=terms.timing == Timing.CONTINUING,
        review_on=terms.review_on,
        condition=action.condition if terms.condition is None else terms.condition,
        marking=terms.marking,
        decision=terms.decision,
        agreed_on=terms.agreed_on,
    )


def _texts(terms: Terms) -> dict[str, str]:
    """Return what was typed of the terms, by field."""
    return {
        "success_criterion": terms.success_criterion,
        "condition": terms.condition or "",
        "decision": terms.decision,
    }


def _guard_many(
    actor: User,
    agreed: list[tuple[Action, Terms]],
    now: datetime,
    *,
    is_confirmed: bool,
) -> None:
    """Guard all texts at once, named as the faults are; a confirmation is of each."""
    found: dict[str, list[ValidationError]] = {}
    for action, terms in agreed:
        try:
            guard(
                actor=actor,
                subject=action,
                texts=_texts(terms),
                before={"condition": action.condition},
                is_confirmed=is_confirmed,
                now=now,
            )
        except ValidationError as error:
            for field, errors in error.error_dict.items():
                shared = field in SHARED
                found[field if shared else f"{action.ref}-{field}"] = errors
    if found:
        raise ValidationError(found)


def _tidy(terms: Terms) -> Terms:
    """Return the terms without white space at the ends of what was typed."""
    return replace(
        terms,
        success_criterion=terms.success_criterion.strip(),
        decision=terms.decision.strip(),
        condition=None if terms.condition is None else terms.condition.strip(),
    )


def _faults(action: Action, terms: Terms, *, on: date) -> Faults:
    """Return everything that is wrong with the terms, each fault at its field."""
    faults = Faults()
    faults.refuse_strange(
        agreed_on=terms.agreed_on,
        starts_on=terms.starts_on,
        baseline_on=terms.baseline_on,
    )
    check_everybody(faults, terms, on=on)
    faults.need(
        "success_criterion",
        terms.success_criterion,
        "Say by what the group will know that it is done.",
    )
    fit_texts(
        faults,
        success_criterion=terms.success_criterion,
        condition=terms.condition,
    )
    faults.need_line(
        "decision", terms.decision, "Name the decision of the group that agreed it."
    )
    faults.need("agreed_on", terms.agreed_on, "Give the day on which it was agreed.")
    if terms.agreed_on and terms.agreed_on > on:
        faults.add("agreed_on", "The day it was agreed cannot be in the future.")
    if terms.marking not in Marking.values:
        faults.add("marking", "Choose one of the markings.")
    if action.condition and terms.condition == "":
        faults.add(
            "condition",
            "The Agreement sets this condition: keep it, and record when it is met.",
        )
    check_timing(
        faults,
        timing=terms.timing,
        baseline_on=terms.baseline_on,
        review_on=terms.review_on,
        starts_on=terms.starts_on,
        agreed_on=terms.agreed_on,
        today=on,
    )
    return faults
