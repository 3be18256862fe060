"""What endpoints for people who are appointed have in common."""

from typing import Any

from django.db import models
from django.db.models import QuerySet
from rest_framework import status, viewsets
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import Serializer

from hcss.kernel import policy
from hcss.kernel.errors import NotPermitted
from partnerships.people import person

NO_APPOINTMENT = (
    "You have no appointment here. Ask an officer of the group to appoint you."
)


class AppointedViewSet(viewsets.ReadOnlyModelViewSet):
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
