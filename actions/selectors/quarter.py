"""How a period stands: counts with their denominators, and the board of agencies."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet, Subquery

from actions.choices import RECEIVED, UNDER_WAY, PeriodState, ReturnState
from actions.models import Period, Query, Return, ReturnLine, Submission
from actions.querysets import PeriodQuerySet
from actions.selectors.contributions import issues_on
from actions.selectors.signatories import approvers_of, in_words
from actions.selectors.whom_to_ring import WhomToRing, whom_to_ring
from partnerships.models import Agency, User


def periods_with_counts(periods: PeriodQuerySet) -> PeriodQuerySet:
    """Count each period's returns: all, sent in, late, nil, with the agency, none."""
    received = Q(returns__state__in=RECEIVED)
    counted: PeriodQuerySet = periods.annotate(
        return_count=Count("returns"),
        received_count=Count("returns", filter=received),
        late_count=Count("returns", filter=received & Q(returns__is_late=True)),
        nil_count=Count("returns", filter=received & Q(returns__is_nil=True)),
        accepted_count=Count("returns", filter=Q(returns__state=ReturnState.ACCEPTED)),
        queried_count=Count("returns", filter=Q(returns__state=ReturnState.QUERIED)),
        missing_count=Count("returns", filter=Q(returns__state=ReturnState.NO_RETURN)),
    )
    return counted


@dataclass(frozen=True)
class BoardRow:
    """One agency on the board of a period."""

    quarterly_return: Return
    whom: WhomToRing
    lines: int
    open_queries: int
    signed_name: str
    previous_state: str
    sent_lines: int = 0
    accepted_lines: int = 0
    #: Lines that an officer typed and the agency has not confirmed (R35).
    unconfirmed: int = 0
    #: Lines on which a contributor sees a problem (R37).
    issues: int = 0
    #: Who has to sign what waits for sign-off.
    approvers: list[User] = field(default_factory=list)

    @property
    def waits_for(self) -> str:
        """Whom a return that waits for sign-off waits for; else nothing."""
        if self.quarterly_return.state != ReturnState.AWAITING:
            return ""
        return in_words(self.approvers) or "Nobody: no approver today"

    @property
    def time_until(self) -> datetime | None:
        """Until when it has more time, or had; nothing once it has come in."""
        is_received = self.quarterly_return.is_received
        return None if is_received else self.quarterly_return.extended_until

    @property
    def punctuality(self) -> str:
        """On time, late, or neither where nothing has come in."""
        if not self.quarterly_return.is_received:
            return ""
        return "Late" if self.quarterly_return.is_late else "On time"

    @property
    def previous_label(self) -> str:
        if not self.previous_state:
            return "No period before"
        return ReturnState(self.previous_state).label

    @property
    def is_missing_twice(self) -> bool:
        """No return now, nor the quarter before (R47)."""
        now = self.quarterly_return.state
        return now == self.previous_state == ReturnState.NO_RETURN


def board(*, period: Period, on: date, state: str = "") -> list[BoardRow]:
    """Return every agency of the period with what became of its return.

    Four queries, however many agencies there are.
    """
    returns = period.returns.filter(state=state) if state else period.returns.all()
    rows: list[Any] = list(_annotated(returns, period).order_by("agency_name", "pk"))
    whom = whom_to_ring([row.agency_id for row in rows], on=on)
    approvers = approvers_of([row.agency_id for row in rows], on=on)
    for row in rows:
        row.period = period
    return [
        BoardRow(
            quarterly_return=row,
            whom=whom[row.agency_id],
            lines=row.line_count,
            open_queries=row.open_query_count,
            signed_name=row.signed_name or "",
            previous_state=row.previous_state or "",
            sent_lines=row.sent_line_count or 0,
            accepted_lines=row.accepted_line_count or 0,
            unconfirmed=row.unconfirmed_count or 0,
            issues=row.issue_count or 0,
            approvers=approvers.get(row.agency_id, []),
        )
        for row in rows
    ]


def returns_with_counts(returns: "QuerySet[Return]") -> "QuerySet[Return]":
    """Count each return's lines, how far they got, and open questions: one query."""
    mine = OuterRef("pk")
    lines = ReturnLine.objects.filter(quarterly_return=mine)
    return returns.annotate(
        line_count=_counted(lines),
        sent_line_count=_counted(lines.filter(reported__isnull=False)),
        accepted_line_count=_counted(lines.filter(accepted_at__isnull=False)),
        open_query_count=_counted(Query.objects.open().filter(quarterly_return=mine)),
        unconfirmed_count=unconfirmed_count(),
    )


def unconfirmed_count() -> Subquery:
    """Count, for a return, the lines that its agency has to confirm (R35)."""
    waiting = ReturnLine.objects.unconfirmed()
    return _counted(waiting.filter(quarterly_return=OuterRef("pk")))


