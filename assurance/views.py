"""The browser's doors to the position and to opinions."""

from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.views.generic import FormView, TemplateView

from actions.models import Period
from assurance import choices, payloads
from assurance.forms.filters import OpinionFilter
from assurance.forms.opinions import GiveOpinionForm, GiveWholeOpinionForm
from assurance.models import Opinion
from assurance.selectors import cell
from assurance.selectors.independence import is_own_work
from assurance.services.opinions import give_opinion
from partnerships.views.shared import AppointedList, AppointedPage
from priorities.models import Agreement, Heading, Priority

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


class AssurancePage(AppointedPage):
    """A page for everybody who reads assurance, unless ``rule`` says less."""

    rule = "assurance.view_assurance"


class DashboardView(AssurancePage):
    """The chair's screen: what the API answers, in the order in which a chair asks."""

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        quarter = kwargs.get("quarter")
        try:
            position = payloads.dashboard(
                quarter=quarter, person=self.who, now=timezone.now()
            )
        except Agreement.DoesNotExist:
            return render(request, "assurance/no_agreement.html")
        except Period.DoesNotExist as error:
            raise Http404(str(error)) from error
        context = {
            "position": position,
            "here": _address(quarter),
            "definitions": definitions(),
        }
        return render(request, "assurance/dashboard.html", context)


class CellView(AssurancePage, TemplateView):
    """One cell to its evidence: sentences, actions, what was reported, opinions."""

    template_name = "assurance/cell.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        quarter = self.kwargs.get("quarter")
        try:
            priority, heading = cell.scope_called(
                number=self.kwargs["number"], code=self.kwargs["code"]
            )
            evidence = cell.evidence_of(
                priority=priority,
                heading=heading,
                quarter=quarter,
                person=self.who,
                now=timezone.now(),
            )
        except ObjectDoesNotExist as error:
            raise Http404(str(error)) from error
        return super().get_context_data(
            evidence=evidence,
            cell=evidence.cell,
            refusal=cell.why_not_assessed(priority=priority, heading=heading),
            here=_address(quarter),
            definitions=definitions(),
            **kwargs,
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


def definitions() -> dict[str, list[tuple[str, str, str]]]:
    """Return every scale on the page: value, word and meaning."""
    scales: dict[str, Any] = {
        "levels": choices.LEVEL_MEANINGS | choices.STATE_MEANINGS,
        "statuses": choices.SHOWN_MEANINGS,
        "directions": choices.DIRECTION_MEANINGS,
    }
    return {
        name: [(each.value, each.label, words) for each, words in meanings.items()]
        for name, meanings in scales.items()
    }


def _address(quarter: Any) -> str:
    """Return the dashboard's address, below which those of its cells are."""
    if quarter is None:
        return reverse("assurance:dashboard-now")
    return reverse("assurance:dashboard", args=[quarter])


def _csv_rows(opinions: QuerySet[Opinion]) -> Iterator[tuple[Any, ...]]:
    for opinion in opinions.iterator():
        yield (
            opinion.priority.number,
            opinion.scope,
            opinion.get_level_display(),
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
