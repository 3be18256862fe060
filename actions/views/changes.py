"""What officers do to one action: edit, start, hold, resume, verify, close."""

from typing import Any, cast

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from actions.choices import ActionLife, DeliveryStatus, Marking
from actions.forms.actions import (
    CloseForm,
    ConditionForm,
    EditForm,
    EditProposalForm,
    HoldForm,
    ResumeForm,
    StartForm,
    VerifyForm,
)
from actions.models import Action
from actions.selectors.actions import latest_report
from actions.selectors.people import people_by_agency
from actions.services import completion, life
from actions.services.editing import Edit, edit_action
from actions.views.shared import ActionFormView
from hcss.kernel.errors import Conflict


class EditView(ActionFormView):
    """Correct what is known; two tabs, one winner, and nobody's text lost."""

    title, done = "Edit the action", "Action saved."

    @property
    def is_proposed(self) -> bool:
        return self.action.life == ActionLife.PROPOSED

    def get_form_class(self) -> type[forms.Form]:
        return EditProposalForm if self.is_proposed else EditForm

    def get_form_kwargs(self) -> dict[str, Any]:
        options = super().get_form_kwargs()
        if not self.is_proposed:
            options["people"] = people_by_agency(on=timezone.localdate())
        return options

    def get_initial(self) -> dict[str, Any]:
        names = self.get_form_class().base_fields.keys() - {"why", "contributors"}
        present = {name: getattr(self.action, name) for name in names}
        return present | {
            "marking": Marking(self.action.marking),
            "contributors": list(self.action.contributors.all()),
        }

    def call(self, typed: dict[str, Any]) -> Action:
        version, why = typed.pop("version"), typed.pop("why")
        is_confirmed = typed.pop("is_confirmed", False)
        return edit_action(
            actor=self.who,
            action=self.action,
            version=version,
            changes=cast("Edit", typed),
            why=why,
            now=timezone.now(),
            is_confirmed=is_confirmed,
        )

    def refuse(self, form: forms.BaseForm, error: ValidationError) -> HttpResponse:
        """After a conflict, let the officer who has read it save once more."""
        response = super().refuse(form, error)
        if isinstance(error, Conflict):
            sent = self.request.POST.copy()
            sent["version"] = str(self.action.version)
            form.data = sent
        return response


class StartView(ActionFormView):
    """Say that work has begun."""

    form_class = StartForm
    title, button, done = "Start this action", "Start", "Action started."
    about = "From now on the action is active."

    def call(self, typed: dict[str, Any]) -> Action:
        return life.start_action(actor=self.who, action=self.action, now=timezone.now())


class HoldView(ActionFormView):
    """Put an action on hold, by decision and until a day."""

    form_class = HoldForm
    title, button, done = "Put on hold", "Put on hold", "Action put on hold."

    def call(self, typed: dict[str, Any]) -> Action:
        return life.hold_action(
            actor=self.who, action=self.action, now=timezone.now(), **typed
        )


class ResumeView(ActionFormView):
    """Take an action off hold."""

    form_class = ResumeForm
    title, button, done = "Resume this action", "Resume", "Action resumed."

    def call(self, typed: dict[str, Any]) -> Action:
        return life.resume_action(
            actor=self.who, action=self.action, now=timezone.now(), **typed
        )


class VerifyView(ActionFormView):
    """Confirm that an action is complete (R20)."""

    rule = "actions.verify_action"
    form_class = VerifyForm
    title, button, done = "Verify completion", "Verify", "Completion verified."
    about = (
        "Its agency has reported it complete. Until you verify it, it counts as open."
    )

    def find(self) -> None:
        super().find()
        report = latest_report(self.action)
        is_complete = report and report.status == DeliveryStatus.COMPLETE
        self.report = report if is_complete else None

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.report is None:
            messages.warning(request, completion.NOT_REPORTED_COMPLETE)
            return redirect(self.action)
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        about = self.about if self.report else ""
        return super().get_context_data(**kwargs) | {"about": about}

    def get_initial(self) -> dict[str, Any]:
        if self.report is None:
            return {}
        report = self.report
        return {"completed_on": report.completed_on, "evidence": report.evidence}

    def call(self, typed: dict[str, Any]) -> Action:
        return completion.verify_completion(
            actor=self.who, action=self.action, now=timezone.now(), **typed
        )


class CloseView(ActionFormView):
    """Close an action that is not complete, by decision (R29)."""

    form_class = CloseForm
    title, button, done = "Close this action", "Close the action", "Action closed."
    about = (
        "It stays readable and leaves the counts from that day. It cannot be undone."
    )
    is_grave = True

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"action": self.action, "reader": self.who}

    def call(self, typed: dict[str, Any]) -> Action:
        return life.close_action(
            actor=self.who, action=self.action, now=timezone.now(), **typed
        )


class ConditionView(ActionFormView):
    """Record that the condition of an action is met (R28)."""

    form_class = ConditionForm
    title, button, done = "The condition is met", "Record", "Condition met."

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        words = f"The condition: {self.action.condition}"
        about = words if self.action.condition else "This action has no condition."
        return super().get_context_data(**kwargs) | {"about": about}

    def call(self, typed: dict[str, Any]) -> Action:
        return life.meet_condition(
            actor=self.who, action=self.action, now=timezone.now(), **typed
        )