def _annotated(returns: "QuerySet[Return]", period: Period) -> "QuerySet[Return]":
    mine = OuterRef("pk")
    before = Return.objects.for_quarter(period.quarter.previous)
    whole = Submission.objects.filter(quarterly_return=mine, is_amendment=False)
    signed = whole.order_by("-version")
    theirs = ReturnLine.objects.filter(quarterly_return=mine)
    counted = returns_with_counts(returns.select_related("agency"))
    return counted.annotate(
        signed_name=Subquery(signed.values("signed_name")[:1]),
        issue_count=_counted(theirs.filter(Exists(issues_on(OuterRef("pk"))))),
        previous_state=Subquery(
            before.filter(agency=OuterRef("agency")).values("state")[:1]
        ),
    )


def _counted(rows: "QuerySet") -> Subquery:
    """Count rows of one return apart, so that two counts do not multiply."""
    grouped = rows.order_by().values("quarterly_return")
    return Subquery(grouped.values(counted=Count("pk")))


@dataclass(frozen=True)
class Duty:
    """A return that an agency still has to send in, or to answer for."""

    quarterly_return: Return
    lines: int
    begun: int
    queries: list[Query]
    unconfirmed: int = 0
    approvers: list[User] = field(default_factory=list)

    @property
    def is_asked_back(self) -> bool:
        return self.quarterly_return.state == ReturnState.QUERIED

    @property
    def is_awaiting(self) -> bool:
        return self.quarterly_return.state == ReturnState.AWAITING

    @property
    def is_for_approver(self) -> bool:
        """Say whether only an approver can send it, and no question keeps it back."""
        needs = self.quarterly_return.agency.needs_sign_off
        return needs and self.is_asked_back and not self.queries

    @property
    def approver_names(self) -> str:
        return in_words(self.approvers)

    @property
    def is_missed(self) -> bool:
        return self.quarterly_return.state == ReturnState.NO_RETURN

    def is_past_due(self, *, at: datetime) -> bool:
        return self.quarterly_return.period.is_late(at=at)


@dataclass(frozen=True)
class AgencyWork:
    """What one agency owes now, and what it has sent in before."""

    name: str
    slug: str
    duties: list[Duty]
    history: list[Return]


def work_of(agency_ids: Iterable[int], *, on: date) -> list[AgencyWork]:
    """Return what each agency owes: questions that came back first, then by date.

    Three queries, however many returns there are.
    """
    agencies = Agency.objects.filter(pk__in=list(agency_ids)).order_by("name")
    unfinished = Query.objects.open().select_related("asked_by", "line__action")
    returns = (
        Return.objects.filter(agency__in=agencies)
        .with_agency()
        .annotate(
            line_count=_counted(
                ReturnLine.objects.owed().filter(quarterly_return=OuterRef("pk"))
            ),
            begun_count=_counted(
                ReturnLine.objects.owed()
                .filter(quarterly_return=OuterRef("pk"), edited_at__isnull=False)
                .exclude(written_for_by__isnull=False, confirmed_at=None)
            ),
            unconfirmed_count=unconfirmed_count(),
        )
        .prefetch_related(Prefetch("queries", unfinished, to_attr="open_queries"))
        .order_by("-period__starts_on")
    )
    theirs: dict[int, list[Return]] = {each.pk: [] for each in agencies}
    for each in returns:
        theirs[each.agency_id].append(each)
    approvers = approvers_of(theirs, on=on)
    return [
        _agency_work(each, theirs[each.pk], approvers[each.pk]) for each in agencies
    ]


def _agency_work(
    agency: Agency, returns: list[Any], approvers: list[User]
) -> AgencyWork:
    latest = returns[0].period if returns else None
    duties = [
        Duty(
            quarterly_return=each,
            lines=each.line_count or 0,
            begun=each.begun_count or 0,
            queries=each.open_queries,
            unconfirmed=each.unconfirmed_count or 0,
            approvers=approvers,
        )
        for each in returns
        if _is_owed(each, latest)
    ]
    duties.sort(
        key=lambda duty: (
            not (duty.is_asked_back or duty.is_awaiting),
            duty.quarterly_return.period.due_at,
        )
    )
    return AgencyWork(
        name=agency.name, slug=agency.slug, duties=duties, history=returns
    )


def _is_owed(quarterly_return: Return, latest: Period | None) -> bool:
    """Ask for what is open, what came back, and the last one missed."""
    state = quarterly_return.state
    if state == ReturnState.NO_RETURN:
        return quarterly_return.period == latest
    return state in (*UNDER_WAY, ReturnState.QUERIED)


def next_period() -> Period | None:
    """Return the period that opens next, if one is planned."""
    planned = Period.objects.filter(state=PeriodState.PLANNED)
    return planned.order_by("opens_at").first()
