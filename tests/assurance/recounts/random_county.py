"""A county made at random: the same seed makes the same county, in any database.

Three quarters: two have closed before the one that is looked at, which has closed
too. Everything that a seal holds is there in some county, with most of what can be
said of it: every life of an action, every way in which a return comes or does not,
opinions that stand, have expired or were never given, handed-on actions, sensitive
words. What belongs to one thing is made by one method, with plain values.
"""

from datetime import date
from typing import Any

from actions.choices import DateChangeState, ReturnState
from actions.models import Action, Period, Return
from priorities.choices import OwnershipGrade
from tests import factories as make
from tests.assurance.recounts.chances import NOW, QUARTERS, THIS
from tests.assurance.recounts.random_group import RandomGroup
from tests.assurance.recounts.random_lines import RandomLines

__all__ = ["NOW", "THIS", "RandomCounty"]

LIVES: list[dict[str, Any]] = [
    {"active": True},
    {"active": True},
    {"active": True},
    {"agreed": True},
    {"agreed": True, "agreed_on": date(2026, 12, 1)},
    {"undated": True},
    {"continuing": True},
    {"on_hold": True},
    {"complete": True},
    {"closed": True},
    {"closed": True, "closed_on": date(2026, 12, 1)},
    {"conditional": True, "active": True},
]
WAYS = ["accepted", "accepted", "submitted", "queried", "nil", "no_return"]
#: As many requests for a new date as an action has here.
MOST_CHANGES = 4


class RandomCounty(RandomLines, RandomGroup):
    """The county of one seed, made when it is asked for."""

    def make(self) -> "RandomCounty":
        """Make everything, and return the county."""
        self._people()
        self._agreement()
        self.periods = {
            quarter: make.PeriodFactory(quarter=quarter, closed=True)
            for quarter in QUARTERS
        }
        self.returns = {
            (quarter, agency.slug): self._return(period, agency)
            for quarter, period in self.periods.items()
            for agency in self.agencies
            if quarter == THIS or self.by(0.9)
        }
        self.actions = [self._action() for _ in range(self.chance.randint(3, 14))]
        for action in self.actions:
            self.report(action)
        self.judge()
        self.meet()
        self.fund()
        return self

    def _people(self) -> None:
        self.officer = self._person(name="An Officer", officer=True)
        self.agencies = [
            make.AgencyFactory(name=f"Agency of {name}", slug=f"agency-{name.lower()}")
            for name in ("Alder", "Birch", "Cedar", "Elm")[: self.chance.randint(2, 4)]
        ]
        self.writers = {
            agency.slug: self._person(
                name=f"Writer of {agency.name}", contact=agency, employer=agency
            )
            for agency in self.agencies
        }
        self.assurer = self._person(name="An Assurer", assurer=True)
        self.board = make.PartnershipFactory(name="Board of Oak", slug="board-of-oak")

    def _person(self, **known: Any) -> Any:
        return make.UserFactory(email=f"p{self.next('person')}@hcss.example", **known)

    def _agreement(self) -> None:
        group = make.PartnershipFactory(name="The Group", slug="the-group")
        self.agreement = make.AgreementFactory(group=group)
        self.headings = [
            make.HeadingFactory(code=code, label=label, order=order)
            for order, (code, label) in enumerate(
                [
                    ("OW", "Strategic ownership"),
                    ("CC", "County co-ordination"),
                    ("FL", "Driving front-line delivery"),
                    ("RV", "Risk and vulnerability"),
                ]
            )
        ]
        self.priorities = [
            make.PriorityFactory(number=number)
            for number in range(1, self.chance.randint(2, 4) + 1)
        ]
        self.fragments = []
        for priority in self.priorities:
            self._source(priority)

    def _source(self, priority: Any) -> None:
        if self.by(0.8):
            ownership = make.OwnershipFactory(
                priority=priority, grade=self.chance.choice(OwnershipGrade.values)
            )
            for order, agency in enumerate(self.agencies):
                if self.by(0.3):
                    make.OwnerFactory(ownership=ownership, agency=agency, order=order)
        for heading in self.headings:
            for _ in range(self.chance.choice([0, 1, 1, 2])):
                self._statement(priority, heading)

    def _statement(self, priority: Any, heading: Any) -> None:
        number = self.next("statement")
        said = make.StatementFactory(
            priority=priority,
            heading=heading,
            ref=f"{priority.number}.{heading.code}.{number:02}",
            order=number,
            text=f"Arrangement {number} is in place.",
        )
        if self.by(0.6):
            self.fragments.append(
                make.FragmentFactory(
                    statement=said,
                    opportunity=self.by(0.3),
                    ref=f"F-{number:02}",
                    order=number,
                )
            )

    def _return(self, period: Period, agency: Any) -> Return:
        way = self.chance.choice(WAYS)
        if way == "no_return":
            state: dict[str, Any] = {"state": ReturnState.NO_RETURN}
        else:
            sent_at = self.moment(period.opens_at.date(), period.closes_at.date())
            state = {
                way: True,
                "submitted_at": sent_at,
                "is_late": sent_at > period.due_at,
                "submission__submitted_by": self.writers[agency.slug],
            }
        if way == "accepted":
            state |= {"accepted_by": self.officer}
        return make.ReturnFactory(period=period, agency=agency, **state)

    def _action(self) -> Action:
        priority = self.chance.choice(self.priorities)
        number = self.next("action")
        known = {
            "priority": priority,
            "heading": self.chance.choice([None, *self.headings[1:]]),
            "ref": f"P{priority.number}-{number:02}",
            "title": f"Agree plan {number}",
            "sensitive": self.by(0.2),
            "overseen_by": self.board if self.by(0.2) else None,
        }
        is_proposed = self.by(0.2)
        action: Action = make.ActionFactory(
            **known, **{} if is_proposed else self._led()
        )
        self._from_the_source(action)
        if action.baseline_on:
            self._date_changes(action)
        for other in [] if is_proposed else self.agencies:
            if other != action.lead_agency and self.by(0.2):
                make.ContributionFactory(action=action, agency=other)
        return action

    def _led(self) -> dict[str, Any]:
        """Return where an agreed action is in its life, and who leads it."""
        agency = self.chance.choice(self.agencies)
        life = self.chance.choice(LIVES)
        led: dict[str, Any] = {
            "lead_agency": agency,
            "contact": None if self.by(0.1) else self.writers[agency.slug],
        }
        if "complete" in life:
            led["verified_by"] = self.officer
        if not {"undated", "continuing"} & set(life):
            led["baseline_on"] = self.day(date(2026, 5, 1), date(2027, 9, 30))
        return led | life

    def _from_the_source(self, action: Action) -> None:
        here = [
            each
            for each in self.fragments
            if each.statement.priority_id == action.priority_id
        ]
        if here and self.by(0.6):
            action.fragments.add(self.chance.choice(here))

    def _date_changes(self, action: Action) -> None:
        for number in range(1, self.chance.choice([0, 0, 0, 1, MOST_CHANGES]) + 1):
            state = self.chance.choice(["approved", "refused"])
            if number == MOST_CHANGES or self.by(0.2):
                state = "waiting"
            decided = {} if state == "waiting" else {state: True}
            make.DateChangeFactory(
                action=action,
                number=number,
                explanation=f"Reason {number} of {action.ref}.",
                asked_by=self.writers[action.lead_agency.slug],
                asked_at=self.moment(date(2026, 8, 1), date(2026, 10, 6)),
                **({"decided_by": self.officer} if decided else {}),
                **decided,
            )
            if state == DateChangeState.WAITING:
                return
