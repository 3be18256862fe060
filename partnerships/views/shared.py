"""What pages for people who are appointed have in common."""

from collections.abc import Iterable, Sequence
from typing import Any

import django_filters
from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import redirect, render
from django.views.generic import FormView, ListView, TemplateView, View

from hcss.kernel import as_at, policy
from hcss.kernel.csv import csv_response
from hcss.kernel.errors import Conflict
from hcss.kernel.forms import add_refusal
from partnerships.forms.fields import VersionedForm
from partnerships.models import User
from partnerships.people import person
from partnerships.selectors import version_of


class AppointedPage(View):
    """A page for people who are appointed and whom ``rule`` allows.

    ``find()`` comes first, so that what a person may not see does not exist for
    them (404) before anything is forbidden (403).
    """

    rule = "partnerships.view_register"
    #: What the rule is asked about, and what a form changes.
    subject: models.Model | None = None

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.who: User = person(request)

    def dispatch(
        self, request: HttpRequest, *args: Any, **kwargs: Any
    ) -> HttpResponseBase:
        self.find()
        if not policy.allows(self.who, "partnerships.view_register"):
            return render(request, "no_appointment.html", status=403)
        policy.require(self.who, self.rule, self.subject)
        return super().dispatch(request, *args, **kwargs)

    def find(self) -> None:
        """Find what the address names, or raise Http404."""


class AppointedDetail(AppointedPage, TemplateView):
    """One page about one thing."""


class AppointedList(AppointedPage, ListView):
    """A list with filters in its address, in pages, or as CSV (``?format=csv``)."""

    paginate_by = 50
    filterset_class: type[django_filters.FilterSet]
    #: What is chosen when nobody chose anything.
    defaults: dict[str, str] = {}
    csv_name = ""
    csv_header: Sequence[str] = ()
    #: Which list of a sealed position it is, if any: read with ``?as_at=``.
    sealed_as = ""

    def rows(self) -> models.QuerySet:
        """Return everything that could be listed, in order."""
        raise NotImplementedError

    def csv_rows(self, found: models.QuerySet) -> Iterable[Sequence[Any]]:
        """Return what is found, row by row, as a spreadsheet has it."""
        raise NotImplementedError

    def get_queryset(self) -> models.QuerySet:
        self.filterset = self.filterset_class(
            self._chosen(), queryset=self.rows(), request=self.request
        )
        found: models.QuerySet = (
            self.filterset.qs if self.filterset.is_valid() else self.rows().none()
        )
        return found

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if as_at.is_asked(request.GET):
            return as_at.page(request, code=self.sealed_as)
        if request.GET.get("format") == "csv" and self.csv_name:
            rows = self.csv_rows(self.get_queryset())
            return csv_response(self.csv_name, self.csv_header, rows)  # type: ignore[return-value]
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(filter_form=self.filterset.form, **kwargs)
        context["total"] = context["paginator"].count
        return context

    def _chosen(self) -> QueryDict:
        """Return the filters of the address; the defaults count while it has none."""
        chosen = self.request.GET.copy()
        named = set(self.filterset_class.base_filters)
        if not named & set(chosen):
            for name, value in self.defaults.items():
                chosen[name] = value
        return chosen


class ServiceForm(AppointedPage, FormView):
    """A form whose sending is one service call; a refusal is shown above it."""

    template_name = "partnerships/form.html"
    title = ""
    button = "Save"
    done = "Saved."

    def call(self, typed: dict[str, Any]) -> models.Model:
        """Call the service; return the thing whose page comes next."""
        raise NotImplementedError

    def get_initial(self) -> dict[str, Any]:
        initial = super().get_initial()
        if self.subject is not None and issubclass(
            self.get_form_class(), VersionedForm
        ):
            initial["seen"] = version_of(self.subject)
        return initial

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            title=self.title, button=self.button, subject=self.subject, **kwargs
        )

    def form_valid(self, form: forms.BaseForm) -> HttpResponse:
        try:
            changed = self.call(form.cleaned_data)
        except ValidationError as error:
            return self.refuse(form, error)
        messages.success(self.request, self.done)
        return redirect(self.next_page(changed))

    def next_page(self, changed: Any) -> str:
        """Return where a success leads: the page of what was changed."""
        return str(changed.get_absolute_url())

    def refuse(self, form: forms.BaseForm, error: ValidationError) -> HttpResponse:
        """Show the service's words at the field they are about, or above the form."""
        response = refused(self, form, error)
        if not isinstance(error, Conflict) or self.subject is None:
            return response
        if isinstance(form, VersionedForm):
            self.subject.refresh_from_db()
            form.look_again(self.subject)
        return response


class ServiceButton(AppointedPage):
    """A button: a POST that is one service call, and back to a page."""

    http_method_names = ["post"]
    done = ""

    def call(self) -> models.Model | None:
        """Call the service."""
        raise NotImplementedError

    def next_page(self) -> str:
        """Return where to go afterwards."""
        raise NotImplementedError

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            self.call()
        except ValidationError as error:
            for words in error.messages:
                messages.error(request, words)
        else:
            messages.success(request, self.done)
        return redirect(self.next_page())


def refused(
    view: FormView, form: forms.BaseForm, error: ValidationError
) -> HttpResponse:
    """Show a form again with the service's words; a conflict answers 409."""
    add_refusal(form, error)
    response: HttpResponse = view.form_invalid(form)
    if isinstance(error, Conflict):
        response.status_code = 409
    return response
