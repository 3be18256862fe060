"""Asks that nobody answered in time: they rise to whoever chairs (R21)."""

from typing import Any

from django.db.models import Count, Exists, OuterRef, QuerySet, Subquery, Window

from actions.models import Ask
from actions.selectors.asks import risen_before
from assurance.selectors.ask_shapes import AskFacts, LateAsks
from assurance.selectors.lines import NAMED
from assurance.selectors.moments import Standpoint
from partnerships.models import User
from priorities.models import Agreement


def late_asks(
    *, standpoint: Standpoint, agreement: Agreement, person: User
) -> LateAsks:
    """Return what has waited too long for an answer, the longest first.

    One query, NAMED rows at most unless all are named. All are counted; the words
    are given of those only that ``person`` may read (R57).
    """
    rows = list(_rows(standpoint, agreement, person)[: standpoint.cut(NAMED)])
    named = tuple(_facts(row, standpoint) for row in rows if row.is_readable)
    total = rows[0].of_how_many if rows else 0
    return LateAsks(
        total=total,
        asks=named,
        not_named=total - len(named),
        waiting=rows[0].waiting if rows else 0,
    )


def _rows(standpoint: Standpoint, agreement: Agreement, person: User) -> QuerySet:
    readable = Ask.objects.visible_to(person).filter(pk=OuterRef("pk"))
    waiting = Ask.objects.unanswered_at(standpoint.as_at)
    every = waiting.filter(action__agreement=agreement)
    counted = every.order_by().values("action__agreement").annotate(all=Count("pk"))
    rows: QuerySet = (
        every.needed_before(risen_before(standpoint.on))
        .annotate(is_readable=Exists(readable), of_how_many=Window(Count("pk")))
        .annotate(waiting=Subquery(counted.values("all")))
        .with_people()
        .for_reader(person)
        .order_by("-is_readable", "need_by", "action__ref", "raised_at", "pk")
    )
    return rows


def _facts(row: Any, standpoint: Standpoint) -> AskFacts:
    return AskFacts(
        number=row.pk,
        ref=row.action.ref,
        title=row.action.title if row.shows_action else "",
        agency=row.agency.name,
        of_name=row.of_agency.name if row.of_agency else row.of_name,
        answerer=row.answerer.name if row.answerer else "",
        text=row.text,
        need_by=row.need_by,
        days_late=(standpoint.on - row.need_by).days,
    )
