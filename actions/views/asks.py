"""The browser's doors to asks: the list, one ask, and what a person may do with it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone

from actions.forms import asks as ask_forms
from actions.forms.ask_filters import UNSETTLED, AskListFilter
from actions.models import Ask, ReturnLine
from actions.return_choices import OPEN_ASKS, AskState
from actions.selectors.asks import conversation, days_late
from actions.services import ask_replies, asks
from hcss.kernel import policy
from hcss.kernel.errors import Conflict
from partnerships.models import User
from partnerships.views.shared import (
    AppointedDetail,
    AppointedList,
    AppointedPage,
    ServiceForm,
)


class AsksView(AppointedList):
    """What agencies need of others; those that are not settled first."""

    rule = "partnerships.read_content"
    template_name = "actions/asks.html"
    context_object_name = "asks"
    filterset_class = AskListFilter
    defaults = {"state": UNSETTLED}
    sealed_as = "asks"
    csv_name = "asks.csv"
    csv_header = (
        "Number",
        "Action",
        "Title",
        "Asked by",
        "Asked of",
        "What is asked",
        "Needed by",
        "Who answers",
        "State",
        "Asked at",
        "Settled at",
    )

    def rows(self) -> QuerySet[Ask]:
        visible = Ask.objects.visible_to(self.who).with_people()
        found: QuerySet[Ask] = visible.for_reader(self.who).order_by("need_by", "pk")
        return found

    def csv_rows(self, found: Any) -> Iterable[tuple[Any, ...]]:
        """Return what was filtered, without what is sensitive (R57)."""
        return (
            (
                ask.pk,
                ask.action.ref,
                ask.action.title,
                ask.agency,
                ask.of_name,
                ask.text,
                ask.need_by,
                ask.answerer or "",
                ask.get_state_display(),
                _minute(ask.raised_at),
                _minute(ask.closed_at) if ask.closed_at else "",
            )
            for ask in found.official()
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        on = timezone.localdate()
        context["rows"] = [(ask, days_late(ask, on=on)) for ask in context["asks"]]
        return context


def _minute(moment: Any) -> str:
    return timezone.localtime(moment).isoformat(timespec="minutes")


class AskPage(AppointedPage):
    """A page about one ask, which the person may see."""

    rule = "partnerships.read_content"
    ask: Ask

    def find(self) -> None:
        visible = Ask.objects.visible_to(self.who).with_people().for_reader(self.who)
        self.ask = get_object_or_404(visible, pk=self.kwargs["pk"])
        self.subject = self.ask

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(  # type: ignore[misc]
            ask=self.ask,
            replies=conversation(self.ask),
            days_late=days_late(self.ask, on=timezone.localdate()),
            **kwargs,
        )
        return context


class AskView(AskPage, AppointedDetail):
    """The conversation, and the one thing that this person may do next."""

    template_name = "actions/ask.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(ways=ways_on(self.ask, self.who), **kwargs)


class _AskForm(AskPage, ServiceForm):
    """Say something about an ask, as it was when it was read."""

    template_name = "actions/ask_form.html"
    #: The service that is called, and a sentence above the form.
    service: Callable[..., Ask]
    about = ""
    is_grave = False

    def get_initial(self) -> dict[str, Any]:
        return super().get_initial() | {"version": self.ask.version}

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"ask": self.ask}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            about=self.about, is_grave=self.is_grave, **kwargs
        )

    def call(self, typed: dict[str, Any]) -> Ask:
        service = type(self).service
        return service(actor=self.who, ask=self.ask, now=timezone.now(), **typed)

    def refuse(self, form: forms.BaseForm, error: ValidationError) -> HttpResponse:
        """Show the refusal, and after a conflict the ask as it stands now."""
        if isinstance(error, Conflict) and isinstance(form, ask_forms.AskForm):
            self.find()
            form.look_again(self.ask)
        return super().refuse(form, error)


class AnswerAskView(_AskForm):
    """Answer it."""

    rule = "actions.answer_ask"
    form_class = ask_forms.AnswerAskForm
    service = ask_replies.answer_ask
    title, button = "Answer this ask", "Send the answer"
    done = "Your answer is sent. The agency that asked says whether it is enough."


class NotEnoughView(_AskForm):
    """Send an answer back."""

    rule = "actions.settle_ask"
    form_class = ask_forms.NotEnoughForm
    service = ask_replies.say_not_enough
    title, button = "The answer is not enough", "Send it back"
    done = "Sent back. It waits for an answer again."


class CloseAskView(_AskForm):
    """Agree that it is settled."""

    rule = "actions.settle_ask"
    form_class = ask_forms.CloseAskForm
    service = ask_replies.close_ask
    title, button, done = "This is settled", "Close this ask", "The ask is closed."


class OverruleView(_AskForm):
    """Close it as chair."""

    rule = "actions.overrule_ask"
    form_class = ask_forms.OverruleForm
    service = ask_replies.overrule_ask
    title, button = "Close this ask as chair", "Close it"
    about = "The agency that asked has not agreed. Your reason is kept with the ask."
    done = "The ask is closed, with your reason."
    is_grave = True


class AnswererView(_AskForm):
    """Name who answers."""

    rule = "actions.name_answerer"
    form_class = ask_forms.AnswererForm
    service = asks.name_answerer
    title, button, done = "Who is to answer", "Save", "Named."
    about = "They are reminded if the answer is late. Others who may answer still may."

    def get_initial(self) -> dict[str, Any]:
        return super().get_initial() | {"answerer": self.ask.answerer_id}

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"on": timezone.localdate()}

    def call(self, typed: dict[str, Any]) -> Ask:
        typed.pop("is_confirmed", None)
        return super().call(typed)


class RaiseAskView(ServiceForm):
    """Ask for something with a line."""

    template_name = "actions/ask_raise.html"
    rule = "actions.raise_ask"
    form_class = ask_forms.RaiseAskForm
    title, button, done = "Ask for something", "Ask", "Your ask is sent."
    line: ReturnLine

    def find(self) -> None:
        self.line = visible_line(self.kwargs, self.who)
        self.subject = self.line

    def get_form_kwargs(self) -> dict[str, Any]:
        own = self.line.quarterly_return.agency_id
        return super().get_form_kwargs() | {"own": own}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            line=self.line, action=self.line.action, **kwargs
        )

    def call(self, typed: dict[str, Any]) -> Ask:
        return asks.raise_ask(
            actor=self.who, line=self.line, now=timezone.now(), **typed
        )


def visible_line(where: dict[str, Any], who: User) -> ReturnLine:
    """Return the line that an address names.

    Raises:
        Http404: there is none, or the person may not see it.
    """
    visible = ReturnLine.objects.visible_to(who).with_action()
    line: ReturnLine = get_object_or_404(
        visible,
        quarterly_return__period__starts_on=where["quarter"].starts_on,
        quarterly_return__agency__slug=where["agency"],
        action__ref=where["ref"],
    )
    return line


@dataclass(frozen=True)
class Way:
    """A button or link that leads on from an ask."""

    label: str
    name: str
    rule: str
    states: tuple[AskState, ...]

    def is_open(self, ask: Ask, who: User) -> bool:
        """Say whether to offer it: by its state and the policy."""
        return ask.state in self.states and policy.allows(who, self.rule, ask)

    def url(self, ask: Ask) -> str:
        return reverse(f"actions:{self.name}", args=[ask.pk])


WAYS = (
    Way("Answer", "ask-answer", "actions.answer_ask", (AskState.OPEN,)),
    Way("This is settled", "ask-close", "actions.settle_ask", (AskState.ANSWERED,)),
    Way(
        "The answer is not enough",
        "ask-not-enough",
        "actions.settle_ask",
        (AskState.ANSWERED,),
    ),
    Way("We no longer need it", "ask-close", "actions.settle_ask", (AskState.OPEN,)),
    Way("Name who answers", "ask-answerer", "actions.name_answerer", OPEN_ASKS),
    Way("Close it as chair", "ask-overrule", "actions.overrule_ask", OPEN_ASKS),
)
#: What an ask waits for, of the person who may do it.
_NEXT = ("Answer", "This is settled")


def ways_on(ask: Ask, who: User) -> dict[str, Any]:
    """Return the main button and the links beside it, as far as there are any."""
    open_ones = [
        (way.label, way.url(ask), way.name) for way in WAYS if way.is_open(ask, who)
    ]
    main = next((way for way in open_ones if way[0] in _NEXT), None)
    return {"main": main, "others": [way for way in open_ones if way != main]}
