"""Every action of the agreement as it stands when the quarter is sealed."""

from collections.abc import Mapping
from typing import Any

from django.db.models import BooleanField, ExpressionWrapper, Prefetch

from actions.choices import ActionLife
from actions.models import Action
from actions.selectors.actions import contact_name
from assurance.choices import Shown
from assurance.selectors.lines import LABELS
from assurance.selectors.seal_contents.lines import Standing
from assurance.selectors.seal_contents.sealing import (
    Sealing,
    by_ref,
    day_of,
    everybodys_reader,
)
from assurance.selectors.seal_shapes import SealedAction, SealedSource
from assurance.selectors.statuses import NO_EARLIER
from partnerships.models import Agency
from priorities.models import Fragment


def sealed_actions(
    sealing: Sealing, lines: Mapping[int, Standing]
) -> tuple[SealedAction, ...]:
    """Return the actions, proposed and closed ones too, in order. Four queries."""
    standing = {**_without_line(sealing), **lines}
    found = sorted(
        _actions(sealing), key=lambda it: (it.priority.number, *by_ref(it.ref))
    )
    return tuple(_action(each, standing.get(each.pk), sealing) for each in found)


def _actions(sealing: Sealing) -> Any:
    fragments = Fragment.objects.select_related("statement")
    return (
        Action.objects.filter(agreement=sealing.agreement)
        .with_people()
        .with_standing(everybodys_reader(), on=sealing.on)
        .prefetch_related(
            Prefetch("fragments", fragments),
            Prefetch("contributors", Agency.objects.all()),
        )
    )


def _without_line(sealing: Sealing) -> dict[int, Standing]:
    """Return how the agreed actions stand that have no line in the quarter."""
    overdue = ExpressionWrapper(sealing.statuses.overdue_others(), BooleanField())
    rows = sealing.statuses.others().annotate(is_overdue=overdue)
    return {
        pk: Standing(shown, NO_EARLIER, (sealing.on - due).days if late else 0, None)
        for pk, shown, late, due in rows.values_list(
            "pk", "shown", "is_overdue", "forecast_on"
        )
    }


def life_then(action: Action, sealing: Sealing, *, is_counted: bool) -> ActionLife:
    """Return where the action was in its life when the position stood.

    The same as the position counts: agreed later is proposed, closed or verified
    later is under way.
    """
    if action.agreed_on is not None and action.agreed_on > sealing.on:
        return ActionLife.PROPOSED
    is_verified = action.verified_at is not None and (
        action.verified_at <= sealing.standpoint.as_at
    )
    is_over = action.life == ActionLife.CLOSED or (
        action.life == ActionLife.COMPLETE and not is_verified
    )
    return ActionLife.ACTIVE if is_counted and is_over else ActionLife(action.life)


def _action(action: Any, standing: Standing | None, sealing: Sealing) -> SealedAction:
    life = life_then(action, sealing, is_counted=standing is not None)
    lead = action.lead_agency
    contributors = sorted(
        action.contributors.all(), key=lambda each: (each.name, each.slug)
    )
    return SealedAction(
        ref=action.ref,
        title=action.title,
        priority_number=action.priority.number,
        heading_code=action.heading.code if action.heading else "",
        heading_label=action.heading.label if action.heading else "",
        life=life.value,
        life_label=life.label,
        lead=lead.name if lead else "",
        lead_slug=lead.slug if lead else "",
        lead_partnership=_name(action.lead_partnership),
        overseen_by=_name(action.overseen_by),
        contact=contact_name(action),
        contributors=tuple(each.name for each in contributors),
        contributor_slugs=tuple(each.slug for each in contributors),
        success_criterion=action.success_criterion,
        condition=action.condition,
        condition_met_on=action.condition_met_on,
        starts_on=action.starts_on,
        baseline_on=action.baseline_on,
        forecast_on=action.forecast_on,
        review_on=action.review_on,
        is_continuing=action.is_continuing,
        times_redated=action.redated_times,
        decision=action.decision,
        agreed_on=action.agreed_on,
        completed_on=action.completed_on,
        closed_on=action.closed_on,
        closed_as_label=action.get_closed_as_display(),
        closing_decision=action.closing_decision,
        reviewed_on=day_of(action.reviewed_at),
        marking=action.marking,
        sources=_sources(action),
        **_stands(standing),
    )


def _name(board: Any) -> str:
    return board.name if board else ""


def _stands(standing: Standing | None) -> dict[str, Any]:
    """Return the status in words; nothing of what is only proposed, or closed."""
    if standing is None:
        return {
            "status": "",
            "status_label": "",
            "was": "",
            "was_label": "",
            "days_overdue": 0,
            "line": None,
            "return_of": "",
        }
    return {
        "status": standing.status,
        "status_label": Shown(standing.status).label,
        "was": standing.was,
        "was_label": LABELS[standing.was],
        "days_overdue": standing.days_overdue,
        "line": standing.words,
        "return_of": standing.return_of,
    }


def _sources(action: Any) -> tuple[SealedSource, ...]:
    """Return the sentences that it comes from, each once, in the source's order."""
    found = {each.statement.ref: each.statement for each in action.fragments.all()}
    return tuple(
        SealedSource(ref=each.ref, text=each.text)
        for each in sorted(found.values(), key=lambda it: (it.order, it.ref))
    )
