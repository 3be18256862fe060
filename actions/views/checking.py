"""The officer's doors to a return: accept, ask, note; and the agency's answer."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.generic import FormView

from actions.forms.checking import AnswerForm, CheckForm, NoteForm
from actions.models import Query, ReturnLine
from actions.selectors.checks import rounds_before
from actions.services.acceptance import accept_return, add_officer_note
from actions.services.queries import answer_query, check_lines
from actions.views.returns import ReturnPage, ReturnView, note_id
from hcss.kernel import policy
from partnerships.views.shared import refused


class DecideView(ReturnView):
    """Accept the ticked lines and send the questions that were written, in one go."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        policy.require(self.who, "actions.check_return", self.quarterly_return)
        lines = self.quarterly_return.lines.visible_to(self.who).with_action()
        form = CheckForm(request.POST, lines=lines.order_by("pk"))
        if not form.is_valid():
            return self.refuse(form, ValidationError([]))
        try:
            self.decide(form)
        except ValidationError as error:
            return self.refuse(form, error)
        messages.success(request, self.done(form))
        return redirect(self.quarterly_return)

    def decide(self, form: CheckForm) -> None:
        """Call the service."""
        check_lines(
            actor=self.who,
            quarterly_return=self.quarterly_return,
            accepted=form.ticked,
            questions=form.questions,
            version=form.cleaned_data["version"],
            is_confirmed=form.cleaned_data.get("is_confirmed", False),
            now=timezone.now(),
        )

    def done(self, form: CheckForm) -> str:
        """Say what was done, in one sentence or two."""
        if self.quarterly_return.state == "accepted":
            return f"{self.quarterly_return} is accepted."
        accepted, asked = len(form.ticked), len(form.questions)
        said = []
        if accepted:
            said.append(f"{accepted} line{'' if accepted == 1 else 's'} accepted.")
        if asked:
            agency = self.quarterly_return.agency_name
            said.append(f"{agency} has been asked. The return is with them.")
        return " ".join(said)


class AcceptView(DecideView):
    """Accept everything that is left of the version that the officer has read."""

    def decide(self, form: CheckForm) -> None:
        if form.questions:
            raise ValidationError(
                "You have written a question. Send it, or empty its box, then accept."
            )
        accept_return(
            actor=self.who,
            quarterly_return=self.quarterly_return,
            version=form.cleaned_data["version"],
            now=timezone.now(),
        )


class NoteView(ReturnView):
    """Set an officer's note beside a line."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        policy.require(self.who, "actions.check_return", self.quarterly_return)
        lines = self.quarterly_return.lines.visible_to(self.who).with_action()
        line: ReturnLine = get_object_or_404(lines, action__ref=kwargs["ref"])
        line.quarterly_return = self.quarterly_return
        form = NoteForm(request.POST, auto_id=note_id(line.pk))
        notes = {line.pk: form}
        if not form.is_valid():
            return self.refuse(form, ValidationError([]), notes=notes)
        try:
            add_officer_note(
                actor=self.who, line=line, now=timezone.now(), **form.cleaned_data
            )
        except ValidationError as error:
            return self.refuse(form, error, notes=notes)
        messages.success(request, "Your note is saved.")
        return redirect(f"{self.quarterly_return.get_absolute_url()}#line-{line.pk}")


class AnswerView(ReturnPage, FormView):
    """Answer one question that came back."""

    template_name = "actions/query.html"
    form_class = AnswerForm

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        if not policy.allows(self.who, "actions.read_words", self.quarterly_return):
            raise Http404
        self.query = get_object_or_404(
            Query.objects.visible_to(self.who).with_return(),
            quarterly_return=self.quarterly_return,
            pk=kwargs["pk"],
        )
        self.query.quarterly_return = self.quarterly_return

    def dispatch(
        self, request: HttpRequest, *args: Any, **kwargs: Any
    ) -> HttpResponseBase:
        policy.require(self.who, "actions.answer_query", self.query)
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            query=self.query, rounds=rounds_before(self.query), **kwargs
        )

    def form_invalid(self, form: AnswerForm) -> HttpResponse:
        """Show what somebody else answered meanwhile beside what was typed."""
        fresh = Query.objects.with_return().get(pk=self.query.pk)
        typed = form["answer"].value() if fresh.answered_at else ""
        self.query = fresh
        return self.render_to_response(self.get_context_data(form=form, unsent=typed))

    def form_valid(self, form: AnswerForm) -> HttpResponse:
        try:
            answer_query(
                actor=self.who,
                query=self.query,
                now=timezone.now(),
                **form.cleaned_data,
            )
        except ValidationError as error:
            return refused(self, form, error)
        messages.success(self.request, "Your answer is saved.")
        return redirect(self.quarterly_return)
