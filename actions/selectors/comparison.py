"""Words of an earlier quarter: beside the box, not in it until they are attested."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Case, F, OuterRef, Q, QuerySet, Subquery, When

from actions.choices import DeliveryStatus, ReturnState
from actions.models import ReportedLine, ReturnLine
from actions.models.lines import LineWords
from hcss.kernel.quarters import Quarter

#: The texts in which an agency could repeat itself.
TEXTS = ("progress", "issue", "recovery_step", "cause", "ask", "evidence")


@dataclass(frozen=True)
class Earlier:
    """What was reported on the same action before, and for which quarter.

    ``is_accepted`` is False for words that were sent in and not accepted yet.
    """

    quarter: Quarter
    words: ReportedLine
    is_accepted: bool


def last_quarter(lines: Iterable[ReturnLine]) -> dict[int, Earlier]:
    """Return, by line, the words last accepted on its action in an earlier quarter.

    Where none ever were, those last sent in. One query. Another agency's words,
    from before it handed the action on, only once they were accepted.
    """
    wanted = {line.action_id: line.pk for line in lines}
    earlier = ReportedLine.objects.filter(
        pk__in=ReturnLine.objects.filter(pk__in=wanted.values()).values(
            previous=Subquery(_previous_report())
        )
    ).select_related("line__quarterly_return__period", "line__action")
    return {
        wanted[words.line.action_id]: Earlier(
            quarter=words.line.quarterly_return.period.quarter,
            words=words,
            is_accepted=_is_accepted(words.line),
        )
        for words in earlier
    }


def _is_accepted(line: ReturnLine) -> bool:
    whole = line.quarterly_return.state == ReturnState.ACCEPTED
    return whole or line.accepted_at is not None


def same_as_last_quarter(words: LineWords, earlier: Earlier | None) -> bool:
    """Say whether the texts only repeat those of last time (R38a)."""
    if earlier is None:
        return False
    now, then = _texts(words), _texts(earlier.words)
    return any(now) and now == then


def unchanged(lines: "QuerySet[ReturnLine]") -> "QuerySet[ReturnLine]":
    """Keep the lines that were sent in with the texts of last time (R38a).

    For lists: one query, letter for letter.
    """
    said = ~Q(**{f"reported__{name}": "" for name in TEXTS})
    same = ReportedLine.objects.filter(
        pk=OuterRef("previous"),
        **{name: OuterRef(f"reported__{name}") for name in TEXTS},
    )
    annotated = lines.annotate(previous=Subquery(_previous_report()))
    return annotated.filter(said, previous__isnull=False).filter(
        previous__in=Subquery(same.values("pk"))
    )


def unexplained(lines: "QuerySet[ReturnLine]") -> "QuerySet[ReturnLine]":
    """Keep the lines rated otherwise than last time, with nothing new said.

    Nothing written at all, or the texts of last time again. *Nothing due* is no
    rating; what was reported to another board says why (R38b). One query.
    """
    previous = _previous_report()
    same = ReportedLine.objects.filter(
        pk=OuterRef("previous"),
        **{name: OuterRef(f"reported__{name}") for name in TEXTS},
    )
    nothing_said = Q(**{f"reported__{name}": "" for name in TEXTS})
    rerated = (
        lines.annotate(
            previous=Subquery(previous), was_rated=Subquery(previous.values("status"))
        )
        .exclude(reported__status=DeliveryStatus.NOTHING_DUE)
        .exclude(was_rated=DeliveryStatus.NOTHING_DUE)
        .filter(~Q(was_rated=F("reported__status")), previous__isnull=False)
    )
    return rerated.filter(
        nothing_said | Q(previous__in=Subquery(same.values("pk"))),
        reported__reported_to="",
    )


def _previous_report() -> QuerySet:
    readable = Q(
        current_for__quarterly_return__agency=OuterRef("quarterly_return__agency")
    ) | Q(current_for__quarterly_return__state=ReturnState.ACCEPTED)
    accepted = Q(current_for__accepted_at__isnull=False) | Q(
        current_for__quarterly_return__state=ReturnState.ACCEPTED
    )
    period = "current_for__quarterly_return__period__starts_on"
    return (
        ReportedLine.objects.filter(
            readable,
            current_for__action=OuterRef("action"),
            **{f"{period}__lt": OuterRef("quarterly_return__period__starts_on")},
        )
        .order_by(Case(When(accepted, then=0), default=1), F(period).desc())
        .values("pk")[:1]
    )


def _texts(words: LineWords) -> list[str]:
    return [" ".join(str(getattr(words, name)).split()).casefold() for name in TEXTS]
