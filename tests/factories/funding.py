"""Money that ends. ``FundingConcernFactory(settled=True)`` has left the horizon.

``FundingConcernFactory(actions=[...])`` names the actions that depend on it.
"""

from datetime import UTC, date, datetime

import factory
from factory.django import DjangoModelFactory

from assurance.models import FundingConcern, FundingDependant
from tests.factories.actions import ActionFactory
from tests.factories.partnerships import UserFactory


class FundingConcernFactory(DjangoModelFactory):
    class Meta:
        model = FundingConcern
        skip_postgeneration_save = True

    class Params:
        settled = factory.Trait(
            settled_on=date(2026, 10, 7), settled_why="Renewed until 2029."
        )

    stream = factory.Sequence(lambda n: f"Fund {n}")
    ends_on = date(2027, 3, 31)
    note = "The grant has not been renewed."
    recorded_by = factory.SubFactory(UserFactory, officer=True)
    recorded_at = datetime(2026, 10, 5, 9, tzinfo=UTC)

    @factory.post_generation
    def actions(self, create, dependants, **fields):
        """Name the actions that depend on it."""
        if create:
            for action in dependants or ():
                FundingDependantFactory(concern=self, action=action)


class FundingDependantFactory(DjangoModelFactory):
    class Meta:
        model = FundingDependant

    concern = factory.SubFactory(FundingConcernFactory)
    action = factory.SubFactory(ActionFactory, active=True)
