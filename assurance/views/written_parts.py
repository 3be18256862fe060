"""The browser's doors to writing for a paper."""

from typing import Any

from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone

from actions.choices import Marking
from actions.models import Period
from assurance.forms.written_parts import WrittenPartForm
from assurance.meeting_choices import WrittenCode
from assurance.models import WrittenPart
from assurance.selectors.written_parts import (
    part_label,
    parts_to_write,
    priority_to_comment,
    written_part,
)
from assurance.services.written_parts import UNWRITTEN, WrittenConflict, write_part
from assurance.views.shared import AssurancePage
from partnerships.views.shared import AppointedDetail, ServiceForm, refused
from priorities.models import Priority


class _ForPaper(AssurancePage):
    """Something of the paper of the quarter in the address."""

    rule = "assurance.write_part"

    def find(self) -> None:
        periods = Period.objects.for_quarter(self.kwargs["quarter"])
        self.period = get_object_or_404(periods)


class WrittenPartsView(_ForPaper, AppointedDetail):
    """Every part of the paper that somebody writes, as a list of tasks."""

    template_name = "assurance/written.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        parts = parts_to_write(self.period)
        return super().get_context_data(
            period=self.period,
            parts=parts,
            written=sum(each.is_written for each in parts),
            **kwargs,
        )


class WrittenPartView(_ForPaper, ServiceForm):
    """Write one part; of two who write at once the second sees both texts."""

    template_name = "assurance/written_part.html"
    form_class = WrittenPartForm
    done = "Saved."

    def find(self) -> None:
        super().find()
        self.code = self.kwargs.get("code", WrittenCode.COMMENT.value)
        self.priority = self._priority()
        is_comment = self.code == WrittenCode.COMMENT
        if self.code not in WrittenCode.values or is_comment != bool(self.priority):
            raise Http404("the paper has no such part")

    def _priority(self) -> Priority | None:
        number = self.kwargs.get("number")
        if number is None:
            return None
        try:
            return priority_to_comment(number)
        except (Priority.DoesNotExist, OverflowError) as error:
            raise Http404(str(error)) from error

    def _stored(self) -> WrittenPart | None:
        return written_part(self.period, self.code, self.priority)

    def get_initial(self) -> dict[str, Any]:
        stored = self._stored()
        if stored is None:
            unwritten = {"version": UNWRITTEN, "marking": Marking.OFFICIAL}
            return super().get_initial() | unwritten
        names = ("text", "marking", "version")
        return super().get_initial() | {each: getattr(stored, each) for each in names}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            period=self.period,
            label=part_label(self.code, self.priority),
            comes_from=self.code == WrittenCode.RECOMMENDATIONS,
            **kwargs,
        )

    def call(self, typed: dict[str, Any]) -> WrittenPart:
        return write_part(
            actor=self.who,
            period=self.period,
            code=self.code,
            priority=self.priority,
            now=timezone.now(),
            **typed,
        )

    def next_page(self, changed: Any) -> str:
        return reverse("assurance:written", args=[self.period.quarter])

    def refuse(self, form: Any, error: ValidationError) -> HttpResponse:
        if not isinstance(error, WrittenConflict):
            return super().refuse(form, error)
        form.look_again(error.stored.version)
        self.extra_context = {"theirs": error.stored}
        return refused(self, form, error)
