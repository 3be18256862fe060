"""The browser's doors to one line: one page an action, saved as typed."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.generic import FormView, View

from actions.forms.lines import LineForm, NoteForm
from actions.models import Query, ReturnLine
from actions.selectors.comparison import last_quarter
from actions.selectors.sheet import (
    answers_of,
    label_of,
    next_unfinished,
    overdue_days,
)
from actions.selectors.standing import why_it_cannot_be_changed
from actions.selectors.words import is_guarded, line_address
from actions.services.lines import LineConflict, save_line
from actions.services.returns import add_officer_note
from actions.views.returns import ReturnPage
from hcss.kernel import policy
from hcss.kernel.forms import add_refusal
from partnerships.views.shared import refused


class LinePage(ReturnPage):
    """A page about one line of a return, which the person may see."""

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        lines = self.quarterly_return.lines.visible_to(self.who).with_action()
        self.line: ReturnLine = get_object_or_404(lines, action__ref=kwargs["ref"])
        self.line.quarterly_return = self.quarterly_return

    @property
    def in_return(self) -> str:
        """Return where the line stands on the page of its return."""
        return f"{self.quarterly_return.get_absolute_url()}#line-{self.line.pk}"


class LineView(LinePage, FormView):
    """Write on one action, with last quarter's words beside the box."""

    template_name = "actions/line.html"
    form_class = LineForm

    def dispatch(
        self, request: HttpRequest, *args: Any, **kwargs: Any
    ) -> HttpResponseBase:
        may_write = policy.allows(self.who, "actions.write_line", self.line)
        if request.method != "GET":
            policy.require(self.who, "actions.write_line", self.line)
        elif not may_write:
            return redirect(self.in_return)
        elif not self.quarterly_return.is_writable:
            on = timezone.localdate()
            messages.info(
                request, why_it_cannot_be_changed(self.quarterly_return, on=on)
            )
            return redirect(self.in_return)
        return super().dispatch(request, *args, **kwargs)

    def get_initial(self) -> dict[str, Any]:
        return self.line.words | {"version": self.line.version}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        earlier = last_quarter([self.line]).get(self.line.pk)
        queries = Query.objects.select_related("asked_by", "answered_by")
        return super().get_context_data(
            line=self.line,
            action=self.line.action,
            fragments=self.line.action.fragments.select_related("statement"),
            earlier=earlier,
            earlier_label=label_of(earlier.words, self.line) if earlier else "",
            earlier_answers=answers_of(earlier.words) if earlier else [],
            overdue_days=overdue_days(self.line, timezone.localdate()),
            is_guarded=is_guarded(self.line.action),
            queries=queries.filter(line=self.line).order_by("pk"),
            **kwargs,
        )

    def form_valid(self, form: LineForm) -> HttpResponse:
        is_finishing = "later" not in self.request.POST
        try:
            save_line(
                actor=self.who,
                line=self.line,
                version=form.cleaned_data["version"],
                words=form.words,
                now=timezone.now(),
                finish=is_finishing,
            )
        except LineConflict as conflict:
            return self._show_both(form, conflict)
        except ValidationError as error:
            return refused(self, form, error)
        return self._go_on(is_finishing=is_finishing)

    def _show_both(self, form: LineForm, conflict: LineConflict) -> HttpResponse:
        """Keep the person's own text in the form, and set the stored one beside it.

        The form then carries the stored version: saving again is a decision.
        """
        again: Any = self.request.POST.copy()
        again["version"] = str(conflict.stored.version)
        form.data = again
        add_refusal(form, conflict)
        context = self.get_context_data(
            form=form,
            stored=conflict.stored,
            stored_label=label_of(conflict.stored, self.line),
            stored_answers=answers_of(conflict.stored),
        )
        return self.render_to_response(context, status=409)

    def _go_on(self, *, is_finishing: bool) -> HttpResponse:
        """Go to the next line that is not finished, else to the check page."""
        if not is_finishing:
            messages.success(self.request, f"{self.line.action.ref} is saved.")
            return redirect(self.quarterly_return)
        following = next_unfinished(self.line, on=timezone.localdate())
        if following is None:
            return redirect(self.address("check"))
        return redirect(line_address(self.quarterly_return, following.action))


class NoteView(LinePage, View):
    """Set an officer's note beside a line."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        policy.require(self.who, "actions.check_return", self.quarterly_return)
        form = NoteForm(request.POST)
        if form.is_valid():
            add_officer_note(
                actor=self.who, line=self.line, now=timezone.now(), **form.cleaned_data
            )
            messages.success(request, "Your note is saved.")
        else:
            for texts in form.errors.values():
                messages.error(request, str(texts[0]))
        return redirect(self.in_return)
