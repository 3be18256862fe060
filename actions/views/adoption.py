"""Proposing actions and agreeing them, one by one or several at once."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from actions.choices import ActionLife, Marking
from actions.forms.actions import AdoptForm, AdoptManyForm, ProposeForm
from actions.models import Action
from actions.selectors.people import people_by_agency
from actions.selectors.source import sources
from actions.services.adoption import Terms, adopt_action, adopt_many
from actions.services.proposals import propose_action
from actions.views.shared import ActionFormView
from partnerships.views.shared import ServiceForm
from priorities.models import Agreement

#: What a series of commitments has in common: offered again for the next one.
_REMEMBERED = "decision_of_the_last_adoption"


class AdoptView(ActionFormView):
    """Agree one action: who, what is success, by when."""

    template_name = "actions/action_adopt.html"
    form_class = AdoptForm
    title, button, done = "Agree this action", "Agree", "Action agreed."

    def get_form_kwargs(self) -> dict[str, Any]:
        people = people_by_agency(on=timezone.localdate())
        return super().get_form_kwargs() | {"people": people}

    def get_initial(self) -> dict[str, Any]:
        decision, agreed_on = _last_decision(self.request)
        return {
            "marking": Marking(self.action.marking),
            "condition": self.action.condition,
            "decision": self.action.decision or decision,
            "agreed_on": agreed_on,
        }

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(sources=sources(self.action), **kwargs)

    def call(self, typed: dict[str, Any]) -> Action:
        is_confirmed = typed.pop("is_confirmed", False)
        agreed = adopt_action(
            actor=self.who,
            action=self.action,
            terms=Terms(**typed),
            now=timezone.now(),
            is_confirmed=is_confirmed,
        )
        _remember(self.request, typed["decision"], typed["agreed_on"])
        return agreed

    def next_page(self, changed: Any) -> str:
        if self.request.POST.get("then") == "next":
            proposed = Action.objects.visible_to(self.who).proposed().by_ref()
            of_this = proposed.filter(agreement=self.action.agreement_id)
            if following := of_this.first():
                return reverse("actions:action-adopt", args=[following.ref])
            return reverse("actions:actions")
        return super().next_page(changed)


class AdoptManyView(ServiceForm):
    """Agree several actions with the same lead and decision: all, or none."""

    template_name = "actions/actions_adopt.html"
    rule = "actions.manage_actions"
    form_class = AdoptManyForm

    def find(self) -> None:
        self.actions = self._chosen()

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not self.actions:
            messages.warning(request, "Choose the proposed actions to agree.")
            return redirect(f"{reverse('actions:actions')}?life=proposed")
        return super().get(request, *args, **kwargs)

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {
            "actions": self.actions,
            "people": people_by_agency(on=timezone.localdate()),
        }

    def get_initial(self) -> dict[str, Any]:
        decision, agreed_on = _last_decision(self.request)
        return {"decision": decision, "agreed_on": agreed_on}

    def form_valid(self, form: Any) -> HttpResponse:
        adoptions = [
            (action, Terms(**form.terms_of(action), marking=action.marking))
            for action in form.actions
        ]
        try:
            agreed = adopt_many(
                actor=self.who,
                adoptions=adoptions,
                now=timezone.now(),
                is_confirmed=form.cleaned_data.get("is_confirmed", False),
            )
        except ValidationError as error:
            return self.refuse(form, error)
        typed = form.cleaned_data
        _remember(self.request, typed["decision"], typed["agreed_on"])
        count = len(agreed)
        words = "1 action agreed." if count == 1 else f"{count} actions agreed."
        messages.success(self.request, words)
        return redirect("actions:actions")

    def _chosen(self) -> list[Action]:
        """Return the actions whose references were sent, as they are now."""
        sent = self.request.POST if self.request.method == "POST" else self.request.GET
        actions = (
            Action.objects.visible_to(self.who)
            .of_current_agreement()
            .filter(ref__in=sent.getlist("ref"))
            .with_people()
            .prefetch_related("fragments")
            .by_ref()
        )
        if self.request.method != "POST":
            actions = actions.filter(life=ActionLife.PROPOSED)
        return list(actions)


class ProposeView(ServiceForm):
    """Propose an action that a decision of the group made."""

    template_name = "actions/action_propose.html"
    rule = "actions.manage_actions"
    form_class = ProposeForm
    title, button, done = "Propose an action", "Propose", "Action proposed."

    def find(self) -> None:
        agreement = Agreement.objects.current().first()
        if agreement is None:
            raise Http404("there is no agreement yet")
        self.agreement = agreement

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"agreement": self.agreement}

    def get_initial(self) -> dict[str, Any]:
        """Return the opportunity, concern or priority that the address names."""
        refs = self.request.GET.getlist("fragment")
        found = self.agreement.fragments.filter(ref__in=refs).select_related(
            "statement"
        )
        first = found.first()
        if first is None:
            return {"priority": self._priority_named()}
        return {
            "fragments": list(found),
            "priority": first.statement.priority_id,
            "heading": first.statement.heading_id,
            "title": first.title,
        }

    def _priority_named(self) -> int | None:
        number = self.request.GET.get("priority", "")
        every = self.agreement.priorities.values_list("number", "pk")
        return {str(each): pk for each, pk in every}.get(number)

    def call(self, typed: dict[str, Any]) -> Action:
        return propose_action(
            actor=self.who, agreement=self.agreement, now=timezone.now(), **typed
        )


def _last_decision(request: HttpRequest) -> tuple[str, date | None]:
    decision, agreed_on = request.session.get(_REMEMBERED, ("", None))
    return decision, date.fromisoformat(agreed_on) if agreed_on else None


def _remember(request: HttpRequest, decision: str, agreed_on: date | None) -> None:
    day = agreed_on.isoformat() if agreed_on else None
    request.session[_REMEMBERED] = (decision, day)
