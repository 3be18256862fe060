"""Every figure of a position, counted by somebody who has only the rows and a pencil.

Plain loops over rows, written from the rules and not from the product: nothing here
calls a selector. ``Figures`` maps a name to a number; what is 0 is left out.
"""

from collections import Counter
from datetime import date, timedelta
from typing import Any

from actions.models import (
    Action,
    Ask,
    ContributorReport,
    DateChange,
    Return,
    ReturnLine,
)
from assurance.models import Decision, Escalation, Meeting
from priorities.models import Fragment, Priority
from tests.assurance.recounts.chances import LAST, NOW, THIS, TODAY
from tests.assurance.recounts.recount_opinions import Figures, opinions

RECEIVED = ("submitted", "queried", "accepted")
BEST_TO_WORST = ("complete", "on_track", "at_risk", "off_track")
SILENT = ("no_return", "no_line")
STRONG = ("strong", "strong_joint")
UNOWNED = ("to_be_developed", "none_recorded")


def recount() -> Figures:
    """Return every figure of the county's last quarter, as it stands at ``NOW``."""
    stands = [each for each in map(how_it_stands, Action.objects.all()) if each]
    figures: Counter[tuple[Any, ...]] = Counter()
    for each in stands:
        for place in (each["priority"], None):
            figures["delivery", place, each["shown"]] += 1
            figures["actions", place] += 1
            figures["overdue", place] += each["overdue"]
        figures["movement", each["moved"]] += 1
        figures["worse",] += each["is_worse"]
        figures["exceptions",] += each["shown"] == "off_track" or each["overdue"]
        figures["asks",] += each["shown"] == "off_track"
        figures["gap", "lines"] += each["shown"] in SILENT
        figures["of", "lines"] += 1
    figures.update(proposed_and_unknown())
    figures.update(promised())
    figures.update(waiting())
    figures.update(returns())
    figures.update(group())
    cells, states = opinions()
    figures.update(cells)
    owned = owners()
    figures["gap", "owner"] = len(owned["unowned",])
    figures["of", "owner"] = Priority.objects.count()
    counted: Figures = {name: number for name, number in figures.items() if number}
    return counted | states | owned


def how_it_stands(action: Action) -> dict[str, Any] | None:
    """Return the status of an action in the position; None if it is not in it."""
    is_closed = action.closed_on is not None and action.closed_on <= TODAY
    line = standing_line(action)
    is_agreed = action.agreed_on is not None and action.agreed_on <= TODAY
    if is_closed or (line is None and (not is_agreed or lines_of(action, THIS))):
        return None
    shown = status_now(action, line)
    was = status_before(action) if line else ""
    late = action.forecast_on is not None and action.forecast_on < TODAY
    moved = movement(was, shown)
    if line is None:
        is_overdue = late and action.life in ("agreed", "active", "on_hold")
    else:
        said_complete = line.reported is not None and line.reported.status == "complete"
        is_overdue = late and not said_complete and not is_verified(action)
    fell_silent = shown == "no_return" and was not in ("", "unrated")
    return {
        "priority": action.priority.number,
        "ref": action.ref,
        "shown": shown,
        "was": was,
        "moved": moved,
        "is_worse": moved == "deteriorating" or fell_silent,
        "overdue": is_overdue,
    }


def lines_of(action: Action, quarter: Any) -> list[ReturnLine]:
    """Return the action's lines in a quarter, whoever's they are."""
    return [
        line
        for line in action.lines.all()
        if line.quarterly_return.period.starts_on == quarter.starts_on
    ]


def standing_line(action: Action) -> ReturnLine | None:
    """Return the one line that counts: the lead's, or the only one there is."""
    lines = lines_of(action, THIS)
    for line in lines:
        if line.quarterly_return.agency_id == action.lead_agency_id:
            return line
    return lines[0] if len(lines) == 1 else None


def has_come_in(line: ReturnLine) -> bool:
    return line.reported is not None and line.quarterly_return.state in RECEIVED


def is_verified(action: Action) -> bool:
    return action.life == "complete" and action.verified_at <= NOW


def status_now(action: Action, line: ReturnLine | None) -> str:
    """Return the rating as it was sent in, or why there is none."""
    if is_verified(action):
        return "complete"
    if line is not None and line.reported is not None and has_come_in(line):
        status = line.reported.status
        return "reported_complete" if status == "complete" else status
    if action.life == "on_hold":
        return "on_hold"
    return "no_return" if line is not None else "no_line"


def status_before(action: Action) -> str:
    """Return what was last heard for the quarter before; that too may be silence."""
    lines = lines_of(action, LAST)
    heard = [line for line in lines if has_come_in(line)]
    if heard:
        last = max(heard, key=lambda line: line.quarterly_return.submitted_at)
        return str(last.reported.status)  # type: ignore[union-attr]
    return "unrated" if lines else ""


