"""A person's own page: who the service thinks they are, and their API tokens."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from knox.models import AuthToken

from partnerships import selectors
from partnerships.models import User
from partnerships.services import tokens
from partnerships.views.shared import AppointedDetail, AppointedPage, ServiceButton


class YouView(AppointedDetail):
    """My details, my appointments, my password, my tokens."""

    template_name = "partnerships/you.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        mine = AuthToken.objects.filter(user=self.who, expiry__gt=timezone.now())
        return super().get_context_data(
            person=User.objects.select_related("employer").get(pk=self.who.pk),
            page=selectors.person_page(self.who, on=timezone.localdate()),
            tokens=list(mine.order_by("-created")),
            **kwargs,
        )


@method_decorator(never_cache, name="dispatch")
class NewTokenView(AppointedPage):
    """Make a token and show it, this once."""

    rule = "partnerships.keep_tokens"
    http_method_names = ["post"]

    def post(self, request: HttpRequest) -> HttpResponse:
        try:
            made = tokens.create_token(actor=self.who, now=timezone.now())
        except ValidationError as error:
            messages.error(request, error.messages[0])
            return redirect("partnerships:you")
        return render(request, "partnerships/new_token.html", {"made": made})


class RevokeTokenView(ServiceButton):
    """Make one of my tokens useless."""

    rule = "partnerships.keep_tokens"
    done = "Token revoked."

    def call(self) -> None:
        tokens.revoke_token(
            actor=self.who, token_key=self.kwargs["token_key"], now=timezone.now()
        )

    def next_page(self) -> str:
        return reverse("partnerships:you")
