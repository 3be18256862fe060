"""Opinions: the list, one of them, and giving one."""

from collections.abc import Iterator
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
from assurance.models import Opinion
from assurance.selectors import cell
from assurance.selectors.independence import is_own_work
from assurance.services.opinions import give_opinion
from assurance.views.shared import AssurancePage
from partnerships.views.shared import AppointedList
from priorities.models import Heading, Priority

CSV_HEADER = (
    "Priority",
    "Heading",
    "Level",
    "Confidence",
    "Line",
    "Given by",
    "Post",
    "Given on",
    "Expires on",
    "Evidence",
    "Sources",
    "Reason",
    "Interests",
    "Why better than its worst heading",
    "Warning",
)


class OpinionsView(AppointedList):
    """Every opinion ever given, newest first; also as CSV (``?format=csv``)."""

    rule = "assurance.view_assurance"
    template_name = "assurance/opinions.html"
    context_object_name = "opinions"
    filterset_class = OpinionFilter
    csv_name = "opinions.csv"
    csv_header = CSV_HEADER

    def rows(self) -> QuerySet[Opinion]:
        found: QuerySet[Opinion] = (
            Opinion.objects.visible_to(self.who).with_scope().newest_first()
        )
        return found

    def csv_rows(self, found: QuerySet[Opinion]) -> Iterator[tuple[Any, ...]]:
        return _csv_rows(found)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(today=timezone.localdate(), **kwargs)


class OpinionView(AssurancePage, TemplateView):
    """One opinion as it was given, and whether a later one has taken its place."""

    template_name = "assurance/opinion.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        opinions = Opinion.objects.visible_to(self.who).with_scope()
        opinion = get_object_or_404(opinions, pk=self.kwargs["pk"])
        later = opinions.filter(priority=opinion.priority, heading=opinion.heading)
        return super().get_context_data(
            opinion=opinion,
            later=later.given_after(opinion).newest_first().first(),
            is_out_of_date=opinion.is_out_of_date(on=timezone.localdate()),
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
            return self.form_invalid(form)
        messages.success(
            self.request, f"Opinion given. It is shown as “{opinion.giver_label}”."
        )
        return redirect(opinion)


def _csv_rows(opinions: QuerySet[Opinion]) -> Iterator[tuple[Any, ...]]:
    for opinion in opinions.iterator():
        yield (
            opinion.priority.number,
            opinion.scope,
            opinion.level_label,
            opinion.get_confidence_display(),
            opinion.giver_label,
            opinion.given_by_name,
            opinion.given_by_post,
            opinion.given_on,
            opinion.expires_on,
            opinion.evidence,
            opinion.evidence_sources,
            opinion.reason,
            opinion.interests,
            opinion.why_better,
            opinion.warning,
        )
