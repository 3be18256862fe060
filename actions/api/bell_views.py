"""The API's doors to what a person sees of their own reminders."""

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import status, viewsets
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from actions.api.bell_serializers import (
    CalendarAddressSerializer,
    ChooseWaysSerializer,
    NewCalendarAddressSerializer,
    WaitingSerializer,
    WaysSerializer,
)
from actions.models import Reminder
from actions.services.reminding import bell, preferences
from actions.services.reminding import calendar_addresses as addresses
from partnerships.people import person

_GONE = OpenApiResponse(description="The address is of no use any more.")


class YouViewSet(viewsets.GenericViewSet):
    """What waits for the person who asks, and how they are told of it."""

    entry_rule = "partnerships.view_register"
    queryset = Reminder.objects.none()
    serializer_class = WaitingSerializer
    filter_backends = []

    @extend_schema(responses=WaitingSerializer(many=True))
    @action(detail=False)
    def waiting(self, request: Request) -> Response:
        """List each thing that waits for you once, the most urgent first."""
        listed = bell.what_waits(person=person(request), now=timezone.now())
        page: Any = self.paginate_queryset(listed)
        shown = WaitingSerializer(bell.in_words(page), many=True)
        return self.get_paginated_response(shown.data)

    @extend_schema(responses=WaysSerializer)
    @action(detail=False, pagination_class=None)
    def ways(self, request: Request) -> Response:
        """Say how you are told of what is not your duty.

        ``weekdays`` are 0 (Monday) to 4; none is any working day.
        """
        chosen = preferences.preference_of(person=person(request))
        return Response(WaysSerializer(chosen).data)

    @extend_schema(request=ChooseWaysSerializer, responses=WaysSerializer)
    @ways.mapping.put
    def choose_ways(self, request: Request) -> Response:
        """Choose how you are told of what is not your duty. It counts at once."""
        sent = ChooseWaysSerializer(data=request.data)
        sent.is_valid(raise_exception=True)
        who = person(request)
        chosen = preferences.choose_ways(
            actor=who, person=who, now=timezone.now(), **sent.validated_data
        )
        return Response(WaysSerializer(chosen).data)

    @extend_schema(responses=CalendarAddressSerializer)
    @action(detail=False, pagination_class=None)
    def calendar(self, request: Request) -> Response:
        """Say since when your calendar has an address; null if it has none."""
        address = addresses.address_of(person=person(request))
        made_at = address.made_at if address else None
        return Response(CalendarAddressSerializer({"made_at": made_at}).data)

    @extend_schema(request=None, responses={201: NewCalendarAddressSerializer})
    @calendar.mapping.post
    def make_calendar(self, request: Request) -> Response:
        """Make an address, shown this once; the one before it is of no use."""
        who = person(request)
        made = addresses.make_calendar_address(
            actor=who, person=who, now=timezone.now()
        )
        shown = NewCalendarAddressSerializer(made)
        return Response(shown.data, status=status.HTTP_201_CREATED)

    @extend_schema(request=None, responses={204: _GONE})
    @calendar.mapping.delete
    def revoke_calendar(self, request: Request) -> Response:
        """Make the address of your calendar useless at once."""
        who = person(request)
        addresses.revoke_calendar_address(actor=who, person=who, now=timezone.now())
        return Response(status=status.HTTP_204_NO_CONTENT)
