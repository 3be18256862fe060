"""The API's door to the gap between the two judgements."""

from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from assurance.api.shapes import serializer_for
from assurance.forms.gap import GapFilterForm
from assurance.meeting_choices import GapDirection
from assurance.selectors.gap import meaning, narrowed
from assurance.selectors.gap_page import GapPage, gap_page
from assurance.selectors.gap_shapes import DifferingLine, GapFacts
from hcss.kernel.api.pagination import Pages
from hcss.kernel.plain import plain
from partnerships.people import person


@dataclass(frozen=True, slots=True)
class GapAnswer:
    """The lines on which the two judgements differ, in pages, with the figures."""

    #: Empty before any quarter has begun.
    quarter: str
    quarter_label: str
    as_at: datetime
    is_sealed: bool
    facts: GapFacts
    #: What "differ" means, in the words of the scale in force.
    meaning: tuple[str, ...]
    count: int
    next: str | None
    previous: str | None
    results: tuple[DifferingLine, ...]


_PARAMETERS = [
    OpenApiParameter("priority", int, description="A priority's number."),
    OpenApiParameter("agency", str, description="A lead agency's slug."),
    OpenApiParameter(
        "direction",
        str,
        enum=GapDirection.values,
        description="Which of the two is the more hopeful.",
    ),
    OpenApiParameter(
        "as_at",
        str,
        description=(
            "A sealed quarter (2026-27-q2), a day (2026-11-06: the last seal by then) "
            "or “now”. Without it: the latest quarter, from its seal once it has one."
        ),
    ),
    OpenApiParameter("page", OpenApiTypes.INT),
    OpenApiParameter("page_size", OpenApiTypes.INT),
]


class GapView(APIView):
    """Where the lead agency's rating and the assurer's opinion differ."""

    entry_rule = "assurance.view_assurance"

    @extend_schema(
        operation_id="v1_gap_list",
        parameters=_PARAMETERS,
        responses=serializer_for(GapAnswer),
        description=(
            "Only the lines on which the lead agency's rating and the opinion on the "
            "line's cell differ, with both reasons and since when. It is read, never "
            "written: ratings come with a return, opinions are given.\n\n"
            + "\n\n".join(meaning())
        ),
    )
    def get(self, request: Request) -> Response:
        """Return the lines that differ, each with both reasons."""
        form = GapFilterForm(request.query_params)
        if not form.is_valid():
            raise ValidationError(_said(form))
        try:
            page = gap_page(
                word=request.query_params.get("as_at", ""),
                person=person(request),
                now=timezone.now(),
            )
        except ObjectDoesNotExist as error:
            raise Http404(str(error)) from error
        return Response(plain(self._answer(page, form, request)))

    def _answer(
        self, page: GapPage, form: GapFilterForm, request: Request
    ) -> GapAnswer:
        found = narrowed(page.gap.differences, **form.chosen)
        pages = Pages()
        shown = pages.paginate_queryset(found, request, view=self)
        return GapAnswer(
            quarter=page.quarter,
            quarter_label=page.quarter_label,
            as_at=page.as_at,
            is_sealed=page.is_sealed,
            facts=page.gap.facts,
            meaning=page.gap.meaning,
            count=len(found),
            next=pages.get_next_link(),
            previous=pages.get_previous_link(),
            results=tuple(shown or ()),
        )


def _said(form: GapFilterForm) -> dict[str, list[str]]:
    """Return what is wrong with each filter, in words."""
    return {name: [str(each) for each in said] for name, said in form.errors.items()}
