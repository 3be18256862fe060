"""Inside the agency, before a return goes to the group."""

from datetime import UTC, datetime

import factory
from factory.django import DjangoModelFactory

from actions.models import SignOff
from actions.return_choices import SignOffOutcome
from tests.factories.partnerships import UserFactory
from tests.factories.quarter import ReturnFactory

ASKED_AT = datetime(2026, 10, 19, 15, tzinfo=UTC)
SENT_BACK_AT = datetime(2026, 10, 19, 16, tzinfo=UTC)


class SignOffFactory(DjangoModelFactory):
    """A round that waits for the approver of an agency that needs sign-off.

    ``sent_back=True`` is over: the return is a draft again.
    """

    class Meta:
        model = SignOff

    class Params:
        sent_back = factory.Trait(
            quarterly_return=factory.SubFactory(
                ReturnFactory, draft=True, agency__needs_sign_off=True
            ),
            outcome=SignOffOutcome.SENT_BACK,
            decided_by=factory.SubFactory(
                UserFactory,
                approver=factory.SelfAttribute("...quarterly_return.agency"),
            ),
            decided_at=SENT_BACK_AT,
            comment="Name the author of the plan.",
        )

    quarterly_return = factory.SubFactory(
        ReturnFactory, awaiting=True, agency__needs_sign_off=True
    )
    asked_by = factory.SubFactory(
        UserFactory, contact=factory.SelfAttribute("...quarterly_return.agency")
    )
    asked_at = ASKED_AT
    note = "The figures on the second line are new."
