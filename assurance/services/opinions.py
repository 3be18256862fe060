"""Giving an opinion. There is no changing one: a later opinion takes its place."""

from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from assurance import events
from assurance.choices import LEVEL_ORDER, AssuranceLevel, Line
from assurance.models import Opinion
from assurance.selectors.cell import why_not_assessed
from assurance.selectors.independence import is_own_work
from assurance.selectors.scales import scale_in_force
from hcss.kernel import audit, policy
from hcss.kernel.personal_data import guard
from partnerships.models import User
from priorities.models import Heading, Owner, Priority

#: R45: fewer sources of evidence than this, and Substantial carries a warning.
ENOUGH_SOURCES = 2
_TEXTS = ("evidence", "reason", "interests", "why_better")
#: R42: no opinion is current for longer.
LONGEST_YEARS = 2


@transaction.atomic
def give_opinion(
    *,
    actor: User,
    priority: Priority,
    heading: Heading | None,
    level: str,
    confidence: str,
    line: int,
    evidence: str,
    evidence_sources: int,
    reason: str,
    interests: str = "",
    why_better: str = "",
    warning_confirmed: bool = False,
    expires_on: date | None = None,
    now: datetime,
    is_confirmed: bool = False,
) -> Opinion:
    """Record how far ``actor`` relies on the arrangements; return the opinion.

    ``heading=None`` is an opinion on the whole priority. It is a self-assessment if
    the actor belongs to an agency that leads or owns in this scope (R39). It lasts
    twelve months unless ``expires_on`` says otherwise, two years at most (R42).
    Nothing is worked out from ratings (R40). Two given at once are both kept; the
    later one is current.

    Raises:
        NotPermitted: ``actor`` gives no opinions.
        ValidationError: nothing stands under the heading in the source (R4); a
            self-assessment without an interest declared or as third line (R39);
            Substantial for a whole that nobody owns (R15); a whole better than its
            worst heading without ``why_better`` (R43); a value missing or wrong;
            code ``confirm``: Substantial on thin evidence, and the warning not
            confirmed (R45); words that may be about people (R55).
    """
    policy.require(actor, "assurance.give_opinion", priority)
    _check_scope(priority, heading)
    given_on = timezone.localtime(now).date()
    opinion = Opinion(
        priority=priority,
        heading=heading,
        scale=scale_in_force(),
        level=level,
        confidence=confidence,
        line=line,
        is_self_assessment=is_own_work(
            person=actor, priority=priority, heading=heading, on=given_on
        ),
        evidence=evidence.strip(),
        evidence_sources=evidence_sources,
        reason=reason.strip(),
        interests=interests.strip(),
        why_better="" if heading else why_better.strip(),
        given_by=actor,
        given_by_name=actor.name,
        given_by_post=_post_of(actor),
        given_at=now,
        given_on=given_on,
        expires_on=expires_on or a_year_after(day=given_on),
    )
    _check(opinion)
    opinion.warning = _warning_about(opinion)
    if opinion.warning and not warning_confirmed:
        raise ValidationError({"warning_confirmed": opinion.warning}, code="confirm")
    opinion.save()
    guard(
        actor=actor,
        subject=opinion,
        texts={name: getattr(opinion, name) for name in _TEXTS},
        is_confirmed=is_confirmed,
        now=now,
    )
    audit.record(
        events.OPINION_GIVEN, actor=actor, subject=opinion, now=now, why=opinion.reason
    )
    return opinion


def a_year_after(*, day: date) -> date:
    """Return the same day of the next year; 28 February for a leap day."""
    return years_after(day=day, years=1)


def years_after(*, day: date, years: int) -> date:
    """Return the same day ``years`` later; 28 February for a leap day."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


def _warning_about(opinion: Opinion) -> str:
    """Return what the giver of Substantial must confirm, or nothing (R45)."""
    if opinion.level != AssuranceLevel.SUBSTANTIAL:
        return ""
    if opinion.evidence_sources < ENOUGH_SOURCES:
        return "Substantial rests on one source of evidence; it needs two or more."
    if opinion.line == Line.FIRST:
        return (
            "Substantial rests on first-line evidence alone; it needs a source "
            "outside those doing the work."
        )
    return ""


def _check_scope(priority: Priority, heading: Heading | None) -> None:
    """Refuse a heading under which the source says nothing (R4), or ownership."""
    refusal = why_not_assessed(priority=priority, heading=heading)
    if refusal:
        raise ValidationError(refusal, code="no_heading")


def _check(opinion: Opinion) -> None:
    """Raise ValidationError with everything that is wrong, by field."""
    faults = {
        **_faults_of_self_assessment(opinion),
        **_faults_of_whole(opinion),
        **_faults_of_figures(opinion),
    }
    if faults:
        raise ValidationError(faults)
    opinion.full_clean()


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


def _faults_of_whole(opinion: Opinion) -> dict[str, str]:
    if opinion.heading is not None:
        return {}
    faults = {}
    if opinion.level == AssuranceLevel.SUBSTANTIAL and not _has_owner(opinion.priority):
        faults["level"] = (
            f"No owner of priority {opinion.priority.number} is recorded: its "
            "ownership is to be developed, so the whole of it cannot be Substantial."
        )
    worst = _worst_heading(opinion)
    if worst and not opinion.why_better and _is_better(opinion.level, worst):
        label = AssuranceLevel(worst).label
        faults["why_better"] = (
            f"The worst heading of this priority is {label}. Say why the whole is "
            "better."
        )
    return faults


def _faults_of_figures(opinion: Opinion) -> dict[str, str]:
    faults = {}
    if opinion.evidence_sources < 1:
        faults["evidence_sources"] = "Count at least one source of evidence."
    if opinion.expires_on <= opinion.given_on:
        faults["expires_on"] = "An opinion expires after it is given."
    elif opinion.expires_on > years_after(day=opinion.given_on, years=LONGEST_YEARS):
        faults["expires_on"] = "An opinion expires at most two years after it is given."
    return faults


def _has_owner(priority: Priority) -> bool:
    return Owner.objects.filter(ownership__priority=priority).exists()


def _worst_heading(opinion: Opinion) -> str | None:
    """Return the worst level now current among the priority's headings (R42, R43)."""
    latest = Opinion.objects.filter(priority=opinion.priority, heading__isnull=False)
    levels = [
        each.level
        for each in latest.latest_per_scope()
        if not each.is_out_of_date(on=opinion.given_on)
    ]
    return max(levels, key=LEVEL_ORDER.__getitem__, default=None)


def _is_better(level: str, other: str) -> bool:
    return LEVEL_ORDER.get(level, len(LEVEL_ORDER)) < LEVEL_ORDER[other]


def _post_of(person: User) -> str:
    """Return the post to print under the opinion: the title, or the appointments."""
    return person.post_title or "; ".join(str(held) for held in person.standing)
