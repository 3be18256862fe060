"""One cell of the matrix, and what it rests on."""

from typing import Any

from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from assurance.selectors.cell import live_cell, scope_called, why_not_assessed
from assurance.selectors.cell_sealed import sealed_cell
from assurance.selectors.cell_shapes import CellPage
from assurance.selectors.decisions import decisions_of_cell
from assurance.selectors.seals import NOW, seal_shown
from assurance.views.definitions import sealed_definitions
from assurance.views.shared import AssurancePage, address_of, definitions


class CellView(AssurancePage):
    """One cell to its evidence: sentences, actions, what was reported, opinions.

    Of a sealed quarter it shows what was sealed, as the matrix does.
    """

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        word = request.GET.get("as_at", "")
        try:
            page, refusal = self._page(word)
        except ObjectDoesNotExist as error:
            raise Http404(str(error)) from error
        except ValidationError as error:
            why = {"why": error.messages}
            return render(request, "as_at_refused.html", why, status=400)
        context = {
            "page": page,
            "cell": page.cell,
            "refusal": refusal,
            "here": address_of(
                page.quarter if page.is_sealed else kwargs.get("quarter")
            ),
            "asked": f"?as_at={NOW}" if word == NOW else "",
            "definitions": (
                sealed_definitions(page.scales)
                if page.is_sealed
                else definitions(now=page.as_at)
            ),
            "decisions": decisions_of_cell(
                number=kwargs["number"], code=kwargs["code"], person=self.who
            ),
        }
        return render(request, "assurance/cell.html", context)

    def _page(self, word: str) -> tuple[CellPage, str]:
        """Return the cell, sealed or live, and why no opinion can be given on it."""
        quarter, now = self.kwargs.get("quarter"), timezone.now()
        number, code = self.kwargs["number"], self.kwargs["code"]
        seal = seal_shown(quarter=quarter, word=word, now=now)
        scope = scope_called(
            number=number, code=code, agreement=seal.agreement_id if seal else None
        )
        refusal = why_not_assessed(priority=scope[0], heading=scope[1])
        if seal:
            return sealed_cell(scope=scope, seal=seal, person=self.who), refusal
        page = live_cell(scope=scope, quarter=quarter, person=self.who, now=now)
        return page, refusal
