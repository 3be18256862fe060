"""The actions of a cell, with what was sent in on each and what supports it."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import Q

from actions.models import Action, EvidenceUse, ReportedLine, ReturnLine
from actions.policy.evidence import visible_uses
from actions.selectors.handling import words_for
from assurance.choices import Shown
from assurance.selectors.cell_shapes import CellAction, CellEvidence, CellLine
from assurance.selectors.statuses import Statuses
from partnerships.models import User

#: How many actions a cell names; the rest is found by their list.
NAMED = 100
_WORDS = (
    "progress",
    "reported_to",
    "reported_on",
    "issue",
    "recovery_step",
    "recovery_on",
    "cause",
    "ask",
    "ask_of",
    "ask_by",
    "evidence_link",
    "is_sensitive",
)


def actions_under(
    where: Q, statuses: Statuses, person: User
) -> tuple[tuple[CellAction, ...], int]:
    """Return the actions that ``person`` may see, and how many are left out.

    Four queries, however many actions there are.
    """
    visible = Action.objects.visible_to(person).filter(where)
    actions = list(visible.select_related("lead_agency").by_ref()[:NAMED])
    more = visible.count() - len(actions)
    lines = _lines(actions, statuses, person)
    supports = _evidence(actions, statuses, person)
    rows = (
        _action(each, lines.get(each.pk), supports[each.pk], person) for each in actions
    )
    return tuple(rows), more


def _lines(
    actions: Sequence[Action], statuses: Statuses, person: User
) -> dict[int, ReturnLine]:
    return {
        line.action_id: line
        for line in statuses.lines()
        .visible_to(person)
        .filter(action__in=[action.pk for action in actions])
        .select_related(
            "reported__submission",
            "quarterly_return__agency",
            "quarterly_return__period",
        )
    }


def _evidence(
    actions: Sequence[Action], statuses: Statuses, person: User
) -> Mapping[int, list[CellEvidence]]:
    """Return what supports each action's lines up to the quarter, each item once."""
    standpoint = statuses.standpoint
    uses = EvidenceUse.objects.filter(
        visible_uses(person),
        line__action__in=[action.pk for action in actions],
        removed_at=None,
    )
    if standpoint.period:
        began = standpoint.period.starts_on
        uses = uses.filter(line__quarterly_return__period__starts_on__lte=began)
    if not standpoint.is_latest:
        uses = uses.filter(added_at__lte=standpoint.as_at)
    uses = uses.distinct().select_related("evidence", "line")
    found: dict[int, dict[int, CellEvidence]] = defaultdict(dict)
    for use in uses.order_by("-line__quarterly_return__period__starts_on", "pk"):
        found[use.line.action_id].setdefault(use.evidence_id, _item(use))
    every = {pk: list(items.values()) for pk, items in found.items()}
    return defaultdict(list, every)


def _item(use: EvidenceUse) -> CellEvidence:
    evidence = use.evidence
    return CellEvidence(
        number=evidence.pk,
        title=evidence.title,
        kind_label=evidence.get_kind_display(),
        dated_on=evidence.dated_on,
        holder=evidence.holder,
        is_sensitive=evidence.is_sensitive,
    )


def _action(
    action: Action,
    line: Any,
    evidence: list[CellEvidence],
    person: User,
) -> CellAction:
    words = line.reported if line else None
    if words is not None:
        line.action = action
        words = words_for(words, line=line, reader=person)
    return CellAction(
        ref=action.ref,
        title=action.title,
        lead=action.lead_agency.name if action.lead_agency else "",
        forecast_on=action.forecast_on,
        status=line.shown if line else action.life,
        status_label=Shown(line.shown).label if line else action.get_life_display(),
        line_of=line.quarterly_return.agency.slug if line else "",
        line=_line(words) if words else None,
        evidence=tuple(evidence),
    )


def _line(words: ReportedLine) -> CellLine:
    submission = words.submission
    return CellLine(
        sent_at=submission.submitted_at,
        signed_name=submission.signed_name,
        signed_post=submission.signed_post,
        evidence_words=words.evidence,
        is_hidden=getattr(words, "is_hidden", False),
        **{name: getattr(words, name) for name in _WORDS},
    )
