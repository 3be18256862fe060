"""Signing in, without losing what somebody was sending when their session ran out."""

from typing import Any

from allauth.account.forms import LoginForm
from allauth.account.views import LoginView
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect, render
from django.utils.decorators import method_decorator
from django.utils.html import format_html

from hcss.kernel import carried
from hcss.kernel.carried import Carried

_SIGNED_OUT = "You are signed out. Sign in again: what you typed is still in this page."


class KeepWords(LoginRequiredMiddleware):
    """Every page is private unless its view says ``@login_not_required``.

    A view with ``carries_words`` does not lose what a signed-out person sends to it:
    the answer is the sign-in page, with the words in it. One with ``answers_json``
    says in JSON that the person is signed out.
    """

    def handle_no_permission(self, request: HttpRequest, view_func: Any) -> Any:
        view = getattr(view_func, "view_class", None)
        if request.method == "POST" and getattr(view, "answers_json", False):
            return JsonResponse({"detail": _SIGNED_OUT}, status=401)
        if request.method == "POST" and getattr(view, "carries_words", False):
            words = carried.of_request(request)
            if words is not None:
                return _ask_to_sign_in(request, words)
        return super().handle_no_permission(request, view_func)


def _ask_to_sign_in(request: HttpRequest, words: Carried) -> HttpResponse:
    back = format_html(
        '<input type="hidden" name="{}" value="{}">', REDIRECT_FIELD_NAME, words.path
    )
    context = {
        "form": LoginForm(request=request),
        "redirect_field": back,
        "carried": carried.seal(words),
    }
    return render(request, "account/login.html", context, status=401)


@method_decorator(login_not_required, name="dispatch")
class SignInView(LoginView):
    """allauth's sign-in, which hands on the words that came with it."""

    def dispatch(
        self, request: HttpRequest, *args: Any, **kwargs: Any
    ) -> HttpResponseBase:
        words = self.words
        if words is not None and request.user.is_authenticated:
            # Signed in meanwhile, in another window.
            carried.hand_over(request, words)
            return redirect(words.path)
        answer: HttpResponseBase = super().dispatch(request, *args, **kwargs)
        return answer

    @property
    def words(self) -> Carried | None:
        return carried.unseal(self.request.POST.get(carried.FIELD, ""))

    def get_success_url(self) -> str | None:
        words = self.words
        url: str | None = words.path if words else super().get_success_url()
        return url

    def form_valid(self, form: LoginForm) -> HttpResponse:
        answer: HttpResponse = super().form_valid(form)
        words = self.words
        if words is not None and self.request.user.is_authenticated:
            carried.hand_over(self.request, words)
        return answer

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        sealed = self.request.POST.get(carried.FIELD, "") if self.words else ""
        context: dict[str, Any] = super().get_context_data(carried=sealed, **kwargs)
        return context


def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Refuse a form that was open too long; show its words, to be copied."""
    view = getattr(getattr(request.resolver_match, "func", None), "view_class", None)
    words = None
    if getattr(view, "carries_words", False):
        words = carried.of_request(request)
    elif carried.FIELD in request.POST:
        words = carried.unseal(request.POST[carried.FIELD])
    context = {"texts": words.prose if words else [], "path": words and words.path}
    return render(request, "403_csrf.html", context, status=403)
