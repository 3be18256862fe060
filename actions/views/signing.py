"""The agency's doors to sending in: check, sign, nil, and the receipt."""

from typing import Any

from django.core.exceptions import ValidationError
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.functional import cached_property
from django.views.generic import FormView

from actions.choices import ReturnState
from actions.forms.returns import NilForm, SignForm
from actions.forms.sign_off import SendForSignOffForm, SendNilForSignOffForm
from actions.selectors.receipts import receipts_of
from actions.selectors.sheet import sheet
from actions.selectors.signatories import WaysToSend, ways_to_send
from actions.services.returns import require_signatory, submit_nil, submit_return
from actions.views.returns import ReturnPage, WritingPage
from hcss.kernel import policy
from partnerships.views.shared import refused


class Signature(ReturnPage, FormView):
    """A page that ends in a signature and a receipt.

    Whoever signs there with authority sees the place for a signature; anybody else
    of the agency the way to their approver (``actions.views.sign_off``).
    """

    @cached_property
    def ways(self) -> WaysToSend:
        """What this person can do with the return."""
        on = timezone.localdate()
        return ways_to_send(self.quarterly_return, actor=self.who, on=on)

    def get_initial(self) -> dict[str, Any]:
        return {"signed_name": self.who.name, "signed_post": self.who.post_title}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        page = sheet(self.quarterly_return, reader=self.who, now=timezone.now())
        return super().get_context_data(sheet=page, ways=self.ways, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.require_hand()
        return super().post(request, *args, **kwargs)

    def require_hand(self) -> None:
        """Refuse whoever may not sign, before anything that they typed."""
        require_signatory(
            actor=self.who, quarterly_return=self.quarterly_return, now=timezone.now()
        )

    def send_in(self, form: Any) -> None:
        """Call the service."""
        raise NotImplementedError

    def form_valid(self, form: Any) -> HttpResponse:
        try:
            self.send_in(form)
        except ValidationError as error:
            return refused(self, form, error)
        return redirect(self.next_page())

    def next_page(self) -> str:
        """Return where it leads when it has gone."""
        return self.address("receipt")


class SigningPage(WritingPage, Signature):
    """A return that is being written; what waits for sign-off has its own page."""

    def dispatch(
        self, request: HttpRequest, *args: Any, **kwargs: Any
    ) -> HttpResponseBase:
        waits = self.quarterly_return.state == ReturnState.AWAITING
        if waits and request.method == "GET" and self.ways.may_sign:
            return redirect(self.address("sign-off"))
        return super().dispatch(request, *args, **kwargs)


class CheckView(SigningPage):
    """Everything as it will be sent; sign; send."""

    template_name = "actions/check.html"

    def get_form_class(self) -> type[Form]:
        return SignForm if self.ways.may_sign else SendForSignOffForm

    def send_in(self, form: Any) -> None:
        submit_return(
            actor=self.who,
            quarterly_return=self.quarterly_return,
            now=timezone.now(),
            **form.cleaned_data,
        )


class NilView(SigningPage):
    """State and sign that there is nothing to report."""

    template_name = "actions/nil.html"

    def get_form_class(self) -> type[Form]:
        return NilForm if self.ways.may_sign else SendNilForSignOffForm

    def send_in(self, form: Any) -> None:
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
        proofs = receipts_of(self.quarterly_return, reader=self.who)
        if not proofs:
            raise Http404
        return super().get_context_data(
            submission=proofs[-1].submission, proof=proofs[-1], **kwargs
        )
