"""The officer's doors to the ledger: what is held, failed and sent, and the buttons."""

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, QueryDict, StreamingHttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.views.generic import View

from actions.forms.reminders import (
    HoldForm,
    PlanForm,
    ReminderFilter,
    ReminderStateFilter,
)
from actions.models import Reminder
from actions.querysets.reminders import with_things
from actions.services.reminding.dry_run import days_ahead
from actions.services.reminding.ledger import (
    hold,
    hold_all,
    release_all_held,
    release_held,
    release_reminder,
)
from actions.services.reminding.sending_now import send_now
from actions.views.reminders import RULE, tabs
from hcss.kernel.csv import csv_response
from hcss.kernel.standing import Moment
from hcss.kernel.templatetags.show import moment
from partnerships.models import User
from partnerships.policy import visible_people
from partnerships.views.shared import AppointedList, AppointedPage, ServiceButton

_HEADER = (
    "Person",
    "E-mail",
    "Stage",
    "About",
    "Date",
    "State",
    "Planned",
    "Sent",
    "Stopped because",
    "Attempts",
    "Error",
)


class LedgerList(AppointedList):
    """Rows of the ledger where they are on their way; also as CSV."""

    rule = RULE
    filterset_class = ReminderFilter
    csv_header = _HEADER
    here = ""

    def csv_rows(self, found: QuerySet) -> Iterable[tuple[Any, ...]]:
        return map(_cells, with_things(found))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(tabs=tabs(self.here), **kwargs)
        now = Moment.of(timezone.now())
        context["listed"] = [
            {"reminder": each, "over": each.source.over(each.thing, now)}
            for each in with_things(context["page_obj"].object_list)
        ]
        return context


class HeldView(LedgerList):
    """What officers hold, the earliest first."""

    template_name = "actions/reminders_held.html"
    csv_name = "reminders-held.csv"
    here = "held"

    def rows(self) -> QuerySet:
        held = Reminder.objects.held().select_related("person", "held_by")
        found: QuerySet = held.order_by("held_at", "pk")
        return found


class FailedView(LedgerList):
    """What could not be sent, the earliest first."""

    template_name = "actions/reminders_failed.html"
    csv_name = "reminders-failed.csv"
    here = "failed"

    def rows(self) -> QuerySet:
        failed = Reminder.objects.failed().select_related("person")
        found: QuerySet = failed.order_by("failed_at", "pk")
        return found


class SentView(LedgerList):
    """What was sent or shown, newest first."""

    template_name = "actions/reminders_sent.html"
    csv_name = "reminders-sent.csv"
    here = "sent"

    def rows(self) -> QuerySet:
        sent = Reminder.objects.sent().select_related("person", "digest")
        found: QuerySet = sent.order_by("-sent_at", "-pk")
        return found


class RemindersCsvView(AppointedPage, View):
    """The whole ledger, in whatever state, as filtered."""

    rule = RULE

    def get(self, request: HttpRequest) -> StreamingHttpResponse:
        ledger = Reminder.objects.select_related("person")
        ledger = ledger.order_by("-planned_at", "-pk")
        filters = ReminderStateFilter(request.GET, queryset=ledger, request=request)
        rows = map(_cells, with_things(filters.qs))
        return csv_response("reminders.csv", _HEADER, rows)


# --- Buttons --------------------------------------------------------------------------


class PlanButton(ServiceButton):
    """A button on the page of what is planned, and back to the same day and page."""

    rule = RULE

    def find(self) -> None:
        days = days_ahead(now=timezone.now())
        self.form = PlanForm(self.request.POST, days=days, reader=self.who)

    def chosen(self) -> dict[str, Any]:
        """Return what was chosen: a day, and a stage or a person.

        Raises:
            ValidationError: the day has gone by, or something is not known.
        """
        if not self.form.is_valid():
            raise ValidationError(
                [e for each in self.form.errors.values() for e in each]
            )
        return self.form.cleaned_data

    def next_page(self) -> str:
        query = QueryDict(self.request.POST.get("back", "")).urlencode()
        return reverse("actions:reminders") + (f"?{query}" if query else "")


class HoldView(PlanButton):
    """Hold one thing that is planned for a day."""

    def call(self) -> None:
        chosen, typed = self.chosen(), HoldForm(self.request.POST)
        if not typed.is_valid() or not chosen["person"] or not chosen["stage"]:
            raise ValidationError("Say whom, which stage and which occasion.")
        held = hold(
            actor=self.who,
            key=(chosen["person"].pk, chosen["stage"], typed.cleaned_data["occasion"]),
            on=self.form.day,
            now=timezone.now(),
        )
        self.done = f"Held: {held.stage_label}, to {held.person}."


class HoldAllView(PlanButton):
    """Hold all of a stage, or of a person, that is planned for a day."""

    def call(self) -> None:
        chosen = self.chosen()
        number = hold_all(
            actor=self.who,
            on=self.form.day,
            stage=chosen["stage"],
            person=chosen["person"],
            now=timezone.now(),
        )
        self.done = f"{number} held."


class SendNowView(PlanButton):
    """Send one person what is due to them today."""

    def find(self) -> None:
        super().find()
        people = User.objects.filter(visible_people(self.who))
        self.person = get_object_or_404(people, pk=self.kwargs["pk"])

    def call(self) -> None:
        sent = send_now(actor=self.who, person=self.person, now=timezone.now())
        many = "" if sent == 1 else "s"
        self.done = f"Sent to {self.person}: {sent} reminder{many} in one mail."


class ReminderButton(ServiceButton):
    """A button about one row of the ledger."""

    rule = RULE
    back = ""

    def find(self) -> None:
        visible = Reminder.objects.visible_to(self.who).select_related("person")
        self.reminder = get_object_or_404(visible, pk=self.kwargs["pk"])

    def next_page(self) -> str:
        return reverse(self.back)


class ReminderReleaseView(ReminderButton):
    """Send again what failed."""

    back = "actions:reminders-failed"

    def call(self) -> None:
        release_reminder(actor=self.who, reminder=self.reminder, now=timezone.now())
        self.done = f"The next run writes to {self.reminder.person} again."


class ReminderLetGoView(ReminderButton):
    """Let go what was held."""

    back = "actions:reminders-held"

    def call(self) -> None:
        release_held(actor=self.who, reminder=self.reminder, now=timezone.now())
        self.done = f"{self.reminder.person} is told of it by the next run."


class LetAllGoView(ServiceButton):
    """Let go all that is held, as filtered."""

    rule = RULE

    def call(self) -> None:
        held = Reminder.objects.held()
        filters = ReminderFilter(self.request.POST, queryset=held, request=self.request)
        if not filters.is_valid():
            raise ValidationError("Choose a stage and a person that there are.")
        chosen = filters.form.cleaned_data
        number = release_all_held(
            actor=self.who,
            stage=chosen.get("stage") or "",
            person=chosen.get("person"),
            period=chosen.get("period"),
            now=timezone.now(),
        )
        self.done = f"{number} let go."

    def next_page(self) -> str:
        return reverse("actions:reminders-held")


def _cells(reminder: Reminder) -> tuple[Any, ...]:
    return (
        reminder.person.name,
        reminder.person.email,
        reminder.stage_label,
        reminder.about,
        reminder.concerns_on,
        reminder.state.label,
        moment(reminder.planned_at),
        moment(reminder.sent_at),
        reminder.stopped_because,
        reminder.attempts,
        reminder.error,
    )
