"""The API's doors to the approver of an agency: on a return, and its rounds."""

import django_filters
from django.db.models import QuerySet
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from actions import policy
from actions.api.quarter_filters import key_filter
from actions.api.quarter_serializers import ReturnSerializer
from actions.models import SignOff
from actions.return_choices import SignOffOutcome
from actions.selectors.words import LONGEST
from actions.services.sign_off import send_back, send_for_sign_off
from partnerships.api.views.shared import AppointedViewSet
from partnerships.people import person

_LARGEST = 2**31 - 1


def _text() -> serializers.CharField:
    return serializers.CharField(
        required=False, default="", allow_blank=True, max_length=LONGEST
    )


class SendForSignOffSerializer(serializers.Serializer):
    """A return for its approver; ``seen`` is the sum of the lines' versions as read.

    With ``is_nil`` it goes as the statement that there is nothing to report.
    """

    note = _text()
    seen = serializers.IntegerField(
        required=False,
        default=None,
        allow_null=True,
        min_value=0,
        max_value=_LARGEST,
    )
    is_nil = serializers.BooleanField(default=False)
    is_confirmed = serializers.BooleanField(default=False)


class SendBackSerializer(serializers.Serializer):
    """What has to change before the approver signs."""

    comment = _text()
    is_confirmed = serializers.BooleanField(default=False)


class SignOffSerializer(serializers.ModelSerializer):
    """One round: sent to the approvers, then signed or sent back."""

    quarter = serializers.CharField(source="quarterly_return.period.slug")
    agency = serializers.CharField(source="quarterly_return.agency.slug")
    asked_by = serializers.CharField(source="asked_by.name")
    decided_by = serializers.CharField(
        source="decided_by.name", allow_null=True, default=None
    )

    class Meta:
        model = SignOff
        fields = [
            "id",
            "quarterly_return",
            "quarter",
            "agency",
            "is_nil",
            "note",
            "asked_by",
            "asked_at",
            "outcome",
            "comment",
            "decided_by",
            "decided_at",
        ]
        read_only_fields = fields


class SignOffFilter(django_filters.FilterSet):
    """Reads ``?quarterly_return=7&outcome=waiting``."""

    quarterly_return = key_filter("quarterly_return")
    outcome = django_filters.ChoiceFilter(choices=SignOffOutcome.choices)

    class Meta:
        model = SignOff
        fields = ["quarterly_return", "outcome"]


class SignOffViewSet(AppointedViewSet):
    """Rounds of sign-off of your own agency's returns, newest first."""

    entry_rule = "partnerships.read_content"
    queryset = SignOff.objects.none()
    serializer_class = SignOffSerializer
    filterset_class = SignOffFilter

    def get_queryset(self) -> QuerySet[SignOff]:
        visible = SignOff.objects.filter(policy.visible_sign_offs(person(self.request)))
        beside = ("quarterly_return__period", "quarterly_return__agency")
        found = visible.select_related(*beside, "asked_by", "decided_by")
        return found.order_by("-pk")


class SignOffActions(AppointedViewSet):
    """What an agency does with a return before it goes; for the returns' endpoint."""

    @extend_schema(request=SendForSignOffSerializer, responses=ReturnSerializer)
    @action(detail=True, methods=["post"], url_path="sign-off", filterset_class=None)
    def sign_off(self, request: Request, pk: str) -> Response:
        """Send the return to your agency's approver; nobody writes in it meanwhile."""
        quarterly_return = self.get_object()
        typed = self.typed(SendForSignOffSerializer, request)
        send_for_sign_off(
            actor=person(request),
            quarterly_return=quarterly_return,
            now=timezone.now(),
            **typed,
        )
        return self.shown(quarterly_return)

    @extend_schema(request=SendBackSerializer, responses=ReturnSerializer)
    @action(detail=True, methods=["post"], url_path="send-back", filterset_class=None)
    def send_back(self, request: Request, pk: str) -> Response:
        """Send the return back to its writers: an approver, with a comment."""
        quarterly_return = self.get_object()
        typed = self.typed(SendBackSerializer, request)
        return self.shown(
            send_back(
                actor=person(request),
                quarterly_return=quarterly_return,
                now=timezone.now(),
                **typed,
            )
        )
