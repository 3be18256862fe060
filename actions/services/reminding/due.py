"""Somebody is to be told something: one row of what the rules call for."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from actions.services.reminding.wording import Sentence, parted
from hcss.kernel import reminding
from hcss.kernel.reminding import Source, StageRule
from partnerships.models import User

Key = tuple[int, str, str]


@dataclass(frozen=True, kw_only=True)
class Due:
    """Somebody is to be told something, by the rules as they stand on a day.

    No ``person``: the place is vacant and nobody can be told. ``overtaken_by``
    names the later stage that is told instead. It is a duty if the stage is, or if an
    earlier one was that told the same person of the same thing: the later one then
    stands for it.
    """

    rule: StageRule
    thing: Any
    occasion: str
    #: The date that the stage counts from.
    counted_from: date
    person: User | None
    why: str
    overtaken_by: str = ""
    stands_for_a_duty: bool = False

    @property
    def is_duty(self) -> bool:
        """Whether its person has no choice how to be told."""
        return self.rule.is_duty or self.stands_for_a_duty

    @property
    def stage(self) -> str:
        return self.rule.code

    @property
    def stage_label(self) -> str:
        return self.rule.label

    @property
    def kind(self) -> str:
        return self.rule.kind

    @property
    def source(self) -> Source:
        return reminding.source_of(self.rule.kind)

    @property
    def key(self) -> Key:
        """What the ledger keeps apart: person, stage, occasion."""
        return (self.person.pk if self.person else 0, self.stage, self.occasion)

    @property
    def concerns_on(self) -> date | None:
        """The day it is about: its last day, if things of its kind have one."""
        ends = self.source.deadlines
        if not ends or self.rule.counted_from in ends:
            return self.counted_from
        dates = self.source.dates_of(self.thing)
        return next((dates[name] for name in ends if dates.get(name)), None)

    @property
    def about(self) -> str:
        """Name it as a mail may (R57, R58)."""
        return self.source.about(self.thing)

    @property
    def sentence(self) -> str:
        """Say it in the stage's words, with the facts of the thing."""
        facts = self.source.facts(self.thing, self.counted_from)
        return self.rule.sentence.format_map(facts)

    @property
    def parted(self) -> Sentence:
        """The sentence with the name of the thing by itself, for a link."""
        return parted(self.sentence, name=self.about)

    @property
    def url(self) -> str:
        """Where the person reads on and does something about it."""
        found: str = self.thing.get_absolute_url()
        return found
