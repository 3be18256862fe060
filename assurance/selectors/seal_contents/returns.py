"""How each agency's return stood: in time or not, and its quality beside that."""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Exists, OuterRef, Q, Subquery

from actions.choices import RECEIVED
from actions.models import EvidenceUse, Return, ReturnLine, Submission
from actions.selectors.flags import ASKS_FOR_EVIDENCE
from assurance.selectors.seal_contents.sealing import Sealing, day_of
from assurance.selectors.seal_shapes import SealedReturn
from assurance.selectors.shapes import Position, ReturnFacts


@dataclass
class Quality:
    """How many lines there are by return, unchanged and without evidence."""

    lines: Counter[int] = field(default_factory=Counter)
    unchanged: Counter[int] = field(default_factory=Counter)
    without_evidence: Counter[int] = field(default_factory=Counter)


def sealed_returns(
    sealing: Sealing, position: Position, repeated: Collection[int]
) -> tuple[SealedReturn, ...]:
    """Return every return of the quarter by agency. Two queries.

    Whether it came, and when, is as the position says it.
    """
    quality = _quality(sealing, repeated)
    facts = {each.agency_slug: each for each in position.returns.agencies}
    rows: list[Any] = sorted(
        _returns(sealing), key=lambda row: (row.agency_name, row.agency.slug)
    )
    return tuple(_return(row, facts[row.agency.slug], quality) for row in rows)


def _returns(sealing: Sealing) -> Any:
    whole = Submission.objects.filter(quarterly_return=OuterRef("pk"))
    signed = whole.filter(is_amendment=False).order_by("-version")
    return (
        Return.objects.filter(period=sealing.period)
        .select_related("agency")
        .annotate(
            signed_name=Subquery(signed.values("signed_name")[:1]),
            signed_post=Subquery(signed.values("signed_post")[:1]),
        )
    )


def _quality(sealing: Sealing, repeated: Collection[int]) -> Quality:
    """Count the lines of each return; what came in without evidence that it asks for.

    Words, a link or an item of evidence will do.
    """
    supported = EvidenceUse.objects.filter(line=OuterRef("pk"), removed_at=None)
    bare = Q(
        reported__status__in=ASKS_FOR_EVIDENCE,
        reported__evidence="",
        reported__evidence_link="",
    )
    received = Q(quarterly_return__state__in=RECEIVED)
    rows = ReturnLine.objects.filter(quarterly_return__period=sealing.period)
    wanting = set(rows.filter(received, bare, ~Exists(supported)).values_list("pk"))
    counted = Quality()
    for pk, of in rows.values_list("pk", "quarterly_return"):
        counted.lines[of] += 1
        counted.unchanged[of] += pk in repeated
        counted.without_evidence[of] += (pk,) in wanting
    return counted


def _return(row: Any, facts: ReturnFacts, quality: Quality) -> SealedReturn:
    is_received = row.state in RECEIVED
    return SealedReturn(
        agency=row.agency_name,
        agency_slug=row.agency.slug,
        kind=facts.kind,
        label=facts.label,
        is_nil=facts.is_nil,
        state=row.state,
        sent_at=facts.sent_at,
        signed_name=row.signed_name or "" if is_received else "",
        signed_post=row.signed_post or "" if is_received else "",
        accepted_on=day_of(row.accepted_at),
        lines=quality.lines[row.pk],
        lines_unchanged=quality.unchanged[row.pk],
        lines_without_evidence=quality.without_evidence[row.pk],
        missing_before=facts.missing_before,
        missing_twice=facts.missing_twice,
    )
