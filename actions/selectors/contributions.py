"""Contributions to joint actions: who is asked for one, and what was said (R37)."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet

from actions.choices import CHECKABLE, REPORTED_LIVES, PeriodState
from actions.models import Action, Contribution, ContributorReport, ReturnLine
from partnerships.choices import AGENCY_ROLES
from partnerships.models import Agency, User


@dataclass(frozen=True)
class Part:
    """A line to which an agency contributes, and what it said of it last."""

    line: ReturnLine
    agency: Agency
    latest: ContributorReport | None


def is_open_to_contributors(line: ReturnLine, *, at: datetime) -> bool:
    """Say whether contributors may write: until an officer accepts the line.

    While the lead may write, and while what it sent in is being checked.
    """
    quarterly_return = line.quarterly_return
    is_checked = quarterly_return.state in CHECKABLE
    return line.accepted_at is None and (
        is_checked or quarterly_return.is_signable(at=at)
    )


def contributions_beside(
    lines: Iterable[ReturnLine], *, reader: User
) -> dict[int, list[ContributorReport]]:
    """Return, by line, what each contributor said last and ``reader`` may read.

    One query.
    """
    found: dict[int, list[ContributorReport]] = defaultdict(list)
    visible = ContributorReport.objects.visible_to(reader).newest()
    wanted = visible.filter(line__in=[line.pk for line in lines])
    for report in wanted.select_related("agency", "written_by").order_by(
        "agency__name", "pk"
    ):
        found[report.line_id].append(report)
    return dict(found)


def issues_on(line: Any) -> QuerySet[ContributorReport]:
    """Return the contributors that see a problem on ``line``, as each said last."""
    found: QuerySet[ContributorReport] = ContributorReport.objects.newest().filter(
        line=line, reports_issue=True
    )
    return found


def parts_of(person: User, *, at: datetime) -> list[Part]:
    """Return the lines to which the person's agencies contribute, and may write on.

    Three queries, however many there are.
    """
    agencies = person.agencies_as(*AGENCY_ROLES)
    if not agencies:
        return []
    joined = Contribution.objects.filter(agency__in=agencies).select_related("agency")
    by_action: dict[int, list[Agency]] = defaultdict(list)
    for each in joined.order_by("agency__name"):
        by_action[each.action_id].append(each.agency)
    lines = _open_lines(by_action, at)
    said = ContributorReport.objects.filter(line__in=lines, agency__in=agencies)
    latest = {(each.line_id, each.agency_id): each for each in said.newest()}
    return [
        Part(line=line, agency=agency, latest=latest.get((line.pk, agency.pk)))
        for line in lines
        if is_open_to_contributors(line, at=at)
        for agency in by_action[line.action_id]
    ]


def lines_beside(person: User) -> Any:
    """Return the lines that the person sees, and those they contribute to."""
    agencies = person.agencies_as(*AGENCY_ROLES)
    contributed = Contribution.objects.filter(agency__in=agencies).values("action")
    seen = ReturnLine.objects.visible_to(person).values("pk")
    lines = ReturnLine.objects.filter(Q(pk__in=seen) | Q(action__in=contributed))
    return lines.with_action()


def reports_on(line: ReturnLine, *, reader: User) -> QuerySet[ContributorReport]:
    """Return everything contributors said of a line, newest first."""
    visible = ContributorReport.objects.visible_to(reader).filter(line=line)
    found: QuerySet[ContributorReport] = visible.with_line().order_by("-pk")
    return found


def contributions_to(action: Action, *, reader: User) -> QuerySet[ContributorReport]:
    """Return what each contributor said last of an action, newest quarter first."""
    visible = ContributorReport.objects.visible_to(reader).newest()
    found: QuerySet[ContributorReport] = (
        visible.filter(line__action=action)
        .with_line()
        .order_by("-line__quarterly_return__period__starts_on", "agency__name", "pk")
    )
    return found


def contributors_of(line: ReturnLine, person: User) -> list[Agency]:
    """Return the agencies for which the person may write beside the line."""
    agencies = person.agencies_as(*AGENCY_ROLES)
    joined = line.action.contributions.filter(agency__in=agencies)
    rows = joined.select_related("agency").order_by("agency__name")
    return [each.agency for each in rows]


def _open_lines(actions: Iterable[int], at: datetime) -> list[ReturnLine]:
    lines = (
        ReturnLine.objects.owed()
        .filter(
            action__in=list(actions),
            action__life__in=REPORTED_LIVES,
            accepted_at=None,
        )
        .filter(
            Q(quarterly_return__period__state=PeriodState.OPEN)
            | Q(quarterly_return__extended_until__gte=at)
            | Q(quarterly_return__state__in=CHECKABLE)
        )
    )
    return list(lines.with_action().order_by("action__priority__number", "action__ref"))
