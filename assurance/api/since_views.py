"""The API's door to what changed since the group last met."""

from dataclasses import replace
from typing import Any

from django.core.exceptions import ValidationError
from django.http import Http404
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from assurance.api.shapes import serializer_for
from assurance.forms.since import SinceFilter
from assurance.models import Seal
from assurance.selectors.since import Since, since
from assurance.selectors.since.pairs import TOO_FEW, read_pair, sealed_quarters
from hcss.kernel.plain import plain
from hcss.kernel.quarters import Quarter
from partnerships.people import person

SinceSerializer = serializer_for(Since)
_QUARTER = "a quarter such as `2026-27-q1`; the latest two sealed ones if not named."


class SinceView(APIView):
    """Every difference between two sealed positions, by kind, the worst first."""

    entry_rule = "assurance.view_assurance"

    @extend_schema(
        responses=SinceSerializer,
        parameters=[
            OpenApiParameter("from", str, description=f"The earlier one: {_QUARTER}"),
            OpenApiParameter("to", str, description=f"The later one: {_QUARTER}"),
            OpenApiParameter("kind", str, description="Differences of one kind."),
            OpenApiParameter("priority", int, description="Those of one priority."),
            OpenApiParameter("agency", str, description="Those of one agency."),
        ],
    )
    def get(self, request: Request) -> Response:
        """Return what differs between two seals, and how much does not."""
        before, after = _chosen(request)
        try:
            earlier, later = read_pair(before=before, after=after)
        except Seal.DoesNotExist as error:
            raise Http404(str(error)) from error
        narrowing = SinceFilter(request.query_params)
        if not narrowing.is_valid():
            raise ValidationError(narrowing.errors.as_data())
        found = since(earlier, later, person=person(request))
        kinds = narrowing.narrowed(found.kinds)
        return Response(plain(replace(found, kinds=kinds)))


def _chosen(request: Request) -> tuple[Quarter, Quarter]:
    """Return the two quarters that are named; those left out are the latest two.

    Raises:
        ValidationError: a name is not a quarter's.
        Http404: fewer than two quarters are sealed.
    """
    named = {name: request.query_params.get(name, "") for name in ("from", "to")}
    latest: list[Any] = [None, None]
    if not all(named.values()):
        latest = sealed_quarters()[:2]
        if len(latest) < 2:  # noqa: PLR2004 -- a difference is between two
            raise Http404(TOO_FEW)
    return (
        _parsed("from", named["from"]) or latest[1],
        _parsed("to", named["to"]) or latest[0],
    )


def _parsed(name: str, slug: str) -> Quarter | None:
    try:
        return Quarter.parse(slug) if slug else None
    except ValueError as error:
        raise ValidationError({name: str(error)}) from error
