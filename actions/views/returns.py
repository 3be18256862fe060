"""The browser's doors to one return: read it, send it in, accept it, ask about it."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.generic import FormView, TemplateView

from actions.forms.returns import AnswerForm, AskForm, NilForm, SignForm, VersionForm
from actions.models import Query, Return
from actions.selectors.sheet import Sheet, sheet
from actions.selectors.standing import standing, why_it_cannot_be_changed
from actions.services.queries import answer_query, ask
from actions.services.returns import accept_return, submit_nil, submit_return
from hcss.kernel import policy
from hcss.kernel.errors import Conflict
from partnerships.models import User
from partnerships.people import person
from partnerships.views.shared import refused


class ReturnPage(TemplateView):
    """A page about one return. What a person may not see does not exist (404)."""

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.who: User = person(request)
        visible = Return.objects.visible_to(self.who).with_agency()
        self.quarterly_return = get_object_or_404(
            visible.select_related("accepted_by"),
            period__starts_on=kwargs["quarter"].starts_on,
            agency__slug=kwargs["agency"],
        )

    def address(self, name: str) -> str:
        """Return the address of another page about the same return."""
        quarterly_return = self.quarterly_return
        where = [quarterly_return.period.quarter, quarterly_return.agency.slug]
        return reverse(f"actions:{name}", args=where)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            quarterly_return=self.quarterly_return,
            period=self.quarterly_return.period,
            now=timezone.now(),
            **kwargs,
        )


class WritingPage(ReturnPage):
    """A page on which the agency writes; otherwise it says why it cannot."""

    def dispatch(
        self, request: HttpRequest, *args: Any, **kwargs: Any
    ) -> HttpResponseBase:
        policy.require(self.who, "actions.write_return", self.quarterly_return)
        if request.method == "GET" and not self.quarterly_return.is_writable:
            on = timezone.localdate()
            why = why_it_cannot_be_changed(self.quarterly_return, on=on)
            messages.info(request, why)
            return redirect(self.quarterly_return)
        return super().dispatch(request, *args, **kwargs)


class ReturnView(ReturnPage):
    """The return: a list of tasks for its agency, what was sent in for others."""

    template_name = "actions/return.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        page = sheet(self.quarterly_return, reader=self.who, on=timezone.localdate())
        if self._may_check():
            version = {"version": self.quarterly_return.version}
            lines = [row.line for row in page.rows]
            kwargs.setdefault("accept_form", VersionForm(initial=version))
            kwargs.setdefault("ask_form", AskForm(initial=version, lines=lines))
        return super().get_context_data(
            sheet=page,
            standing=standing(self.quarterly_return),
            submissions=_submissions(self.quarterly_return) if page.may_read else [],
            **kwargs,
        )

    def _may_check(self) -> bool:
        may = policy.allows(self.who, "actions.check_return", self.quarterly_return)
        return may and self.quarterly_return.state == "submitted"

    def refuse(self, error: ValidationError, **forms: Any) -> HttpResponse:
        """Show the page again with why it was refused."""
        self.quarterly_return.refresh_from_db(fields=["state", "version"])
        context = self.get_context_data(
            refusals=error.messages, has_errors=True, **forms
        )
        status = 409 if isinstance(error, Conflict) else 400
        return self.render_to_response(context, status=status)


class AcceptView(ReturnView):
    """Accept the version that the officer has read."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        policy.require(self.who, "actions.check_return", self.quarterly_return)
        form = VersionForm(request.POST)
        try:
            accept_return(
                actor=self.who,
                quarterly_return=self.quarterly_return,
                version=_version(form),
                now=timezone.now(),
            )
        except ValidationError as error:
            return self.refuse(error)
        messages.success(request, f"{self.quarterly_return} is accepted.")
        return redirect(self.quarterly_return)


class AskView(ReturnView):
    """Send the return back with questions."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        policy.require(self.who, "actions.check_return", self.quarterly_return)
        lines = self.quarterly_return.lines.visible_to(self.who).with_action()
        form = AskForm(request.POST, lines=lines)
        try:
            ask(
                actor=self.who,
                quarterly_return=self.quarterly_return,
                version=_version(form),
                questions=form.questions,
                now=timezone.now(),
            )
        except ValidationError as error:
            return self.refuse(error, ask_form=form)
        agency = self.quarterly_return.agency_name
        messages.success(request, f"{agency} has been asked. The return is with them.")
        return redirect(self.quarterly_return)


class SigningPage(WritingPage, FormView):
    """A page that ends in a signature and a receipt."""

    def get_initial(self) -> dict[str, Any]:
        return {"signed_name": self.who.name, "signed_post": self.who.post_title}

    def send_in(self, form: Any) -> None:
        """Call the service."""
        raise NotImplementedError

    def form_valid(self, form: Any) -> HttpResponse:
        try:
            self.send_in(form)
        except ValidationError as error:
            return refused(self, form, error)
        return redirect(self.address("receipt"))


class CheckView(SigningPage):
    """Everything as it will be sent; sign; send."""

    template_name = "actions/check.html"
    form_class = SignForm

    @property
    def page(self) -> Sheet:
        return sheet(self.quarterly_return, reader=self.who, on=timezone.localdate())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        page = self.page
        return super().get_context_data(sheet=page, seen=page.seen, **kwargs)

    def send_in(self, form: SignForm) -> None:
        submit_return(
            actor=self.who,
            quarterly_return=self.quarterly_return,
            now=timezone.now(),
            **form.cleaned_data,
        )


class NilView(SigningPage):
    """State and sign that there is nothing to report."""

    template_name = "actions/nil.html"
    form_class = NilForm

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        page = sheet(self.quarterly_return, reader=self.who, on=timezone.localdate())
        return super().get_context_data(sheet=page, **kwargs)

    def send_in(self, form: NilForm) -> None:
        submit_nil(
            actor=self.who,
            quarterly_return=self.quarterly_return,
            now=timezone.now(),
            **form.cleaned_data,
        )


class ReceiptView(ReturnPage):
    """Proof that a return went, for whoever may read it."""

    template_name = "actions/receipt.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        if not policy.allows(self.who, "actions.read_words", self.quarterly_return):
            raise Http404
        submissions = _submissions(self.quarterly_return)
        if not submissions:
            raise Http404
        return super().get_context_data(submission=submissions[-1], **kwargs)


class AnswerView(ReturnPage, FormView):
    """Answer one question that came back."""

    template_name = "actions/query.html"
    form_class = AnswerForm

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        if not policy.allows(self.who, "actions.read_words", self.quarterly_return):
            raise Http404
        self.query = get_object_or_404(
            Query.objects.select_related("asked_by", "line__action"),
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
        return super().get_context_data(query=self.query, **kwargs)

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


def _version(form: Any) -> int:
    """Return the version that the person read, or raise what is wrong with it."""
    if not form.is_valid():
        raise ValidationError(
            [text for texts in form.errors.values() for text in texts]
        )
    version: int = form.cleaned_data["version"]
    return version


def _submissions(quarterly_return: Return) -> list[Any]:
    found = quarterly_return.submissions.select_related("submitted_by")
    return list(found.order_by("version"))
