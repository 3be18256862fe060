"""What the API shows of agencies, boards, posts and people."""

from typing import Any

from rest_framework import serializers

from partnerships.models import (
    Agency,
    AgencyName,
    Appointment,
    Invitation,
    Membership,
    Partnership,
    Post,
    PostHolding,
    User,
)
from partnerships.selectors import version_of

VERSION = "Send it with a change: if somebody else was first, the answer is 409."


def _slug() -> Any:
    return serializers.SlugRelatedField(
        slug_field="slug", read_only=True, allow_null=True
    )


class AgencyNameSerializer(serializers.ModelSerializer):
    """A name that an agency had for a time (R51)."""

    class Meta:
        model = AgencyName
        fields = ["name", "from_on", "to_on"]
        read_only_fields = fields


class PersonInBriefSerializer(serializers.ModelSerializer):
    """Whom to ring."""

    class Meta:
        model = User
        fields = ["id", "name", "post_title", "email"]
        read_only_fields = fields


class AgencySerializer(serializers.ModelSerializer):
    """An agency, its earlier names and who speaks for it today."""

    can_lead = serializers.SerializerMethodField()
    why_it_cannot_lead = serializers.CharField(read_only=True)
    parent = _slug()
    earlier_names = AgencyNameSerializer(source="names", many=True, read_only=True)
    contacts = PersonInBriefSerializer(source="contacts_now", many=True, read_only=True)
    deputies = PersonInBriefSerializer(source="deputies_now", many=True, read_only=True)
    group_members = PersonInBriefSerializer(
        source="members_now",
        many=True,
        read_only=True,
        help_text="Who sits on the group for the agency.",
    )
    approvers = PersonInBriefSerializer(
        source="approvers_now", many=True, read_only=True
    )
    version = serializers.SerializerMethodField(help_text=VERSION)

    class Meta:
        model = Agency
        fields = [
            "slug",
            "name",
            "short_name",
            "kind",
            "can_lead",
            "why_it_cannot_lead",
            "parent",
            "ended_on",
            "needs_sign_off",
            "note",
            "earlier_names",
            "contacts",
            "deputies",
            "group_members",
            "approvers",
            "version",
        ]
        read_only_fields = fields

    def get_can_lead(self, agency: Agency) -> bool:
        return not agency.why_it_cannot_lead

    def get_version(self, agency: Agency) -> str:
        return version_of(agency)


class PartnershipSerializer(serializers.ModelSerializer):
    """A partnership, its host and its chairs today."""

    host_agency = _slug()
    chairs = serializers.SerializerMethodField()
    version = serializers.SerializerMethodField(help_text=VERSION)

    class Meta:
        model = Partnership
        fields = [
            "slug",
            "name",
            "short_name",
            "kind",
            "host_agency",
            "chairs",
            "ended_on",
            "note",
            "version",
        ]
        read_only_fields = fields

    def get_chairs(self, board: Partnership) -> list[str]:
        return [held.person.name for held in board.current_chairs]

    def get_version(self, board: Partnership) -> str:
        return version_of(board)


class MembershipSerializer(serializers.ModelSerializer):
    """An agency's seat on a partnership, with its time."""

    agency = _slug()
    partnership = _slug()

    class Meta:
        model = Membership
        fields = ["id", "agency", "partnership", "starts_on", "ends_on"]
        read_only_fields = fields


class HoldingSerializer(serializers.ModelSerializer):
    """Who held a post, from when until when (R14)."""

    person = PersonInBriefSerializer(read_only=True)

    class Meta:
        model = PostHolding
        fields = ["person", "starts_on", "ends_on"]
        read_only_fields = fields


class PostSerializer(serializers.ModelSerializer):
    """A post and everybody who has held it, the latest first."""

    agency = _slug()
    partnership = _slug()
    holdings = HoldingSerializer(many=True, read_only=True)

    class Meta:
        model = Post
        fields = ["slug", "title", "agency", "partnership", "holdings"]
        read_only_fields = fields


class AppointmentSerializer(serializers.ModelSerializer):
    """A person's role, where and for how long."""

    person = PersonInBriefSerializer(read_only=True)
    agency = _slug()
    partnership = _slug()

    class Meta:
        model = Appointment
        fields = [
            "id",
            "person",
            "role",
            "agency",
            "partnership",
            "starts_on",
            "ends_on",
        ]
        read_only_fields = fields


class HeldSerializer(serializers.ModelSerializer):
    """An appointment beside the person who holds it."""

    agency = _slug()
    partnership = _slug()

    class Meta:
        model = Appointment
        fields = ["id", "role", "agency", "partnership", "starts_on", "ends_on"]
        read_only_fields = fields


class PersonSerializer(serializers.ModelSerializer):
    """A person and what they hold today."""

    employer = _slug()
    appointments = HeldSerializer(
        source="current_appointments", many=True, read_only=True
    )
    version = serializers.SerializerMethodField(help_text=VERSION)

    class Meta:
        model = User
        fields = [
            "id",
            "name",
            "email",
            "post_title",
            "employer",
            "is_active",
            "appointments",
            "version",
        ]
        read_only_fields = fields

    def get_version(self, person: User) -> str:
        return version_of(person)


class InvitationSerializer(serializers.ModelSerializer):
    """An invitation; its link is only in the mail."""

    agency = _slug()
    partnership = _slug()
    invited_by = PersonInBriefSerializer(read_only=True)

    class Meta:
        model = Invitation
        fields = [
            "id",
            "email",
            "name",
            "post_title",
            "role",
            "agency",
            "partnership",
            "invited_by",
            "invited_at",
            "sent_at",
            "expires_at",
            "accepted_at",
            "withdrawn_at",
        ]
        read_only_fields = fields


class TokenSerializer(serializers.Serializer):
    """A token of one's own, without its secret."""

    key = serializers.CharField(source="token_key", read_only=True)
    created = serializers.DateTimeField(read_only=True)
    expiry = serializers.DateTimeField(read_only=True)


class NewTokenSerializer(serializers.Serializer):
    """A token just made: the only time that its secret is shown."""

    token = serializers.CharField(source="secret", read_only=True)
    key = serializers.CharField(source="token.token_key", read_only=True)
    expiry = serializers.DateTimeField(source="token.expiry", read_only=True)
