"""Evidence in the browser: the list, one item, its file, and more lines for it."""

from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.db import models
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.generic import View

from actions.forms.evidence import UseForm
from actions.forms.evidence_filters import EvidenceListFilter
from actions.models import Evidence
from actions.return_choices import ScanState
from actions.selectors.evidence import Shown, lines_for, open_file
from actions.services.evidence_uses import use_for
from hcss.kernel import policy
from hcss.kernel.downloads import handed_over
from hcss.kernel.errors import Conflict
from partnerships.views.shared import (
    AppointedDetail,
    AppointedList,
    AppointedPage,
    ServiceForm,
)


class EvidenceListView(AppointedList):
    """Every item that the reader may see, the newest first."""

    rule = "partnerships.read_content"
    template_name = "actions/evidence.html"
    context_object_name = "items"
    filterset_class = EvidenceListFilter
    sealed_as = "evidence"
    csv_name = "evidence.csv"
    csv_header = (
        "Title",
        "Agency",
        "Kind",
        "Date",
        "Age",
        "Valid until",
        "Expired",
        "Link",
        "Held by",
        "Virus scan",
        "Added on",
        "Supports",
    )

    def rows(self) -> QuerySet[Evidence]:
        self.today = timezone.localdate()
        visible = Evidence.objects.visible_to(self.who).with_uses(self.who)
        found: QuerySet[Evidence] = visible.order_by("-added_at", "-pk")
        return found

    def csv_rows(self, found: Any) -> Iterable[tuple[Any, ...]]:
        """Return what was filtered, without what is sensitive (R57)."""
        return (_csv_row(Shown(each, self.today)) for each in found.official())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        is_narrowed = not self.filterset.is_valid() or any(
            self.filterset.form.cleaned_data.values()
        )
        return context | {
            "rows": [Shown(each, self.today) for each in context["items"]],
            "is_filtered": is_narrowed,
        }


def _csv_row(shown: Shown) -> tuple[Any, ...]:
    item = shown.evidence
    return (
        item.title,
        item.agency,
        shown.form,
        item.dated_on,
        shown.age,
        item.expires_on,
        "yes" if shown.is_expired else "",
        item.url,
        item.holder,
        item.get_scan_display() if item.is_file else "",
        timezone.localtime(item.added_at).date(),
        ", ".join(
            f"{use.line.action.ref} {use.line.quarterly_return.period}"
            for use in shown.uses
        ),
    )


class OneItem(AppointedPage):
    """A page about one item, which the person may see."""

    rule = "partnerships.read_content"

    def find(self) -> None:
        visible = Evidence.objects.visible_to(self.who).with_uses(self.who)
        self.evidence: Evidence = get_object_or_404(visible, pk=self.kwargs["pk"])


class EvidenceView(OneItem, AppointedDetail):
    """One item: what it is, how old, and the lines it supports."""

    template_name = "actions/evidence_item.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            item=self.evidence,
            shown=Shown(self.evidence, timezone.localdate()),
            may_use=self.evidence.scan != ScanState.INFECTED
            and policy.allows(self.who, "actions.use_evidence", self.evidence),
            **kwargs,
        )


class EvidenceFileView(OneItem, View):
    """Hand over the file, as a download; say so where it is held back."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not self.evidence.is_file:
            return redirect(self.evidence)
        try:
            content = open_file(self.evidence)
        except Conflict as refusal:
            messages.error(request, refusal.messages[0])
            return redirect(self.evidence)
        item = self.evidence
        return handed_over(content, name=item.file_name, media_type=item.media_type)


class UseEvidenceView(OneItem, ServiceForm):
    """Let the item support more lines of its agency."""

    rule = "actions.use_evidence"
    template_name = "actions/evidence_use.html"
    form_class = UseForm
    title, button = "Use for more lines", "Use for these lines"
    done = "The evidence supports these lines too."

    def find(self) -> None:
        super().find()
        self.subject = self.evidence

    def get_form_kwargs(self) -> dict[str, Any]:
        lines = lines_for(self.evidence, reader=self.who, now=timezone.now())
        return super().get_form_kwargs() | {"lines": lines}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(item=self.evidence, **kwargs)

    def call(self, typed: dict[str, Any]) -> models.Model:
        use_for(
            actor=self.who,
            evidence=self.evidence,
            lines=list(
                typed["lines"].select_related(
                    "action__priority", "quarterly_return__agency"
                )
            ),
            now=timezone.now(),
        )
        return self.evidence
