"""The chair's screen."""

from typing import Any

from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from assurance import payloads
from assurance.selectors import Position
from assurance.selectors.seal_shapes import Sealed
from assurance.selectors.seals import NOW
from assurance.views.definitions import sealed_definitions
from assurance.views.shared import AssurancePage, address_of, definitions
from hcss.kernel.plain import plain
from priorities.models import Agreement


class DashboardView(AssurancePage):
    """The chair's screen: what the API answers, in the order in which a chair asks.

    A sealed quarter is shown as it was sealed, to whoever asks at whatever moment.
    """

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        try:
            position, sealed = payloads.position_and_seal(
                quarter=kwargs.get("quarter"),
                person=self.who,
                now=timezone.now(),
                as_at=request.GET.get("as_at", ""),
            )
        except Agreement.DoesNotExist:
            return render(request, "assurance/no_agreement.html")
        except ObjectDoesNotExist as error:
            raise Http404(str(error)) from error
        except ValidationError as error:
            why = {"why": error.messages}
            return render(request, "as_at_refused.html", why, status=400)
        context = self._context(position, sealed)
        return render(request, "assurance/dashboard.html", context)

    def _context(self, position: Position, sealed: Sealed | None) -> dict[str, Any]:
        """Return what the page shows.

        ``asked`` keeps its links with the live view of a sealed quarter, ``then``
        those to lists with the seal.
        """
        is_live_beside_seal = position.seal is not None and sealed is None
        return {
            "position": plain(position),
            "here": address_of(sealed.quarter if sealed else self._quarter(position)),
            "asked": f"?as_at={NOW}" if is_live_beside_seal else "",
            "then": f"as_at={sealed.quarter}" if sealed else "",
            "definitions": (
                sealed_definitions(sealed.scales)
                if sealed
                else definitions(now=position.as_at)
            ),
        }

    def _quarter(self, position: Position) -> Any:
        """Return the quarter whose cells a live page leads to."""
        if position.seal is not None:
            return position.seal.quarter
        return self.kwargs.get("quarter")
