"""The script's door to one line: saved as typed, while the page stays open."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.views.generic import View

from actions.forms.lines import LineForm
from actions.models import ReturnLine
from actions.models.lines import LineWords
from actions.selectors.words import LABELS
from actions.services.lines import LineConflict
from actions.services.typed import Kept, save_typed
from actions.views.lines import LinePage
from hcss.kernel import carried, policy
from hcss.kernel.errors import Conflict
from hcss.kernel.forms import GovukBoundField
from hcss.kernel.personal_data import needs_confirming


class LineTypedView(LinePage, View):
    """Keep each field that can be kept; say of the others why not."""

    http_method_names = ["post"]
    answers_json = True

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> JsonResponse:
        policy.require(self.who, "actions.write_line", self.line)
        form = LineForm(request.POST)
        now = timezone.now()
        if not form.is_valid() and "version" not in form.cleaned_data:
            return JsonResponse({"refused": _refused(form)}, status=400)
        try:
            kept = save_typed(
                actor=self.who,
                line=self.line,
                version=form.cleaned_data["version"],
                words=form.words,
                now=now,
                is_confirmed=form.is_confirmed,
            )
        except LineConflict as conflict:
            return JsonResponse(_both_texts(conflict, form), status=409)
        except Conflict as conflict:
            body = {"detail": conflict.messages[0], "code": conflict.code}
            return JsonResponse(body, status=409)
        carried.forget(request, self.line.get_absolute_url())
        return JsonResponse(_kept(kept, form, now))


def _kept(kept: Kept, form: LineForm, now: datetime) -> dict[str, Any]:
    own = {name: " ".join(texts) for name, texts in kept.refused.items()}
    return {
        "version": kept.line.version,
        "saved_at": f"Saved at {clock(now)}",
        "refused": _refused(form) | own,
        "labels": LABELS,
        "confirm": kept.error is not None and needs_confirming(kept.error),
    }


def clock(now: datetime) -> str:
    """Return the time of day in London: 10:42am."""
    local = timezone.localtime(now)
    return f"{local.hour % 12 or 12}:{local.minute:02}{local:%p}".lower()


def _refused(form: LineForm) -> dict[str, str]:
    """Return what could not be read, by field, as the page would say it."""
    return {
        field.name: " ".join(
            field.messages
            if isinstance(field, GovukBoundField)
            else map(str, field.errors)
        )
        for field in form
        if field.errors
    }


def _both_texts(conflict: LineConflict, form: LineForm) -> dict[str, Any]:
    stored: ReturnLine = conflict.stored
    yours = {name: value for name, value in form.words.items() if name in LABELS}
    return {
        "detail": conflict.messages[0],
        "code": conflict.code,
        "version": stored.version,
        "stored": {name: getattr(stored, name) for name in LineWords.WORDS},
        "yours": yours,
    }
