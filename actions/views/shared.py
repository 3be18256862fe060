"""What the pages about one action have in common."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.utils import timezone

from actions.models import Action
from actions.selectors.history import Happening, history_of
from hcss.kernel.errors import Conflict
from partnerships.models import User
from partnerships.views.shared import ServiceForm


def visible_action(ref: str, *, reader: User) -> Action:
    """Return the action of that reference, of the current agreement if it has it.

    Raises:
        Http404: there is none, or ``reader`` may not see it.
    """
    visible = Action.objects.visible_to(reader).with_people()
    found = visible.with_standing(reader, on=timezone.localdate()).with_ref(ref)
    action: Action | None = found.first()
    if action is None:
        raise Http404("no such action")
    return action


class ActionFormView(ServiceForm):
    """A form about one action; officers only, unless it says otherwise."""

    template_name = "actions/action_form.html"
    rule = "actions.manage_actions"
    #: A sentence above the form.
    about = ""
    #: Whether the button does something that cannot be undone.
    is_grave = False
    #: What somebody else did meanwhile, to be shown beside a conflict.
    latest: Sequence[Happening] = ()
    action: Action

    def find(self) -> None:
        self.action = visible_action(self.kwargs["ref"], reader=self.who)
        self.subject = self.action

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            action=self.action,
            about=self.about,
            is_grave=self.is_grave,
            latest=self.latest,
            **kwargs,
        )

    def next_page(self, changed: Any) -> str:
        return self.action.get_absolute_url()

    def refuse(self, form: forms.BaseForm, error: ValidationError) -> HttpResponse:
        """Show the refusal, and after a conflict how the action stands now."""
        if isinstance(error, Conflict):
            self.action = visible_action(self.kwargs["ref"], reader=self.who)
            self.latest = history_of(self.action)[:1]
        return super().refuse(form, error)
