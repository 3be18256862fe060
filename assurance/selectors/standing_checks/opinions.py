"""Opinions that have expired or soon will, and headings nobody assessed (R41, R42)."""

from datetime import timedelta
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse

from assurance.models import Opinion
from hcss.kernel import policy
from hcss.kernel.standing import Check, Finding, Grade, Moment
from hcss.kernel.templatetags.show import day
from priorities.models import Agreement, Statement
from priorities.models.agreement import OWNERSHIP

#: So many days before an opinion expires somebody should think of the next.
SOON = timedelta(days=30)


def _last_opinions(moment: Moment) -> QuerySet:
    """Return the last opinion on each scope of the current agreement."""
    current = Agreement.objects.current().values("pk")[:1]
    given = Opinion.objects.filter(priority__agreement__in=current)
    last = given.given_by_moment(moment.at).latest_per_scope()
    return Opinion.objects.filter(pk__in=last.values("pk"))


def _expired(moment: Moment) -> QuerySet:
    found: Any = _last_opinions(moment)
    rows: QuerySet = found.out_of_date(on=moment.on)
    return rows


def _in_date(moment: Moment) -> QuerySet:
    found: Any = _last_opinions(moment)
    rows: QuerySet = found.in_date(on=moment.on)
    return rows


def _expiring(moment: Moment) -> QuerySet:
    return _in_date(moment).filter(expires_on__lte=moment.on + SOON)


def _cells(moment: Moment) -> QuerySet:
    """Return the cells to assess, each as the first sentence that stands in it."""
    current = Agreement.objects.current().values("pk")[:1]
    same = Statement.objects.filter(
        priority=OuterRef("priority"),
        heading=OuterRef("heading"),
        order__lt=OuterRef("order"),
    )
    cells = Statement.objects.filter(
        priority__agreement__in=current, heading__isnull=False
    )
    return cells.exclude(heading__code=OWNERSHIP).filter(~Exists(same))


def _never(moment: Moment) -> QuerySet:
    given = Opinion.objects.filter(
        priority=OuterRef("priority"), heading=OuterRef("heading")
    )
    return _cells(moment).filter(~Exists(given))


def _seen_opinions(rows: Any, person: Any) -> QuerySet:
    seen: QuerySet = rows.visible_to(person).with_scope()
    return seen.order_by("expires_on", "priority__number", "heading__order", "pk")


def _seen_cells(rows: QuerySet, person: Any) -> QuerySet:
    place = ("priority__number", "heading__order", "pk")
    return rows.select_related("priority", "heading").order_by(*place)


def _as_it_is(rows: QuerySet) -> QuerySet:
    return rows


def _about_scope(
    *, priority: Any, code: str, scope: str, why: str, person: Any
) -> Finding:
    where = [priority.number, code]
    may_give = policy.allows(person, "assurance.give_opinion")
    return Finding(
        subject=f"P{priority.number} {priority.short_title}: {scope}",
        why=why,
        url=reverse("assurance:cell-now", args=where),
        mend="Give an opinion" if may_give else "",
        mend_url=reverse("assurance:opinion-give", args=where) if may_give else "",
    )


def _about_opinion(verb: str) -> Any:
    def finding(opinion: Any, person: Any, moment: Moment) -> Finding:
        given = f"{opinion.level_label}, {opinion.given_by_name}"
        return _about_scope(
            priority=opinion.priority,
            code=opinion.code,
            scope=opinion.scope,
            why=f"{given}: {verb} on {day(opinion.expires_on)}.",
            person=person,
        )

    return finding


def _about_cell(statement: Any, person: Any, moment: Moment) -> Finding:
    return _about_scope(
        priority=statement.priority,
        code=statement.heading.code,
        scope=statement.heading.label,
        why="The Agreement speaks of it, and nobody has given an opinion.",
        person=person,
    )


CHECKS = (
    Check(
        code="opinion-expired",
        grade=Grade.IMPORTANT,
        label="Opinions that are out of date",
        meaning="The last opinion has expired: it is shown and does not count.",
        of="headings and priorities with an opinion",
        found=_expired,
        among=_last_opinions,
        visible=_seen_opinions,
        official=_as_it_is,
        finding=_about_opinion("expired"),
    ),
    Check(
        code="never-assessed",
        grade=Grade.IMPORTANT,
        label="Headings never assessed",
        meaning="Nobody has given an opinion. Not the same as No assurance.",
        of="headings under which the Agreement says something",
        found=_never,
        among=_cells,
        visible=_seen_cells,
        official=_as_it_is,
        finding=_about_cell,
    ),
    Check(
        code="opinion-expiring",
        grade=Grade.MINOR,
        label=f"Opinions that expire within {SOON.days} days",
        meaning="Another is needed, or the scope will be out of date.",
        of="headings and priorities with a current opinion",
        found=_expiring,
        among=_in_date,
        visible=_seen_opinions,
        official=_as_it_is,
        finding=_about_opinion("expires"),
    ),
)
