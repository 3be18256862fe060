"""The browser's door to an agency's returns over the years."""

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404

from actions.forms.return_filters import HistoryFilter
from actions.models import Return
from actions.selectors.returns_history import PastReturn, returns_of, with_proof
from hcss.kernel.templatetags.show import moment
from partnerships.models import Agency
from partnerships.views.shared import AppointedList


class HistoryView(AppointedList):
    """Every period of an agency: what became of its return, and the proof of it."""

    template_name = "actions/returns_history.html"
    rule = "partnerships.read_content"
    filterset_class = HistoryFilter
    csv_header = (
        "Quarter",
        "State",
        "On time or late",
        "Nil return",
        "Versions",
        "Sent in",
        "Signed by",
        "Lines sent in",
        "Lines accepted",
        "Accepted",
        "Accepted by",
        "Receipt",
    )

    def find(self) -> None:
        self.agency = get_object_or_404(Agency, slug=self.kwargs["agency"])
        self.csv_name = f"returns-{self.agency.slug}.csv"

    def rows(self) -> QuerySet[Return]:
        return returns_of(self.agency, reader=self.who)

    def csv_rows(self, found: QuerySet) -> Iterable[tuple[Any, ...]]:
        return map(_cells, with_proof(found, reader=self.who))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(agency=self.agency, **kwargs)
        shown = context["page_obj"].object_list
        return context | {"history": with_proof(shown, reader=self.who)}


def _cells(past: PastReturn) -> tuple[Any, ...]:
    quarterly_return, latest = past.quarterly_return, past.latest
    return (
        str(quarterly_return.period),
        quarterly_return.get_state_display(),
        past.punctuality,
        "yes" if quarterly_return.is_received and quarterly_return.is_nil else "no",
        quarterly_return.version,
        moment(quarterly_return.submitted_at),
        latest.submission.signed_name if latest else "",
        past.sent_lines,
        past.accepted_lines,
        moment(quarterly_return.accepted_at),
        str(quarterly_return.accepted_by or ""),
        latest.reference if latest else "",
    )
