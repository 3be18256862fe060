"""Where an officer may begin: what the Agreement says of money (R7)."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Prefetch, Q

from actions.choices import ActionLife
from actions.models import Action
from assurance.models import FundingConcern
from partnerships.models import User
from priorities.choices import RegisterCategory, StatementKind
from priorities.models import Agreement, Mention, RegisterEntry, Statement

#: A sentence with one of these speaks of money.
_MONEY = ("fund", "grant", "financ", "budget", "money")


@dataclass(frozen=True)
class Start:
    """A sentence that speaks of money, and what may be recorded from it."""

    statement: Statement
    #: The funding streams of the register that it names.
    entries: list[RegisterEntry]
    #: What has been recorded from it already.
    concerns: list[FundingConcern]


def starting_points() -> list[Start]:
    """Return the concerns about money and the mentions of funding streams.

    In the order of the current agreement. Four queries. They are proposals: what is
    recorded is what an officer records.
    """
    agreement = Agreement.objects.current().first()
    if agreement is None:
        return []
    streams = Mention.objects.filter(entry__category=RegisterCategory.FUNDING)
    is_concern = Q(kind=StatementKind.CONCERN) | Q(also_kind=StatementKind.CONCERN)
    found: Iterable[Any] = (
        Statement.objects.of(agreement)
        .filter(
            (is_concern & _says_money("text")) | Q(pk__in=streams.values("statement"))
        )
        .with_place()
        .prefetch_related(
            Prefetch("mentions", streams.select_related("entry"), to_attr="streams"),
            Prefetch("funding_concerns", to_attr="recorded"),
        )
    )
    return [
        Start(each, [named.entry for named in each.streams], each.recorded)
        for each in found
    ]


def offered_actions(*, person: User) -> list[Action]:
    """Return the actions that may depend on a stream: promised on money come first.

    Such as “subject to future funding” (R28). One query; nothing that is closed.
    """
    open_now = Action.objects.visible_to(person).of_current_agreement()
    actions = list(open_now.exclude(life=ActionLife.CLOSED).with_people().by_ref())
    return sorted(actions, key=lambda action: not is_on_money(action))


def is_on_money(action: Action) -> bool:
    """Say whether it is promised on a condition that speaks of money."""
    condition = action.condition.lower()
    return any(word in condition for word in _MONEY)


def _says_money(field: str) -> Q:
    said = Q()
    for word in _MONEY:
        said |= Q(**{f"{field}__icontains": word})
    return said
