"""What every way of adding evidence shares: its dates and marking, and keeping it."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError

from actions import events
from actions.choices import Marking
from actions.models import Evidence, EvidenceUse, ReturnLine
from actions.selectors.windows import london_day
from actions.selectors.words import is_about_extremism
from actions.services.lines import hold_open
from actions.services.locking import locked
from hcss.kernel import audit
from partnerships.models import User

#: A date further off than a century is a slip of the pen.
_FARTHEST = timedelta(days=36525)
#: R56: why some lines take references only.
REFERENCES_ONLY = (
    "Nothing is uploaded or linked on this priority, so that no CTLP, TPIM or Channel "
    "material is ever kept here. Give a reference: what it is, who holds it and its "
    "date."
)


@dataclass(frozen=True)
class About:
    """What is said of evidence besides what it is."""

    dated_on: date | None = None
    expires_on: date | None = None
    marking: str = Marking.OFFICIAL

    def fields(self, *, now: datetime) -> dict[str, Any]:
        """Return what is kept.

        Raises:
            ValidationError: at its field, a date that cannot be, or no marking.
        """
        faults = self._wrong_dates(london_day(now))
        if self.marking not in Marking.values:
            faults["marking"] = "Choose a marking."
        if faults:
            raise ValidationError(faults)
        return dict(vars(self))

    def _wrong_dates(self, on: date) -> dict[str, str]:
        faults = {}
        for name in ("dated_on", "expires_on"):
            day = getattr(self, name)
            if day is not None and abs(day - on) > _FARTHEST:
                faults[name] = "Check the year."
        if self.dated_on is not None and self.dated_on > on:
            faults["dated_on"] = "The date of the evidence cannot be in the future."
        if self.dated_on and self.expires_on and self.expires_on < self.dated_on:
            faults["expires_on"] = "It cannot expire before its own date."
        return faults


def refuse_material(*, line: ReturnLine, field: str) -> None:
    """Refuse files and links on a line that takes references only (R56).

    Raises:
        ValidationError: at ``field``, the reason, and what to do instead.
    """
    if is_about_extremism(line.action.priority):
        raise ValidationError({field: REFERENCES_ONLY}, code="references_only")


def hold_line(*, line: ReturnLine, now: datetime) -> None:
    """Hold the return open, and make sure that the line was not accepted meanwhile.

    Raises:
        Conflict: the line cannot be written on now (R33).
    """
    hold_open(line=line, now=now)
    if not ReturnLine.objects.filter(pk=line.pk, accepted_at=None).exists():
        raise locked(thing=line, now=now)


def keep(*, actor: User, evidence: Evidence, line: ReturnLine, now: datetime) -> None:
    """Write a new item down, as support of its first line."""
    evidence.full_clean(exclude={"agency", "added_by"}, validate_constraints=False)
    evidence.save()
    audit.record(
        events.EVIDENCE_ADDED,
        actor=actor,
        subject=evidence,
        now=now,
        # Never its title: what is being drafted is read by nobody but the agency.
        changes={"kind": ["", evidence.get_kind_display()]},
    )
    attach(actor=actor, evidence=evidence, line=line, now=now)


def attach(
    *, actor: User, evidence: Evidence, line: ReturnLine, now: datetime
) -> EvidenceUse | None:
    """Note that the item supports the line; None where it did already.

    The caller holds the return, so that of two people only one finds it missing.
    """
    if EvidenceUse.objects.filter(
        evidence=evidence, line=line, removed_at=None
    ).exists():
        return None
    use = EvidenceUse.objects.create(
        evidence=evidence, line=line, added_by=actor, added_at=now
    )
    audit.record(
        events.EVIDENCE_USED,
        actor=actor,
        subject=line,
        now=now,
        changes={"evidence": [None, evidence.pk]},
    )
    return use


def narrow(*, actor: User, evidence: Evidence, marking: str, now: datetime) -> None:
    """Narrow who reads the item if it was now given as sensitive; never the reverse."""
    if marking != Marking.SENSITIVE or evidence.is_sensitive:
        return
    Evidence.objects.filter(pk=evidence.pk).update(marking=Marking.SENSITIVE)
    evidence.marking = Marking.SENSITIVE
    audit.record(
        events.EVIDENCE_NARROWED,
        actor=actor,
        subject=evidence,
        now=now,
        changes={"marking": [Marking.OFFICIAL.value, Marking.SENSITIVE.value]},
    )
