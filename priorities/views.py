"""The pages of an agreement: as written, sentence by sentence, and its register."""

import re
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.generic import FormView, TemplateView, View
from django.views.generic.base import ContextMixin, TemplateResponseMixin

from hcss.kernel import policy
from hcss.kernel.csv import csv_response
from hcss.kernel.forms import add_refusal
from partnerships.people import person
from priorities.forms import EditorialNoteForm, RegisterFilterForm
from priorities.models import (
    Agreement,
    Fragment,
    Heading,
    Priority,
    RegisterEntry,
    Statement,
)
from priorities.querysets import RegisterEntryQuerySet
from priorities.selectors import agreement_called, quotations_of, sections_of, totals_of
from priorities.services.notes import add_editorial_note

ENTRIES_A_PAGE = 50


class OfAgreement:
    """Finds the agreement of the page: the current one, or ``?agreement=its-slug``."""

    request: HttpRequest
    agreement: Agreement
    #: What links to the same agreement end with.
    version = ""

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)  # type: ignore[misc]
        policy.require(person(request), "priorities.view_agreement")
        slug = request.GET.get("agreement", "")
        found = self.find(slug)
        if found is None:
            raise Http404("There is no such agreement.")
        self.agreement = found
        self.version = f"?agreement={slug}" if slug else ""

    def find(self, slug: str) -> Agreement | None:
        """Return the agreement of that slug, or the current one for no slug."""
        if not re.fullmatch(r"[a-z0-9-]{0,80}", slug):
            return None
        return agreement_called(slug=slug)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(  # type: ignore[misc,no-any-return]
            agreement=self.agreement, version=self.version, **kwargs
        )


class AgreementView(OfAgreement, TemplateView):
    """The agreement: introduction, priorities, how much it holds, other versions."""

    def find(self, slug: str) -> Agreement | None:
        found = super().find(slug)
        # Before anything is loaded there is a page that says so.
        return found if found or slug else Agreement()

    def get_template_names(self) -> list[str]:
        is_loaded = self.agreement.pk is not None
        return [f"priorities/{'agreement' if is_loaded else 'no_agreement'}.html"]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        priorities = Priority.objects.none()
        if self.agreement.pk:
            of_it = Priority.objects.of(self.agreement)
            priorities = of_it.with_ownership().with_counts()
        versions = Agreement.objects.exclude(pk=self.agreement.pk).order_by(
            "-loaded_at"
        )
        return super().get_context_data(
            priorities=priorities,
            totals=totals_of(priorities=priorities),
            versions=list(versions),
            **kwargs,
        )


class PriorityView(OfAgreement, TemplateView):
    """One priority as written, and what each of its sentences became."""

    template_name = "priorities/priority.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        priorities = Priority.objects.of(self.agreement).with_ownership().with_counts()
        priority = get_object_or_404(priorities, number=self.kwargs["number"])
        statements = priority.statements.with_place().with_notes().order_by("order")
        sections = sections_of(statements=statements)
        written = {section.heading for section in sections}
        return super().get_context_data(
            priority=priority,
            sections=sections,
            unwritten=[
                heading
                for heading in Heading.objects.of(self.agreement)
                if heading not in written
            ],
            has_unheaded=None in written,
            **kwargs,
        )


class StatementView(OfAgreement, FormView):
    """One sentence, where it stands, and for officers a form to write beside it."""

    template_name = "priorities/statement.html"
    form_class = EditorialNoteForm

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        statements = Statement.objects.of(self.agreement).with_place()
        self.statement = get_object_or_404(statements, ref=kwargs["ref"])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        statement = self.statement
        return super().get_context_data(
            statement=statement,
            around=_around(statement),
            quotations=quotations_of(statement=statement),
            mentions=statement.mentions.select_related("entry"),
            notes=statement.editorial_notes.select_related("written_by"),
            **kwargs,
        )

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        policy.require(person(request), "priorities.add_editorial_note", self.statement)
        return super().post(request, *args, **kwargs)

    def form_valid(self, form: EditorialNoteForm) -> HttpResponse:
        try:
            add_editorial_note(
                actor=person(self.request),
                statement=self.statement,
                now=timezone.now(),
                **form.cleaned_data,
            )
        except ValidationError as error:
            add_refusal(form, error)
            return self.form_invalid(form)
        messages.success(self.request, "Note added.")
        return redirect(f"{self.statement.get_absolute_url()}{self.version}")


class OpportunitiesView(OfAgreement, TemplateView):
    """The wishes and concerns: shown, and not tracked until adopted (R9)."""

    template_name = "priorities/opportunities.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        quoted = Fragment.objects.of(self.agreement)
        fragments = quoted.with_statement().with_actions()
        return super().get_context_data(
            opportunities=fragments.opportunities(),
            concerns=fragments.concerns(),
            **kwargs,
        )


class RegisterView(OfAgreement, TemplateResponseMixin, ContextMixin, View):
    """Every body, plan, form and fund that the agreement names."""

    template_name = "priorities/register.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.form = RegisterFilterForm(request.GET)
        if request.GET.get("format") == "csv":
            return self._csv()
        return self.render_to_response(self.get_context_data())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        paginator = Paginator(self._entries(), ENTRIES_A_PAGE)
        page = paginator.get_page(self.request.GET.get("page"))
        return super().get_context_data(
            form=self.form,
            page_obj=page,
            entries=list(page),
            entry_count=paginator.count,
            clear_url=f"{reverse('priorities:register')}{self.version}",
            **kwargs,
        )

    def _entries(self) -> RegisterEntryQuerySet:
        entries: RegisterEntryQuerySet = RegisterEntry.objects.of(self.agreement)
        typed = self.form.cleaned_data if self.form.is_valid() else {}
        if words := typed.get("words"):
            entries = entries.named(words)
        if category := typed.get("category"):
            entries = entries.filter(category=category)
        return entries.with_places()

    def _csv(self) -> HttpResponseBase:
        rows = [
            [
                entry.code,
                entry.name,
                entry.get_category_display(),
                entry.type,
                "; ".join(alias.name for alias in entry.other_names),
                "; ".join(mention.place for mention in entry.places),
                entry.stands_for or "",
                entry.note,
            ]
            for entry in self._entries()
        ]
        header = ["Code", "Name", "List", "Type", "Other names", "Named in"]
        header += ["On our register as", "Note"]
        return csv_response(f"register-{self.agreement.slug}.csv", header, rows)


class RegisterEntryView(OfAgreement, TemplateView):
    """One entry of the register: its names, where it is named, who it deals with."""

    template_name = "priorities/register_entry.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        entries = RegisterEntry.objects.of(self.agreement).with_places()
        entry = get_object_or_404(entries, code=self.kwargs["code"])
        return super().get_context_data(
            entry=entry,
            relationships=[
                *entry.relationships_out.select_related("to_entry"),
                *entry.relationships_in.select_related("from_entry"),
            ],
            **kwargs,
        )


def _around(statement: Statement) -> list[Statement]:
    """Return the sentences of the same bullet, this one among them."""
    return list(
        statement.priority.statements.filter(
            heading=statement.heading, bullet=statement.bullet
        )
    )
