"""An officer's door to typing for an agency, and the agency's to confirming it."""

from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.functional import cached_property
from django.views.generic import FormView

from actions.choices import DeliveryStatus
from actions.forms.written_for import ConfirmForm, WriteForForm
from actions.models import ReturnLine
from actions.return_choices import LineAnswer
from actions.selectors.comparison import Earlier, last_quarter
from actions.selectors.sheet import Row, answers_of, label_of, overdue_days, sheet
from actions.selectors.standing import why_it_cannot_be_changed
from actions.selectors.still_true import may_read
from actions.selectors.words import is_guarded
from actions.services.lines import LineConflict
from actions.services.written_for import confirm_lines, write_for
from actions.views.lines import LinePage
from actions.views.returns import WritingPage
from hcss.kernel import policy
from hcss.kernel.errors import Conflict
from hcss.kernel.forms import add_refusal
from partnerships.views.shared import refused


class WriteForView(LinePage, FormView):
    """Type what somebody of the agency said, for the agency to confirm."""

    template_name = "actions/write_for.html"
    form_class = WriteForForm

    def dispatch(
        self, request: HttpRequest, *args: Any, **kwargs: Any
    ) -> HttpResponseBase:
        policy.require(self.who, "actions.write_for", self.quarterly_return)
        if request.method == "GET" and (why := self.why_not()):
            messages.info(request, why)
            return redirect(self.quarterly_return)
        return super().dispatch(request, *args, **kwargs)

    def why_not(self) -> str:
        """Say why nobody can type here now; empty if an officer can."""
        now = timezone.now()
        if not self.line.is_writable(at=now):
            return why_it_cannot_be_changed(self.line, now=now)
        if not self.line.is_untouched:
            agency = self.quarterly_return.agency_name
            return f"{agency} has written on {self.line.action.ref} itself."
        return ""

    def get_initial(self) -> dict[str, Any]:
        initial = {"version": self.line.version, "marking": self.line.marking}
        if not self.line.is_unconfirmed:
            return initial
        is_nothing = self.line.status == DeliveryStatus.NOTHING_DUE
        answer = LineAnswer.NOTHING_DUE if is_nothing else LineAnswer.CHANGED
        said = {"answer": answer, "told_by": self.line.told_by}
        return initial | self.line.words | said

    def get_form_kwargs(self) -> dict[str, Any]:
        # Nobody but the agency attests what it said before.
        return super().get_form_kwargs() | {"quarter": ""}

    @cached_property
    def earlier(self) -> Earlier | None:
        """What was reported before, as far as this officer may read it."""
        found = last_quarter([self.line]).get(self.line.pk)
        return found if found and may_read(found, reader=self.who) else None

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        earlier, line = self.earlier, self.line
        return super().get_context_data(
            line=line,
            action=line.action,
            fragments=line.action.fragments.select_related("statement"),
            earlier=earlier,
            earlier_label=label_of(earlier.words, line) if earlier else "",
            earlier_answers=answers_of(earlier.words) if earlier else [],
            overdue_days=overdue_days(line, timezone.localdate()),
            is_guarded=is_guarded(line.action),
            **kwargs,
        )

    def form_valid(self, form: WriteForForm) -> HttpResponse:
        try:
            write_for(
                actor=self.who,
                line=self.line,
                version=form.cleaned_data["version"],
                words=form.words,
                told_by=form.cleaned_data["told_by"],
                is_confirmed=form.is_confirmed,
                now=timezone.now(),
            )
        except LineConflict as conflict:
            return self._show_both(form, conflict)
        except ValidationError as error:
            shown = error if isinstance(error, Conflict) else form.at_its_choice(error)
            return refused(self, form, shown)
        agency = self.quarterly_return.agency_name
        ref = self.line.action.ref
        messages.success(
            self.request, f"{ref} is saved. It counts when {agency} has confirmed it."
        )
        return redirect(self.in_return)

    def _show_both(self, form: WriteForForm, conflict: LineConflict) -> HttpResponse:
        """Set what another officer typed beside the words in the form."""
        again: Any = self.request.POST.copy()
        again["version"] = str(conflict.stored.version)
        form.data = again
        add_refusal(form, conflict)
        stored = conflict.stored
        context = self.get_context_data(
            form=form,
            stored=stored,
            stored_label=label_of(stored, self.line),
            stored_answers=answers_of(stored),
        )
        return self.render_to_response(context, status=409)


class ConfirmView(WritingPage):
    """Read what an officer typed for the agency; confirm one line, or all."""

    template_name = "actions/confirm.html"

    def rows(self) -> list[Row]:
        """Return the lines that wait for the agency's word."""
        page = sheet(self.quarterly_return, reader=self.who, now=timezone.now())
        return [row for row in page.rows if row.line.is_unconfirmed]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not self.rows():
            messages.info(request, "Nothing waits for your confirmation.")
            return redirect(self.quarterly_return)
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows = self.rows()
        every = " ".join(f"{row.line.pk}:{row.line.version}" for row in rows)
        return super().get_context_data(rows=rows, every=every, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = ConfirmForm(request.POST)
        lines = self.quarterly_return.lines.visible_to(self.who).with_action()
        try:
            versions = form.versions(lines)
            confirmed = confirm_lines(
                actor=self.who, versions=versions, now=timezone.now()
            )
        except ValidationError as error:
            return self._refuse(form, error)
        messages.success(request, f"You have confirmed {_refs(confirmed)}.")
        is_left = any(row.line not in versions for row in self.rows())
        return redirect(self.address("confirm") if is_left else self.quarterly_return)

    def _refuse(self, form: ConfirmForm, error: ValidationError) -> HttpResponse:
        add_refusal(form, error)
        context = self.get_context_data(form=form, has_errors=True)
        status = 409 if isinstance(error, Conflict) else 400
        return self.render_to_response(context, status=status)


def _refs(lines: Iterable[ReturnLine]) -> str:
    refs = [line.action.ref for line in lines]
    return " and ".join(filter(None, [", ".join(refs[:-1]), *refs[-1:]]))
