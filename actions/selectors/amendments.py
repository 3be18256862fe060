"""Amendments as one person may read them: before and after, who, why (R33, R57)."""

import copy
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import QuerySet

from actions.choices import ActionLife
from actions.models import Action, Amendment, ReportedLine, Return
from actions.models.lines import LineWords
from actions.selectors import words as line_words
from actions.selectors.actions import status_label
from actions.selectors.handling import words_for
from actions.selectors.windows import london_day
from actions.selectors.words import LABELS, Faults
from partnerships.choices import AGENCY_ROLES
from partnerships.models import User


@dataclass(frozen=True)
class Difference:
    """One field that an amendment changes."""

    field: str
    label: str
    before: object
    after: object

    @property
    def is_date(self) -> bool:
        return isinstance(self.before or self.after, date)


@dataclass(frozen=True)
class Reading:
    """An amendment with what it changes, as far as its reader may read it."""

    amendment: Amendment
    differences: list[Difference]
    #: False where the words are kept from this reader.
    is_readable: bool
    reason: str
    comment: str


def readings(found: Iterable[Amendment], *, reader: User) -> list[Reading]:
    """Return the amendments as ``reader`` may read them."""
    return [reading(each, reader=reader) for each in found]


def reading(amendment: Amendment, *, reader: User) -> Reading:
    """Return the amendment as ``reader`` may read it. It has its line at hand."""
    line = amendment.line
    original = amendment.original
    before = words_for(original, line=line, reader=reader, also=[amendment])
    after = words_for(amendment, line=line, reader=reader, also=[original])
    is_readable = before is original and after is amendment
    return Reading(
        amendment=amendment,
        differences=_differences(before, after, line.action),
        is_readable=is_readable,
        reason=amendment.reason if is_readable else "",
        comment=amendment.comment if is_readable else "",
    )


def of_return(quarterly_return: Return, *, reader: User) -> list[Reading]:
    """Return the amendments of a return, the first one first."""
    found = Amendment.objects.filter(quarterly_return=quarterly_return)
    return readings(_listed(found, reader).order_by("number"), reader=reader)


def of_action(action: Action, *, reader: User) -> list[Reading]:
    """Return the amendments of an action's lines, the newest first."""
    found = Amendment.objects.filter(line__action=action)
    return readings(_listed(found, reader).order_by("-pk"), reader=reader)


def to_agree(person: User) -> list[Amendment]:
    """Return what officers propose and the person's agencies have to decide."""
    found = Amendment.objects.proposed().filter(
        by_agency=False, quarterly_return__agency__in=person.agencies_as(*AGENCY_ROLES)
    )
    return list(_listed(found, person).order_by("proposed_at", "pk"))


def wrong_with(words: LineWords, *, original: ReportedLine, action: Action) -> Faults:
    """Return what is wrong with amended words, by field.

    They are held against the rules of the day on which the original was sent in,
    with the dates as they stood then: an amendment corrects what was said of that
    quarter and does not report on a later one.
    """
    sent_at = original.submission.submitted_at
    on = london_day(sent_at)
    return line_words.everything_wrong(
        words, action=as_it_stood(action, original, at=sent_at), on=on
    )


def as_it_stood(action: Action, original: ReportedLine, *, at: datetime) -> Action:
    """Return a copy of the action with the dates of a report. It is never saved."""
    then = copy.copy(action)
    then.forecast_on = original.forecast_on
    then.baseline_on = original.baseline_on
    then.life = ActionLife.ACTIVE
    met_on = action.condition_met_on
    if met_on is not None and met_on > london_day(at):
        then.condition_met_on = None
    return then


def _listed(found: "QuerySet[Amendment]", reader: User) -> "QuerySet[Amendment]":
    seen: QuerySet[Amendment] = found.visible_to(reader).with_line()  # type: ignore[attr-defined]
    return seen


def _differences(
    before: LineWords, after: LineWords, action: Action
) -> list[Difference]:
    return [
        Difference(
            field=name,
            label=LABELS[name],
            before=_shown(name, getattr(before, name), action),
            after=_shown(name, getattr(after, name), action),
        )
        for name in LineWords.WORDS
        if getattr(before, name) != getattr(after, name)
    ]


def _shown(name: str, value: object, action: Action) -> object:
    return status_label(str(value), life=action.life) if name == "status" else value
