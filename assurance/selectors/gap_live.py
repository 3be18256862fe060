"""The gap between the two judgements, from the database."""

from collections.abc import Iterable
from dataclasses import fields
from typing import Any

from django.db.models import BooleanField, Exists, ExpressionWrapper, F, OuterRef
from django.utils import timezone

from actions.choices import Marking
from actions.models import ReturnLine
from actions.policy import is_cleared
from assurance.choices import WHOLE, Shown
from assurance.selectors.gap import gap_of, pairs
from assurance.selectors.gap_history import since_of
from assurance.selectors.gap_shapes import (
    AgencyWords,
    Judgement,
    JudgementGap,
    Rating,
    Scope,
)
from assurance.selectors.opinions import Opinions, opinions_at
from assurance.selectors.seal_shapes import SealedGap
from assurance.selectors.statuses import REPORTED, Statuses
from partnerships.models import User
from priorities.models.agreement import OWNERSHIP

_WORDS = [each.name for each in fields(AgencyWords)]
_LINE_COLUMNS = {
    "ref": F("action__ref"),
    "title": F("action__title"),
    "number": F("action__priority__number"),
    "priority_pk": F("action__priority"),
    "heading_pk": F("action__heading"),
    "heading_code": F("action__heading__code"),
    "heading_label": F("action__heading__label"),
    "action_marking": F("action__marking"),
    "agency": F("quarterly_return__agency_name"),
    "agency_slug": F("quarterly_return__agency__slug"),
    "agency_pk": F("quarterly_return__agency"),
    "line_marking": F("reported__marking"),
    "said_by": F("reported__submission__signed_name"),
    "said_by_post": F("reported__submission__signed_post"),
    "said_at": F("reported__submission__submitted_at"),
    **{f"said_{name}": F(f"reported__{name}") for name in _WORDS},
}
Row = dict[str, Any]


def live_gap(*, statuses: Statuses, person: User) -> JudgementGap:
    """Return the gap as ``person`` may read it, in the position of ``statuses``.

    Six queries, however many lines there are. Every figure includes what the person
    may not read. Named are only lines that they may see; of those whose words are
    OFFICIAL-SENSITIVE the status is there and the words are not (R57).
    """
    rows = _lines(statuses, person)
    ratings = [_rating(row, person) for row in rows] + _others(statuses)
    opinions = opinions_at(agreement=statuses.agreement, standpoint=statuses.standpoint)
    judgements = _judgements(rows, opinions)
    found = pairs(ratings, judgements)
    since = since_of(found, statuses=statuses, scales=opinions.scales)
    in_force = opinions.scales.of_version(opinions.scales.in_force)
    return gap_of(
        ratings,
        judgements,
        since=since,
        levels=[(each.label, each.tone) for each in in_force],
    )


def sealed_gaps(*, statuses: Statuses) -> tuple[SealedGap, ...]:
    """Return since when each line differs: what a seal keeps. Six queries."""
    rows = _lines(statuses, None)
    ratings = [_rating(row, None) for row in rows]
    opinions = opinions_at(agreement=statuses.agreement, standpoint=statuses.standpoint)
    found = pairs(ratings, _judgements(rows, opinions))
    since = since_of(found, statuses=statuses, scales=opinions.scales)
    return tuple(SealedGap(ref=ref, since=day) for ref, day in since.items())


def _lines(statuses: Statuses, person: User | None) -> list[Row]:
    """Return the period's lines with what was said on each. One query."""
    seen = ReturnLine.objects.all()
    if person is not None:
        seen = seen.visible_to(person)
    lines = statuses.lines().annotate(
        is_readable=Exists(seen.filter(pk=OuterRef("pk"))),
        is_reported=ExpressionWrapper(REPORTED, output_field=BooleanField()),
    )
    return list(lines.values("shown", "is_readable", "is_reported", **_LINE_COLUMNS))


def _rating(row: Row, person: User | None) -> Rating:
    is_hidden = _is_hidden(row, person)
    is_open = row["is_reported"] and not is_hidden
    said_at = row["said_at"] if row["is_reported"] else None
    return Rating(
        ref=row["ref"],
        title=row["title"],
        priority_number=row["number"],
        heading_code=_assessed(row["heading_code"]),
        heading_label=row["heading_label"] or "",
        agency=row["agency"],
        agency_slug=row["agency_slug"],
        status=row["shown"],
        status_label=Shown(row["shown"]).label,
        is_reported=row["is_reported"],
        words=_words(row) if is_open else AgencyWords(),
        said_by=row["said_by"] or "",
        said_by_post=row["said_by_post"] or "",
        said_on=timezone.localtime(said_at).date() if said_at else None,
        is_hidden=is_hidden,
        is_sensitive=row["action_marking"] == Marking.SENSITIVE,
        is_sensitive_line=row["line_marking"] == Marking.SENSITIVE,
        is_named=row["is_readable"],
    )


def _words(row: Row) -> AgencyWords:
    said = {name: row[f"said_{name}"] for name in _WORDS}
    return AgencyWords(**said)


def _is_hidden(row: Row, person: User | None) -> bool:
    """Say whether the words are OFFICIAL-SENSITIVE and not for the person (R57)."""
    is_sensitive = Marking.SENSITIVE in (row["line_marking"], row["action_marking"])
    if person is None or not is_sensitive:
        return False
    return not is_cleared(person, agency_id=row["agency_pk"])


def _assessed(code: str | None) -> str:
    """Return the heading's code if opinions are given under it; ownership is not."""
    return "" if code in (None, OWNERSHIP) else str(code)


def _others(statuses: Statuses) -> list[Rating]:
    """Return the agreed actions without a line this quarter, to be counted only."""
    rows = statuses.others().values_list("ref", "priority__number", "shown")
    return [_unreported(*row) for row in rows]


def _unreported(ref: str, number: int, shown: str) -> Rating:
    return Rating(
        ref=ref,
        title="",
        priority_number=number,
        heading_code="",
        heading_label="",
        agency="",
        agency_slug="",
        status=shown,
        status_label=Shown(shown).label,
        is_reported=False,
        words=AgencyWords(),
        said_by="",
        said_by_post="",
        said_on=None,
        is_hidden=False,
        is_sensitive=False,
        is_sensitive_line=False,
        is_named=False,
    )


def _judgements(rows: Iterable[Row], opinions: Opinions) -> dict[Scope, Judgement]:
    """Return the last opinion on each cell that a line stands in."""
    found: dict[Scope, Judgement] = {}
    for row in rows:
        code = _assessed(row["heading_code"])
        scope = (row["priority_pk"], row["heading_pk"] if code else None)
        if scope in opinions.now:
            found[row["number"], code or WHOLE] = _judgement(scope, opinions)
    return found


def _judgement(scope: tuple[int, int | None], opinions: Opinions) -> Judgement:
    opinion = opinions.now[scope]
    level = opinions.scales.level_of(opinion)
    return Judgement(
        number=opinion.pk,
        level=level.code,
        level_label=level.label,
        tone=level.tone,
        reason=opinion.reason,
        giver=opinion.giver_label,
        given_by=opinion.given_by_name,
        given_by_post=opinion.given_by_post,
        given_on=opinion.given_on,
        is_out_of_date=opinion.is_out_of_date(on=opinions.standpoint.on),
    )
