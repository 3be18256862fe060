"""Opinions: the list, one of them, and giving one."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.functional import cached_property
from django.views.generic import FormView, TemplateView

from assurance import choices
from assurance.forms.filters import OpinionFilter
from assurance.forms.opinions import GiveOpinionForm, GiveWholeOpinionForm
from assurance.models import Opinion, Scale
from assurance.selectors import cell
from assurance.selectors.independence import is_own_work
from assurance.selectors.matrix import age_in_days
from assurance.selectors.scales import scale_in_force, scales_at
from assurance.services.opinions import give_opinion
from assurance.views.shared import AssurancePage
from hcss.kernel.errors import Conflict
from partnerships.views.shared import AppointedList
from priorities.models import Heading, Priority

CSV_HEADER = (
    "Priority",
    "Heading",
    "Level",
    "Version of the scale",
    "Standing",
    "Confidence",
    "Line",
    "Given by",
    "Post",
    "Given on",
    "Expires on",
    "Evidence",
    "Sources",
    "Oldest evidence",
    "Age of the evidence in days",
    "Reason",
    "Interests",
    "Why better than its worst heading",
    "Warning",
)


#: How many are read at a time for the file.
_CHUNK = 500


class OpinionsView(AppointedList):
    """Every opinion ever given, newest first; also as CSV (``?format=csv``)."""

    rule = "assurance.view_assurance"
    template_name = "assurance/opinions.html"
    context_object_name = "opinions"
    filterset_class = OpinionFilter
    sealed_as = "opinions"
    csv_name = "opinions.csv"
    csv_header = CSV_HEADER

    def rows(self) -> QuerySet[Opinion]:
        found: QuerySet[Opinion] = (
            Opinion.objects.visible_to(self.who).with_scope().newest_first()
        )
        return found

    def csv_rows(self, found: QuerySet[Opinion]) -> Iterator[tuple[Any, ...]]:
        return _csv_rows(found, on=timezone.localdate())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            today=timezone.localdate(),
            version=scales_at(timezone.now()).in_force,
            **kwargs,
        )


class OpinionView(AssurancePage, TemplateView):
    """One opinion as it was given, and whether a later one has taken its place."""

    template_name = "assurance/opinion.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        opinions = Opinion.objects.visible_to(self.who).with_scope()
        opinion = get_object_or_404(opinions, pk=self.kwargs["pk"])
        later = opinions.filter(priority=opinion.priority, heading=opinion.heading)
        today = timezone.localdate()
        return super().get_context_data(
            opinion=opinion,
            level=opinion.scale.level_called(opinion.level),
            later=later.given_after(opinion).newest_first().first(),
            is_out_of_date=opinion.is_out_of_date(on=today),
            today=today,
            **kwargs,
        )


class GiveOpinionView(AssurancePage, FormView):
    """Give an opinion on a heading, or on the whole priority (code ``all``)."""

    rule = "assurance.give_opinion"
    template_name = "assurance/opinion_give.html"

    @cached_property
    def scope(self) -> tuple[Priority, Heading | None]:
        """What the opinion is on; looked up once the person may give one."""
        try:
            return cell.scope_called(
                number=self.kwargs["number"], code=self.kwargs["code"]
            )
        except ObjectDoesNotExist as error:
            raise Http404(str(error)) from error

    @cached_property
    def scale(self) -> Scale:
        """The version in force, whose definitions stand in the form."""
        return scale_in_force()

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"scale": self.scale}

    def get_form_class(self) -> type[GiveOpinionForm]:
        return GiveOpinionForm if self.scope[1] else GiveWholeOpinionForm

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        priority, heading = self.scope
        last = Opinion.objects.filter(priority=priority, heading=heading)
        today = timezone.localdate()
        latest = last.with_scope().newest_first().first()
        return super().get_context_data(
            priority=priority,
            heading=heading,
            scale=self.scale,
            scope=heading.label if heading else choices.WHOLE_LABEL,
            last=latest,
            last_is_out_of_date=bool(latest and latest.is_out_of_date(on=today)),
            refusal=cell.why_not_assessed(priority=priority, heading=heading),
            shown_as=choices.SHOWN_AS,
            is_own_work=is_own_work(
                person=self.who, priority=priority, heading=heading, on=today
            ),
            **kwargs,
        )

    def form_valid(self, form: GiveOpinionForm) -> HttpResponse:
        priority, heading = self.scope
        try:
            opinion = give_opinion(
                actor=self.who,
                priority=priority,
                heading=heading,
                now=timezone.now(),
                **form.cleaned_data,
            )
        except ValidationError as error:
            form.show_refusal(error)
            response = self.form_invalid(form)
            response.status_code = 409 if isinstance(error, Conflict) else 200
            return response
        messages.success(
            self.request, f"Opinion given. It is shown as “{opinion.giver_label}”."
        )
        return redirect(opinion)


def _csv_rows(opinions: QuerySet[Opinion], *, on: date) -> Iterator[tuple[Any, ...]]:
    for opinion in opinions.iterator(chunk_size=_CHUNK):
        yield (
            opinion.priority.number,
            opinion.scope,
            opinion.level_label,
            opinion.scale_id,
            "Out of date" if opinion.is_out_of_date(on=on) else "In date",
            opinion.get_confidence_display(),
            opinion.giver_label,
            opinion.given_by_name,
            opinion.given_by_post,
            opinion.given_on,
            opinion.expires_on,
            opinion.evidence,
            opinion.evidence_sources,
            opinion.evidence_on,
            age_in_days(opinion.evidence_on, on=on),
            opinion.reason,
            opinion.interests,
            opinion.why_better,
            opinion.warning,
        )
