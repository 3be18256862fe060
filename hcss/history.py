"""The audit trail as a page and an endpoint, for officers and chairs (R53)."""

from collections.abc import Iterator
from typing import Any

import django_filters
from django.db.models import QuerySet
from rest_framework import serializers, viewsets
from rest_framework.routers import BaseRouter

from actions.selectors.handling import HELD_BACK
from actions.selectors.handling_history import sensitive_subjects
from hcss.kernel import policy
from hcss.kernel.models import AuditEvent
from hcss.kernel.templatetags.show import (
    change_words,
    event_words,
    field_words,
    moment,
)
from partnerships.choices import Role
from partnerships.models import User
from partnerships.views.shared import AppointedList


@policy.rule("history.view")
def may_view_history(user: User, subject: Any = None) -> bool:
    """Officers and chairs read who did what, when and why (R53)."""
    return user.holds(Role.OFFICER, Role.CHAIR)


class AuditEventFilter(django_filters.FilterSet):
    """Reads ``?verb=&subject_type=&subject_id=&words=&who=``."""

    verb = django_filters.CharFilter(label="What was done", lookup_expr="icontains")
    subject_type = django_filters.CharFilter(label="Kind of thing")
    subject_id = django_filters.NumberFilter(
        label="Number of the thing", min_value=1, max_value=2**63 - 1
    )
    words = django_filters.CharFilter(
        label="Name of the thing", field_name="subject_label", lookup_expr="icontains"
    )
    who = django_filters.CharFilter(
        label="By whom", field_name="actor_name", lookup_expr="icontains"
    )

    class Meta:
        model = AuditEvent
        fields = ["verb", "subject_type", "subject_id", "words", "who"]


class HistoryView(AppointedList):
    """Everything that happened, newest first, with filters and as CSV."""

    rule = "history.view"
    template_name = "history.html"
    context_object_name = "events"
    filterset_class = AuditEventFilter
    csv_name = "history.csv"
    csv_header = ("When", "What", "Name", "By whom", "Why", "Changes")

    def rows(self) -> QuerySet[AuditEvent]:
        return AuditEvent.objects.order_by("-pk")

    def csv_rows(self, found: QuerySet[AuditEvent]) -> Iterator[tuple[Any, ...]]:
        """Return what was filtered, without the words of what is sensitive (R57)."""
        sensitive = sensitive_subjects()
        for event in found.iterator():
            held_back = event.subject_id in sensitive.get(event.subject_type, ())
            said = (event.subject_label, event.why, _changes(event))
            label, why, changes = (HELD_BACK, "", "") if held_back else said
            yield (
                moment(event.happened_at),
                event_words(event.verb),
                label,
                event.actor_name or "The system",
                why,
                changes,
            )


def _changes(event: AuditEvent) -> str:
    return "; ".join(
        f"{field_words(name)}: {change_words(old)} became {change_words(new)}"
        for name, (old, new) in event.changes.items()
    )


class AuditEventSerializer(serializers.ModelSerializer):
    """One fact about the past."""

    class Meta:
        model = AuditEvent
        fields = [
            "id",
            "verb",
            "actor",
            "actor_name",
            "subject_type",
            "subject_id",
            "subject_label",
            "happened_at",
            "why",
            "changes",
        ]
        read_only_fields = fields


class AuditEventViewSet(viewsets.ReadOnlyModelViewSet):
    """The audit trail, newest first: officers and chairs only."""

    entry_rule = "history.view"
    serializer_class = AuditEventSerializer
    filterset_class = AuditEventFilter
    queryset = AuditEvent.objects.order_by("-pk")


def register(router: BaseRouter) -> None:
    """Add the audit trail to the site's one router."""
    router.register("history", AuditEventViewSet, basename="history")
