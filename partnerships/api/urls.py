"""The API's addresses of agencies, boards, posts, people and tokens."""

from rest_framework.routers import BaseRouter

from partnerships.api.views.agencies import AgencyViewSet
from partnerships.api.views.partnerships import (
    MembershipViewSet,
    PartnershipViewSet,
    PostViewSet,
)
from partnerships.api.views.people import (
    AppointmentViewSet,
    InvitationViewSet,
    PersonViewSet,
)
from partnerships.api.views.tokens import TokenViewSet


def register(router: BaseRouter) -> None:
    """Add this app's routes to the site's one router."""
    router.register("agencies", AgencyViewSet, basename="agency")
    router.register("partnerships", PartnershipViewSet, basename="partnership")
    router.register("memberships", MembershipViewSet, basename="membership")
    router.register("posts", PostViewSet, basename="post")
    router.register("people", PersonViewSet, basename="person")
    router.register("appointments", AppointmentViewSet, basename="appointment")
    router.register("invitations", InvitationViewSet, basename="invitation")
    router.register("tokens", TokenViewSet, basename="token")
