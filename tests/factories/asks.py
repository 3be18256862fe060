"""What agencies ask of others. A plain ask is of the group, open, needed soon.

``AskFactory(answered=True)`` has its answer, ``closed`` and ``overruled`` their end;
``of_agency=`` asks that agency.
"""

from datetime import UTC, date, datetime

import factory
from factory.django import DjangoModelFactory

from actions.choices import Marking
from actions.models import Ask, AskReply
from actions.return_choices import AskReplyKind, AskState
from tests.factories.partnerships import AgencyFactory, UserFactory
from tests.factories.quarter import ReturnLineFactory

RAISED_AT = datetime(2026, 10, 14, 9, tzinfo=UTC)
ANSWERED_AT = datetime(2026, 10, 16, 9, tzinfo=UTC)
SETTLED_AT = datetime(2026, 10, 19, 9, tzinfo=UTC)


class AskFactory(DjangoModelFactory):
    class Meta:
        model = Ask
        skip_postgeneration_save = True

    class Params:
        answered = factory.Trait(state=AskState.ANSWERED, version=2)
        closed = factory.Trait(state=AskState.CLOSED, version=3, closed_at=SETTLED_AT)
        overruled = factory.Trait(
            state=AskState.OVERRULED, version=2, closed_at=SETTLED_AT
        )
        sensitive = factory.Trait(marking=Marking.SENSITIVE)
        of_another = factory.Trait(of_agency=factory.SubFactory(AgencyFactory))

    line = factory.SubFactory(ReturnLineFactory)
    action = factory.SelfAttribute("line.action")
    agency = factory.SelfAttribute("line.quarterly_return.agency")
    raised_by = factory.SubFactory(
        UserFactory, contact=factory.SelfAttribute("...agency")
    )
    raised_at = RAISED_AT
    text = "Lend an analyst for six weeks."
    of_name = factory.LazyAttribute(
        lambda ask: ask.of_agency.name if ask.of_agency else "the group"
    )
    of_agency = None
    need_by = date(2026, 11, 13)

    @factory.post_generation
    def replies(self, create, extracted, **fields):
        """Give an ask that was answered or settled the words that say so."""
        if not create:
            return
        if self.state in (AskState.ANSWERED, AskState.CLOSED):
            AskReplyFactory(ask=self, **fields)
        if self.state in (AskState.CLOSED, AskState.OVERRULED):
            AskReplyFactory(
                ask=self,
                kind=AskReplyKind(self.state.value),
                text="Settled at the meeting.",
                written_by=self.raised_by,
                written_at=SETTLED_AT,
            )


class AskReplyFactory(DjangoModelFactory):
    """The answer, by an officer."""

    class Meta:
        model = AskReply

    ask = factory.SubFactory(AskFactory)
    kind = AskReplyKind.ANSWER
    text = "The council lends one from 2 November."
    written_by = factory.SubFactory(UserFactory, officer=True)
    written_at = ANSWERED_AT
