"""Giving each lead agency its return, and each action its line, in an open period."""

from datetime import datetime

from django.db import models, transaction
from django.db.models import Exists, OuterRef

from actions import events
from actions.models import Action, Period, Return, ReturnLine
from hcss.kernel import audit


@transaction.atomic
def add_missing_lines(*, period: Period, now: datetime) -> int:
    """Give every action owed in an open period its line; say how many were added.

    An action agreed after the opening joins its agency's return as long as that
    has not come in. Run again, it adds nothing.
    """
    missing = list(_actions_without_line(period).select_related("lead_agency"))
    if not missing:
        return 0
    returns = _returns_for(period, missing, now)
    lines = [
        ReturnLine(quarterly_return=returns[action.lead_agency_id], action=action)
        for action in missing
        if action.lead_agency_id in returns
    ]
    ReturnLine.objects.bulk_create(lines, ignore_conflicts=True)
    return len(lines)


def _actions_without_line(period: Period) -> models.QuerySet[Action]:
    theirs = ReturnLine.objects.filter(
        action=OuterRef("pk"),
        quarterly_return__period=period,
        quarterly_return__agency=OuterRef("lead_agency"),
    )
    received = Return.objects.received().filter(
        period=period, agency=OuterRef("lead_agency")
    )
    return (
        Action.objects.reported()
        .filter(~Exists(theirs), ~Exists(received))
        .order_by("pk")
    )


def _returns_for(
    period: Period, actions: list[Action], now: datetime
) -> dict[int, Return]:
    """Return, by agency, the returns that may still gain a line; make those missing."""
    agencies = {action.lead_agency_id: action.lead_agency for action in actions}
    mine = Return.objects.filter(period=period, agency__in=agencies)
    known = set(mine.values_list("agency", flat=True))
    Return.objects.bulk_create(
        [
            Return(period=period, agency=agency, agency_name=str(agency))
            for key, agency in agencies.items()
            if key not in known
        ],
        ignore_conflicts=True,
    )
    # Held until the lines are in, so that none joins a return as it is sent in.
    # (SQLite has one writer at a time anyway.)
    held = {each.agency_id: each for each in mine.select_for_update().order_by("pk")}
    opened = [each for key, each in held.items() if key not in known]
    for each in opened:
        each.period = period
    audit.record_many(events.RETURN_OPENED, actor=None, subjects=opened, now=now)
    return {key: each for key, each in held.items() if not each.is_received}
