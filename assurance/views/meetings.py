"""Meetings: the list, one of them, planning and correcting one, its papers."""

from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Count, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone

from assurance.forms import meetings as meeting_forms
from assurance.forms.meeting_filters import MeetingFilter
from assurance.models import Meeting
from assurance.selectors.meetings import (
    group_of_agreement,
    meeting_page,
    papers_day,
)
from assurance.services.meetings import (
    MeetingFacts,
    add_paper,
    edit_meeting,
    plan_meeting,
)
from assurance.views.shared import AssurancePage
from hcss.kernel.errors import Conflict
from partnerships.views.shared import AppointedDetail, AppointedList, ServiceForm


class MeetingsView(AppointedList):
    """Every meeting, the last first; also as CSV."""

    rule = "assurance.view_assurance"
    template_name = "assurance/meetings.html"
    context_object_name = "meetings"
    filterset_class = MeetingFilter
    csv_name = "meetings.csv"
    csv_header = (
        "Group",
        "Day",
        "Time",
        "Place",
        "Quarter considered",
        "Papers due on",
        "Item",
        "Report of",
        "Contact",
    )

    def rows(self) -> QuerySet[Meeting]:
        found: QuerySet[Meeting] = (
            Meeting.objects.visible_to(self.who).with_group().newest_first()
        )
        return found

    def csv_rows(self, found: Any) -> Iterable[tuple[Any, ...]]:
        return (
            (
                meeting.group,
                meeting.held_on,
                meeting.begins_at or "",
                meeting.place,
                meeting.period or "",
                papers_day(meeting.held_on),
                meeting.item,
                meeting.report_of,
                meeting.contact,
            )
            for meeting in found
        )

    def get_queryset(self) -> Any:
        return super().get_queryset().annotate(decided=Count("decisions"))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(today=timezone.localdate(), **kwargs)
        context["rows"] = [
            (meeting, papers_day(meeting.held_on)) for meeting in context["meetings"]
        ]
        return context


class _OfMeeting(AssurancePage):
    """A page about one meeting."""

    meeting: Meeting

    def find(self) -> None:
        visible = Meeting.objects.visible_to(self.who).with_group()
        self.meeting = get_object_or_404(visible, pk=self.kwargs["pk"])
        self.subject = self.meeting


class MeetingView(_OfMeeting, AppointedDetail):
    """Its papers, what it decided, and what came of the meeting before."""

    template_name = "assurance/meeting.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        page = meeting_page(meeting=self.meeting, person=self.who, now=timezone.now())
        return super().get_context_data(meeting=self.meeting, page=page, **kwargs)


class PlanMeetingView(ServiceForm):
    """Put down a meeting."""

    rule = "assurance.manage_meetings"
    template_name = "assurance/meeting_form.html"
    form_class = meeting_forms.PlanMeetingForm
    title, button, done = "Plan a meeting", "Plan", "Meeting planned."

    def get_initial(self) -> dict[str, Any]:
        group = group_of_agreement()
        return {"group": group.pk if group else None}

    def call(self, typed: dict[str, Any]) -> Meeting:
        is_confirmed = typed.pop("is_confirmed", False)
        return plan_meeting(
            actor=self.who,
            facts=MeetingFacts(**typed),
            now=timezone.now(),
            is_confirmed=is_confirmed,
        )


class EditMeetingView(_OfMeeting, ServiceForm):
    """Correct a meeting, until the day after it."""

    rule = "assurance.manage_meetings"
    template_name = "assurance/meeting_form.html"
    form_class = meeting_forms.EditMeetingForm
    title, button, done = "Correct this meeting", "Save", "Meeting saved."

    def get_initial(self) -> dict[str, Any]:
        names = asdict(MeetingFacts())
        kept = {name: getattr(self.meeting, name) for name in names}
        return kept | {"version": self.meeting.version}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(meeting=self.meeting, **kwargs)

    def call(self, typed: dict[str, Any]) -> Meeting:
        is_confirmed, version = typed.pop("is_confirmed", False), typed.pop("version")
        return edit_meeting(
            actor=self.who,
            meeting=self.meeting,
            facts=MeetingFacts(**typed),
            version=version,
            now=timezone.now(),
            is_confirmed=is_confirmed,
        )

    def refuse(self, form: forms.BaseForm, error: ValidationError) -> HttpResponse:
        """Show the refusal; after a conflict the next sending is a decision."""
        if isinstance(error, Conflict) and isinstance(form, meeting_forms.AsRead):
            self.find()
            form.look_again(self.meeting.version)
        return super().refuse(form, error)


class AddPaperView(_OfMeeting, ServiceForm):
    """Add another paper by its address."""

    rule = "assurance.manage_meetings"
    template_name = "assurance/meeting_form.html"
    form_class = meeting_forms.PaperForm
    title, button, done = "Add a paper", "Add", "Paper added."

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(meeting=self.meeting, **kwargs)

    def call(self, typed: dict[str, Any]) -> Any:
        return add_paper(
            actor=self.who, meeting=self.meeting, now=timezone.now(), **typed
        )

    def next_page(self, changed: Any) -> str:
        return reverse("assurance:meeting", args=[self.meeting.pk])
