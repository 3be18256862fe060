"""The API's door to the standing checks."""

from typing import Any

from django.http import Http404
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from assurance.selectors.checks import check_counts
from hcss.kernel import as_at, standing
from hcss.kernel.api.as_at import AsAtParameter
from hcss.kernel.models import AuditEvent
from hcss.kernel.standing import GRADE_MEANINGS, Check, Grade, Moment
from partnerships.api.views.shared import AppointedViewSet
from partnerships.people import person


class CheckSerializer(serializers.Serializer):
    """A check with its figure: how many it found, of how many."""

    code = serializers.CharField()
    grade = serializers.ChoiceField(choices=Grade.choices)
    label = serializers.CharField()  # type: ignore[assignment]
    number = serializers.IntegerField()
    total = serializers.IntegerField()


class CheckMeaningSerializer(CheckSerializer):
    """A check with what it means, and what its total counts."""

    meaning = serializers.CharField()
    of = serializers.CharField()
    grade_meaning = serializers.CharField()


class StandingFindingSerializer(serializers.Serializer):
    """One finding. ``mend_url`` is the form that mends it, if you may use it."""

    subject = serializers.CharField()
    why = serializers.CharField()
    url = serializers.CharField()
    mend = serializers.CharField()
    mend_url = serializers.CharField()


class CheckViewSet(AppointedViewSet):
    """Contradictions and gaps that are looked for all the time, the gravest first."""

    entry_rule = "assurance.view_assurance"
    queryset = AuditEvent.objects.none()
    serializer_class = CheckSerializer
    lookup_field = "code"
    lookup_value_regex = "[-a-z]+"
    sealed_as = "checks"
    filter_backends: list[Any] = [AsAtParameter]

    @extend_schema(responses=CheckSerializer(many=True))
    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Count what every check finds."""
        if as_at.is_asked(request.query_params):
            return self.listed_as_at(request)
        counted = check_counts(now=timezone.now())
        page = self.paginate_queryset(counted)
        return self.get_paginated_response(CheckSerializer(page, many=True).data)

    @extend_schema(responses=CheckMeaningSerializer)
    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Show one check: what it means, and what its total counts."""
        check = self._check()
        if as_at.is_asked(request.query_params):
            return self.shown_as_at(request, check)
        number = check.count(Moment.of(timezone.now()))
        shown = {
            "code": check.code,
            "grade": check.grade,
            "label": check.label,
            "number": number.number,
            "total": number.total,
            "meaning": check.meaning,
            "of": check.of,
            "grade_meaning": GRADE_MEANINGS[check.grade],
        }
        return Response(CheckMeaningSerializer(shown).data)

    @extend_schema(responses=StandingFindingSerializer(many=True))
    @action(detail=True, methods=["get"])
    def findings(self, request: Request, code: str) -> Response:
        """List what a check finds, as far as you may see it."""
        who, moment = person(request), Moment.of(timezone.now())
        check = self._check()
        page = self.paginate_queryset(check.rows(who, moment))
        found = standing.findings(check, page or (), person=who, moment=moment)
        return self.get_paginated_response(
            StandingFindingSerializer(found, many=True).data
        )

    def _check(self) -> Check:
        check = standing.check_called(self.kwargs["code"])
        if check is None:
            raise Http404("no such check")
        return check
