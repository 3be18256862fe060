"""Giving an opinion. There is no changing one: a later opinion takes its place."""

from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from assurance import events
from assurance.models import Opinion
from assurance.selectors.cell import why_not_assessed
from assurance.selectors.independence import is_own_work
from assurance.selectors.scales import scale_in_force
from assurance.services.opinion_rules import (
    a_year_after,
    faults_of,
    warning_about,
)
from hcss.kernel import audit, policy
from hcss.kernel.errors import Conflict
from hcss.kernel.personal_data import guard
from partnerships.models import User
from priorities.models import Heading, Priority

__all__ = ["a_year_after", "give_opinion"]

_TEXTS = ("evidence", "reason", "interests", "why_better")
SCALE_CHANGED = (
    "A new version of the scale has been published: version {version}. Read its "
    "definitions and choose a level again. What you typed is still here."
)


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
    evidence_on: date,
    reason: str,
    interests: str = "",
    why_better: str = "",
    warning_confirmed: bool = False,
    expires_on: date | None = None,
    scale_version: int | None = None,
    now: datetime,
    is_confirmed: bool = False,
) -> Opinion:
    """Record how far ``actor`` relies on the arrangements; return the opinion.

    ``heading=None`` is an opinion on the whole priority. It is a self-assessment if
    the actor belongs to an agency that leads or owns in this scope (R39). It lasts
    twelve months unless ``expires_on`` says otherwise, two years at most (R42).
    Nothing is worked out from ratings (R40). Two given at once are both kept; the
    later one is current. ``evidence_on`` is the day of the oldest evidence relied on;
    ``scale_version`` the version whose definitions the actor had before them.

    Raises:
        NotPermitted: ``actor`` gives no opinions.
        Conflict: a new version of the scale is in force since.
        ValidationError: nothing stands under the heading in the source (R4); a
            self-assessment without an interest declared or as third line (R39);
            the best level for a whole that nobody owns (R15); a whole better than
            its worst heading without ``why_better`` (R43); a value missing or wrong;
            code ``confirm``: the best level on thin or old evidence, and the warning
            not confirmed (R45); words that may be about people (R55).
    """
    policy.require(actor, "assurance.give_opinion", priority)
    _check_scope(priority, heading)
    scale = scale_in_force()
    if scale_version not in (None, scale.version):
        words = SCALE_CHANGED.format(version=scale.version)
        raise Conflict(words, code="scale_changed")
    given_on = timezone.localtime(now).date()
    opinion = Opinion(
        priority=priority,
        heading=heading,
        scale=scale,
        level=level,
        confidence=confidence,
        line=line,
        is_self_assessment=is_own_work(
            person=actor, priority=priority, heading=heading, on=given_on
        ),
        evidence=evidence.strip(),
        evidence_sources=evidence_sources,
        evidence_on=evidence_on,
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
    opinion.warning = warning_about(opinion)
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


def _check_scope(priority: Priority, heading: Heading | None) -> None:
    """Refuse a heading under which the source says nothing (R4), or ownership."""
    refusal = why_not_assessed(priority=priority, heading=heading)
    if refusal:
        raise ValidationError(refusal, code="no_heading")


def _check(opinion: Opinion) -> None:
    """Raise ValidationError with everything that is wrong, by field."""
    faults = faults_of(opinion)
    if faults:
        raise ValidationError(faults)
    opinion.full_clean()


def _post_of(person: User) -> str:
    """Return the post to print under the opinion: the title, or the appointments."""
    return person.post_title or "; ".join(str(held) for held in person.standing)
