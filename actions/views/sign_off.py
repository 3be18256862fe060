"""The agency's doors to its approver: send it to them, sign it, send it back."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.forms import Form
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.functional import cached_property

from actions.choices import ReturnState
from actions.forms.returns import NilForm, SignForm
from actions.forms.sign_off import (
    SendBackForm,
    SendForSignOffForm,
    SendNilForSignOffForm,
)
from actions.models import SignOff
from actions.selectors.signatories import rounds_of
from actions.services.returns import submit_nil, submit_return
from actions.services.sign_off import send_back, send_for_sign_off
from actions.views.signing import CheckView, NilView, Signature, SigningPage
from hcss.kernel import policy
from hcss.kernel.errors import Conflict
from hcss.kernel.forms import add_refusal


class ToApprover(SigningPage):
    """A page on which a return is read, and which ends at the approver."""

    http_method_names = ["get", "post"]
    #: Where it is read.
    read_at = ""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return redirect(self.address(self.read_at))

    def require_hand(self) -> None:
        policy.require(self.who, "actions.write_return", self.quarterly_return)

    def send_in(self, form: Any) -> None:
        send_for_sign_off(
            actor=self.who,
            quarterly_return=self.quarterly_return,
            now=timezone.now(),
            **form.cleaned_data,
        )
        messages.success(
            self.request,
            f"The return is with {self.ways.approver_names or 'your approver'} for "
            "sign-off.",
        )

    def next_page(self) -> str:
        return self.quarterly_return.get_absolute_url()


class SendForSignOffView(ToApprover, CheckView):
    """Send the lines to the approver."""

    read_at = "check"

    def get_form_class(self) -> type[Form]:
        return SendForSignOffForm


class SendNilForSignOffView(ToApprover, NilView):
    """Send the approver the statement that there is nothing to report."""

    read_at = "nil"

    def get_form_class(self) -> type[Form]:
        return SendNilForSignOffForm


class SignOffView(Signature):
    """The approver reads everything; signs it, or sends it back."""

    template_name = "actions/sign_off.html"

    def dispatch(
        self, request: HttpRequest, *args: Any, **kwargs: Any
    ) -> HttpResponseBase:
        policy.require(self.who, "actions.write_return", self.quarterly_return)
        waits = self.quarterly_return.state == ReturnState.AWAITING
        if request.method == "GET" and not (waits and self.ways.may_sign):
            return redirect(self.quarterly_return)
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def rounds(self) -> list[SignOff]:
        """Every round of sign-off, the one that waits last."""
        return rounds_of(self.quarterly_return, reader=self.who)

    @property
    def is_nil(self) -> bool:
        """Whether what waits is the statement that there is nothing to report."""
        return bool(self.rounds) and self.rounds[-1].is_nil

    def get_form_class(self) -> type[Form]:
        return NilForm if self.is_nil else SignForm

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        kwargs.setdefault("back_form", SendBackForm())
        context = super().get_context_data(
            rounds=self.rounds[:-1],
            asked=self.rounds[-1] if self.rounds else None,
            **kwargs,
        )
        back_form = context["back_form"]
        context["faulty"] = back_form if back_form.is_bound else context["form"]
        return context

    def send_in(self, form: Any) -> None:
        send = submit_nil if self.is_nil else submit_return
        send(
            actor=self.who,
            quarterly_return=self.quarterly_return,
            now=timezone.now(),
            **form.cleaned_data,
        )


class SendBackView(SignOffView):
    """The approver sends the return back to its writers."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.require_hand()
        form = SendBackForm(request.POST)
        if not form.is_valid():
            return self._refuse(form, status=400)
        try:
            send_back(
                actor=self.who,
                quarterly_return=self.quarterly_return,
                now=timezone.now(),
                **form.cleaned_data,
            )
        except ValidationError as error:
            add_refusal(form, error)
            return self._refuse(
                form, status=409 if isinstance(error, Conflict) else 400
            )
        messages.success(request, "The return is back with your colleagues.")
        return redirect(self.quarterly_return)

    def _refuse(self, form: SendBackForm, *, status: int) -> HttpResponse:
        unsigned = self.get_form_class()(initial=self.get_initial())
        context = self.get_context_data(form=unsigned, back_form=form, has_errors=True)
        return self.render_to_response(context, status=status)
