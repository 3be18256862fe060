"""What the list of papers may be narrowed to."""

import django_filters

from assurance.meeting_choices import PackFormat, PackState, Part
from assurance.models import Pack


class PackFilter(django_filters.FilterSet):
    """Reads ``?quarter=&part=&pack_format=&state=``."""

    quarter = django_filters.CharFilter(field_name="seal__period__slug")
    part = django_filters.ChoiceFilter(choices=Part.choices)
    pack_format = django_filters.ChoiceFilter(
        field_name="format", choices=PackFormat.choices
    )
    state = django_filters.ChoiceFilter(choices=PackState.choices)

    class Meta:
        model = Pack
        fields = ["quarter", "part", "pack_format", "state"]
