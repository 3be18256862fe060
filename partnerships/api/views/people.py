"""People, their appointments and their invitations in the API."""

from django.db.models import QuerySet
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from hcss.kernel import policy
from partnerships.api.serializers import shown, taken
from partnerships.api.views.shared import AppointedViewSet
from partnerships.forms.filters import (
    AppointmentFilter,
    InvitationFilter,
    PersonFilter,
)
from partnerships.models import Appointment, Invitation, User
from partnerships.people import person
from partnerships.services import appointments, invitations, people

_MANAGE = "partnerships.manage_people"


class PersonViewSet(AppointedViewSet):
    """Whom to ring. People are ended when they leave, never deleted."""

    queryset = User.objects.none()
    serializer_class = shown.PersonSerializer
    filterset_class = PersonFilter
    policy_rules = {
        "retrieve": "partnerships.view_person",
        "partial_update": _MANAGE,
        "change_address": "partnerships.change_address",
        "appoint": "partnerships.appoint_person",
        "leave": _MANAGE,
        "come_back": "partnerships.appoint_person",
    }

    def get_queryset(self) -> QuerySet[User]:
        visible = User.objects.visible_to(person(self.request))
        found: QuerySet[User] = visible.with_appointments(
            on=timezone.localdate()
        ).order_by("name", "pk")
        return found

    @extend_schema(
        request=taken.EditPersonSerializer,
        responses=shown.PersonSerializer,
    )
    def partial_update(self, request: Request, pk: str) -> Response:
        """Change the name, the post or the employer."""
        somebody = self.get_object()
        typed = self.typed(taken.EditPersonSerializer, request)
        return self.shown(
            people.edit_person(
                actor=person(request), person=somebody, now=timezone.now(), **typed
            )
        )

    @extend_schema(
        request=taken.ChangeAddressSerializer,
        responses=shown.PersonSerializer,
    )
    @action(detail=True, methods=["post"], url_path="change-address")
    def change_address(self, request: Request, pk: str) -> Response:
        """Mend the address with which the person signs in; the password stays."""
        somebody = self.get_object()
        typed = self.typed(taken.ChangeAddressSerializer, request)
        return self.shown(
            people.change_address(
                actor=person(request), person=somebody, now=timezone.now(), **typed
            )
        )

    @extend_schema(request=taken.AppointSerializer, responses=shown.PersonSerializer)
    @action(detail=True, methods=["post"])
    def appoint(self, request: Request, pk: str) -> Response:
        """Appoint the person to another role."""
        somebody = self.get_object()
        typed = self.typed(taken.AppointSerializer, request)
        appointments.appoint_person(
            actor=person(request), person=somebody, now=timezone.now(), **typed
        )
        return self.shown(somebody)

    @extend_schema(request=taken.LeaveSerializer, responses=shown.PersonSerializer)
    @action(detail=True, methods=["post"])
    def leave(self, request: Request, pk: str) -> Response:
        """Write down that the person has left: access ends at once."""
        somebody = self.get_object()
        typed = self.typed(taken.LeaveSerializer, request)
        return self.shown(
            people.end_person(
                actor=person(request),
                person=somebody,
                on=timezone.localdate(),
                now=timezone.now(),
                **typed,
            )
        )

    @extend_schema(request=None, responses=shown.PersonSerializer)
    @action(detail=True, methods=["post"], url_path="return")
    def come_back(self, request: Request, pk: str) -> Response:
        """Let somebody who left sign in again."""
        somebody = self.get_object()
        return self.shown(
            people.bring_person_back(
                actor=person(request), person=somebody, now=timezone.now()
            )
        )


class AppointmentViewSet(AppointedViewSet):
    """Who is trusted to do what, where, from when until when."""

    queryset = Appointment.objects.none()
    serializer_class = shown.AppointmentSerializer
    filterset_class = AppointmentFilter
    policy_rules = {"end": _MANAGE}

    def get_queryset(self) -> QuerySet[Appointment]:
        visible = User.objects.visible_to(person(self.request))
        held = Appointment.objects.filter(person__in=visible)
        found: QuerySet[Appointment] = held.select_related(
            "person", "agency", "partnership"
        ).order_by("pk")
        return found

    @extend_schema(
        request=taken.EndAppointmentSerializer,
        responses=shown.AppointmentSerializer,
    )
    @action(detail=True, methods=["post"])
    def end(self, request: Request, pk: str) -> Response:
        """Set the first day on which the person no longer has the role."""
        appointment = self.get_object()
        typed = self.typed(taken.EndAppointmentSerializer, request)
        return self.shown(
            appointments.end_appointment(
                actor=person(request),
                appointment=appointment,
                now=timezone.now(),
                **typed,
            )
        )


class InvitationViewSet(AppointedViewSet):
    """The only way to an account."""

    queryset = Invitation.objects.none()
    serializer_class = shown.InvitationSerializer
    filterset_class = InvitationFilter

    def initial(self, request: Request, *args: object, **kwargs: object) -> None:
        super().initial(request, *args, **kwargs)
        policy.require(person(request), _MANAGE)

    def get_queryset(self) -> QuerySet[Invitation]:
        asked = Invitation.objects.select_related("agency", "partnership", "invited_by")
        found: QuerySet[Invitation] = asked.order_by("-invited_at", "-pk")
        return found

    @extend_schema(
        request=taken.InviteSerializer,
        responses={201: shown.InvitationSerializer},
    )
    def create(self, request: Request) -> Response:
        """Ask somebody in; the mail with the link goes out at once."""
        typed = self.typed(taken.InviteSerializer, request)
        return self.created(
            invitations.invite_person(
                actor=person(request), now=timezone.now(), **typed
            )
        )

    @extend_schema(request=None, responses=shown.InvitationSerializer)
    @action(detail=True, methods=["post"])
    def resend(self, request: Request, pk: str) -> Response:
        """Send a new link; the old one stops working."""
        return self.shown(
            invitations.resend_invitation(
                actor=person(request),
                invitation=self.get_object(),
                now=timezone.now(),
            )
        )

    @extend_schema(request=None, responses=shown.InvitationSerializer)
    @action(detail=True, methods=["post"])
    def withdraw(self, request: Request, pk: str) -> Response:
        """Stop an invitation that has not been accepted."""
        return self.shown(
            invitations.withdraw_invitation(
                actor=person(request),
                invitation=self.get_object(),
                now=timezone.now(),
            )
        )
