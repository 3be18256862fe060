"""The browser's doors to the reporting periods and the board of each."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.generic import FormView, ListView, TemplateView

from actions.forms.periods import EditPeriodForm, PlanPeriodForm, days_of
from actions.forms.returns import BoardFilter
from actions.models import Action, Period
from actions.selectors.quarter import BoardRow, board, periods_with_counts
from actions.selectors.stage_pages import stage_days
from actions.services.periods import (
    close_period,
    edit_period,
    open_period,
    plan_period,
    require_closable,
    require_openable,
)
from hcss.kernel import as_at, policy
from hcss.kernel.csv import csv_response
from hcss.kernel.errors import Conflict
from hcss.kernel.quarters import Quarter
from hcss.kernel.templatetags.show import moment
from partnerships.people import person
from partnerships.views.shared import refused

#: How many quarters from last quarter on an officer may plan by page.
OFFERED = 5


class PeriodsView(ListView):
    """Every period with its counts, newest first."""

    template_name = "actions/periods.html"
    paginate_by = 40
    sealed_as = "returns"

    def get_queryset(self) -> models.QuerySet[Period]:
        policy.require(person(self.request), "actions.view_board")
        return periods_with_counts(Period.objects.order_by("-starts_on"))

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if as_at.is_asked(request.GET):
            policy.require(person(request), "actions.view_board")
            return as_at.page(request, code=self.sealed_as)
        return super().get(request, *args, **kwargs)


class PeriodPage(TemplateView):
    """A page about one period. ``rule`` says for whom."""

    rule = "actions.manage_periods"

    def dispatch(
        self, request: HttpRequest, *args: Any, **kwargs: Any
    ) -> HttpResponseBase:
        policy.require(person(request), self.rule)
        found = periods_with_counts(
            Period.objects.select_related("opened_by", "closed_by")
        )
        quarter: Quarter = kwargs["quarter"]
        self.period = get_object_or_404(found, starts_on=quarter.starts_on)
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(period=self.period, **kwargs)


class BoardView(PeriodPage):
    """Who has sent in their return for the period, and who has not."""

    template_name = "actions/board.html"
    sealed_as = "returns"
    rule = "actions.view_board"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if as_at.is_asked(request.GET):
            quarter = self.period.slug
            return as_at.page(request, code=self.sealed_as, quarter=quarter)
        self.filter_form = BoardFilter(request.GET)
        if request.GET.get("format") == "csv":
            name = f"returns-{self.period.slug}.csv"
            return csv_response(name, _HEADER, map(_cells, self.rows()))  # type: ignore[return-value]
        return super().get(request, *args, **kwargs)

    def rows(self) -> list[BoardRow]:
        """Return the agencies as filtered; none for a state that does not exist."""
        if not self.filter_form.is_valid():
            return []
        return board(
            period=self.period,
            on=timezone.localdate(),
            state=self.filter_form.cleaned_data["state"],
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            rows=self.rows(),
            filter_form=self.filter_form,
            stage_days=stage_days(self.period),
            **kwargs,
        )


class PlanPeriodView(FormView):
    """Plan the period of a quarter with its usual dates."""

    template_name = "actions/period_plan.html"
    form_class = PlanPeriodForm

    def get_form_kwargs(self) -> dict[str, Any]:
        policy.require(person(self.request), "actions.manage_periods")
        return super().get_form_kwargs() | {"quarters": _not_planned()}

    def form_valid(self, form: PlanPeriodForm) -> HttpResponse:
        try:
            period = plan_period(
                actor=person(self.request),
                quarter=form.cleaned_data["quarter"],
                now=timezone.now(),
            )
        except ValidationError as error:
            return refused(self, form, error)
        messages.success(self.request, f"{period} is planned. Check its dates.")
        return redirect("actions:period-edit", period.quarter)


class EditPeriodView(PeriodPage, FormView):
    """Move the days of a period that has not closed."""

    template_name = "actions/period_edit.html"
    form_class = EditPeriodForm

    def get_initial(self) -> dict[str, Any]:
        return days_of(self.period)

    def form_valid(self, form: EditPeriodForm) -> HttpResponse:
        try:
            edit_period(
                actor=person(self.request),
                period=self.period,
                windows=form.windows,
                now=timezone.now(),
            )
        except ValidationError as error:
            return refused(self, form, error)
        messages.success(self.request, f"The dates of {self.period} are saved.")
        return redirect(self.period)


class TurnPeriodView(PeriodPage):
    """Ask once more, then open or close the period; or say why it cannot be."""

    template_name = "actions/period_turn.html"
    is_opening = True

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        agencies = Action.objects.reported().values("lead_agency").distinct().count()
        return super().get_context_data(
            is_opening=self.is_opening,
            agencies=agencies,
            standing=self.standing(),
            **kwargs,
        )

    def standing(self) -> list[str]:
        """Return why the period cannot be opened, or closed, now; else nothing."""
        refuse = require_openable if self.is_opening else require_closable
        try:
            refuse(actor=person(self.request), period=self.period, now=timezone.now())
        except ValidationError as error:
            return error.messages
        return []

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        turn = open_period if self.is_opening else close_period
        try:
            turn(actor=person(request), period=self.period, now=timezone.now())
        except ValidationError as error:
            context = self.get_context_data(refusals=error.messages, has_errors=True)
            status = 409 if isinstance(error, Conflict) else 400
            return self.render_to_response(context, status=status)
        done = "open" if self.is_opening else "closed"
        messages.success(request, f"{self.period} is {done}.")
        return redirect(self.period)


def _not_planned() -> list[Quarter]:
    """Return the quarters that may be planned now and are not, soonest first."""
    quarter = Quarter.containing(timezone.localdate()).previous
    planned = set(Period.objects.values_list("slug", flat=True))
    quarters = []
    for _ in range(OFFERED):
        if quarter.slug not in planned:
            quarters.append(quarter)
        quarter = quarter.next
    return quarters


_HEADER = (
    "Agency",
    "State",
    "On time or late",
    "Nil return",
    "Version",
    "Sent in",
    "Signed by",
    "Actions",
    "Lines sent in",
    "Lines accepted",
    "Open questions",
    "Waits for",
    "Lines to confirm",
    "The quarter before",
    "Contacts",
    "More time until",
)


def _cells(row: BoardRow) -> tuple[Any, ...]:
    quarterly_return = row.quarterly_return
    return (
        quarterly_return.agency_name,
        quarterly_return.get_state_display(),
        row.punctuality,
        "yes" if quarterly_return.is_nil else "no",
        quarterly_return.version or "",
        moment(quarterly_return.submitted_at),
        row.signed_name,
        row.lines or 0,
        row.sent_lines,
        row.accepted_lines,
        row.open_queries or 0,
        row.waits_for,
        row.unconfirmed,
        row.previous_label,
        str(row.whom),
        moment(row.time_until),
    )
