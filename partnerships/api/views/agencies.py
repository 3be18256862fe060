"""Agencies in the API."""

from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from partnerships.api.serializers import shown, taken
from partnerships.api.views.shared import AppointedViewSet
from partnerships.forms.filters import AgencyFilter
from partnerships.models import Agency
from partnerships.people import person
from partnerships.services import agencies

_MANAGE = "partnerships.manage_register"


class AgencyViewSet(AppointedViewSet):
    """Organisations that can lead, and collectives that the Agreement names."""

    queryset = Agency.objects.none()
    serializer_class = shown.AgencySerializer
    filterset_class = AgencyFilter
    lookup_field = "slug"
    policy_rules = {
        "create": _MANAGE,
        "partial_update": _MANAGE,
        "rename": _MANAGE,
        "correct_name": _MANAGE,
        "succeed": _MANAGE,
    }

    def get_queryset(self) -> QuerySet[Agency]:
        listed = Agency.objects.with_people(on=timezone.localdate())
        found: QuerySet[Agency] = (
            listed.select_related("parent").prefetch_related("names").order_by("name")
        )
        return found

    @extend_schema(
        request=taken.NewAgencySerializer,
        responses={201: shown.AgencySerializer},
    )
    def create(self, request: Request) -> Response:
        """Put an agency on the register."""
        typed = self.typed(taken.NewAgencySerializer, request)
        return self.created(
            agencies.create_agency(actor=person(request), now=timezone.now(), **typed)
        )

    @extend_schema(
        request=taken.EditAgencySerializer,
        responses=shown.AgencySerializer,
    )
    def partial_update(self, request: Request, slug: str) -> Response:
        """Change kind, short name, note, or who signs its returns."""
        agency = self.get_object()
        typed = self.typed(taken.EditAgencySerializer, request)
        return self.shown(
            agencies.edit_agency(
                actor=person(request), agency=agency, now=timezone.now(), **typed
            )
        )

    @extend_schema(
        request=taken.RenameAgencySerializer,
        responses=shown.AgencySerializer,
    )
    @action(detail=True, methods=["post"])
    def rename(self, request: Request, slug: str) -> Response:
        """Give the agency a new name from a day; the old one keeps its time."""
        agency = self.get_object()
        typed = self.typed(taken.RenameAgencySerializer, request)
        return self.shown(
            agencies.rename_agency(
                actor=person(request),
                agency=agency,
                on=timezone.localdate(),
                now=timezone.now(),
                **typed,
            )
        )

    @extend_schema(
        request=taken.CorrectAgencyNameSerializer,
        responses=shown.AgencySerializer,
    )
    @action(detail=True, methods=["post"], url_path="correct-name")
    def correct_name(self, request: Request, slug: str) -> Response:
        """Put right a name that was written wrongly."""
        agency = self.get_object()
        typed = self.typed(taken.CorrectAgencyNameSerializer, request)
        return self.shown(
            agencies.correct_agency_name(
                actor=person(request), agency=agency, now=timezone.now(), **typed
            )
        )

    @extend_schema(
        request=taken.SuccessionSerializer,
        responses=shown.AgencySerializer,
    )
    @action(detail=True, methods=["post"])
    def succeed(self, request: Request, slug: str) -> Response:
        """Record that another agency took over: this one ends that day."""
        agency = self.get_object()
        typed: dict[str, Any] = self.typed(taken.SuccessionSerializer, request)
        agencies.record_succession(
            actor=person(request),
            predecessor=agency,
            on=timezone.localdate(),
            now=timezone.now(),
            **typed,
        )
        return self.shown(agency)
