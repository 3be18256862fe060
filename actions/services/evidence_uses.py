"""Which lines an item of evidence supports: more of them, or one less."""

from collections.abc import Sequence
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction

from actions import events
from actions.models import Evidence, EvidenceUse, ReturnLine
from actions.return_choices import EvidenceKind, ScanState
from actions.services.evidence_facts import attach, hold_line, refuse_material
from hcss.kernel import audit, policy
from hcss.kernel.errors import Conflict
from partnerships.models import User


@transaction.atomic
def use_for(
    *, actor: User, evidence: Evidence, lines: Sequence[ReturnLine], now: datetime
) -> list[EvidenceUse]:
    """Let one item support more lines of its agency, of any quarter: all or none.

    Lines that it supports already stay as they are.

    Raises:
        NotPermitted: ``actor`` is not of the agency.
        ValidationError: no line, one of another agency, one that takes references
            only (R56), or a file in which the virus scan found something.
        Conflict: one of the lines cannot be written on now (R33).
    """
    policy.require(actor, "actions.use_evidence", evidence)
    _refuse_lines(evidence, lines)
    uses = []
    for line in sorted(lines, key=lambda each: each.pk):
        policy.require(actor, "actions.add_evidence", line)
        hold_line(line=line, now=now)
        uses.append(attach(actor=actor, evidence=evidence, line=line, now=now))
    return [use for use in uses if use is not None]


def _refuse_lines(evidence: Evidence, lines: Sequence[ReturnLine]) -> None:
    if not lines:
        raise ValidationError({"lines": "Choose at least one line."})
    if evidence.scan == ScanState.INFECTED:
        raise ValidationError({"lines": "The virus scan found something in it."})
    for line in lines:
        if line.quarterly_return.agency_id != evidence.agency_id:
            raise ValidationError(
                {"lines": "Evidence supports lines of the agency that gave it."}
            )
        if evidence.kind != EvidenceKind.REFERENCE:
            refuse_material(line=line, field="lines")


@transaction.atomic
def take_off(
    *, actor: User, evidence: Evidence, line: ReturnLine, now: datetime
) -> EvidenceUse:
    """Say that an item no longer supports a line. The item stays, and so does the row.

    What went in with a report stays readable with it; while the return is with the
    group nothing can be taken off.

    Raises:
        NotPermitted: ``actor`` is not of the agency.
        Conflict: the line cannot be written on now (R33), or it was taken off already.
    """
    policy.require(actor, "actions.add_evidence", line)
    hold_line(line=line, now=now)
    use = EvidenceUse.objects.filter(
        evidence=evidence, line=line, removed_at=None
    ).first()
    if use is None:
        raise Conflict("It does not support this line any more.", code="taken_off")
    EvidenceUse.objects.filter(pk=use.pk).update(removed_by=actor, removed_at=now)
    use.removed_by, use.removed_at = actor, now
    audit.record(
        events.EVIDENCE_TAKEN_OFF,
        actor=actor,
        subject=line,
        now=now,
        changes={"evidence": [evidence.pk, None]},
    )
    return use
