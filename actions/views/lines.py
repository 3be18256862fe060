"""The browser's doors to one line: one page an action, saved as typed."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.functional import cached_property
from django.views.generic import FormView

from actions.forms.lines import BOTH_ANSWERS, NOT_AS_IT_WAS, LineForm
from actions.models import Query, ReturnLine
from actions.return_choices import LineAnswer
from actions.selectors.beside import beside
from actions.selectors.both_texts import written
from actions.selectors.comparison import (
    Earlier,
    last_quarter,
    same_as_last_quarter,
)
from actions.selectors.evidence import Shown, evidence_of_line
from actions.selectors.handling import earlier_for
from actions.selectors.sheet import (
    answers_of,
    label_of,
    next_unfinished,
    overdue_days,
)
from actions.selectors.standing import why_it_cannot_be_changed
from actions.selectors.still_true import (
    answer_of,
    has_other_words,
    is_offered,
    is_too_often,
    times_again,
    times_still_true,
)
from actions.selectors.words import is_guarded, line_address
from actions.services.lines import LineConflict, save_line
from actions.services.still_true import still_true
from actions.services.typed import save_typed
from actions.views.returns import ReturnPage
from hcss.kernel import carried, policy
from hcss.kernel.errors import Conflict
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
    """Write on one action, with the words of an earlier quarter beside the box."""

    template_name = "actions/line.html"
    form_class = LineForm
    carries_words = True

    def dispatch(
        self, request: HttpRequest, *args: Any, **kwargs: Any
    ) -> HttpResponseBase:
        may_write = policy.allows(self.who, "actions.write_line", self.line)
        if request.method != "GET":
            policy.require(self.who, "actions.write_line", self.line)
        elif not may_write:
            return redirect(self.in_return)
        elif not self.line.is_writable(at=timezone.now()):
            why = why_it_cannot_be_changed(self.line, now=timezone.now())
            messages.info(request, why)
            return redirect(self.in_return)
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def earlier(self) -> Earlier | None:
        """What was reported before, as far as this person may read it (R57)."""
        found = last_quarter([self.line]).get(self.line.pk)
        return earlier_for(found, reader=self.who) if found else None

    @cached_property
    def carried(self) -> QueryDict | None:
        """Words that were being sent when the session ran out."""
        return carried.waiting(self.request, self.request.path)

    def get_form_kwargs(self) -> dict[str, Any]:
        quarter = ""
        if self.earlier and is_offered(self.earlier, reader=self.who):
            quarter = str(self.earlier.quarter)
        return super().get_form_kwargs() | {"quarter": quarter}

    def get_initial(self) -> dict[str, Any]:
        line = self.line
        stored = line.words | {
            "answer": answer_of(line),
            "marking": line.marking,
            "version": line.version,
        }
        typed = self.carried
        fields = LineForm.base_fields
        return stored | (carried.as_initial(typed, fields) if typed else {})

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        queries = Query.objects.select_related("asked_by", "answered_by")
        return super().get_context_data(
            line=self.line,
            action=self.line.action,
            fragments=self.line.action.fragments.select_related("statement"),
            overdue_days=overdue_days(self.line, timezone.localdate()),
            is_guarded=is_guarded(self.line.action),
            queries=queries.filter(line=self.line).order_by("pk"),
            is_back=self.request.method == "GET" and self.carried is not None,
            box=LineForm.box_to_confirm(),
            beside=beside(self.line, reader=self.who, now=timezone.now()),
            given=self._given(),
            **self._earlier_context(),
            **kwargs,
        )

    def _given(self) -> list[Shown]:
        """Return the files, links and references that support the line."""
        return evidence_of_line(self.line, reader=self.who, on=timezone.localdate())

    def _earlier_context(self) -> dict[str, Any]:
        earlier, line = self.earlier, self.line
        return {
            "earlier": earlier,
            "earlier_label": label_of(earlier.words, line) if earlier else "",
            "earlier_answers": answers_of(earlier.words) if earlier else [],
            "times": times_still_true(line),
            "times_again": times_again(earlier.words) if earlier else 0,
            "is_too_often": is_too_often(line),
            "is_unchanged": same_as_last_quarter(line, earlier),
        }

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Save; what is refused as finished, or cannot be read, is kept as a draft."""
        form = self.get_form()
        try:
            return self._send(form)
        except LineConflict as conflict:
            return self._show_both(form, conflict)
        except ValidationError as error:
            return refused(self, form, error)

    def _send(self, form: LineForm) -> HttpResponse:
        if not form.is_valid():
            if "version" in form.cleaned_data:
                self._keep_typed(form)
            return self.form_invalid(form)
        try:
            self._save(form)
        except Conflict:
            raise
        except ValidationError as error:
            self._keep_typed(form)
            return refused(self, form, self._explain(form, error))
        carried.forget(self.request, self.request.path)
        return self._go_on(is_finishing=self._is_finishing)

    def _explain(self, form: LineForm, error: ValidationError) -> ValidationError:
        """Say it where the person chooses; open the earlier words for correction."""
        if form.said == LineAnswer.STILL_TRUE and self.earlier:
            by_field = dict(error.error_dict)
            if "answer" not in by_field:
                form.data = form.with_words(self.earlier.words)
                by_field["answer"] = [ValidationError(NOT_AS_IT_WAS)]
            return ValidationError(by_field)
        return form.at_its_choice(error)

    @property
    def _is_finishing(self) -> bool:
        return "later" not in self.request.POST

    def _save(self, form: LineForm) -> None:
        version = form.cleaned_data["version"]
        if form.said == LineAnswer.STILL_TRUE:
            self._refuse_two_answers(form)
            still_true(
                actor=self.who, line=self.line, version=version, now=timezone.now()
            )
            return
        save_line(
            actor=self.who,
            line=self.line,
            version=version,
            words=form.words,
            now=timezone.now(),
            finish=self._is_finishing,
            is_confirmed=form.is_confirmed,
        )

    def _refuse_two_answers(self, form: LineForm) -> None:
        """Refuse "still true" beside new words: one of the two would be lost."""
        if has_other_words(form.words, self.earlier):
            raise ValidationError({"answer": [BOTH_ANSWERS]})

    def _keep_typed(self, form: LineForm) -> None:
        """Keep as a draft what was refused: nothing typed is lost."""
        kept = save_typed(
            actor=self.who,
            line=self.line,
            version=form.cleaned_data["version"],
            words=form.words,
            now=timezone.now(),
            is_confirmed=form.is_confirmed,
        )
        self._read_again(form, kept.line)
        if kept.error is not None and form.errors:
            add_refusal(form, kept.error)

    def _read_again(self, form: LineForm, stored: ReturnLine) -> None:
        """Let the form speak of the line as it is now: saving again is a decision."""
        again: Any = self.request.POST.copy()
        again["version"] = str(stored.version)
        form.data = again
        self.line = stored
        self.line.quarterly_return = self.quarterly_return

    def _show_both(self, form: LineForm, conflict: LineConflict) -> HttpResponse:
        """Keep the person's own text in the form, and set the stored one beside it."""
        self._read_again(form, conflict.stored)
        add_refusal(form, conflict)
        stored = conflict.stored
        context = self.get_context_data(
            form=form,
            stored=stored,
            stored_label=label_of(stored, stored),
            stored_answers=written(stored),
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
