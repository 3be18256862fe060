"""Amendments in the browser: proposed from an accepted line, decided, listed."""

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone

from actions.choices import ReturnState
from actions.forms.lock_filters import AmendmentFilter
from actions.forms.locks import AmendForm, DecideAmendmentForm
from actions.models import Amendment, ReturnLine
from actions.return_choices import AmendmentState
from actions.selectors.amendments import readings
from actions.selectors.handling import words_for
from actions.selectors.words import is_guarded
from actions.services.amendments import decide_amendment, propose_amendment
from actions.views.extensions import visible_return
from hcss.kernel import policy
from hcss.kernel.csv import when
from partnerships.views.shared import AppointedList, ServiceForm


class ProposeView(ServiceForm):
    """Propose other words for an accepted line; the original stays."""

    rule = "actions.propose_amendment"
    template_name = "actions/amendment_propose.html"
    form_class = AmendForm
    title, button = "Propose an amendment", "Propose this amendment"
    done = "Amendment proposed. Nothing changes until the other side agrees."

    def find(self) -> None:
        quarterly_return = visible_return(
            self.who, self.kwargs["quarter"], self.kwargs["agency"]
        )
        lines = quarterly_return.lines.visible_to(self.who).with_action()
        self.line: ReturnLine = get_object_or_404(
            lines.filter(reported__isnull=False), action__ref=self.kwargs["ref"]
        )
        self.line.quarterly_return = quarterly_return
        self.subject = self.line

    def get_initial(self) -> dict[str, Any]:
        original = self.line.reported
        if original is None:
            return {}
        return words_for(original, line=self.line, reader=self.who).words

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        waiting = Amendment.objects.proposed().filter(line=self.line)
        is_accepted = self.line.quarterly_return.state == ReturnState.ACCEPTED
        return super().get_context_data(
            line=self.line,
            action=self.line.action,
            quarterly_return=self.line.quarterly_return,
            waiting=waiting.select_related("proposed_by").first(),
            is_accepted=is_accepted,
            by_agency=policy.allows(self.who, "actions.write_line", self.line),
            is_guarded=is_guarded(self.line.action),
            **kwargs,
        )

    def call(self, typed: dict[str, Any]) -> Amendment:
        return propose_amendment(
            actor=self.who,
            line=self.line,
            reason=typed.pop("reason"),
            is_confirmed=typed.pop("is_confirmed", False),
            words=typed,
            now=timezone.now(),
        )

    def next_page(self, changed: Any) -> str:
        return reverse("actions:amendment", args=[changed.pk])


class AmendmentsView(AppointedList):
    """Every amendment with before and after, who and why."""

    rule = "partnerships.read_content"
    template_name = "actions/amendments.html"
    context_object_name = "amendments"
    filterset_class = AmendmentFilter
    sealed_as = "amendments"
    csv_name = "amendments.csv"
    csv_header = (
        "Quarter",
        "Agency",
        "Number",
        "Reference",
        "Title",
        "State",
        "What changes",
        "Before",
        "After",
        "Why",
        "Proposed by",
        "Proposed at",
        "Decided by",
        "Decided at",
        "Comment",
        "Version",
    )

    def rows(self) -> QuerySet[Amendment]:
        visible = Amendment.objects.visible_to(self.who).with_line()
        found: QuerySet[Amendment] = visible.order_by("-proposed_at", "-pk")
        return found

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        context["readings"] = readings(context["page_obj"], reader=self.who)
        return context

    def csv_rows(self, found: Any) -> Iterable[tuple[Any, ...]]:
        """Return a row for each field changed, without what is sensitive (R57)."""
        return (
            (
                each.amendment.quarterly_return.period,
                each.amendment.quarterly_return.agency_name,
                each.amendment.number,
                each.amendment.line.action.ref,
                each.amendment.line.action.title,
                each.amendment.get_state_display(),
                changed.label,
                changed.before,
                changed.after,
                each.reason,
                each.amendment.proposed_by,
                when(each.amendment.proposed_at),
                each.amendment.decided_by,
                when(each.amendment.decided_at),
                each.comment,
                each.amendment.result.submission.version
                if each.amendment.result
                else "",
            )
            for each in readings(found.official(), reader=self.who)
            for changed in each.differences
        )


class AmendmentView(ServiceForm):
    """One amendment; the form is for the other side."""

    rule = "partnerships.read_content"
    template_name = "actions/amendment.html"
    form_class = DecideAmendmentForm
    title, button, done = "Amendment", "Save the decision", "Decision saved."

    def find(self) -> None:
        visible = Amendment.objects.visible_to(self.who).with_line()
        self.amendment: Amendment = get_object_or_404(visible, pk=self.kwargs["pk"])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        is_waiting = self.amendment.state == AmendmentState.PROPOSED
        return super().get_context_data(
            reading=readings([self.amendment], reader=self.who)[0],
            amendment=self.amendment,
            quarterly_return=self.amendment.quarterly_return,
            is_open=is_waiting
            and policy.allows(self.who, "actions.decide_amendment", self.amendment),
            **kwargs,
        )

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        policy.require(self.who, "actions.decide_amendment", self.amendment)
        return super().post(request, *args, **kwargs)

    def call(self, typed: dict[str, Any]) -> Amendment:
        return decide_amendment(
            actor=self.who, amendment=self.amendment, now=timezone.now(), **typed
        )

    def next_page(self, changed: Any) -> str:
        return reverse("actions:amendment", args=[changed.pk])
