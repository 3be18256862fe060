"""The standing checks in the browser: all of them, and one with what it finds."""

from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.generic import ListView, TemplateView

from assurance.selectors.checks import checks_page
from assurance.views.shared import AssurancePage
from hcss.kernel import as_at, standing
from hcss.kernel.csv import csv_response
from hcss.kernel.standing import Check, Moment


class ChecksView(AssurancePage, TemplateView):
    """Contradictions and gaps by grade, each finding with what mends it."""

    template_name = "assurance/checks.html"
    sealed_as = "checks"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if as_at.is_asked(request.GET):
            return as_at.page(request, code=self.sealed_as)
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        page = checks_page(person=self.who, now=timezone.now())
        return super().get_context_data(page=page, **kwargs)


class CheckView(AssurancePage, ListView):
    """One check and everything it finds that the reader may see; also as CSV."""

    template_name = "assurance/check.html"
    paginate_by = 50
    check: Check

    def find(self) -> None:
        found = standing.check_called(self.kwargs["code"])
        if found is None:
            raise Http404("no such check")
        self.check, self.moment = found, Moment.of(timezone.now())

    def get_queryset(self) -> QuerySet:
        return self.check.rows(self.who, self.moment)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.GET.get("format") == "csv":
            header = ("What", "Why", "Address")
            name = f"check-{self.check.code}.csv"
            return csv_response(name, header, self._csv_rows())  # type: ignore[return-value]
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(check=self.check, **kwargs)
        number = self.check.count(self.moment)
        return context | {
            "findings": self._findings(context["object_list"]),
            "number": number,
            "not_named": number.number - context["paginator"].count,
        }

    def _csv_rows(self) -> Iterator[tuple[str, str, str]]:
        """Return what was found, without what is sensitive (R57)."""
        rows = self.check.official(self.get_queryset())
        for each in self._findings(rows):
            yield each.subject, each.why, self.request.build_absolute_uri(each.url)

    def _findings(self, rows: Any) -> list[standing.Finding]:
        return standing.findings(self.check, rows, person=self.who, moment=self.moment)
