"""The API's doors to agreements. Everything is read; only a note can be added."""

from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import status, viewsets
from rest_framework.request import Request
from rest_framework.response import Response

from hcss.kernel import policy
from partnerships.people import person
from priorities.api import filters, serializers
from priorities.models import (
    Agreement,
    EditorialNote,
    Fragment,
    Heading,
    Priority,
    RegisterEntry,
    Statement,
)
from priorities.services.notes import add_editorial_note


class OfAgreementsViewSet(viewsets.ReadOnlyModelViewSet):
    """Part of the agreements, for everybody who may read them."""

    entry_rule = "priorities.view_agreement"


class AgreementViewSet(OfAgreementsViewSet):
    """The agreement, and the versions before it, newest first."""

    serializer_class = serializers.AgreementSerializer
    queryset = Agreement.objects.with_group().order_by("-loaded_at", "-pk")


class HeadingViewSet(OfAgreementsViewSet):
    """The questions an agreement asks of every priority."""

    serializer_class = serializers.HeadingSerializer
    filterset_class = filters.HeadingFilter
    queryset = Heading.objects.select_related("agreement").order_by(
        "agreement", "order"
    )


class PriorityViewSet(OfAgreementsViewSet):
    """The priorities, with owners and counts."""

    serializer_class = serializers.PrioritySerializer
    filterset_class = filters.PriorityFilter
    queryset = (
        Priority.objects.with_ownership()
        .with_counts()
        .order_by("agreement_id", "number")
    )


class StatementViewSet(OfAgreementsViewSet):
    """The sentences, in the order of the document. Their words never change."""

    serializer_class = serializers.StatementSerializer
    filterset_class = filters.StatementFilter
    queryset = (
        Statement.objects.with_place()
        .prefetch_related("fragments", "mentions__entry")
        .order_by("priority__agreement_id", "order")
    )


class FragmentViewSet(OfAgreementsViewSet):
    """What the sentences promise, wish and warn."""

    serializer_class = serializers.FragmentSerializer
    filterset_class = filters.FragmentFilter
    queryset = Fragment.objects.with_statement().order_by("agreement_id", "order")


class RegisterEntryViewSet(OfAgreementsViewSet):
    """What an agreement names."""

    serializer_class = serializers.RegisterEntrySerializer
    filterset_class = filters.RegisterEntryFilter
    queryset = RegisterEntry.objects.with_places().order_by("agreement_id", "order")


class EditorialNoteViewSet(OfAgreementsViewSet):
    """Officers' notes beside sentences. They are added, never changed."""

    serializer_class = serializers.EditorialNoteSerializer
    filterset_class = filters.EditorialNoteFilter

    def get_queryset(self) -> QuerySet[EditorialNote]:
        notes = EditorialNote.objects.select_related("statement", "written_by")
        return notes.order_by("-pk")

    @extend_schema(
        request=serializers.AddEditorialNoteSerializer,
        responses={status.HTTP_201_CREATED: serializers.EditorialNoteSerializer},
    )
    def create(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Add a note beside a sentence (officers)."""
        policy.require(person(request), "priorities.add_editorial_note")
        payload = serializers.AddEditorialNoteSerializer(data=request.data)
        payload.is_valid(raise_exception=True)
        note = add_editorial_note(
            actor=person(request), now=timezone.now(), **payload.validated_data
        )
        body = self.get_serializer(note).data
        return Response(body, status=status.HTTP_201_CREATED)
