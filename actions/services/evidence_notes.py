"""Evidence that is held elsewhere: a link to it, or who holds it and its date."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction

from actions.models import Evidence, ReturnLine
from actions.return_choices import EvidenceKind
from actions.services.evidence_facts import About, hold_line, keep, refuse_material
from hcss.kernel import personal_data, policy
from partnerships.models import User


@transaction.atomic
def add_link(
    *,
    actor: User,
    line: ReturnLine,
    title: str,
    url: str,
    now: datetime,
    about: About | None = None,
    is_confirmed: bool = False,
) -> Evidence:
    """Keep the address of something held elsewhere as evidence for a line.

    Raises:
        NotPermitted: ``actor`` is not of the line's agency.
        ValidationError: a link does not belong here (R56); at its field, what is
            missing or cannot be kept.
        Conflict: the line cannot be written on now (R33).
    """
    policy.require(actor, "actions.add_evidence", line)
    refuse_material(line=line, field="url")
    words = {"title": title.strip(), "url": url.strip()}
    faults = _untitled(words)
    if not words["url"].lower().startswith(("http://", "https://")):
        faults["url"] = "Give the whole address, from https:// on."
    if faults:
        raise ValidationError(faults)
    return _write_down(
        actor=actor,
        line=line,
        evidence=Evidence(kind=EvidenceKind.LINK, **words),
        words=words,
        about=about or About(),
        now=now,
        is_confirmed=is_confirmed,
    )


@transaction.atomic
def add_reference(
    *,
    actor: User,
    line: ReturnLine,
    title: str,
    holder: str,
    now: datetime,
    about: About | None = None,
    is_confirmed: bool = False,
) -> Evidence:
    """Note what there is, who holds it and its date; nothing of it is kept (R56).

    Raises:
        NotPermitted: ``actor`` is not of the line's agency.
        ValidationError: at its field, what is missing or cannot be kept.
        Conflict: the line cannot be written on now (R33).
    """
    policy.require(actor, "actions.add_evidence", line)
    words = {"title": title.strip(), "holder": holder.strip()}
    faults = _untitled(words)
    if not words["holder"]:
        faults["holder"] = "Say who holds it."
    about = about or About()
    if about.dated_on is None:
        faults["dated_on"] = "Give its date."
    if faults:
        raise ValidationError(faults)
    return _write_down(
        actor=actor,
        line=line,
        evidence=Evidence(kind=EvidenceKind.REFERENCE, **words),
        words=words,
        about=about,
        now=now,
        is_confirmed=is_confirmed,
    )


def _untitled(words: dict[str, str]) -> dict[str, str]:
    return {} if words["title"] else {"title": "Say what it is."}


def _write_down(
    *,
    actor: User,
    line: ReturnLine,
    evidence: Evidence,
    words: dict[str, str],
    about: About,
    now: datetime,
    is_confirmed: bool,
) -> Evidence:
    hold_line(line=line, now=now)
    evidence.agency = line.quarterly_return.agency
    evidence.added_by, evidence.added_at = actor, now
    for name, value in about.fields(now=now).items():
        setattr(evidence, name, value)
    evidence.clean_fields(exclude={"agency", "added_by"})
    personal_data.guard(
        actor=actor, subject=line, texts=words, is_confirmed=is_confirmed, now=now
    )
    keep(actor=actor, evidence=evidence, line=line, now=now)
    return evidence
