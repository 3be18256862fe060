"""The dates of actions: set, asked for, decided."""

from collections.abc import Iterable
from typing import Any

from django.db import models
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone

from actions.choices import DateChangeState, Timing
from actions.forms.action_filters import DateChangeFilter
from actions.forms.dates import AskForDateForm, DecideDateForm, SetDateForm
from actions.models import Action, DateChange
from actions.selectors.actions import OFFICERS_CHANGES, needs_the_group
from actions.services import dates
from actions.views.shared import ActionFormView
from hcss.kernel import policy
from partnerships.views.shared import AppointedList, ServiceForm


class SetDateView(ActionFormView):
    """Give an undated action its date, or a continuing one its next review (R26)."""

    form_class = SetDateForm
    title, button, done = "Set a date", "Set the date", "Date set."

    def get_initial(self) -> dict[str, Any]:
        return {"timing": Timing.CONTINUING} if self.action.is_continuing else {}

    def call(self, typed: dict[str, Any]) -> Action:
        return dates.set_date(
            actor=self.who, action=self.action, now=timezone.now(), **typed
        )


class AskForDateView(ActionFormView):
    """Ask for a new date: the lead agency or an officer (R23)."""

    template_name = "actions/action_new_date.html"
    rule = "actions.ask_for_date"
    form_class = AskForDateForm
    title, button = "Ask for a new date", "Ask for this date"
    done = "New date asked for. Nothing moves until it is decided."

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        waiting = self.action.date_changes.waiting().select_related("asked_by")
        return super().get_context_data(
            waiting=waiting.first(), officers_changes=OFFICERS_CHANGES, **kwargs
        )

    def call(self, typed: dict[str, Any]) -> DateChange:
        return dates.ask_for_date(
            actor=self.who, action=self.action, now=timezone.now(), **typed
        )


class DateChangesView(AppointedList):
    """Requests for a new date: those that wait, then those decided."""

    rule = "partnerships.read_content"
    template_name = "actions/date_changes.html"
    context_object_name = "changes"
    filterset_class = DateChangeFilter
    defaults = {"state": DateChangeState.WAITING.value}
    sealed_as = "date_changes"
    csv_name = "date-changes.csv"
    csv_header = (
        "Reference",
        "Title",
        "Lead agency",
        "Number",
        "From",
        "To",
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
        visible = DateChange.objects.visible_to(self.who).with_action()
        found: QuerySet[DateChange] = visible.order_by("-asked_at", "-pk")
        return found

    def csv_rows(self, found: Any) -> Iterable[tuple[Any, ...]]:
        """Return what was filtered, without what is sensitive (R57)."""
        return (
            (
                change.action.ref,
                change.action.title,
                change.action.lead_agency,
                change.number,
                change.old_on,
                change.new_on,
                change.get_reason_display(),
                change.explanation,
                change.asked_by,
                timezone.localtime(change.asked_at).isoformat(timespec="minutes"),
                change.get_state_display(),
                change.decided_by,
                timezone.localtime(change.decided_at).isoformat(timespec="minutes")
                if change.decided_at
                else "",
                change.decision,
                change.comment,
            )
            for change in found.official()
        )


class DateChangeView(ServiceForm):
    """One request; the form is for an officer who did not ask (R23)."""

    template_name = "actions/date_change.html"
    form_class = DecideDateForm
    title, button, done = "A new date", "Save the decision", "Decision saved."

    def find(self) -> None:
        visible = DateChange.objects.visible_to(self.who).with_action()
        self.change: DateChange = get_object_or_404(visible, pk=self.kwargs["pk"])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        is_waiting = self.change.state == DateChangeState.WAITING
        return super().get_context_data(
            change=self.change,
            is_open=is_waiting
            and policy.allows(self.who, "actions.decide_date", self.change),
            needs_the_group=needs_the_group(self.change),
            earlier=self.change.action.date_changes.filter(
                number__lt=self.change.number
            ).order_by("number"),
            **kwargs,
        )

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        policy.require(self.who, "actions.decide_date", self.change)
        return super().post(request, *args, **kwargs)

    def call(self, typed: dict[str, Any]) -> models.Model:
        return dates.decide_date(
            actor=self.who, change=self.change, now=timezone.now(), **typed
        )

    def next_page(self, changed: Any) -> str:
        return reverse("actions:date-changes")
