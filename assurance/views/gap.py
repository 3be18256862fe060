"""Where the agency's rating and the assurer's opinion differ, in the browser."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.generic import ListView

from assurance.forms.gap import GapFilterForm
from assurance.selectors.gap import exported, narrowed
from assurance.selectors.gap_page import gap_page
from assurance.selectors.gap_shapes import DifferingLine
from assurance.views.shared import AssurancePage
from hcss.kernel.csv import csv_response
from priorities.models import Agreement

CSV_HEADER = (
    "Quarter",
    "Reference",
    "Title",
    "Priority",
    "Cell",
    "Lead agency",
    "Direction",
    "Differ since",
    "Agency’s rating",
    "Progress",
    "Reported to",
    "Reported on",
    "Issue",
    "Recovery step",
    "Cause",
    "Signed by",
    "Post",
    "Sent on",
    "Opinion",
    "Reason",
    "Given as",
    "Given by",
    "Giver’s post",
    "Given on",
)


class GapView(AssurancePage, ListView):
    """Only the lines on which the two differ; also as CSV (``?format=csv``)."""

    template_name = "assurance/gap.html"
    context_object_name = "differences"
    paginate_by = 25

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        word = request.GET.get("as_at", "")
        try:
            self.page = gap_page(word=word, person=self.who, now=timezone.now())
        except ValidationError as error:
            why = {"why": error.messages}
            return render(request, "as_at_refused.html", why, status=400)
        except Agreement.DoesNotExist:
            return render(request, "assurance/no_agreement.html")
        except ObjectDoesNotExist as error:
            raise Http404(str(error)) from error
        self.form = GapFilterForm(request.GET)
        if request.GET.get("format") == "csv":
            rows = _csv_rows(self.page.quarter_label, exported(self.get_queryset()))
            return csv_response("gap.csv", CSV_HEADER, rows)  # type: ignore[return-value]
        return super().get(request, *args, **kwargs)

    def get_queryset(self) -> list[DifferingLine]:  # type: ignore[override]
        if not self.form.is_valid():
            return []
        return narrowed(self.page.gap.differences, **self.form.chosen)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        asked = self.request.GET.get("as_at", "")
        return super().get_context_data(
            page=self.page,
            facts=self.page.gap.facts,
            filter_form=self.form,
            named=len(self.page.gap.differences),
            asked=asked,
            clear_url=f"?as_at={asked}" if asked else "?",
            **kwargs,
        )


def _csv_rows(
    quarter: str, differences: Sequence[DifferingLine]
) -> Iterator[tuple[Any, ...]]:
    for each in differences:
        yield (
            quarter,
            each.ref,
            each.title,
            each.priority_number,
            each.scope,
            each.agency,
            each.direction_label,
            each.since,
            each.status_label,
            each.progress,
            each.reported_to,
            each.reported_on,
            each.issue,
            each.recovery_step,
            each.cause,
            each.said_by,
            each.said_by_post,
            each.said_on,
            each.level_label,
            each.reason,
            each.giver,
            each.given_by,
            each.given_by_post,
            each.given_on,
        )
