"""An agency's returns over the years, as far as somebody may know of them."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Prefetch, QuerySet

from actions.models import Return, Submission
from actions.selectors.quarter import returns_with_counts
from actions.selectors.receipts import Proof, reference_of
from hcss.kernel import policy
from partnerships.models import Agency, User


@dataclass(frozen=True)
class PastReturn:
    """One return with its proof."""

    quarterly_return: Any
    proofs: list[Proof]

    @property
    def latest(self) -> Proof | None:
        return self.proofs[-1] if self.proofs else None

    @property
    def punctuality(self) -> str:
        if not self.quarterly_return.is_received:
            return ""
        return "Late" if self.quarterly_return.is_late else "On time"

    @property
    def accepted_lines(self) -> int:
        return self.quarterly_return.accepted_line_count or 0

    @property
    def sent_lines(self) -> int:
        return self.quarterly_return.sent_line_count or 0


def returns_of(agency: Agency, *, reader: User) -> QuerySet[Return]:
    """Return the agency's returns that ``reader`` may see, newest first."""
    sent = Submission.objects.order_by("version")
    visible = Return.objects.visible_to(reader).filter(agency=agency).with_agency()
    return (
        returns_with_counts(visible.select_related("accepted_by"))
        .prefetch_related(Prefetch("submissions", sent))
        .order_by("-period__starts_on")
    )


def with_proof(returns: Iterable[Return], *, reader: User) -> list[PastReturn]:
    """Set beside each return the receipts that ``reader`` may have. No query."""
    return [
        PastReturn(quarterly_return=each, proofs=_proofs(each, reader))
        for each in returns
    ]


def _proofs(quarterly_return: Return, reader: User) -> list[Proof]:
    return [
        Proof(submission=each, reference=reference_of(each))
        for each in quarterly_return.submissions.all()
        if policy.allows(reader, "actions.read_receipt", each)
    ]
