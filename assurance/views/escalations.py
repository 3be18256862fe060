"""Escalations: the list, one of them, who is to answer it, and the reply."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone

from assurance.forms import meetings as meeting_forms
from assurance.forms.meeting_filters import EscalationFilter
from assurance.meeting_choices import EscalationState
from assurance.models import Escalation
from assurance.selectors.addressees import able_to_be_asked, days_late, speaks_for
from assurance.services.escalations import answer_escalation, name_addressee
from assurance.views.shared import AssurancePage
from hcss.kernel.csv import when
from hcss.kernel.errors import Conflict
from partnerships.views.shared import AppointedDetail, AppointedList, ServiceForm


class EscalationsView(AppointedList):
    """Those that wait for a reply, the latest reply first; also as CSV."""

    rule = "assurance.view_assurance"
    sealed_as = "escalations"
    template_name = "assurance/escalations.html"
    context_object_name = "escalations"
    filterset_class = EscalationFilter
    defaults = {"state": EscalationState.OPEN.value}
    csv_name = "escalations.csv"
    csv_header = (
        "Number",
        "Why",
        "Quarter",
        "Agency",
        "Action",
        "Title",
        "Put to",
        "Raised at",
        "Reply by",
        "State",
        "Reply",
        "Replied by",
        "Replied at",
    )

    def rows(self) -> QuerySet[Escalation]:
        visible = Escalation.objects.visible_to(self.who).with_people()
        found: QuerySet[Escalation] = visible.order_by("reply_by", "pk")
        return found

    def csv_rows(self, found: Any) -> Iterable[tuple[Any, ...]]:
        """Return what was filtered, without what is sensitive (R57)."""
        return (
            (
                each.pk,
                each.get_kind_display(),
                each.period,
                each.agency,
                each.action.ref if each.action else "",
                each.action.title if each.action else "",
                each.to_person or "",
                when(each.raised_at),
                each.reply_by,
                each.get_state_display(),
                each.reply,
                each.replied_by_name,
                when(each.replied_at),
            )
            for each in found.official()
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        on = timezone.localdate()
        context["rows"] = [
            (each, days_late(each, on=on)) for each in context["escalations"]
        ]
        return context


class _OfEscalation(AssurancePage):
    """A page about one escalation, which the person may see."""

    escalation: Escalation

    def find(self) -> None:
        visible = Escalation.objects.visible_to(self.who).with_people()
        self.escalation = get_object_or_404(visible, pk=self.kwargs["pk"])
        self.subject = self.escalation

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        on = timezone.localdate()
        context: dict[str, Any] = super().get_context_data(  # type: ignore[misc]
            escalation=self.escalation,
            days_late=days_late(self.escalation, on=on),
            **kwargs,
        )
        return context


class EscalationView(_OfEscalation, AppointedDetail):
    """What was put to whom, and what they said."""

    template_name = "assurance/escalation.html"


class _EscalationForm(_OfEscalation, ServiceForm):
    """Do something with an escalation as it was read."""

    template_name = "assurance/escalation_form.html"

    def get_initial(self) -> dict[str, Any]:
        return super().get_initial() | {"version": self.escalation.version}

    def refuse(self, form: forms.BaseForm, error: ValidationError) -> HttpResponse:
        """Show the refusal, and after a conflict the escalation as it stands now."""
        if isinstance(error, Conflict) and isinstance(form, meeting_forms.AsRead):
            self.find()
            form.look_again(self.escalation.version)
        return super().refuse(form, error)


class AddresseeView(_EscalationForm):
    """Say who is to answer."""

    rule = "assurance.name_addressee"
    form_class = meeting_forms.AddresseeForm
    title, button, done = "Who is to answer", "Save", "Named."

    def get_initial(self) -> dict[str, Any]:
        return super().get_initial() | {"to_person": self.escalation.to_person_id}

    def get_form_kwargs(self) -> dict[str, Any]:
        people = able_to_be_asked(self.escalation.agency, on=timezone.localdate())
        return super().get_form_kwargs() | {"people": people}

    def call(self, typed: dict[str, Any]) -> Escalation:
        return name_addressee(
            actor=self.who, escalation=self.escalation, now=timezone.now(), **typed
        )


class ReplyView(_EscalationForm):
    """Answer it: that closes it."""

    rule = "assurance.answer_escalation"
    form_class = meeting_forms.ReplyForm
    title, button = "Reply", "Send this reply"
    done = "The reply is recorded, and the escalation is answered."

    def get_form_kwargs(self) -> dict[str, Any]:
        by_officer = not speaks_for(self.who, self.escalation)
        return super().get_form_kwargs() | {"by_officer": by_officer}

    def call(self, typed: dict[str, Any]) -> Escalation:
        return answer_escalation(
            actor=self.who, escalation=self.escalation, now=timezone.now(), **typed
        )