def movement(was: str, shown: str) -> str:
    """Return the direction of travel on the one scale there is."""
    if not was:
        return "new"
    now = shown.removeprefix("reported_")
    if was not in BEST_TO_WORST or now not in BEST_TO_WORST:
        return "not_comparable"
    step = BEST_TO_WORST.index(now) - BEST_TO_WORST.index(was)
    if step == 0:
        return "stable"
    return "deteriorating" if step > 0 else "improving"


def is_proposed(action: Action) -> bool:
    is_later = action.agreed_on is not None and action.agreed_on > TODAY
    return action.life == "proposed" or is_later


def proposed_and_unknown() -> Counter[tuple[Any, ...]]:
    """Count what is only proposed, and what agreed actions lack."""
    figures: Counter[tuple[Any, ...]] = Counter()
    for action in Action.objects.all():
        if is_proposed(action):
            figures["proposed", action.priority.number] += 1
            figures["proposed", None] += 1
        if action.life in ("agreed", "active"):
            undated = action.forecast_on is None and action.review_on is None
            figures["gap", "date"] += undated
            figures["of", "date"] += 1
            figures["gap", "contact"] += action.contact is None
            figures["of", "contact"] += 1
    return figures


def promised() -> Counter[tuple[Any, ...]]:
    """Count the commitments, and those that only a proposed action stands for."""
    figures: Counter[tuple[Any, ...]] = Counter()
    for fragment in Fragment.objects.all():
        if fragment.kind == "commitment":
            figures["of", "lead"] += 1
            figures["gap", "lead"] += any(map(is_proposed, fragment.actions.all()))
    return figures


def waiting() -> Counter[tuple[Any, ...]]:
    """Count what waits for the group, and what contributors see."""
    figures: Counter[tuple[Any, ...]] = Counter()
    for change in DateChange.objects.all():
        is_undecided = change.state == "waiting" or change.decided_at > NOW
        figures["date_changes",] += change.number > 2 and is_undecided
    for ask in Ask.objects.all():
        said = [each for each in ask.replies.all() if each.written_at <= NOW]
        last = max(said, key=lambda each: (each.written_at, each.pk), default=None)
        is_open = last is None or last.kind in ("not_enough", "again")
        figures["late_asks",] += (
            is_open and two_working_days_after(ask.need_by) <= TODAY
        )
    for action in Action.objects.all():
        stands = how_it_stands(action)
        line = standing_line(action)
        if stands is None or line is None:
            continue
        last_words: dict[int, ContributorReport] = {}
        for report in line.contributor_reports.order_by("pk"):
            last_words[report.agency_id] = report
        figures["issues",] += sum(each.reports_issue for each in last_words.values())
    return figures


def two_working_days_after(day: date) -> date:
    """Return the second day after it that is no Saturday and no Sunday."""
    left = 2
    while left:
        day += timedelta(days=1)
        left -= day.weekday() < 5
    return day


def returns() -> Counter[tuple[Any, ...]]:
    """Count how returns came in."""
    figures: Counter[tuple[Any, ...]] = Counter()
    missed = set()
    for owed in Return.objects.all():
        if owed.state not in RECEIVED:
            missed.add((owed.period.slug, owed.agency_id))
    for owed in Return.objects.all():
        if owed.period.slug != THIS.slug:
            continue
        kind = "no_return"
        if owed.state in RECEIVED:
            kind = "late" if owed.is_late else "on_time"
        figures["returns", kind] += 1
        figures["returns", "all"] += 1
        figures["returns", "nil"] += owed.state in RECEIVED and owed.is_nil
        twice = kind == "no_return" and (LAST.slug, owed.agency_id) in missed
        figures["returns", "twice"] += twice
        figures["gap", "returns"] += kind == "no_return"
        figures["of", "returns"] += 1
    return figures


def group() -> Counter[tuple[Any, ...]]:
    """Count what the last meeting decided, and what was escalated."""
    figures: Counter[tuple[Any, ...]] = Counter()
    held = [each for each in Meeting.objects.all() if each.held_on <= TODAY]
    last = max(held, key=lambda each: each.held_on, default=None)
    for decision in Decision.objects.filter(meeting=last):
        figures["decisions",] += 1
        if decision.follow_up is not None:
            figures["follow_ups",] += 1
            figures["done",] += is_verified(decision.follow_up)
    for escalation in Escalation.objects.all():
        is_open = escalation.replied_at is None or escalation.replied_at > NOW
        figures["escalated",] += 1
        figures["escalations",] += is_open
        figures["escalations", "late"] += is_open and escalation.reply_by < TODAY
    return figures


def owners() -> Figures:
    """Return which priorities nobody owns, and which are owned and left alone."""
    unowned, unused = [], []
    for priority in Priority.objects.all():
        ownership = getattr(priority, "ownership", None)
        grade = ownership.grade if ownership else "none_recorded"
        agreed = [
            action
            for action in priority.actions.all()
            if action.agreed_on is not None
            and action.agreed_on <= TODAY
            and (action.closed_on is None or action.closed_on > TODAY)
        ]
        if grade in UNOWNED:
            unowned.append(priority.number)
        elif grade in STRONG and not agreed:
            unused.append(priority.number)
    return {("unowned",): sorted(unowned), ("unused",): sorted(unused)}
