"""Lines passed on, what came of them, and what contributors write.

A plain delegation is to a colleague with an account; ``DelegationFactory(link=True)``
is a link, sent an hour before the tests' now, whose secret is ``secret``.
"""

import hashlib
from datetime import UTC, datetime, timedelta

import factory
from factory.django import DjangoModelFactory

from actions.choices import DeliveryStatus
from actions.models import ContributorReport, Delegation, Proposal
from tests.factories.actions import ContributionFactory
from tests.factories.partnerships import AgencyFactory, UserFactory
from tests.factories.quarter import WORDS, ReturnLineFactory

GIVEN_AT = datetime(2026, 10, 20, 8, tzinfo=UTC)


class DelegationFactory(DjangoModelFactory):
    class Meta:
        model = Delegation

    class Params:
        secret = factory.Sequence(lambda n: f"secret-{n}")
        link = factory.Trait(
            to_person=None,
            to_name="Sam Stranger",
            to_email=factory.Sequence(lambda n: f"stranger{n}@elsewhere.example"),
            token_digest=factory.LazyAttribute(
                lambda one: hashlib.sha256(one.secret.encode()).hexdigest()
            ),
        )

    line = factory.SubFactory(ReturnLineFactory)
    given_by = factory.SubFactory(
        UserFactory, contact=factory.SelfAttribute("...line.quarterly_return.agency")
    )
    given_at = GIVEN_AT
    to_person = factory.SubFactory(
        UserFactory, employer=factory.SelfAttribute("..line.quarterly_return.agency")
    )
    to_name = factory.SelfAttribute("to_person.name")
    expires_at = GIVEN_AT + timedelta(hours=72)


class ProposalFactory(DjangoModelFactory):
    """On track, with its progress; waiting for the owner."""

    class Meta:
        model = Proposal

    delegation = factory.SubFactory(DelegationFactory, used_at=GIVEN_AT)
    line_version = factory.SelfAttribute("delegation.line.version")
    written_by_name = factory.SelfAttribute("delegation.to_name")
    written_at = GIVEN_AT
    status = DeliveryStatus.ON_TRACK
    progress = WORDS[DeliveryStatus.ON_TRACK]["progress"]


class ContributorReportFactory(DjangoModelFactory):
    """What an agency that contributes to the action says beside the line."""

    class Meta:
        model = ContributorReport
        skip_postgeneration_save = True

    line = factory.SubFactory(ReturnLineFactory)
    agency = factory.SubFactory(AgencyFactory)
    text = "Our two analysts read the draft."
    written_by = factory.SubFactory(
        UserFactory, contact=factory.SelfAttribute("...agency")
    )
    written_at = GIVEN_AT

    @factory.post_generation
    def contribution(self, create, extracted, **fields):
        """Let its agency contribute to the action."""
        action, agency = self.line.action, self.agency
        if create and not action.contributions.filter(agency=agency).exists():
            ContributionFactory(action=action, agency=agency)
