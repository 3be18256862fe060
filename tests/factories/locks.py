"""More time, and amendments."""

from datetime import UTC, date, datetime

import factory
from factory.django import DjangoModelFactory

from actions.choices import DeliveryStatus
from actions.models import Amendment, Extension
from actions.return_choices import AmendmentState, ExtensionState
from tests.factories.partnerships import UserFactory
from tests.factories.quarter import ReturnFactory, ReturnLineFactory

ASKED_AT = datetime(2026, 10, 29, 9, tzinfo=UTC)
DECIDED_AT = datetime(2026, 10, 29, 11, tzinfo=UTC)


class ExtensionFactory(DjangoModelFactory):
    """Asked for by a contact after the close; ``granted=True`` until 6 November."""

    class Meta:
        model = Extension
        skip_postgeneration_save = True

    class Params:
        granted = factory.Trait(
            state=ExtensionState.GRANTED,
            until=datetime(2026, 11, 6, 17, tzinfo=UTC),
            decided_by=factory.SubFactory(UserFactory, officer=True),
            decided_at=DECIDED_AT,
            comment="Agreed by telephone.",
        )
        refused = factory.Trait(
            state=ExtensionState.REFUSED,
            decided_by=factory.SubFactory(UserFactory, officer=True),
            decided_at=DECIDED_AT,
            comment="The paper has gone to the group.",
        )

    quarterly_return = factory.SubFactory(ReturnFactory, no_return=True)
    reason = "Both authors are away until 3 November."
    asked_by = factory.SubFactory(
        UserFactory, contact=factory.SelfAttribute("...quarterly_return.agency")
    )
    asked_at = ASKED_AT

    @factory.post_generation
    def time(self, create, extracted, **fields):
        """What was granted is on the return."""
        if create and self.state == ExtensionState.GRANTED:
            self.quarterly_return.extended_until = self.until
            self.quarterly_return.save()


class AmendmentFactory(DjangoModelFactory):
    """An agency proposes that a line accepted as on track was at risk."""

    class Meta:
        model = Amendment

    class Params:
        by_officer = factory.Trait(
            by_agency=False, proposed_by=factory.SubFactory(UserFactory, officer=True)
        )
        refused = factory.Trait(
            state=AmendmentState.REFUSED,
            decided_by=factory.SubFactory(UserFactory, officer=True),
            decided_at=datetime(2026, 11, 4, 9, tzinfo=UTC),
            comment="The paper shows it as it was.",
        )

    line = factory.SubFactory(
        ReturnLineFactory,
        quarterly_return__accepted=True,
        reported=DeliveryStatus.ON_TRACK,
    )
    quarterly_return = factory.SelfAttribute("line.quarterly_return")
    number = factory.LazyAttribute(
        lambda amendment: amendment.quarterly_return.amendments.count() + 1
    )
    original = factory.SelfAttribute("line.reported")
    status = DeliveryStatus.AT_RISK
    progress = factory.SelfAttribute("original.progress")
    issue = "One author left in September."
    recovery_step = "The deputy writes it."
    recovery_on = date(2026, 11, 20)
    reason = "The line was sent in before we knew."
    by_agency = True
    proposed_by = factory.SubFactory(
        UserFactory, contact=factory.SelfAttribute("...quarterly_return.agency")
    )
    proposed_at = datetime(2026, 11, 3, 9, tzinfo=UTC)
