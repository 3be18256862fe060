"""The position in pictures, in the browser."""

from typing import Any

from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from assurance import pictures
from assurance.pictures import dates, delivery, returns
from assurance.selectors.picture_facts import PictureFacts, picture_facts
from assurance.views.shared import AssurancePage
from priorities.models import Agreement


class PicturesView(AssurancePage):
    """Three pictures, each with its table; nothing is drawn in the browser."""

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        word = request.GET.get("as_at", "")
        try:
            facts = picture_facts(word=word, person=self.who, now=timezone.now())
        except ValidationError as error:
            why = {"why": error.messages}
            return render(request, "as_at_refused.html", why, status=400)
        except Agreement.DoesNotExist:
            return render(request, "assurance/no_agreement.html")
        except ObjectDoesNotExist as error:
            raise Http404(str(error)) from error
        context = {"facts": facts, "sections": _sections(facts)}
        return render(request, "assurance/pictures.html", context)


def _sections(facts: PictureFacts) -> list[dict[str, Any]]:
    """Return the page's parts: a heading, pictures, and what is said without any."""
    return [
        {
            "heading": "Delivery status by priority",
            "pictures": pictures.delivery_pictures(facts.history),
            "empty": delivery.EMPTY,
            "words": (),
        },
        {
            "heading": "Returns by agency",
            "pictures": pictures.returns_pictures(facts.history),
            "empty": returns.EMPTY,
            "words": (),
        },
        {
            "heading": "Baseline and forecast dates",
            "pictures": pictures.dates_pictures(facts.dates),
            "empty": dates.EMPTY,
            "words": dates.undated(facts.dates),
        },
    ]
