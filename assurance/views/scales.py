"""The scale of assurance: its versions, and publishing a new one."""

from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.generic import FormView

from assurance.forms.scales import PublishScaleForm, ScaleFilter
from assurance.models import Scale
from assurance.selectors.scales import scale_in_force, scales_at
from assurance.services.scales import publish_scale
from assurance.views.shared import AssurancePage
from hcss.kernel.errors import Conflict
from partnerships.views.shared import AppointedList

CSV_HEADER = (
    "Version",
    "Published",
    "Published by",
    "Decision",
    "Place",
    "Level",
    "Code",
    "Meaning",
    "How good",
)


class ScalesView(AppointedList):
    """Every version of the scale with its definitions, newest first; also as CSV."""

    rule = "assurance.view_assurance"
    template_name = "assurance/scales.html"
    context_object_name = "scales"
    filterset_class = ScaleFilter
    paginate_by = 10
    csv_name = "scales.csv"
    csv_header = CSV_HEADER

    def rows(self) -> QuerySet[Scale]:
        found = Scale.objects.visible_to(self.who)
        rows: QuerySet[Scale] = found.with_levels().newest_first()
        return rows

    def csv_rows(self, found: QuerySet[Scale]) -> Iterator[tuple[Any, ...]]:
        return _csv_rows(found)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            version=scales_at(timezone.now()).in_force, **kwargs
        )


class PublishScaleView(AssurancePage, FormView):
    """Publish a new version, beginning from the one in force."""

    rule = "assurance.publish_scale"
    template_name = "assurance/scale_new.html"
    form_class = PublishScaleForm

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"scale": scale_in_force()}

    def form_valid(self, form: PublishScaleForm) -> HttpResponse:
        typed = form.cleaned_data
        try:
            scale = publish_scale(
                actor=self.who,
                levels=form.levels,
                decision=typed["decision"],
                after=typed["after"],
                is_confirmed=typed.get("is_confirmed", False),
                now=timezone.now(),
            )
        except ValidationError as error:
            form.show_refusal(error)
            response = self.form_invalid(form)
            response.status_code = 409 if isinstance(error, Conflict) else 200
            return response
        messages.success(
            self.request,
            f"Version {scale.version} is in force. Opinions are given on it from now "
            "on; those given before keep their version.",
        )
        return redirect(scale)


def _csv_rows(scales: QuerySet[Scale]) -> Iterator[tuple[Any, ...]]:
    for scale in scales:
        for level in scale.levels.all():
            yield (
                scale.version,
                timezone.localdate(scale.published_at),
                scale.published_by.name if scale.published_by else "",
                scale.decision,
                level.order + 1,
                level.label,
                level.code,
                level.definition,
                level.get_tone_display(),
            )
