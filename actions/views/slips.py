"""The slip ledger in the browser."""

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet

from actions.choices import DateChangeState
from actions.forms.lock_filters import SlipFilter
from actions.models import DateChange
from actions.selectors.slips import OFTEN, ledger, totals
from hcss.kernel.csv import when
from partnerships.views.shared import AppointedList


class SlipsView(AppointedList):
    """Every date that moved, with what slipped by agency and by reason."""

    rule = "partnerships.read_content"
    template_name = "actions/slips.html"
    context_object_name = "changes"
    filterset_class = SlipFilter
    defaults = {"state": DateChangeState.APPROVED.value}
    sealed_as = "date_changes"
    csv_name = "slips.csv"
    csv_header = (
        "Reference",
        "Title",
        "Lead agency",
        "Life",
        "Baseline",
        "Number",
        "From",
        "To",
        "Days moved",
        "Days from the baseline",
        "Forecast now",
        "Times moved",
        "Slipped twice or more",
        "Reason",
        "Explanation",
        "Asked by",
        "Asked at",
        "State",
        "Decided by",
        "Decided at",
        "Decision",
        "Comment",
    )

    def rows(self) -> QuerySet[DateChange]:
        found: QuerySet[DateChange] = ledger(reader=self.who)
        return found

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            totals=totals(reader=self.who), often=OFTEN, **kwargs
        )

    def csv_rows(self, found: Any) -> Iterable[tuple[Any, ...]]:
        """Return what was filtered, without what is sensitive (R57)."""
        return (
            (
                each.action.ref,
                each.action.title,
                each.action.lead_agency,
                each.action.get_life_display(),
                each.action.baseline_on,
                each.number,
                each.old_on,
                each.new_on,
                each.days_moved,
                each.days_from_baseline,
                each.action.forecast_on,
                each.times,
                "yes" if each.later >= OFTEN else "no",
                each.get_reason_display(),
                each.explanation,
                each.asked_by,
                when(each.asked_at),
                each.get_state_display(),
                each.decided_by,
                when(each.decided_at),
                each.decision,
                each.comment,
            )
            for each in found.official()
        )
