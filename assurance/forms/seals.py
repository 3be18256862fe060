"""What an officer says before a quarter is sealed, and how the seals are filtered."""

from typing import Any

import django_filters
from django import forms

from assurance.models import Seal
from priorities.models import Agreement


class SealForm(forms.Form):
    """Said once, and it cannot be taken back."""

    is_checked = forms.BooleanField(
        label="I have looked at what is not ready, and this is the position for the "
        "meeting",
    )


def _agreements() -> Any:
    return Agreement.objects.filter(seals__isnull=False).distinct().order_by("pk")


class SealFilter(django_filters.FilterSet):
    """Reads ``?agreement=``."""

    agreement = django_filters.ModelChoiceFilter(
        label="Agreement",
        to_field_name="slug",
        queryset=lambda request: _agreements(),
        empty_label="All",
    )

    class Meta:
        model = Seal
        fields: tuple[str, ...] = ()
