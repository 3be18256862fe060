"""The browser's door for an agency that contributes to a joint action (R37)."""

from typing import Any

from django.shortcuts import get_object_or_404
from django.utils import timezone

from actions.forms.delegation import ContributionForm
from actions.models import ContributorReport, ReturnLine
from actions.selectors.contributions import (
    contributors_of,
    is_open_to_contributors,
    lines_beside,
    reports_on,
)
from actions.selectors.words import is_guarded
from actions.services.contributions import report_contribution
from partnerships.views.shared import ServiceForm


class ContributeView(ServiceForm):
    """Say beside the lead's line what your agency did. The line itself is not shown."""

    template_name = "actions/contribute.html"
    rule = "actions.report_contribution"
    form_class = ContributionForm
    title, button = "What your agency did", "Send"
    done = "Sent. The lead agency and the officers read it beside the line."
    line: ReturnLine

    def find(self) -> None:
        lines = lines_beside(self.who).filter(
            quarterly_return__period__starts_on=self.kwargs["quarter"].starts_on,
            quarterly_return__agency__slug=self.kwargs["agency"],
        )
        self.line = get_object_or_404(lines, action__ref=self.kwargs["ref"])
        self.subject = self.line
        self.agencies = contributors_of(self.line, self.who)

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"agencies": self.agencies}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            line=self.line,
            action=self.line.action,
            agencies=self.agencies,
            reports=reports_on(self.line, reader=self.who),
            is_open=is_open_to_contributors(self.line, at=timezone.now()),
            is_guarded=is_guarded(self.line.action),
            **kwargs,
        )

    def call(self, typed: dict[str, Any]) -> ContributorReport:
        return report_contribution(
            actor=self.who, line=self.line, now=timezone.now(), **typed
        )

    def next_page(self, changed: Any) -> str:
        return self.request.path
