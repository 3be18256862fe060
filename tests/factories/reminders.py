"""The ledger of reminders. A plain reminder is of an opened return, waiting.

``ReminderFactory(sent=True)``, ``failed``, ``refused``, ``held``, ``shown`` and
``stopped`` are further on;
``of_action=True`` is about an active action that falls due in 30 days.
"""

import hashlib
from datetime import UTC, datetime
from uuid import UUID

import factory
from factory.django import DjangoModelFactory

from actions.choices import Stage
from actions.models import (
    CalendarAddress,
    Digest,
    Reminder,
    ReminderPreference,
    StageChange,
)
from tests.factories.actions import ActionFactory
from tests.factories.partnerships import UserFactory
from tests.factories.quarter import ReturnFactory

PLANNED_AT = datetime(2026, 10, 1, 8, tzinfo=UTC)


class DigestFactory(DjangoModelFactory):
    """A message that was sent; ``failed``, ``lost`` and so on are further on."""

    class Meta:
        model = Digest

    class Params:
        under_way = factory.Trait(sent_at=None)
        lost = factory.Trait(sent_at=None, lost_at=PLANNED_AT)
        delivered = factory.Trait(delivered_at=PLANNED_AT)
        delayed = factory.Trait(came_back_at=PLANNED_AT)
        bounced = factory.Trait(
            came_back_at=PLANNED_AT,
            came_back_for_good=True,
            error="The mail came back: 550 5.1.1 User unknown",
        )
        failed = factory.Trait(
            sent_at=None,
            failed_at=PLANNED_AT,
            error="The mail server answered: 451 Try again later",
        )
        refused = factory.Trait(
            failed=True,
            is_refused=True,
            error="The mail server answered: 550 No such mailbox",
        )

    person = factory.SubFactory(UserFactory)
    address = factory.SelfAttribute("person.email")
    subject = "2 reminders from Community safety priorities"
    message_id = factory.Sequence(lambda number: f"<reminders-{number}@hcss.example>")
    begun_at = PLANNED_AT
    sent_at = PLANNED_AT


class ReminderFactory(DjangoModelFactory):
    class Meta:
        model = Reminder
        exclude = ("about",)

    class Params:
        of_action = factory.Trait(
            stage=Stage.ACTION_DUE_30,
            kind="action",
            about=factory.SubFactory(ActionFactory, active=True),
            person=factory.SelfAttribute("about.contact"),
            occasion=factory.LazyAttribute(
                lambda row: f"action:{row.about.pk}:{row.about.forecast_on}"
            ),
            concerns_on=factory.SelfAttribute("about.forecast_on"),
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
        held = factory.Trait(
            held_at=PLANNED_AT, held_by=factory.SubFactory(UserFactory, officer=True)
        )
        #: What its person wants to be told of in the service only.
        shown = factory.Trait(is_mailed=False, sent_at=PLANNED_AT)

    #: What it is about: a return, or with ``of_action`` an action.
    about = factory.SubFactory(ReturnFactory)
    stage = Stage.RETURN_OPENED
    kind = "return"
    thing_id = factory.SelfAttribute("about.pk")
    person = factory.SubFactory(
        UserFactory, contact=factory.SelfAttribute("...about.agency")
    )
    occasion = factory.LazyAttribute(
        lambda row: (
            f"return:{row.about.pk}"
            + ("" if row.stage == Stage.RETURN_OPENED else f":{row.concerns_on}")
        )
    )
    concerns_on = factory.LazyAttribute(lambda row: row.about.period.due_at.date())
    planned_at = PLANNED_AT


class StageChangeFactory(DjangoModelFactory):
    """The first version of a stage that an officer made: later, in other words."""

    class Meta:
        model = StageChange

    stage = Stage.RETURN_LATE
    version = 1
    count = 2
    unit = "working_days"
    sentence = "Please send the {about}."
    is_on = True
    changed_by = factory.SubFactory(UserFactory, officer=True)
    changed_at = PLANNED_AT


class ReminderPreferenceFactory(DjangoModelFactory):
    """Somebody who wants what is not their duty on Mondays only."""

    class Meta:
        model = ReminderPreference

    person = factory.SubFactory(UserFactory, contact=True)
    weekdays = factory.LazyFunction(lambda: [0])


class CalendarAddressFactory(DjangoModelFactory):
    """The address of a contact's calendar; its secret is ``secret``."""

    class Meta:
        model = CalendarAddress

    class Params:
        secret = factory.Sequence(lambda n: f"secret-of-a-calendar-{n}")

    person = factory.SubFactory(UserFactory, contact=True)
    digest = factory.LazyAttribute(
        lambda address: hashlib.sha256(address.secret.encode()).hexdigest()
    )
    made_at = PLANNED_AT
