"""What happens in a made-up county in a year: plain facts, drawn at random.

The database and the reckoning are both made from these and from nothing else.
"""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")
FIRST_DAY = date(2026, 3, 23)
LAST_DAY = date(2027, 3, 31)
AGENCIES = 30
#: Three working days on which neither clock nor workers run.
OUTAGE = (date(2026, 7, 14), date(2026, 7, 15), date(2026, 7, 16))
#: The hours at which the clock's tasks run on each day that they run.
HOURS = (time(8), time(16, 45))
#: When on their last day somebody is written down as having left.
LEAVING = time(10, 17)
QUARTERS = ("2025-26-q4", "2026-27-q1", "2026-27-q2", "2026-27-q3")


@dataclass
class Person:
    """Somebody, when they leave, and how they want to be told."""

    name: str
    role: str
    agency: str = ""
    left_on: date | None = None
    weekdays: tuple[int, ...] = ()
    in_service_only: bool = False

    @property
    def email(self) -> str:
        return self.name.lower().replace(" ", ".") + "@hcss.example"


@dataclass
class Promise:
    """An action: who leads and answers, its one date, and when it is closed."""

    ref: str
    title: str
    agency: str
    contact: str
    deputy: str
    agreed_on: date
    due_on: date | None = None
    review_on: date | None = None
    closed_at: datetime | None = None
    #: The date asked for, when it was asked for and when it was granted.
    moved_to: date | None = None
    asked_at: datetime | None = None
    granted_at: datetime | None = None
    is_sensitive: bool = False

    def due_at(self, moment: datetime) -> date | None:
        """Return the forecast date as it stood at a moment."""
        granted = self.granted_at and self.granted_at <= moment
        return self.moved_to if granted else self.due_on


@dataclass
class Wanted:
    """An ask of an agency about an action, and when it was answered."""

    ref: str
    by: str
    of: str
    need_by: date
    answered_at: datetime | None


@dataclass
class Year:
    """Everything that is so, and everything that happens."""

    people: dict[str, Person] = field(default_factory=dict)
    agencies: list[str] = field(default_factory=list)
    promises: list[Promise] = field(default_factory=list)
    asks: list[Wanted] = field(default_factory=list)
    #: When each agency's return comes in, by quarter; None if it never does.
    sent: dict[tuple[str, str], datetime | None] = field(default_factory=dict)

    def serving(self, agency: str, role: str) -> list[Person]:
        return [
            each
            for each in self.people.values()
            if each.agency == agency and each.role == role
        ]


def at(on: date, hour: time) -> datetime:
    """Return the moment of an hour in Europe/London."""
    return datetime.combine(on, hour, LONDON).astimezone(UTC)


def moments() -> list[datetime]:
    """Return every moment at which the clock's tasks run, in order."""
    days = (LAST_DAY - FIRST_DAY).days + 1
    return [
        at(day, hour)
        for number in range(days)
        if (day := FIRST_DAY + timedelta(days=number)) not in OUTAGE
        for hour in HOURS
    ]


def draw(seed: int, deadlines: dict[str, tuple[datetime, datetime]]) -> Year:
    """Draw a year; ``deadlines`` has by quarter when it opens and when it closes."""
    chance, year = Random(seed), Year()  # noqa: S311 -- no secret
    for number in range(AGENCIES):
        _agency(year, chance, f"Agency {number:02}", number)
    for number in range(4):
        _add(year, Person(f"Officer {number}", "officer"))
    _add(year, Person("The chair", "chair"))
    while len(year.people) < 120:
        _add(year, Person(f"Reader {len(year.people)}", "reader"))
    for each in chance.sample(sorted(year.people), 14):
        year.people[each].weekdays = tuple(sorted(chance.sample(range(5), 2)))
    for each in chance.sample(sorted(year.people), 8):
        year.people[each].in_service_only = True
    _returns(year, chance, deadlines)
    return year


def _add(year: Year, person: Person) -> None:
    year.people[person.name] = person


def _agency(year: Year, chance: Random, name: str, number: int) -> None:
    year.agencies.append(name)
    roles = ["contact", "approver"]
    roles += ["deputy"] if number % 3 else []
    roles += ["member"] if number % 4 else []
    for role in roles:
        _add(year, Person(f"{role.title()} {number:02}", role, name))
    if number % 6 == 5:
        year.people[f"Contact {number:02}"].left_on = _some_day(chance)
    if number in (5, 25):  # and the deputy
        year.people[f"Deputy {number:02}"].left_on = _some_day(chance)
    for place in range(chance.choice([2, 3])):
        year.promises.append(_promise(year, chance, name, number, place))
    if number % 5 == 2:
        year.asks.append(_ask(year, chance, name))


def _some_day(chance: Random) -> date:
    return FIRST_DAY + timedelta(days=chance.randrange(20, 340))


def _some_moment(chance: Random, first: date, last: date) -> datetime:
    day = first + timedelta(days=chance.randrange((last - first).days))
    return at(day, time(chance.randrange(9, 16), 17))


def _promise(
    year: Year, chance: Random, agency: str, number: int, place: int
) -> Promise:
    promise = Promise(
        ref=f"P1-{number:02}{place}",
        title=f"Promise {number:02}{place}",
        agency=agency,
        contact=f"Contact {number:02}",
        deputy=f"Approver {number:02}" if number % 2 else "",
        agreed_on=date(2026, 1, 5) + timedelta(days=chance.randrange(70)),
        is_sensitive=chance.random() < 0.2,
    )
    kind = chance.choice(["due", "due", "due", "review", "undated"])
    if kind == "due":
        promise.due_on = _some_day(chance)
        if chance.random() < 0.3:
            promise.asked_at = _some_moment(chance, FIRST_DAY, promise.due_on)
            waits = timedelta(days=chance.randrange(1, 20))
            promise.granted_at = promise.asked_at + waits
            promise.moved_to = promise.due_on + timedelta(days=60)
    if kind == "review":
        promise.review_on = _some_day(chance)
    if chance.random() < 0.3:
        promise.closed_at = _some_moment(chance, date(2026, 11, 1), LAST_DAY)
    return promise


def _ask(year: Year, chance: Random, agency: str) -> Wanted:
    mine = [each for each in year.promises if each.agency == agency]
    need_by = _some_day(chance)
    answered = chance.random() < 0.7
    return Wanted(
        ref=mine[0].ref,
        by=agency,
        of="Agency 00",
        need_by=need_by,
        answered_at=at(need_by + timedelta(days=chance.randrange(-9, 9)), time(10, 17))
        if answered
        else None,
    )


def _returns(
    year: Year, chance: Random, deadlines: dict[str, tuple[datetime, datetime]]
) -> None:
    """Let agencies send in at random: in time, late or never."""
    for agency in year.agencies:
        missed = False
        for quarter, (opens, closes) in deadlines.items():
            never = agency == "Agency 07" and quarter in QUARTERS[1:3]
            never = never or (not missed and chance.random() < 0.08)
            missed = never
            year.sent[agency, quarter] = (
                None if never else _sent_in(chance, opens, closes)
            )


def _sent_in(chance: Random, opens: datetime, closes: datetime) -> datetime:
    """Return a moment at which somebody may send in: 17 past some office hour."""
    while True:
        first = opens.date() + timedelta(days=1)
        moment = _some_moment(chance, first, closes.date())
        if opens < moment < closes:
            return moment
