"""The standing checks: their figures, and what they find, as somebody may read it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Window

from assurance.selectors.seal_shapes import SealedCheck
from hcss.kernel import standing
from hcss.kernel.standing import Check, Finding, GradeNumber, Moment, Number
from partnerships.models import User

#: How many findings of a check the page of all checks names.
SHOWN = 20


@dataclass(frozen=True, slots=True)
class CheckSection:
    """A check with the first of its findings, and how many are not named.

    ``seen`` are those that the reader may see; the others are counted only (R57).
    """

    check: Check
    number: Number
    findings: tuple[Finding, ...]
    seen: int

    @property
    def more(self) -> int:
        return self.seen - len(self.findings)

    @property
    def not_named(self) -> int:
        return self.number.number - self.seen


@dataclass(frozen=True, slots=True)
class GradeSection:
    """A grade, its checks that found something, and those that found nothing."""

    grade: GradeNumber
    found: tuple[CheckSection, ...]
    quiet: tuple[CheckSection, ...]


def check_counts(*, now: datetime) -> tuple[SealedCheck, ...]:
    """Return every check with how many it found, of how many. One query.

    OFFICIAL-SENSITIVE actions are counted like any other; nothing is named (R57).
    """
    counted = standing.counts(Moment.of(now))
    return tuple(
        SealedCheck(
            code=check.code,
            grade=check.grade.value,
            label=check.label,
            number=counted[check.code].number,
            total=counted[check.code].total,
        )
        for check in standing.checks()
    )


def checks_page(*, person: User, now: datetime) -> tuple[GradeSection, ...]:
    """Return every grade with its checks and their first findings.

    One query for all the counts, and one or two for each check that found something,
    however much it found.
    """
    moment = Moment.of(now)
    counted = standing.counts(moment)
    sections = [
        _section(check, counted[check.code], person, moment)
        for check in standing.checks()
    ]
    return tuple(
        GradeSection(
            grade=grade,
            found=_of(sections, grade, is_quiet=False),
            quiet=_of(sections, grade, is_quiet=True),
        )
        for grade in standing.by_grade(counted)
    )


def _of(
    sections: list[CheckSection], grade: GradeNumber, *, is_quiet: bool
) -> tuple[CheckSection, ...]:
    return tuple(
        each
        for each in sections
        if each.check.grade == grade.grade and (not each.number.number) == is_quiet
    )


def _section(
    check: Check, number: Number, person: User, moment: Moment
) -> CheckSection:
    if not number.number:
        return CheckSection(check, number, (), 0)
    rows: Any = check.rows(person, moment)
    first = list(rows.annotate(of_how_many=Window(Count("pk")))[:SHOWN])
    found = standing.findings(check, first, person=person, moment=moment)
    seen = first[0].of_how_many if first else 0
    return CheckSection(check, number, tuple(found), seen)
