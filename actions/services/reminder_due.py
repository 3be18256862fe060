"""Somebody is to be told something: one row of what the rules call for."""

from dataclasses import dataclass
from datetime import date

from actions.choices import Stage
from actions.models import Action, Ask, Period, Return
from actions.models.reminders import words_for_mail
from partnerships.models import User

Key = tuple[int, str, str]


@dataclass(frozen=True, kw_only=True)
class Due:
    """Somebody is to be told something, by the rules as they stand on a day.

    No ``person``: the place is vacant and nobody can be told. ``overtaken_by``
    names the later stage that is told instead.
    """

    stage: Stage
    thing: Return | Action
    occasion: str
    concerns_on: date | None
    person: User | None
    why: str
    overtaken_by: str = ""
    #: It stands in the ledger already and waits to be sent.
    is_waiting: bool = False
    #: The ask about the action that nobody has answered.
    ask: Ask | None = None

    @property
    def key(self) -> Key:
        """What the ledger keeps apart: person, stage, occasion."""
        return (self.person.pk if self.person else 0, self.stage, self.occasion)

    @property
    def about(self) -> str:
        return words_for_mail(self.thing)

    @property
    def url(self) -> str:
        """Where the person reads on and does something about it."""
        return (self.ask or self.thing).get_absolute_url()

    @property
    def period(self) -> Period | None:
        return self.thing.period if isinstance(self.thing, Return) else None
