"""What an agency's history of returns may be narrowed to."""

import django_filters
from django.db.models import QuerySet

from actions.choices import RECEIVED, ReturnState
from actions.models import Return


class HistoryFilter(django_filters.FilterSet):
    """Reads ``?state=accepted&sent=late``."""

    state = django_filters.ChoiceFilter(
        label="State", choices=ReturnState.choices, empty_label="All"
    )
    sent = django_filters.ChoiceFilter(
        label="Sent in",
        choices=[("on_time", "On time"), ("late", "Late")],
        empty_label="All",
        method="that_came",
    )

    class Meta:
        model = Return
        fields: list[str] = []

    def that_came(
        self, returns: QuerySet[Return], name: str, how: str
    ) -> QuerySet[Return]:
        """Keep those that came on time, or late; not those that never came."""
        return returns.filter(state__in=RECEIVED, is_late=how == "late")
