"""The year reckoned by the rules as they are written down, and by none of our code.

Working days, stages, people and words stand here once more, as plain as can be. What
comes out is a table of messages: when, to whom, and what each says.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from tests.year.facts import (
    FIRST_DAY,
    LEAVING,
    LONDON,
    QUARTERS,
    Person,
    Promise,
    Year,
    at,
)

#: GOV.UK's bank holidays of England in these two years.
HOLIDAYS = {
    date(2026, 1, 1),
    date(2026, 4, 3),
    date(2026, 4, 6),
    date(2026, 5, 4),
    date(2026, 5, 25),
    date(2026, 8, 31),
    date(2026, 12, 25),
    date(2026, 12, 28),
    date(2027, 1, 1),
    date(2027, 3, 26),
    date(2027, 3, 29),
    date(2027, 5, 3),
}
LAST_DAYS = (
    date(2026, 3, 31),
    date(2026, 6, 30),
    date(2026, 9, 30),
    date(2026, 12, 31),
)
NAMES = ("Q4 2025/26", "Q1 2026/27", "Q2 2026/27", "Q3 2026/27")
AGREEMENT = "Agreement for Community Safety"
AGREEMENT_STARTS = date(2026, 4, 1)
AGREEMENT_ENDS = date(2027, 5, 31)


def works(day: date) -> bool:
    return day.weekday() < 5 and day not in HOLIDAYS


def step(day: date, count: int) -> date:
    """Return the ``count``-th working day after a day, before it if negative."""
    while count:
        day += timedelta(days=1 if count > 0 else -1)
        if works(day):
            count += -1 if count > 0 else 1
    return day


def on_or_after(day: date) -> date:
    while not works(day):
        day += timedelta(days=1)
    return day


def deadlines() -> dict[str, tuple[datetime, datetime, datetime]]:
    """Return by quarter when its return opens, is due and closes."""
    return {
        quarter: (
            at(step(last, 1), time(9)),
            at(step(last, 15), time(17)),
            at(step(last, 20), time(17)),
        )
        for quarter, last in zip(QUARTERS, LAST_DAYS, strict=True)
    }


def said(day: date) -> str:
    return f"{day.day} {day:%B} {day.year}"


@dataclass(frozen=True)
class Called:
    """A stage that has been reached: of what, since when, for whom, in which words."""

    thing: str
    key: str
    since: date
    people: tuple[str, ...]
    words: str
    is_duty: bool = True
    #: It is to be said before something: after that only what is said then.
    is_before: bool = False


class Reckoning:
    """What is owed to whom, moment by moment."""

    def __init__(self, year: Year) -> None:
        self.year = year
        self.told: set[tuple[str, str]] = set()
        #: What was put off to a day that the person chose.
        self.put_off: dict[tuple[str, str], date] = {}
        self.opened: set[str] = set()
        self.escalated_on: date | None = None
        self.now = at(FIRST_DAY, time(0))

    def messages(self, now: datetime) -> dict[str, set[str]]:
        """Return what each person's one message of this moment says."""
        self.now = now
        self._turn(now)
        today = now.astimezone(LONDON).date()
        if not works(today):
            return {}
        found: dict[str, set[str]] = {}
        for name, called in self._latest(now, today):
            if self._goes(self.year.people[name], called, today):
                self.told.add((name, called.key))
                found.setdefault(name, set()).add(called.words)
        return found

    def _turn(self, now: datetime) -> None:
        for quarter, (opens, _due, closes) in deadlines().items():
            if opens <= now <= closes:
                self.opened.add(quarter)
            if now > closes and quarter == QUARTERS[2] and not self.escalated_on:
                self.escalated_on = now.astimezone(LONDON).date()

    def _latest(self, now: datetime, today: date) -> list[tuple[str, Called]]:
        """Return, of each thing and person, the latest stage that was reached.

        It is a duty if anything is of which the person was to be told.
        """
        latest: dict[tuple[str, str], Called] = {}
        bound: set[tuple[str, str]] = set()
        after: set[str] = set()
        for called in sorted(self._reached(now, today), key=lambda each: each.since):
            if called.since <= today:
                for name in called.people:
                    latest[name, called.thing] = called
                    if called.is_duty:
                        bound.add((name, called.thing))
                if not called.is_before and called.key.endswith("after"):
                    after.add(called.thing)
        return [
            (name, replace(called, is_duty=(name, thing) in bound))
            for (name, thing), called in latest.items()
            if not (called.is_before and thing in after)
        ]

    def _goes(self, person: Person, called: Called, today: date) -> bool:
        key = (person.name, called.key)
        if key in self.told:
            return False
        if called.is_duty:
            return True
        if person.in_service_only:
            self.told.add(key)
            return False
        if key not in self.put_off:
            self.put_off[key] = self._chosen_day(person, today)
        return self.put_off[key] <= today

    def _chosen_day(self, person: Person, today: date) -> date:
        if not person.weekdays:
            return today
        day = step(today, -1) + timedelta(days=1)
        while day.weekday() not in person.weekdays:
            day += timedelta(days=1)
        return on_or_after(day)

    # --- Who -------------------------------------------------------------------------

    def _here(self, agency: str, role: str) -> tuple[str, ...]:
        serving = self.year.serving(agency, role)
        return tuple(each.name for each in serving if self._is_here(each.name))

    def _asked(self, agency: str) -> tuple[str, ...]:
        """Return the contact, else the deputy, else the member, else the approver."""
        for role in ("contact", "deputy", "member", "approver"):
            if here := self._here(agency, role):
                return here
        return ()

    def _answering(self, promise: Promise) -> tuple[str, ...]:
        for name in (promise.contact, promise.deputy):
            if name and self._is_here(name):
                return (name,)
        return self._asked(promise.agency)

    def _is_here(self, name: str) -> bool:
        left = self.year.people[name].left_on
        return left is None or self.now < at(left, LEAVING)

    def _officers(self) -> tuple[str, ...]:
        return tuple(each.name for each in self.year.serving("", "officer"))

    # --- What ------------------------------------------------------------------------

    def _reached(self, now: datetime, today: date) -> list[Called]:
        return [
            *self._of_returns(now, today),
            *self._of_promises(now, today),
            *self._of_asks(now, today),
            *self._of_vacancies(now, today),
            *self._of_the_year(today),
        ]

    def _of_returns(self, now: datetime, today: date) -> list[Called]:
        found = []
        for (quarter, moments), name in zip(deadlines().items(), NAMES, strict=True):
            opens, due, closes = moments
            for agency in self.year.agencies:
                sent = self.year.sent[agency, quarter]
                has_come = sent is not None and sent <= now
                if quarter in self.opened and now < closes and not has_come:
                    found += self._of_return(agency, name, opens, due, today)
        return found

    def _of_return(
        self, agency: str, quarter: str, opens: datetime, due: datetime, today: date
    ) -> list[Called]:
        about = f"The {quarter} return of {agency}"
        until = f"{said(due.date())} at 5:00pm"
        thing, asked = f"{quarter} {agency}", self._asked(agency)
        late = f"{about} is late. It was due by {until}."
        waits = f"{about} has not come in. It is due by {until}."

        def called(
            key: str, since: date, people: tuple[str, ...], words: str
        ) -> Called:
            return Called(
                thing,
                f"{thing} {key}",
                since,
                people,
                words,
                is_duty=key != "member after",
                is_before=key in ("first", "second"),
            )

        deputies = self._here(agency, "deputy")
        approvers = self._here(agency, "approver")
        members = self._here(agency, "member")
        day = due.date()
        return [
            called(
                "opened",
                on_or_after(opens.date()),
                asked,
                f"{about} is open. It is due by {until}.",
            ),
            called("first", step(day, -7), asked, waits),
            called("second", step(day, -2), (*asked, *approvers), waits),
            called("late after", step(day, 1), (*asked, *deputies), late),
            called(
                "member after",
                step(day, 3),
                members,
                f"{late} Its contacts have been reminded.",
            ),
            called(
                "chair after",
                step(day, 5),
                ("The chair",),
                f"{about} has not come in. It was due by {until}.",
            ),
        ]

    def _of_promises(self, now: datetime, today: date) -> list[Called]:
        found = []
        for each in self.year.promises:
            if each.closed_at is None or each.closed_at > now:
                found += self._of_promise(each, now, today)
        return found

    def _of_promise(self, each: Promise, now: datetime, today: date) -> list[Called]:
        people = self._answering(each)
        about = each.ref if each.is_sensitive else f"{each.ref} {each.title}"
        due = each.due_at(now)
        if due:
            thing = f"{each.ref} due"
            soon = f"{about}: due on {said(due)}."
            over = f"{about}: overdue. It was due on {said(due)}."
            ahead = [(30, soon), (7, soon)]
            return [
                Called(
                    thing,
                    f"{thing} {due} {days}",
                    on_or_after(due - timedelta(days=days)),
                    people,
                    words,
                    is_duty=days == 7,
                    is_before=True,
                )
                for days, words in ahead
            ] + [
                Called(
                    thing,
                    f"{thing} {due} after",
                    on_or_after(due + timedelta(days=1)),
                    people,
                    over,
                )
            ]
        if each.review_on:
            words = f"a continuing action, to be reviewed by {said(each.review_on)}."
            since = on_or_after(each.review_on - timedelta(days=7))
        else:
            words = f"no date has been agreed. It was agreed on {said(each.agreed_on)}."
            since = on_or_after(each.agreed_on + timedelta(days=60))
        thing = f"{each.ref} other"
        return [Called(thing, thing, since, people, f"{about}: {words}")]

    def _of_asks(self, now: datetime, today: date) -> list[Called]:
        found = []
        for place, each in enumerate(self.year.asks):
            if each.answered_at is None or each.answered_at > now:
                promise = next(one for one in self.year.promises if one.ref == each.ref)
                about = promise.ref if promise.is_sensitive else _named(promise)
                words = f"{about}: {each.by} asks for something. "
                words += f"An answer was needed by {said(each.need_by)}."
                people = self._asked(each.of) or self._officers()
                since = step(each.need_by, 2)
                found.append(
                    Called(f"ask {place}", f"ask {place}", since, people, words)
                )
        for each in self.year.promises:
            asked, granted = each.asked_at, each.granted_at
            if asked and granted and asked <= now < granted:
                about = each.ref if each.is_sensitive else _named(each)
                day = asked.astimezone(LONDON).date()
                words = f"{about}: a new date was asked for on {said(day)} "
                words += "and waits for a decision."
                key = f"{each.ref} change"
                found.append(Called(key, key, step(day, 3), self._officers(), words))
        return found

    def _of_vacancies(self, now: datetime, today: date) -> list[Called]:
        found = []
        for each in self.year.promises:
            left = self.year.people[each.contact].left_on
            runs = each.closed_at is None or each.closed_at > now
            if left and runs and not self._is_here(each.contact):
                about = each.ref if each.is_sensitive else _named(each)
                words = f"{about}: the contact’s place at {each.agency} "
                words += f"has been vacant since {said(left)}."
                key = f"{each.ref} vacant"
                found.append(Called(key, key, step(left, 1), self._officers(), words))
        for agency in self.year.agencies:
            contact = self.year.serving(agency, "contact")[0]
            owes = any(
                each.agency == agency
                and (each.closed_at is None or each.closed_at > now)
                for each in self.year.promises
            )
            left = contact.left_on
            if left and owes and not self._is_here(contact.name):
                words = f"{agency} has had no contact since {said(left)}. "
                words += "Its returns have nobody to write them."
                people = (*self._officers(), *self._here(agency, "member"))
                key = f"{agency} vacant"
                found.append(Called(key, key, step(left, 1), people, words))
        return found

    def _of_the_year(self, today: date) -> list[Called]:
        """Reckon the yearly review, the agreement's, and the one escalation."""
        leading = (*self._officers(), "The chair")
        review = AGREEMENT_STARTS.replace(year=AGREEMENT_STARTS.year + 1)
        found = [
            Called(
                "priority",
                "priority",
                on_or_after(review - timedelta(days=30)),
                leading,
                "Priority 1, Domestic abuse: its annual review is due by "
                f"{said(review)}.",
                is_duty=False,
            ),
            Called(
                "agreement",
                "agreement",
                on_or_after(AGREEMENT_ENDS - timedelta(days=90)),
                leading,
                f"{AGREEMENT} runs until {said(AGREEMENT_ENDS)}: "
                "its review is due before then.",
                is_duty=False,
            ),
        ]
        if self.escalated_on:
            found += self._of_escalation(self.escalated_on)
        return found

    def _of_escalation(self, raised: date) -> list[Called]:
        about = "No return two quarters running: Agency 07"
        reply_by = step(raised, 10)
        asked = f"{about}: you are asked to reply by {said(reply_by)}."
        late = f"{about}: a reply was due by {said(reply_by)}."
        answerer = ("Approver 07",)
        return [
            Called("escalated", "escalated", on_or_after(raised), answerer, asked),
            Called(
                "escalated",
                "escalated after",
                step(reply_by, 1),
                (*answerer, *self._officers()),
                late,
            ),
        ]


def _named(promise: Promise) -> str:
    return f"{promise.ref} {promise.title}"
