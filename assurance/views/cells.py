"""One cell of the matrix, and what it rests on."""

from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404
from django.utils import timezone
from django.views.generic import TemplateView

from assurance.selectors import cell
from assurance.views.shared import AssurancePage, address_of, definitions


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
            here=address_of(quarter),
            definitions=definitions(),
            **kwargs,
        )
