"""A small county to be driven at random: two agencies, two lines each, ten people."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.test import Client

from actions.choices import DeliveryStatus
from actions.models import Action, Period, Return, ReturnLine
from partnerships.models import User
from tests.factories import (
    ActionFactory,
    AgencyFactory,
    PeriodFactory,
    ReturnFactory,
    ReturnLineFactory,
    UserFactory,
)
from tests.factories.quarter import QUARTER

#: Who writes for which agency. Everybody else must never change its words.
WRITERS = {
    "police": {"police contact", "police approver"},
    "council": {"council contact", "council approver"},
}
OFFICERS = {"officer", "other officer"}
PEOPLE = (
    "police contact",
    "police approver",
    "council contact",
    "council approver",
    "officer",
    "other officer",
    "chair",
    "assurer",
    "reader",
    "administrator",
)


@dataclass
class County:
    """The people, and the returns and lines of the quarter that is open."""

    people: dict[str, User]
    period: Period
    returns: dict[str, Return]
    lines: list[ReturnLine] = field(default_factory=list)
    actions: list[Action] = field(default_factory=list)

    def client(self, who: str) -> Client:
        client = Client(raise_request_exception=True)
        client.force_login(self.people[who])
        return client

    def as_today(self, who: str) -> User:
        """Return the person as a new request would find them."""
        return User.objects.get(pk=self.people[who].pk)


def build(*, now: datetime) -> County:
    """Make the county: the council needs sign-off, the police sign themselves.

    The first line of each agency was reported and accepted last quarter.
    """
    agencies = {
        "police": AgencyFactory(name="Constabulary"),
        "council": AgencyFactory(name="County Council", needs_sign_off=True),
    }
    people = {
        f"{name} {role}": UserFactory(**{role: agency})
        for name, agency in agencies.items()
        for role in ("contact", "approver")
    } | {
        "officer": UserFactory(officer=True),
        "other officer": UserFactory(officer=True),
        "chair": UserFactory(chair=True),
        "assurer": UserFactory(assurer=True),
        "reader": UserFactory(reader=True),
        "administrator": UserFactory(administrator=True),
    }
    period = PeriodFactory()
    earlier = PeriodFactory(quarter=QUARTER.previous, closed=True)
    county = County(people=people, period=period, returns={})
    for name, agency in agencies.items():
        county.returns[name] = ReturnFactory(period=period, agency=agency)
        last = ReturnFactory(period=earlier, agency=agency, accepted=True)
        for number in range(2):
            action = ActionFactory(
                active=True,
                lead_agency=agency,
                baseline_on=(now + timedelta(days=90)).date(),
                forecast_on=(now + timedelta(days=90)).date(),
            )
            county.actions.append(action)
            county.lines.append(
                ReturnLineFactory(quarterly_return=county.returns[name], action=action)
            )
            if number == 0:
                ReturnLineFactory(
                    quarterly_return=last,
                    action=action,
                    reported=DeliveryStatus.ON_TRACK,
                )
    return county
