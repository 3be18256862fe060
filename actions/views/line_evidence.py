"""Giving evidence for a line: files, a link, a reference, or something given before."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.generic import FormView, View

from actions.forms.evidence import AgainForm, FilesForm, LinkForm, ReferenceForm
from actions.models import Evidence
from actions.selectors.evidence import evidence_of_line, usable_for
from actions.selectors.words import is_about_extremism
from actions.services.evidence import Added, add_files
from actions.services.evidence_notes import add_link, add_reference
from actions.services.evidence_uses import take_off, use_for
from actions.views.lines import LinePage
from hcss.kernel import policy
from partnerships.views.shared import refused

#: The ways to give evidence: the page's name and the words that lead there.
_WAYS = (
    ("line-evidence", "Upload files"),
    ("line-evidence-link", "Give a link"),
    ("line-evidence-reference", "Give a reference"),
    ("line-evidence-again", "Use something given before"),
)
#: Of those, the ones that the extremism priority has not (R56).
_MATERIAL = ("line-evidence", "line-evidence-link")


class LineEvidencePage(LinePage, FormView):
    """One way to give evidence for a line, beside what supports it already."""

    template_name = "actions/line_evidence.html"
    name = ""
    button = "Add"
    form: Any

    def dispatch(
        self, request: HttpRequest, *args: Any, **kwargs: Any
    ) -> HttpResponseBase:
        policy.require(self.who, "actions.add_evidence", self.line)
        self.is_narrow = is_about_extremism(self.line.action.priority)
        if request.method == "GET" and self.is_narrow and self.name in _MATERIAL:
            return redirect(self.page("line-evidence-reference"))
        return super().dispatch(request, *args, **kwargs)

    def page(self, name: str) -> str:
        """Return the address of another page about the same line."""
        quarterly_return = self.quarterly_return
        return reverse(
            f"actions:{name}",
            args=[
                quarterly_return.period.quarter,
                quarterly_return.agency.slug,
                self.line.action.ref,
            ],
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        ways = [
            (label, self.page(name), name == self.name)
            for name, label in _WAYS
            if not (self.is_narrow and name in _MATERIAL)
        ]
        return super().get_context_data(
            line=self.line,
            action=self.line.action,
            given=evidence_of_line(self.line, reader=self.who, on=timezone.localdate()),
            is_writable=self.line.is_writable(at=timezone.now()),
            is_narrow=self.is_narrow,
            ways=ways,
            title=next(label for name, label in _WAYS if name == self.name),
            button=self.button,
            **kwargs,
        )

    def call(self, form: Any) -> str:
        """Call the service; return what to say of it."""
        raise NotImplementedError

    def form_valid(self, form: Any) -> HttpResponse:
        try:
            done = self.call(form)
        except ValidationError as error:
            return refused(self, form, error)
        messages.success(self.request, done)
        return redirect(self.page("line-evidence"))


class FilesView(LineEvidencePage):
    """Upload several files at once; the good ones are kept, whatever the others."""

    name, button = "line-evidence", "Upload"
    form_class = FilesForm

    def form_valid(self, form: Any) -> HttpResponse:
        try:
            added = add_files(
                actor=self.who,
                line=self.line,
                files=form.cleaned_data["files"],
                titles=form.titles,
                about=form.about,
                is_confirmed=form.cleaned_data.get("is_confirmed", False),
                now=timezone.now(),
            )
        except ValidationError as error:
            return refused(self, form, error)
        messages.success(self.request, _kept(added))
        if not added.refused:
            return redirect(self.page("line-evidence"))
        return refused(self, form, added.refusal)


def _kept(added: Added) -> str:
    """Say what was kept, and of what it was known already."""
    words = []
    if added.kept:
        names = ", ".join(f"“{each.title}”" for each in added.kept)
        words.append(f"Kept for this line: {names}.")
    if added.known:
        names = ", ".join(f"“{each.title}”" for each in added.known)
        words.append(f"Given before, and supports this line too: {names}.")
    return " ".join(words)


class LinkView(LineEvidencePage):
    """Give the address of something held elsewhere."""

    name, button = "line-evidence-link", "Add the link"
    form_class = LinkForm

    def call(self, form: LinkForm) -> str:
        typed = form.cleaned_data
        item = add_link(
            actor=self.who,
            line=self.line,
            title=typed["title"],
            url=typed["url"],
            about=form.about,
            is_confirmed=typed.get("is_confirmed", False),
            now=timezone.now(),
        )
        return f"Kept for this line: “{item.title}”."


class ReferenceView(LineEvidencePage):
    """Say what there is, who holds it, and its date."""

    name, button = "line-evidence-reference", "Add the reference"
    form_class = ReferenceForm

    def call(self, form: ReferenceForm) -> str:
        typed = form.cleaned_data
        item = add_reference(
            actor=self.who,
            line=self.line,
            title=typed["title"],
            holder=typed["holder"],
            about=form.about,
            is_confirmed=typed.get("is_confirmed", False),
            now=timezone.now(),
        )
        return f"Kept for this line: “{item.title}”."


class AgainView(LineEvidencePage):
    """Let something that the agency gave before support this line too."""

    name, button = "line-evidence-again", "Use for this line"
    form_class = AgainForm

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"usable": usable_for(self.line)}

    def call(self, form: AgainForm) -> str:
        chosen = list(form.cleaned_data["evidence"].select_related("agency"))
        if not chosen:
            raise ValidationError({"evidence": "Choose what supports this line."})
        for each in chosen:
            use_for(
                actor=self.who, evidence=each, lines=[self.line], now=timezone.now()
            )
        return f"{len(chosen)} given before now support this line too."


class TakeOffView(LinePage, View):
    """Say that an item no longer supports the line."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        visible = Evidence.objects.visible_to(self.who)
        item = get_object_or_404(visible, pk=kwargs["pk"])
        try:
            take_off(actor=self.who, evidence=item, line=self.line, now=timezone.now())
        except ValidationError as refusal:
            for words in refusal.messages:
                messages.error(request, words)
        else:
            messages.success(
                request, f"“{item.title}” no longer supports {self.line.action.ref}."
            )
        return redirect(f"{self.line.get_absolute_url()}evidence/")
