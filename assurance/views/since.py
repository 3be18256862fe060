"""Since we last met, in the browser: what differs between two sealed positions."""

from collections.abc import Iterator
from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from assurance.forms.since import ChooseSealsForm, SinceFilter
from assurance.models import Seal
from assurance.selectors.since import KINDS, KindGroup, since
from assurance.selectors.since.kinds import Tone
from assurance.selectors.since.pairs import read_pair, sealed_quarters
from assurance.views.shared import AssurancePage
from hcss.kernel.csv import csv_response
from hcss.kernel.quarters import Quarter

_HEADER = (
    "Worse or better",
    "Kind",
    "About",
    "Title",
    "What of it",
    "Before",
    "Now",
    "Why",
    "Priority",
)


class SinceLatestView(AssurancePage):
    """The way in: the two seals that were chosen, or the two latest."""

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        quarters = sealed_quarters()
        if len(quarters) < 2 or _is_first(request, quarters):  # noqa: PLR2004
            context = {"first": quarters[-1] if quarters else None}
            return render(request, "assurance/since_none.html", context)
        form = ChooseSealsForm(_chosen(request, quarters), quarters=quarters)
        if not form.is_valid():
            return _refused(request, form, status=400)
        typed = form.cleaned_data
        return redirect("assurance:since", typed["to"], typed["before"])


def _is_first(request: HttpRequest, quarters: list[Quarter]) -> bool:
    """Say whether what is asked about is the first seal, with none before it."""
    return "from" not in request.GET and request.GET.get("to") == quarters[-1].slug


def _chosen(request: HttpRequest, quarters: list[Quarter]) -> dict[str, str]:
    """Return what was chosen; else the latest, and the one before what was chosen."""
    slugs = [each.slug for each in quarters]
    after = request.GET.get("to") or slugs[0]
    before = [slug for slug in slugs if slug < after]
    usual = before[0] if before else slugs[-1]
    return {"to": after, "from": request.GET.get("from") or usual}


class SinceView(AssurancePage):
    """Every difference between two seals, by kind, the worst first."""

    def get(
        self, request: HttpRequest, quarter: Quarter, before: Quarter, **kwargs: Any
    ) -> HttpResponse:
        quarters = sealed_quarters()
        chosen = {"to": quarter.slug, "from": before.slug}
        form = ChooseSealsForm(chosen, quarters=quarters)
        try:
            earlier, later = read_pair(before=before, after=quarter)
        except ValidationError as error:
            return _refused(request, form, status=400, why=error.messages)
        except Seal.DoesNotExist as error:
            return _refused(request, form, status=404, why=[str(error)])
        is_csv = request.GET.get("format") == "csv"
        found = since(earlier, later, person=self.who, is_export=is_csv)
        narrowing = SinceFilter(request.GET)
        kinds = narrowing.narrowed(found.kinds)
        if is_csv:
            name = f"since-{before.slug}-to-{quarter.slug}.csv"
            return csv_response(name, _HEADER, _rows(kinds))  # type: ignore[return-value]
        context = {
            "since": found,
            "tones": _tones(kinds),
            "shown": sum(len(each.differences) for each in kinds),
            "filter_form": narrowing,
            "chooser": form,
            "here": reverse("assurance:dashboard", args=[quarter]),
        }
        return render(request, "assurance/since.html", context)


def _tones(kinds: tuple[KindGroup, ...]) -> list[tuple[str, list[KindGroup]]]:
    """Return the kinds under their headings, worse first; no empty heading."""
    grouped = [
        (tone.label, [each for each in kinds if each.tone == tone]) for tone in Tone
    ]
    return [(label, held) for label, held in grouped if held]


def _refused(
    request: HttpRequest,
    form: ChooseSealsForm,
    *,
    status: int,
    why: list[str] | None = None,
) -> HttpResponse:
    """Say why these two are not compared, and offer those that can be."""
    context = {"chooser": form, "why": why or [], "has_errors": True}
    return render(request, "assurance/since_refused.html", context, status=status)


def _rows(kinds: tuple[KindGroup, ...]) -> Iterator[tuple[Any, ...]]:
    for group in kinds:
        for each in group.differences:
            yield (
                KINDS[group.code].tone.label,
                group.label,
                each.subject,
                each.title,
                each.aspect,
                each.before,
                each.after,
                each.why,
                each.priority_number,
            )
