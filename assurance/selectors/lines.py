"""The actions a position names in words: off track, overdue, worse."""

from datetime import date
from typing import Any

from django.db.models import Case, F, IntegerField, Value, When
from django.utils import timezone

from actions.choices import DeliveryStatus, Marking
from actions.policy import is_cleared
from assurance.choices import Shown
from assurance.selectors.history import last_reported, last_words
from assurance.selectors.shapes import LineFacts, Listed
from assurance.selectors.statuses import (
    NO_EARLIER,
    REPORTED,
    UNRATED,
    Statuses,
    is_worse,
    reported_as,
)
from partnerships.models import User

#: How many a list names; the rest is counted and found by its link.
NAMED = 30
#: How many lines are read, the gravest first, to name the first of them.
READ = 100

LABELS = {
    **dict(Shown.choices),
    NO_EARLIER: "Not reported on before",
    UNRATED: "No return",
}
_COLUMNS = {
    "ref": F("action__ref"),
    "title": F("action__title"),
    "priority_number": F("action__priority__number"),
    "agency": F("quarterly_return__agency_name"),
    "agency_slug": F("quarterly_return__agency__slug"),
    "agency_id": F("quarterly_return__agency"),
    "sent_marking": F("reported__marking"),
    "action_marking": F("action__marking"),
    "sent_at": F("reported__submission__submitted_at"),
    "sent_forecast_on": F("reported__forecast_on"),
    "agreed_forecast_on": F("action__forecast_on"),
    "sent_issue": F("reported__issue"),
    "sent_recovery_step": F("reported__recovery_step"),
    "sent_cause": F("reported__cause"),
    "sent_ask": F("reported__ask"),
    "sent_ask_of": F("reported__ask_of"),
    "sent_ask_by": F("reported__ask_by"),
}
#: What a line says that has no words, or none for its reader.
UNSAID: dict[str, Any] = {
    "issue": "",
    "recovery_step": "",
    "cause": "",
    "ask": "",
    "ask_of": "",
    "ask_by": None,
    "is_hidden": False,
}
Row = dict[str, Any]


def exceptions_and_worse(
    *, statuses: Statuses, person: User
) -> tuple[list[LineFacts], list[LineFacts]]:
    """Return the exceptions and what got worse, the gravest first, NAMED of each.

    One query. Only what the person may read: sensitive actions, and returns that are
    not accepted yet, are counted elsewhere and not named here.
    """
    cut = statuses.standpoint.cut
    last = last_reported(action="action", standpoint=statuses.standpoint)
    gravest = _gravest(statuses).visible_to(person)
    rows = gravest.values("shown", "was", **_COLUMNS, **last)
    facts = (_facts(row, statuses, person) for row in rows[: cut(READ)])
    lines = sorted(facts, key=_gravity)
    exceptions = [line for line in lines if is_exception(line)]
    worse = [line for line in lines if is_worse(line.was, line.status)]
    return exceptions[: cut(NAMED)], worse[: cut(NAMED)]


def is_exception(line: LineFacts) -> bool:
    """Say whether the line is off track or overdue."""
    return line.status == Shown.OFF_TRACK or line.days_overdue > 0


def listed(lines: list[LineFacts], *, total: int) -> Listed:
    """Return the lines with how many there are in all."""
    return Listed(total=total, lines=tuple(lines), not_named=total - len(lines))


def asks_of(lines: list[LineFacts]) -> list[LineFacts]:
    """Return those that ask for something: what is off track does (R21)."""
    return [line for line in lines if line.status == Shown.OFF_TRACK]


def _gravest(statuses: Statuses) -> Any:
    """Return the lines in the order in which the chair must know of them."""
    grades = [
        reported_as(DeliveryStatus.OFF_TRACK),
        statuses.overdue(),
        reported_as(DeliveryStatus.AT_RISK),
        ~REPORTED,
    ]
    return statuses.lines().order_by(
        Case(
            *(When(each, then=Value(place)) for place, each in enumerate(grades)),
            default=Value(len(grades)),
            output_field=IntegerField(),
        ),
        "action__priority__number",
        "action__ref",
        "pk",
    )


def _gravity(line: LineFacts) -> tuple[int, int, int, str]:
    """Off track, then contradictions, then overdue; P1-99 before P1-100."""
    if line.status == Shown.OFF_TRACK:
        grade = 0
    elif line.days_overdue:
        grade = 1 if line.is_contradiction else 2
    else:
        grade = 3 if line.status == Shown.AT_RISK else 4
    return grade, line.priority_number, len(line.ref), line.ref


def _facts(row: Row, statuses: Statuses, person: User) -> LineFacts:
    standpoint = statuses.standpoint
    forecast_on = row["sent_forecast_on"]
    if standpoint.is_latest:
        forecast_on = row["agreed_forecast_on"]
    days = _days_overdue(row, forecast_on, statuses)
    heard = row["was"] not in (NO_EARLIER, UNRATED)
    return LineFacts(
        ref=row["ref"],
        title=row["title"],
        priority_number=row["priority_number"],
        agency=row["agency"],
        agency_slug=row["agency_slug"],
        status=row["shown"],
        status_label=LABELS[row["shown"]],
        was=row["was"],
        was_label=LABELS[row["was"]],
        was_in=str(standpoint.previous) if heard else "",
        reported_on=row["sent_at"] and timezone.localtime(row["sent_at"]).date(),
        forecast_on=forecast_on,
        days_overdue=days,
        is_contradiction=days > 0 and row["shown"] in (Shown.ON_TRACK, Shown.AT_RISK),
        **_words(row, is_hidden=_is_hidden(row, person)),
        **last_words(
            shown=row["shown"],
            status=row["last_status"],
            starts_on=row["last_starts_on"],
        ),
    )


def _days_overdue(row: Row, forecast_on: date | None, statuses: Statuses) -> int:
    """The same rule as :meth:`Statuses.overdue`, for one row in hand."""
    on = statuses.standpoint.on
    if forecast_on is None or forecast_on >= on:
        return 0
    is_finished = row["shown"] in (Shown.COMPLETE, Shown.REPORTED_COMPLETE)
    return 0 if is_finished else (on - forecast_on).days


def _is_hidden(row: Row, person: User) -> bool:
    """Say whether the words are OFFICIAL-SENSITIVE and not for the person (R57)."""
    is_sensitive = Marking.SENSITIVE in (row["sent_marking"], row["action_marking"])
    return is_sensitive and not is_cleared(person, agency_id=row["agency_id"])


def _words(row: Row, *, is_hidden: bool) -> dict[str, Any]:
    """Return what was written on the line as it was sent in; empty without one."""
    if is_hidden:
        return UNSAID | {"is_hidden": True}
    return {
        "issue": row["sent_issue"] or "",
        "recovery_step": row["sent_recovery_step"] or "",
        "cause": row["sent_cause"] or "",
        "ask": row["sent_ask"] or "",
        "ask_of": row["sent_ask_of"] or "",
        "ask_by": row["sent_ask_by"],
        "is_hidden": False,
    }
