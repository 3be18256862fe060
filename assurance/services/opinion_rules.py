"""What an opinion must keep to before it is recorded, by the scale it is given on."""

from datetime import date

from assurance.choices import Line
from assurance.models import Opinion, ScaleLevel
from priorities.models import Owner, Priority

#: R45: fewer sources of evidence than this, and the best level carries a warning.
ENOUGH_SOURCES = 2
#: R42: no opinion is current for longer.
LONGEST_YEARS = 2


def a_year_after(*, day: date) -> date:
    """Return the same day of the next year; 28 February for a leap day."""
    return years_after(day=day, years=1)


def years_after(*, day: date, years: int) -> date:
    """Return the same day ``years`` later; 28 February for a leap day."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


def warning_about(opinion: Opinion) -> str:
    """Return what the giver of the best level must confirm, or nothing (R45).

    It needs two sources of evidence, one not first line, within twelve months.
    """
    level = _level_of(opinion)
    if level is None or level.order:
        return ""
    found = []
    if opinion.evidence_sources < ENOUGH_SOURCES:
        found.append(f"{level} rests on one source of evidence; it needs two or more.")
    if opinion.line == Line.FIRST:
        found.append(
            f"{level} rests on first-line evidence alone; it needs a source outside "
            "those doing the work."
        )
    if opinion.evidence_on and a_year_after(day=opinion.evidence_on) < opinion.given_on:
        found.append(
            f"{level} rests on evidence more than twelve months old; it needs current "
            "evidence."
        )
    return " ".join(found)


def faults_of(opinion: Opinion) -> dict[str, str]:
    """Return everything that forbids the opinion, by field (R15, R39, R42, R43)."""
    level = _level_of(opinion)
    if level is None:
        return {"level": "Choose a level of the scale in force."}
    return {
        **_faults_of_self_assessment(opinion),
        **_faults_of_whole(opinion, level),
        **_faults_of_evidence(opinion),
        **_faults_of_expiry(opinion),
    }


def _level_of(opinion: Opinion) -> ScaleLevel | None:
    return opinion.scale.level_called(opinion.level)


def _faults_of_self_assessment(opinion: Opinion) -> dict[str, str]:
    if not opinion.is_self_assessment:
        return {}
    faults = {}
    if opinion.line == Line.THIRD:
        faults["line"] = (
            "You belong to an agency that leads or owns this: give the opinion as "
            "first or second line."
        )
    if not opinion.interests:
        faults["interests"] = (
            "You belong to an agency that leads or owns this: declare the interest."
        )
    return faults


def _faults_of_whole(opinion: Opinion, level: ScaleLevel) -> dict[str, str]:
    if opinion.heading is not None:
        return {}
    faults = {}
    if not level.order and not _has_owner(opinion.priority):
        faults["level"] = (
            f"No owner of priority {opinion.priority.number} is recorded: its "
            f"ownership is to be developed, so the whole of it cannot be {level}."
        )
    worst = _worst_heading(opinion)
    if worst and not opinion.why_better and level.order < worst.order:
        faults["why_better"] = (
            f"The worst heading of this priority is {worst}. Say why the whole is "
            "better."
        )
    return faults


def _faults_of_evidence(opinion: Opinion) -> dict[str, str]:
    faults = {}
    if opinion.evidence_sources < 1:
        faults["evidence_sources"] = "Count at least one source of evidence."
    if opinion.evidence_on is None:
        faults["evidence_on"] = "Say of which day the oldest evidence is."
    elif opinion.evidence_on > opinion.given_on:
        faults["evidence_on"] = "The day of the evidence must not be in the future."
    return faults


def _faults_of_expiry(opinion: Opinion) -> dict[str, str]:
    if opinion.expires_on <= opinion.given_on:
        return {"expires_on": "An opinion expires after it is given."}
    if opinion.expires_on > years_after(day=opinion.given_on, years=LONGEST_YEARS):
        return {"expires_on": "An opinion expires at most two years after it is given."}
    return {}


def _has_owner(priority: Priority) -> bool:
    return Owner.objects.filter(ownership__priority=priority).exists()


def _worst_heading(opinion: Opinion) -> ScaleLevel | None:
    """Return the worst level now current among the priority's headings (R42, R43).

    Headings assessed on another version of the scale are not compared (3.4).
    """
    latest = Opinion.objects.filter(priority=opinion.priority, heading__isnull=False)
    levels = [
        opinion.scale.level_called(each.level)
        for each in latest.latest_per_scope()
        if each.scale_id == opinion.scale_id
        and not each.is_out_of_date(on=opinion.given_on)
    ]
    known = (level for level in levels if level)
    return max(known, key=lambda level: level.order, default=None)
