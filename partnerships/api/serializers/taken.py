"""What the API takes about agencies, boards, posts and people: the forms' twins."""

from typing import Any

from rest_framework import serializers

from hcss.kernel.api.fields import KeyField
from hcss.kernel.confirming import HOW_A_PROGRAM_CONFIRMS
from partnerships.api.serializers.shown import VERSION
from partnerships.choices import AgencyKind, PartnershipKind, Role
from partnerships.models import Agency, Partnership, User


def _agency(**options: Any) -> serializers.SlugRelatedField:
    return serializers.SlugRelatedField(
        slug_field="slug", queryset=Agency.objects.all(), **options
    )


def _partnership(**options: Any) -> serializers.SlugRelatedField:
    return serializers.SlugRelatedField(
        slug_field="slug", queryset=Partnership.objects.all(), **options
    )


class _Confirmed(serializers.Serializer):
    is_confirmed = serializers.BooleanField(
        default=False, help_text=HOW_A_PROGRAM_CONFIRMS
    )


class NewAgencySerializer(_Confirmed):
    """A new agency."""

    name = serializers.CharField(max_length=200)
    kind = serializers.ChoiceField(choices=AgencyKind.choices)
    short_name = serializers.CharField(max_length=60, default="", allow_blank=True)
    parent = _agency(required=False, allow_null=True)  # type: ignore[assignment]
    note = serializers.CharField(default="", allow_blank=True)


class _Versioned(serializers.Serializer):
    version = serializers.CharField(
        source="seen", required=False, max_length=64, help_text=VERSION
    )


class EditAgencySerializer(_Versioned, _Confirmed):
    """What may change about an agency without a new name."""

    kind = serializers.ChoiceField(choices=AgencyKind.choices, required=False)
    short_name = serializers.CharField(max_length=60, required=False, allow_blank=True)
    note = serializers.CharField(required=False, allow_blank=True)
    needs_sign_off = serializers.BooleanField(required=False)


class RenameAgencySerializer(_Versioned):
    """A new name and the day it is used from."""

    name = serializers.CharField(max_length=200)
    from_on = serializers.DateField()


class CorrectAgencyNameSerializer(_Versioned):
    """The name as it should have been written."""

    name = serializers.CharField(max_length=200)


class SuccessionSerializer(_Confirmed):
    """Which agency took over, and when."""

    successor = _agency()
    took_over_on = serializers.DateField()
    note = serializers.CharField(default="", allow_blank=True)


class NewPartnershipSerializer(_Confirmed):
    """A new partnership."""

    name = serializers.CharField(max_length=200)
    kind = serializers.ChoiceField(choices=PartnershipKind.choices)
    short_name = serializers.CharField(max_length=60, default="", allow_blank=True)
    host_agency = _agency(required=False, allow_null=True)
    note = serializers.CharField(default="", allow_blank=True)


class EditPartnershipSerializer(_Versioned, _Confirmed):
    """What may change about a partnership."""

    name = serializers.CharField(max_length=200, required=False)
    kind = serializers.ChoiceField(choices=PartnershipKind.choices, required=False)
    short_name = serializers.CharField(max_length=60, required=False, allow_blank=True)
    host_agency = _agency(required=False, allow_null=True)
    note = serializers.CharField(required=False, allow_blank=True)
    ended_on = serializers.DateField(required=False, allow_null=True)


class NewMembershipSerializer(serializers.Serializer):
    """An agency that sits on a partnership."""

    partnership = _partnership()
    agency = _agency()
    starts_on = serializers.DateField(required=False, allow_null=True)


class EndSerializer(serializers.Serializer):
    """The first day on which something no longer holds."""

    ends_on = serializers.DateField()


class EndAppointmentSerializer(EndSerializer, _Confirmed):
    """When a role ends, and why."""

    why = serializers.CharField(default="", allow_blank=True, max_length=500)


class NewPostSerializer(serializers.Serializer):
    """A new post, at an agency or a partnership."""

    title = serializers.CharField(max_length=200)
    agency = _agency(required=False, allow_null=True)
    partnership = _partnership(required=False, allow_null=True)


class HolderSerializer(serializers.Serializer):
    """Who holds the post, and since when."""

    person = KeyField(queryset=User.objects.all())
    starts_on = serializers.DateField()


class PlaceSerializer(serializers.Serializer):
    """A role and where it is held."""

    role = serializers.ChoiceField(choices=Role.choices)
    agency = _agency(required=False, allow_null=True)
    partnership = _partnership(required=False, allow_null=True)


class AppointSerializer(PlaceSerializer):
    """Another role for somebody who has an account."""

    starts_on = serializers.DateField()


class InviteSerializer(PlaceSerializer):
    """Who is asked in, and to do what."""

    email = serializers.EmailField(max_length=254)
    name = serializers.CharField(max_length=200)
    post_title = serializers.CharField(max_length=200, default="", allow_blank=True)


class EditPersonSerializer(_Versioned):
    """What may change about a person."""

    name = serializers.CharField(max_length=200, required=False)
    post_title = serializers.CharField(max_length=200, required=False, allow_blank=True)
    employer = _agency(required=False, allow_null=True)


class ChangeAddressSerializer(_Versioned):
    """The address with which the person signs in from now on."""

    email = serializers.EmailField(max_length=254)


class LeaveSerializer(_Confirmed):
    """Why somebody has left."""

    why = serializers.CharField(default="", allow_blank=True, max_length=500)


class SignInSerializer(serializers.Serializer):
    """The address and password of the person a token is for."""

    email = serializers.EmailField(max_length=254)
    password = serializers.CharField(
        max_length=1000, trim_whitespace=False, style={"input_type": "password"}
    )
