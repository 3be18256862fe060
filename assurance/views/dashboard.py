"""The chair's screen."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from actions.models import Period
from assurance import payloads
from assurance.views.shared import AssurancePage, address_of, definitions
from priorities.models import Agreement


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
            "here": address_of(quarter),
            "definitions": definitions(),
        }
        return render(request, "assurance/dashboard.html", context)
