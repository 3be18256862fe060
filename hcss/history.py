"""The audit trail as a page and an endpoint, for officers and chairs (R53)."""

from typing import Any

import django_filters
from django.db.models import QuerySet
from django.views.generic import ListView
from rest_framework import serializers, viewsets
from rest_framework.routers import BaseRouter

from hcss.kernel import policy
from hcss.kernel.errors import NotPermitted
from hcss.kernel.models import AuditEvent
from partnerships.choices import Role
from partnerships.models import User
from partnerships.people import person


@policy.rule("history.view")
def may_view_history(user: User, subject: Any = None) -> bool:
    """Officers and chairs read who did what, when and why (R53)."""
    return user.holds(Role.OFFICER, Role.CHAIR)


class AuditEventFilter(django_filters.FilterSet):
    """Reads ``?verb=&subject_type=&subject_id=&words=&since=&until=``."""

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


class HistoryView(ListView):
    """Everything that happened, newest first, with filters."""

    template_name = "history.html"
    context_object_name = "events"
    paginate_by = 50

    def get_queryset(self) -> QuerySet[AuditEvent]:
        policy.require(person(self.request), "history.view")
        events = AuditEvent.objects.select_related("actor").order_by("-pk")
        self.filterset = AuditEventFilter(self.request.GET, queryset=events)
        found: QuerySet[AuditEvent] = self.filterset.qs
        return found

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(filter_form=self.filterset.form, **kwargs)


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

    serializer_class = AuditEventSerializer
    filterset_class = AuditEventFilter
    queryset = AuditEvent.objects.order_by("-pk")

    def get_queryset(self) -> QuerySet[AuditEvent]:
        if not policy.allows(self.request.user, "history.view"):
            raise NotPermitted("Officers and chairs read the history.")
        return AuditEvent.objects.order_by("-pk")


def register(router: BaseRouter) -> None:
    """Add the audit trail to the site's one router."""
    router.register("history", AuditEventViewSet, basename="history")
