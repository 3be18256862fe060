"""Where somebody writes on one line that was passed to them, and sees nothing else."""

from typing import Any

from allauth.account.adapter import get_adapter
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.generic import FormView

from actions.forms.delegation import ProposalForm
from actions.models import Delegation, Proposal
from actions.selectors.answers import answers_of, label_of
from actions.selectors.delegation import (
    OPEN,
    WHY_NOT,
    by_secret,
    standing_of,
    words_before,
)
from actions.selectors.words import is_guarded
from actions.services.line_proposals import propose, propose_by_link
from hcss.kernel.errors import Conflict
from partnerships.people import person
from partnerships.views.shared import refused

#: So many links that are not known may be tried from one address in a while.
_GUESSES, _A_WHILE = 20, 60


class PassedPage(FormView):
    """One line, last quarter's words of it, and a form: a proposal, once."""

    template_name = "actions/passed.html"
    form_class = ProposalForm
    delegation: Delegation

    def find(self) -> Delegation:
        """Return what was passed on.

        Raises:
            Http404: there is no such thing for whoever asks.
        """
        raise NotImplementedError

    def send(self, words: dict[str, Any], *, is_confirmed: bool) -> Proposal:
        """Call the service."""
        raise NotImplementedError

    def dispatch(
        self, request: HttpRequest, *args: Any, **kwargs: Any
    ) -> HttpResponseBase:
        self.delegation = self.find()
        standing = standing_of(self.delegation, at=timezone.now())
        if standing != OPEN:
            return self.gone(standing)
        return super().dispatch(request, *args, **kwargs)

    def gone(self, standing: str) -> HttpResponse:
        """Say why it is of no use any more (410)."""
        context = {"delegation": self.delegation, "why": WHY_NOT[standing]}
        return render(self.request, "actions/passed_gone.html", context, status=410)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        line = self.delegation.line
        earlier = words_before(self.delegation)
        return super().get_context_data(
            delegation=self.delegation,
            action=line.action,
            quarterly_return=line.quarterly_return,
            period=line.quarterly_return.period,
            is_guarded=is_guarded(line.action),
            earlier=earlier,
            earlier_label=label_of(earlier.words, line) if earlier else "",
            earlier_answers=answers_of(earlier.words) if earlier else [],
            **kwargs,
        )

    def form_valid(self, form: ProposalForm) -> HttpResponse:
        is_confirmed = bool(form.cleaned_data.get("is_confirmed"))
        try:
            self.send(form.words, is_confirmed=is_confirmed)
        except Conflict as conflict:
            return self.gone(str(conflict.code))
        except ValidationError as error:
            return refused(self, form, error)
        return self.sent()

    def sent(self) -> HttpResponse:
        """Say that it went."""
        raise NotImplementedError


class PassedLineView(PassedPage):
    """For a colleague with an account."""

    def find(self) -> Delegation:
        theirs = Delegation.objects.with_line().filter(to_person=person(self.request))
        found: Delegation = get_object_or_404(theirs, pk=self.kwargs["pk"])
        return found

    def send(self, words: dict[str, Any], *, is_confirmed: bool) -> Proposal:
        return propose(
            actor=person(self.request),
            delegation=self.delegation,
            words=words,
            now=timezone.now(),
            is_confirmed=is_confirmed,
        )

    def sent(self) -> HttpResponse:
        messages.success(
            self.request, f"Your words went to {self.delegation.given_by}. Thank you."
        )
        return redirect("actions:mine")


# Nobody signed in acts here, so there is no session that a forged form could use:
# holding the secret is the permission. A page that sends no referrer gets its own
# form back without an origin, which the usual check would refuse.
@method_decorator([login_not_required, csrf_exempt, never_cache], name="dispatch")
class PassedLinkView(PassedPage):
    """For somebody without an account, by a link that works once.

    Reading the page does not use the link up: mail scanners read it too.
    """

    def dispatch(
        self, request: HttpRequest, *args: Any, **kwargs: Any
    ) -> HttpResponseBase:
        try:
            response = super().dispatch(request, *args, **kwargs)
        except Http404:
            if _is_guessing(request):
                return render(request, "actions/passed_slow.html", status=429)
            response = render(request, "actions/passed_unknown.html", status=404)
        response["Referrer-Policy"] = "no-referrer"
        response["X-Robots-Tag"] = "noindex, nofollow"
        return response

    def find(self) -> Delegation:
        found = by_secret(self.kwargs["secret"])
        if found is None:
            raise Http404("no such link")
        return found

    def send(self, words: dict[str, Any], *, is_confirmed: bool) -> Proposal:
        return propose_by_link(
            delegation=self.delegation,
            words=words,
            now=timezone.now(),
            is_confirmed=is_confirmed,
        )

    def sent(self) -> HttpResponse:
        context = {"delegation": self.delegation}
        return render(self.request, "actions/passed_sent.html", context)


def _is_guessing(request: HttpRequest) -> bool:
    """Say whether too many unknown links come from there; nobody can guess one."""
    key = f"passed-link:{get_adapter().get_client_ip(request)}"
    cache.add(key, 0, timeout=_A_WHILE)
    try:
        return cache.incr(key) > _GUESSES
    except ValueError:  # it ran out between the two
        return False
