"""What the list of funding concerns may be narrowed to."""

import django_filters
from django.utils import timezone

from assurance.models import FundingConcern
from assurance.querysets import FundingQuerySet
from assurance.selectors.funding import quarters_ahead

STANDING = [
    ("open", "Not settled"),
    ("settled", "Settled"),
    ("horizon", "Ends within four quarters"),
    ("ended", "Already ended"),
    ("unknown", "End not known"),
]


class FundingFilter(django_filters.FilterSet):
    """Reads ``?standing=horizon&ref=P1-05&stream=grant``."""

    standing = django_filters.ChoiceFilter(
        choices=STANDING, label="Standing", empty_label="All", method="by_standing"
    )
    ref = django_filters.CharFilter(
        label="Action", max_length=12, method="that_action_depends_on"
    )
    stream = django_filters.CharFilter(
        label="Stream", lookup_expr="icontains", max_length=200
    )

    class Meta:
        model = FundingConcern
        fields: list[str] = []

    def by_standing(
        self, concerns: FundingQuerySet, name: str, value: str
    ) -> FundingQuerySet:
        """Keep those that stand so today."""
        if value == "settled":
            return concerns.settled()
        on, kept = timezone.localdate(), concerns.open()
        if value == "horizon":
            return kept.ending(first=on, last=quarters_ahead(on)[-1].ends_on)
        if value == "ended":
            return kept.filter(ends_on__lt=on)
        return kept.filter(ends_on=None) if value == "unknown" else kept

    def that_action_depends_on(
        self, concerns: FundingQuerySet, name: str, value: str
    ) -> FundingQuerySet:
        """Keep those on which an action depends that the person may see (R57)."""
        return concerns.depended_on_by(value, self.request.user)
