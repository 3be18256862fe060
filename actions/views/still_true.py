"""The browser's door to *still true* for several lines at once."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from actions.forms.still_true import StillTrueForm
from actions.models import ReturnLine
from actions.services.still_true import Marked, still_true_many
from actions.views.returns import ReturnView
from hcss.kernel import policy
from hcss.kernel.errors import Conflict


class StillTrueView(ReturnView):
    """Mark the ticked lines; say of each that cannot be why not."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        policy.require(self.who, "actions.write_return", self.quarterly_return)
        lines = self.quarterly_return.lines.owed().visible_to(self.who).with_action()
        form = StillTrueForm(request.POST, lines=lines)
        if not form.is_valid():
            texts = [text for texts in form.errors.values() for text in texts]
            return self.refuse(forms.Form({}), ValidationError(texts))
        try:
            marked = still_true_many(
                actor=self.who,
                quarterly_return=self.quarterly_return,
                versions=form.versions,
                now=timezone.now(),
            )
        except Conflict as conflict:
            return self.refuse(forms.Form({}), conflict)
        return self._tell(marked)

    def _tell(self, marked: Marked) -> HttpResponse:
        if marked.kept:
            refs = ", ".join(line.action.ref for line in marked.kept)
            messages.success(self.request, f"Still true: {refs}.")
        if not marked.refused:
            return redirect(self.quarterly_return)
        texts = [_said(line, texts) for line, texts in marked.refused.items()]
        return self.refuse(forms.Form({}), ValidationError(texts))


def _said(line: ReturnLine, texts: list[str]) -> str:
    return f"{line.action.ref}: {' '.join(texts)}"
