"""Partnerships, their members and posts in the API."""

from django.db.models import Prefetch, QuerySet
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from hcss.kernel.errors import Conflict
from partnerships.api.serializers import shown, taken
from partnerships.api.views.shared import AppointedViewSet
from partnerships.forms.filters import MembershipFilter, PartnershipFilter, PostFilter
from partnerships.models import Membership, Partnership, Post, PostHolding
from partnerships.people import person
from partnerships.services import partnerships, posts

_MANAGE = "partnerships.manage_register"


class PartnershipViewSet(AppointedViewSet):
    """Boards, partnerships, networks, panels, groups and forums."""

    queryset = Partnership.objects.none()
    serializer_class = shown.PartnershipSerializer
    filterset_class = PartnershipFilter
    lookup_field = "slug"
    policy_rules = {"create": _MANAGE, "partial_update": _MANAGE}

    def get_queryset(self) -> QuerySet[Partnership]:
        listed = Partnership.objects.with_chair(on=timezone.localdate())
        found: QuerySet[Partnership] = listed.order_by("name")
        return found

    @extend_schema(
        request=taken.NewPartnershipSerializer,
        responses={201: shown.PartnershipSerializer},
    )
    def create(self, request: Request) -> Response:
        """Put a partnership on the register."""
        typed = self.typed(taken.NewPartnershipSerializer, request)
        return self.created(
            partnerships.create_partnership(
                actor=person(request), now=timezone.now(), **typed
            )
        )

    @extend_schema(
        request=taken.EditPartnershipSerializer,
        responses=shown.PartnershipSerializer,
    )
    def partial_update(self, request: Request, slug: str) -> Response:
        """Change the name, kind, host, note or end."""
        partnership = self.get_object()
        typed = self.typed(taken.EditPartnershipSerializer, request)
        return self.shown(
            partnerships.edit_partnership(
                actor=person(request),
                partnership=partnership,
                now=timezone.now(),
                **typed,
            )
        )


class MembershipViewSet(AppointedViewSet):
    """Which agency sits, or sat, on which partnership."""

    queryset = Membership.objects.none()
    serializer_class = shown.MembershipSerializer
    filterset_class = MembershipFilter
    policy_rules = {"create": _MANAGE, "end": _MANAGE}

    def get_queryset(self) -> QuerySet[Membership]:
        seats = Membership.objects.select_related("agency", "partnership")
        return seats.order_by("pk")

    @extend_schema(
        request=taken.NewMembershipSerializer,
        responses={201: shown.MembershipSerializer},
    )
    def create(self, request: Request) -> Response:
        """Write down that an agency sits on a partnership."""
        typed = self.typed(taken.NewMembershipSerializer, request)
        return self.created(
            partnerships.add_member(actor=person(request), now=timezone.now(), **typed)
        )

    @extend_schema(request=taken.EndSerializer, responses=shown.MembershipSerializer)
    @action(detail=True, methods=["post"])
    def end(self, request: Request, pk: str) -> Response:
        """Write down when the agency left."""
        membership = self.get_object()
        typed = self.typed(taken.EndSerializer, request)
        return self.shown(
            partnerships.end_membership(
                actor=person(request),
                membership=membership,
                now=timezone.now(),
                **typed,
            )
        )


class PostViewSet(AppointedViewSet):
    """Posts and their holders: the office stays, people come and go."""

    queryset = Post.objects.none()
    serializer_class = shown.PostSerializer
    filterset_class = PostFilter
    lookup_field = "slug"
    policy_rules = {"create": _MANAGE, "appoint": _MANAGE, "end": _MANAGE}

    def get_queryset(self) -> QuerySet[Post]:
        held = PostHolding.objects.select_related("person").order_by("-starts_on")
        found: QuerySet[Post] = (
            Post.objects.select_related("agency", "partnership")
            .prefetch_related(Prefetch("holdings", queryset=held))
            .order_by("title", "pk")
        )
        return found

    @extend_schema(
        request=taken.NewPostSerializer,
        responses={201: shown.PostSerializer},
    )
    def create(self, request: Request) -> Response:
        """Put a post on the register; nobody holds it yet."""
        typed = self.typed(taken.NewPostSerializer, request)
        return self.created(
            posts.create_post(actor=person(request), now=timezone.now(), **typed)
        )

    @extend_schema(request=taken.HolderSerializer, responses=shown.PostSerializer)
    @action(detail=True, methods=["post"])
    def appoint(self, request: Request, slug: str) -> Response:
        """Write down who holds the post, and since when."""
        post = self.get_object()
        typed = self.typed(taken.HolderSerializer, request)
        posts.appoint_to_post(
            actor=person(request), post=post, now=timezone.now(), **typed
        )
        return self.shown(post)

    @extend_schema(request=taken.EndSerializer, responses=shown.PostSerializer)
    @action(detail=True, methods=["post"])
    def end(self, request: Request, slug: str) -> Response:
        """Write down when the holder gave the post up."""
        post = self.get_object()
        typed = self.typed(taken.EndSerializer, request)
        holding = post.holdings.filter(ends_on=None).first()
        if holding is None:
            raise Conflict("Nobody holds this post.", code="ended")
        posts.end_holding(
            actor=person(request), holding=holding, now=timezone.now(), **typed
        )
        return self.shown(post)
