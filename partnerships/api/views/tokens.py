"""Tokens: how a program signs in as a person."""

from typing import Any

from allauth.account.adapter import get_adapter
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from knox.models import AuthToken
from rest_framework import exceptions, status, viewsets
from rest_framework.authentication import BaseAuthentication
from rest_framework.decorators import action
from rest_framework.permissions import AllowAny, BasePermission
from rest_framework.request import Request
from rest_framework.response import Response

from hcss.kernel import policy
from hcss.kernel.errors import NotPermitted
from partnerships.api.serializers import shown, taken
from partnerships.api.views.shared import NO_APPOINTMENT
from partnerships.models import User
from partnerships.people import person
from partnerships.services import tokens

_KEY = OpenApiParameter("key", str, OpenApiParameter.PATH)
_GONE = OpenApiResponse(description="The token is of no use any more.")


class TokenViewSet(viewsets.GenericViewSet):
    """One's own tokens: make one with address and password, list them, revoke them."""

    queryset = AuthToken.objects.none()
    serializer_class = shown.TokenSerializer
    filter_backends = []
    lookup_field = "key"

    def get_authenticators(self) -> list[BaseAuthentication]:
        # Signing in needs nobody to be signed in, nor a browser's cookie.
        request = getattr(self, "request", None)
        signs_in = getattr(self, "action_map", {}).get("post") == "create"
        if request is not None and request.method == "POST" and signs_in:
            return []
        return super().get_authenticators()

    def get_permissions(self) -> list[BasePermission]:
        if self.action == "create":
            return [AllowAny()]
        return super().get_permissions()  # type: ignore[return-value]

    def get_queryset(self) -> QuerySet[AuthToken]:
        mine = AuthToken.objects.filter(user=person(self.request))
        found: QuerySet[AuthToken] = mine.order_by("-created", "pk")
        return found

    @extend_schema(
        auth=[],
        request=taken.SignInSerializer,
        responses={201: shown.NewTokenSerializer},
    )
    def create(self, request: Request) -> Response:
        """Give address and password; get a token, shown this once.

        Repeated failures are answered with 429, whatever the password.
        """
        sent = taken.SignInSerializer(data=request.data)
        sent.is_valid(raise_exception=True)
        somebody = _sign_in(request, **sent.validated_data)
        if not policy.allows(somebody, "partnerships.keep_tokens"):
            raise NotPermitted(NO_APPOINTMENT)
        made = tokens.create_token(actor=somebody, now=timezone.now())
        body = shown.NewTokenSerializer(made)
        return Response(body.data, status=status.HTTP_201_CREATED)

    def list(self, request: Request) -> Response:
        """List one's own tokens, without their secrets."""
        page = self.paginate_queryset(self.get_queryset())
        return self.get_paginated_response(self.get_serializer(page, many=True).data)

    @extend_schema(parameters=[_KEY], request=None, responses={204: _GONE})
    def destroy(self, request: Request, key: str) -> Response:
        """Revoke one of one's own tokens."""
        if not self.get_queryset().filter(token_key=key[:100]).exists():
            raise exceptions.NotFound
        return self._revoke(request, key)

    @extend_schema(request=None, responses={204: _GONE})
    @action(detail=False, methods=["delete"])
    def current(self, request: Request) -> Response:
        """Revoke the token that this request is signed with."""
        if not isinstance(request.auth, AuthToken):
            raise exceptions.NotFound("This request is not signed with a token.")
        return self._revoke(request, request.auth.token_key)

    def _revoke(self, request: Request, key: str) -> Response:
        tokens.revoke_token(actor=person(request), token_key=key, now=timezone.now())
        return Response(status=status.HTTP_204_NO_CONTENT)


def _sign_in(request: Request, **credentials: Any) -> User:
    """Return who gave these credentials, counting failures as the pages do.

    Raises:
        Throttled: too many failures from here or for this address.
        ValidationError: wrong, or the person has left; it does not say which.
    """
    try:
        somebody = get_adapter().authenticate(request._request, **credentials)  # noqa: SLF001
    except ValidationError as error:
        raise exceptions.Throttled(detail=error.messages[0]) from None
    if not isinstance(somebody, User) or not somebody.is_active:
        raise ValidationError("The address or the password is not right.")
    return somebody
