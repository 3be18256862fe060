"""Decisions: the log, one of them, and recording one. There is no changing one."""

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone

from actions.selectors.people import people_by_agency
from assurance.forms.meeting_filters import DecisionFilter
from assurance.forms.meetings import DecideForm, without_follow_up
from assurance.models import Decision, Meeting
from assurance.selectors.decisions import (
    latest_meeting_for,
    outcome_of,
    scope_named,
)
from assurance.services.decisions import record_decision
from assurance.views.shared import AssurancePage
from partnerships.views.shared import AppointedDetail, AppointedList, ServiceForm
from priorities.models import Agreement


class DecisionsView(AppointedList):
    """Every decision, the last first; also as CSV."""

    rule = "assurance.view_assurance"
    sealed_as = "decisions"
    template_name = "assurance/decisions.html"
    context_object_name = "decisions"
    filterset_class = DecisionFilter
    csv_name = "decisions.csv"
    csv_header = (
        "Number",
        "Group",
        "Meeting",
        "What was decided",
        "Against",
        "Action",
        "Corrects",
        "Corrected by",
        "Follow-up",
        "What is to be done",
        "Lead agency",
        "Due on",
        "State of the follow-up",
        "Recorded by",
        "Recorded at",
    )

    def rows(self) -> QuerySet[Decision]:
        visible = Decision.objects.visible_to(self.who)
        found: QuerySet[Decision] = visible.with_scope().newest_first()
        return found

    def csv_rows(self, found: Any) -> Iterable[tuple[Any, ...]]:
        """Return what was filtered, without what is sensitive (R57)."""
        return (_csv_row(each) for each in found.official())


def _csv_row(decision: Any) -> tuple[Any, ...]:
    action = decision.follow_up
    done = (
        (
            action.ref,
            action.title,
            action.lead_agency,
            action.forecast_on,
            action.get_life_display(),
        )
        if action
        else ("", "", "", "", "")
    )
    return (
        decision.number,
        decision.group,
        decision.meeting.held_on,
        decision.text,
        decision.scope,
        decision.action.ref if decision.action else "",
        decision.corrects.number if decision.corrects else "",
        decision.corrected_by_number or "",
        *done,
        decision.recorded_by_name,
        timezone.localtime(decision.recorded_at).isoformat(timespec="minutes"),
    )


class DecisionView(AssurancePage, AppointedDetail):
    """One decision as it was recorded, and what came of it."""

    template_name = "assurance/decision.html"

    def find(self) -> None:
        visible = Decision.objects.visible_to(self.who).with_scope()
        self.decision = get_object_or_404(visible, pk=self.kwargs["pk"])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            decision=self.decision,
            outcome=outcome_of(
                decision=self.decision, person=self.who, now=timezone.now()
            ),
            **kwargs,
        )


class DecideView(ServiceForm):
    """Record what a meeting decided."""

    rule = "assurance.record_decision"
    template_name = "assurance/decide.html"
    form_class = DecideForm
    title, button = "Record a decision", "Record this decision"

    def find(self) -> None:
        visible = Meeting.objects.visible_to(self.who).with_group()
        self.meeting = get_object_or_404(visible, pk=self.kwargs["pk"])
        self.subject = self.meeting
        self.agreement = Agreement.objects.current().first()

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {
            "meeting": self.meeting,
            "agreement": self.agreement,
            "reader": self.who,
            "people": people_by_agency(on=timezone.localdate()),
        }

    def get_initial(self) -> dict[str, Any]:
        """Return the cell, the action or the decision that the address names."""
        if self.agreement is None:
            return {}
        return scope_named(
            self.request.GET,
            agreement=self.agreement,
            group=self.meeting.group,
            person=self.who,
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            meeting=self.meeting,
            is_to_come=self.meeting.held_on > timezone.localdate(),
            **kwargs,
        )

    def call(self, typed: dict[str, Any]) -> Decision:
        decision = record_decision(
            actor=self.who,
            meeting=self.meeting,
            now=timezone.now(),
            **without_follow_up(typed),
        )
        self.done = f"Decision {decision.number} recorded."
        if decision.follow_up:
            self.done = f"{self.done} {decision.follow_up.ref} is under way."
        return decision


class DecideNowView(AssurancePage):
    """Go on to the last meeting that was held, with what the decision is against."""

    rule = "assurance.record_decision"

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        meeting = latest_meeting_for(person=self.who, on=timezone.localdate())
        if meeting is None:
            return render(request, "assurance/decide_nowhere.html")
        where = reverse("assurance:meeting-decide", args=[meeting.pk])
        asked = request.GET.urlencode()
        return redirect(f"{where}?{asked}" if asked else where)
