"""Actions that wait for the group, and overdue ones that nobody reports on."""

from datetime import date
from typing import Any

from django.db.models import Exists, F, FilteredRelation, OuterRef, Q, QuerySet

from actions.choices import ActionLife, DelayReason
from actions.models import Action
from assurance.choices import Shown
from assurance.selectors.counts import waiting_for_group
from assurance.selectors.history import last_reported, last_words
from assurance.selectors.lines import NAMED, UNSAID
from assurance.selectors.shapes import DateChangeFacts, LineFacts
from assurance.selectors.statuses import NO_EARLIER, Statuses
from partnerships.models import User


def date_changes_and_held(
    *, statuses: Statuses, person: User
) -> tuple[list[DateChangeFacts], list[LineFacts]]:
    """Return requests that wait for the group, and overdue actions without a line.

    One query, and at most NAMED rows; of sensitive actions only those that the
    person may read.
    """
    rows = list(_rows(statuses, person)[: statuses.standpoint.cut(NAMED)])
    changes = [_change(row) for row in rows if row.change_number is not None]
    on = statuses.standpoint.on
    return changes, [_unlined(row, on) for row in rows if row.is_unlined_overdue]


def _rows(statuses: Statuses, person: User) -> QuerySet:
    waits = waiting_for_group(statuses.standpoint, "date_changes__")
    held = statuses.others().filter(statuses.overdue_others(), pk=OuterRef("pk"))
    rows: QuerySet = (
        Action.objects.visible_to(person)
        .filter(agreement=statuses.agreement)
        .annotate(
            waiting=FilteredRelation("date_changes", condition=waits),
            is_unlined_overdue=Exists(held),
            **last_reported(action="pk", standpoint=statuses.standpoint),
        )
        .filter(Q(waiting__isnull=False) | Q(is_unlined_overdue=True))
        .annotate(
            change_number=F("waiting__number"),
            change_old_on=F("waiting__old_on"),
            change_new_on=F("waiting__new_on"),
            change_reason=F("waiting__reason"),
            change_explanation=F("waiting__explanation"),
            change_asked_at=F("waiting__asked_at"),
        )
        .select_related("priority", "lead_agency")
        .order_by("change_asked_at", "priority__number", "ref")
    )
    return rows


def _change(row: Any) -> DateChangeFacts:
    return DateChangeFacts(
        ref=row.ref,
        title=row.title,
        priority_number=row.priority.number,
        number=row.change_number,
        old_on=row.change_old_on,
        new_on=row.change_new_on,
        reason=DelayReason(row.change_reason).label,
        explanation=row.change_explanation,
        asked_at=row.change_asked_at,
    )


def _unlined(row: Any, on: date) -> LineFacts:
    shown = Shown.ON_HOLD if row.life == ActionLife.ON_HOLD else Shown.NO_LINE
    return LineFacts(
        ref=row.ref,
        title=row.title,
        priority_number=row.priority.number,
        agency=row.lead_agency.name,
        agency_slug=row.lead_agency.slug,
        status=shown.value,
        status_label=shown.label,
        was=NO_EARLIER,
        was_label="",
        was_in="",
        **last_words(shown=shown, status=row.last_status, starts_on=row.last_starts_on),
        reported_on=None,
        forecast_on=row.forecast_on,
        days_overdue=(on - row.forecast_on).days,
        is_contradiction=False,
        **UNSAID,
    )
