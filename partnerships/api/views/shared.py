"""What endpoints for people who are appointed have in common."""

from typing import Any

from django.db import models
from django.db.models import QuerySet
from django.utils import timezone
from django_filters.rest_framework import DjangoFilterBackend
from rest_framework import status, viewsets
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import Serializer

from hcss.kernel import as_at, policy
from hcss.kernel.api.as_at import AsAtParameter
from hcss.kernel.api.pagination import Pages
from hcss.kernel.errors import NotPermitted
from partnerships.people import person

NO_APPOINTMENT = (
    "You have no appointment here. Ask an officer of the group to appoint you."
)


class ReadAsAt(viewsets.ReadOnlyModelViewSet):
    """Lists and shows rows as they are, or as they were sealed (``?as_at=``)."""

    #: Which list of a sealed position it is, if any.
    sealed_as = ""
    filter_backends = [DjangoFilterBackend, AsAtParameter]

    # Without docstrings: the API's description has those of each list.
    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        if as_at.is_asked(request.query_params):
            return self.listed_as_at(request)
        return super().list(request, *args, **kwargs)

    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        if as_at.is_asked(request.query_params):
            return self.shown_as_at(request, self.get_object())
        return super().retrieve(request, *args, **kwargs)

    def listed_as_at(self, request: Request) -> Response:
        """Answer with the rows of the list that a seal holds, in pages.

        Raises:
            ValidationError: no seal holds the list, or the request is malformed.
            Http404: there is no such seal.
        """
        answer = as_at.reader_for(self.sealed_as).rows(
            code=self.sealed_as,
            word=request.query_params[as_at.NAME],
            person=person(request),
            chosen=request.query_params,
            now=timezone.now(),
        )
        pages = Pages()
        page = pages.paginate_queryset(answer.rows, request, view=self)
        response = pages.get_paginated_response(page)
        response.data["as_at"] = answer.facts
        return response

    def shown_as_at(self, request: Request, thing: Any) -> Response:
        """Answer with the row about ``thing`` that a seal holds.

        Raises:
            ValidationError: no seal holds the list, or the request is malformed.
            Http404: there is no such seal, or it holds no such row.
        """
        answer = as_at.reader_for(self.sealed_as).row(
            code=self.sealed_as,
            word=request.query_params[as_at.NAME],
            person=person(request),
            thing=thing,
            now=timezone.now(),
        )
        return Response({**answer.rows[0], "as_at": answer.facts})


class AppointedViewSet(ReadAsAt):
    """Lists and shows rows to people who are appointed.

    ``policy_rules`` names the rule of each further action: asked about the row
    where there is one, else before anything in the request is looked at.
    """

    policy_rules: dict[str, str] = {}

    def check_permissions(self, request: Request) -> None:
        appointed = policy.allows(request.user, "partnerships.view_register")
        if request.user.is_authenticated and not appointed:
            raise NotPermitted(NO_APPOINTMENT)
        super().check_permissions(request)

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        rule = self.policy_rules.get(str(self.action))
        if rule and not self.detail:
            policy.require(person(request), rule)

    def get_queryset(self) -> QuerySet:
        """Return the rows that the person may see, with what is shown of them."""
        raise NotImplementedError

    def typed(self, serializer_class: type[Serializer], request: Request) -> Any:
        """Return what was sent, checked for shape.

        Raises:
            ValidationError: a field is missing or is not what it should be.
        """
        sent = serializer_class(data=request.data)
        sent.is_valid(raise_exception=True)
        return sent.validated_data

    def shown(self, row: models.Model, code: int = status.HTTP_200_OK) -> Response:
        """Answer with the row as the list shows it, read again."""
        fresh = self.get_queryset().get(pk=row.pk)
        return Response(self.get_serializer(fresh).data, status=code)

    def created(self, row: models.Model) -> Response:
        """Answer with the new row."""
        return self.shown(row, status.HTTP_201_CREATED)
