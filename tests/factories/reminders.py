"""The ledger of reminders. A plain reminder is of an opened return, waiting.

``ReminderFactory(sent=True)``, ``failed``, ``refused`` and ``stopped`` are further on;
``of_action=True`` is about an active action that falls due in 30 days.
"""

from datetime import UTC, datetime
from uuid import UUID

import factory
from factory.django import DjangoModelFactory

from actions.choices import Stage
from actions.models import Reminder
from tests.factories.actions import ActionFactory
from tests.factories.partnerships import UserFactory
from tests.factories.quarter import ReturnFactory

PLANNED_AT = datetime(2026, 10, 1, 8, tzinfo=UTC)


class ReminderFactory(DjangoModelFactory):
    class Meta:
        model = Reminder

    class Params:
        of_action = factory.Trait(
            stage=Stage.ACTION_DUE_30,
            quarterly_return=None,
            action=factory.SubFactory(ActionFactory, active=True),
            person=factory.SelfAttribute("action.contact"),
            occasion=factory.LazyAttribute(
                lambda row: f"action:{row.action.pk}:{row.action.forecast_on}"
            ),
            concerns_on=factory.SelfAttribute("action.forecast_on"),
        )
        sent = factory.Trait(
            taken_at=PLANNED_AT,
            claim=UUID("7d9f2bd2-0a4f-4a8e-9f5e-3c1f4c3a9d10"),
            sent_at=PLANNED_AT,
            attempts=1,
        )
        stopped = factory.Trait(
            stopped_at=PLANNED_AT, stopped_because="The return has come in."
        )
        failed = factory.Trait(
            failed_at=PLANNED_AT,
            attempts=1,
            error="The mail server answered: 451 Try again later",
        )
        refused = factory.Trait(
            failed=True,
            refused_at=PLANNED_AT,
            error="The mail server answered: 550 No such mailbox",
        )

    stage = Stage.RETURN_OPENED
    quarterly_return = factory.SubFactory(ReturnFactory)
    person = factory.SubFactory(
        UserFactory, contact=factory.SelfAttribute("...quarterly_return.agency")
    )
    occasion = factory.LazyAttribute(lambda row: f"return:{row.quarterly_return.pk}")
    concerns_on = factory.LazyAttribute(
        lambda row: row.quarterly_return.period.due_at.date()
    )
    planned_at = PLANNED_AT
