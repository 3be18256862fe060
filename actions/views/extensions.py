"""More time for a return in the browser: asked for, given, refused, listed."""

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone

from actions.choices import RECEIVED
from actions.forms.lock_filters import ExtensionFilter
from actions.forms.locks import AskForTimeForm, DecideTimeForm, GiveTimeForm
from actions.models import Extension, Return
from actions.return_choices import ExtensionState
from actions.selectors.locks import lock_of, waiting_request
from actions.services.extensions import ask_for_time, grant_time, refuse_time
from hcss.kernel import policy
from hcss.kernel.csv import when
from partnerships.models import User
from partnerships.views.shared import AppointedList, ServiceForm


def visible_return(who: User, quarter: Any, agency: str) -> Return:
    """Return what the address names, or raise Http404."""
    visible = Return.objects.visible_to(who).with_agency()
    found: Return = get_object_or_404(
        visible.select_related("accepted_by"),
        period__starts_on=quarter.starts_on,
        agency__slug=agency,
    )
    return found


class _OfReturn(ServiceForm):
    """A form about the time of one return."""

    template_name = "actions/time_form.html"
    about = ""

    def find(self) -> None:
        self.quarterly_return = visible_return(
            self.who, self.kwargs["quarter"], self.kwargs["agency"]
        )
        self.subject = self.quarterly_return

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            quarterly_return=self.quarterly_return,
            is_needed=self.quarterly_return.state not in RECEIVED,
            lock=lock_of(self.quarterly_return, at=timezone.now()),
            waiting=waiting_request(self.quarterly_return),
            about=self.about,
            **kwargs,
        )

    def next_page(self, changed: Any) -> str:
        return self.quarterly_return.get_absolute_url()


class AskForTimeView(_OfReturn):
    """The agency asks for more time."""

    rule = "actions.write_return"
    form_class = AskForTimeForm
    title, button = "Ask for more time", "Ask for more time"
    done = "More time asked for. An officer decides; the answer appears here."

    def call(self, typed: dict[str, Any]) -> Extension:
        return ask_for_time(
            actor=self.who,
            quarterly_return=self.quarterly_return,
            now=timezone.now(),
            **typed,
        )


class GiveTimeView(_OfReturn):
    """An officer gives an agency more time, asked or not."""

    rule = "actions.grant_time"
    form_class = GiveTimeForm
    title, button = "Give more time", "Give more time"
    done = "More time given, to this agency alone."
    about = (
        "The return opens for this agency alone and closes itself at the hour. What "
        "comes in after the deadline stays late."
    )

    def call(self, typed: dict[str, Any]) -> Extension:
        return grant_time(
            actor=self.who,
            quarterly_return=self.quarterly_return,
            now=timezone.now(),
            **typed,
        )


class ExtensionsView(AppointedList):
    """Who has more time until when, and who has asked for it."""

    rule = "partnerships.read_content"
    template_name = "actions/extensions.html"
    context_object_name = "extensions"
    filterset_class = ExtensionFilter
    csv_name = "more-time.csv"
    csv_header = (
        "Quarter",
        "Agency",
        "State",
        "Until",
        "Reason",
        "Asked by",
        "Asked at",
        "Decided by",
        "Decided at",
        "Comment",
    )

    def rows(self) -> QuerySet[Extension]:
        found: QuerySet[Extension] = (
            Extension.objects.visible_to(self.who).with_return().order_by("-pk")
        )
        return found

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(now=timezone.now(), **kwargs)

    def csv_rows(self, found: Any) -> Iterable[tuple[Any, ...]]:
        return (
            (
                each.quarterly_return.period,
                each.quarterly_return.agency_name,
                each.get_state_display(),
                when(each.until),
                each.reason,
                each.asked_by or "Given unasked",
                when(each.asked_at),
                each.decided_by,
                when(each.decided_at),
                each.comment,
            )
            for each in found
        )


class ExtensionView(ServiceForm):
    """One request; the form is for an officer who may decide it."""

    rule = "partnerships.read_content"
    template_name = "actions/extension.html"
    form_class = DecideTimeForm
    title, button, done = "More time", "Save the decision", "Decision saved."

    def find(self) -> None:
        visible = Extension.objects.visible_to(self.who).with_return()
        self.extension: Extension = get_object_or_404(visible, pk=self.kwargs["pk"])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        is_waiting = self.extension.state == ExtensionState.ASKED
        return super().get_context_data(
            extension=self.extension,
            quarterly_return=self.extension.quarterly_return,
            is_open=is_waiting
            and policy.allows(self.who, "actions.decide_extension", self.extension),
            now=timezone.now(),
            **kwargs,
        )

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        policy.require(self.who, "actions.decide_extension", self.extension)
        return super().post(request, *args, **kwargs)

    def call(self, typed: dict[str, Any]) -> Extension:
        if typed.pop("approve"):
            return grant_time(
                actor=self.who,
                quarterly_return=self.extension.quarterly_return,
                extension=self.extension,
                now=timezone.now(),
                **typed,
            )
        typed.pop("until", None)
        return refuse_time(
            actor=self.who, extension=self.extension, now=timezone.now(), **typed
        )

    def next_page(self, changed: Any) -> str:
        return reverse("actions:extensions")
