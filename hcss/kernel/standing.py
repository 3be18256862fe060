"""Standing checks: contradictions and gaps that are looked for all the time.

Each app registers its own when it is ready, so that a page which shows the counts of
all of them need not know where they come from. A check says what it looks among and
what it finds there; it never changes anything.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection, models
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone


class Grade(models.TextChoices):
    """How much a finding matters."""

    SERIOUS = "serious", "Serious"
    IMPORTANT = "important", "Important"
    MINOR = "minor", "Minor"


#: The precise meaning of each grade, printed wherever findings are counted.
GRADE_MEANINGS = {
    Grade.SERIOUS: (
        "Something that is reported cannot be right, or nobody can be asked or told. "
        "Put it right before the group relies on the position."
    ),
    Grade.IMPORTANT: (
        "Something is missing that the group needs to judge by. Put it right this "
        "quarter."
    ),
    Grade.MINOR: "Nothing is wrong yet, and it deserves a look.",
}


@dataclass(frozen=True)
class Moment:
    """When a check is made; ``on`` is the day in Europe/London."""

    at: datetime
    on: date

    @classmethod
    def of(cls, now: datetime) -> "Moment":
        """Return the moment that a door read from the clock."""
        return cls(at=now, on=timezone.localtime(now).date())


@dataclass(frozen=True)
class Finding:
    """One thing that was found: what, why, where it stands, and what mends it.

    ``mend_url`` is the very form; empty where the server would not let the reader.
    """

    subject: str
    why: str
    url: str
    mend: str = ""
    mend_url: str = ""


@dataclass(frozen=True)
class Number:
    """How many were found, of how many that were looked at (R30)."""

    number: int
    total: int


@dataclass(frozen=True)
class Check:
    """Something to look for. ``of`` names what the total counts.

    ``found`` are rows of whatever kind, ``among`` those they are counted from: both
    say with the moment what to ask, and ask nothing themselves. Who may not read a
    row is told of it by the count alone: ``visible`` narrows.
    """

    code: str
    grade: Grade
    label: str
    meaning: str
    of: str
    found: Callable[[Moment], QuerySet]
    among: Callable[[Moment], QuerySet]
    visible: Callable[[QuerySet, Any], QuerySet]
    #: Leaves out what is sensitive: it is in no export (R57).
    official: Callable[[QuerySet], QuerySet]
    finding: Callable[[Any, Any, Moment], Finding]
    #: Fetches what no join can bring, for all the rows that are shown at once.
    fetch: Callable[[Iterable[Any]], Iterable[Any]] = iter

    def count(self, moment: Moment) -> Number:
        """Return the figure of this check alone; :func:`counts` has all at once."""
        return Number(self.found(moment).count(), self.among(moment).count())

    def rows(self, person: Any, moment: Moment) -> QuerySet:
        """Return what ``person`` may read of what is found, in order."""
        return self.visible(self.found(moment), person)


@dataclass(frozen=True)
class GradeNumber:
    """How much was found of one grade, by how many of its checks."""

    grade: str
    label: str
    meaning: str
    number: int
    #: Checks of this grade that found something, of how many there are.
    checks: int
    checks_total: int


_checks: dict[str, Check] = {}
_pages: list[str] = []
#: Stands in a statement for the moment at which it is run: no day of anybody's.
_MARK = datetime(9999, 1, 2, 3, 4, 5, tzinfo=UTC)
_ORDER = {grade: place for place, grade in enumerate(Grade.values)}


def register(*checks: Check) -> None:
    """Add checks to the register, in the order in which they are shown."""
    for check in checks:
        if check.code in _checks:
            raise ValueError(f"two checks are called {check.code!r}")
        _checks[check.code] = check
    _statement.cache_clear()


def show_at(name: str) -> None:
    """Say at which address the findings are shown, for pages that show the counts."""
    _pages[:] = [name]


def page_url() -> str:
    """Return the address of the page of findings; empty if there is none."""
    return reverse(_pages[0]) if _pages else ""


def checks() -> list[Check]:
    """Return every check, the gravest grade first."""
    return sorted(_checks.values(), key=lambda check: _ORDER[check.grade])


def check_called(code: str) -> Check | None:
    """Return the check of that code, if there is one."""
    return _checks.get(code)


def counts(moment: Moment) -> dict[str, Number]:
    """Return the figure of every check. One statement, however much there is."""
    every = checks()
    if not every:
        return {}
    number = _counted(moment)
    places = _among(every)
    return {
        each.code: Number(number.get(each.code, 0), number.get(places[each.among], 0))
        for each in every
    }


def _counted(moment: Moment) -> dict[str, int]:
    """Run the day's statement with the moment put into its place."""
    sql, values = _statement(connection.vendor, moment.on)
    adapt = connection.ops.adapt_datetimefield_value
    mark, at = adapt(_MARK), adapt(moment.at)
    with connection.cursor() as cursor:
        cursor.execute(sql, [at if value == mark else value for value in values])
        return dict(cursor.fetchall())


@lru_cache(maxsize=4)
def _statement(vendor: str, on: date) -> tuple[str, tuple[Any, ...]]:
    """Write down the statement of a day, with a mark in place of its moment.

    It has dozens of parts, and takes longer to write than to run.
    """
    moment, every = Moment(at=_MARK, on=on), checks()
    counted = {each.code: each.found(moment) for each in every}
    counted |= {name: rows(moment) for rows, name in _among(every).items()}
    parts = [part for part in map(_part, counted, counted.values()) if part]
    values = [value for _, given in parts for value in given]
    return " UNION ALL ".join(sql for sql, _ in parts), tuple(values)


def _among(every: list[Check]) -> dict[Callable[[Moment], QuerySet], str]:
    """Name what is counted from: several checks look among the same rows."""
    return {each.among: f"among-{place}" for place, each in enumerate(every)}


def by_grade(counted: dict[str, Number]) -> list[GradeNumber]:
    """Return the findings of each grade together; grades without any are there."""
    return [_graded(grade, counted) for grade in Grade]


def _graded(grade: Grade, counted: dict[str, Number]) -> GradeNumber:
    numbers = [counted[each.code].number for each in checks() if each.grade == grade]
    return GradeNumber(
        grade=grade.value,
        label=grade.label,
        meaning=GRADE_MEANINGS[grade],
        number=sum(numbers),
        checks=sum(1 for number in numbers if number),
        checks_total=len(numbers),
    )


def _part(name: str, rows: QuerySet) -> tuple[str, tuple[Any, ...]] | None:
    """Return the statement's part that counts ``rows``; none if there can be none.

    The rows stand in FROM: in an IN, PostgreSQL may look for them once a row.
    """
    try:
        sql, values = rows.order_by().values("pk").distinct().query.sql_with_params()
    except EmptyResultSet:
        return None
    part = f"SELECT %s AS part, COUNT(*) AS number FROM ({sql}) AS found"  # noqa: S608 -- the ORM's own
    return part, (name, *values)


def findings(
    check: Check, rows: Iterable[Any], *, person: Any, moment: Moment
) -> list[Finding]:
    """Return rows of a check in words for ``person``. No query but its ``fetch``."""
    return [check.finding(row, person, moment) for row in check.fetch(rows)]
