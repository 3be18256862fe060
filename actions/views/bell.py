"""What a person sees of their own reminders: the list, the ways, the calendar."""

import hashlib
from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.decorators import method_decorator
from django.views import View
from django.views.decorators.cache import never_cache
from django.views.generic import ListView

from actions.forms.bell import BEFORE, MyReminderFilter, WaysForm
from actions.models import Reminder, ReminderPreference
from actions.querysets.reminders import with_things
from actions.selectors.stages import duties_and_others
from actions.services.reminding import bell, preferences
from actions.services.reminding import calendar_addresses as addresses
from actions.services.reminding.calendar import calendar_of
from hcss.kernel.csv import csv_response, when
from partnerships.models import User
from partnerships.people import person
from partnerships.views.shared import (
    AppointedDetail,
    AppointedPage,
    ServiceButton,
    ServiceForm,
)

#: So many of what somebody was told before stand below what waits for them.
_LAST = 10


class MyRemindersView(ListView):
    """What waits for the person who asks, and what they were told before."""

    template_name = "actions/bell.html"
    paginate_by = 50

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.who: User = person(request)
        self.now = timezone.now()
        mine = Reminder.objects.filter(person=self.who)
        self.filters = MyReminderFilter(request.GET, queryset=mine, request=request)
        chosen = self.filters.chosen
        self.kind, self.is_past = chosen.get("kind", ""), chosen.get("show") == BEFORE
        if request.GET.get("format") == "csv":
            return self._csv()  # type: ignore[return-value]
        return super().get(request, *args, **kwargs)

    def get_queryset(self) -> Any:
        if self.is_past:
            return self._before()
        return bell.what_waits(person=self.who, now=self.now, kind=self.kind)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(
            filter_form=self.filters.form, is_past=self.is_past, **kwargs
        )
        listed = context["page_obj"].object_list
        if self.is_past:
            context["before"] = with_things(listed)
        else:
            context["waiting"] = bell.in_words(listed)
            context["before"] = with_things(self._before()[:_LAST])
        context["total"] = context["paginator"].count
        return context

    def _before(self) -> Any:
        before = bell.told_before(person=self.who, now=self.now)
        before = before.select_related("person")
        return before.filter(kind=self.kind) if self.kind else before

    def _csv(self) -> StreamingHttpResponse:
        listed = self.get_queryset()
        if self.is_past:
            header = ("What", "About", "Date", "Told", "How")
            return csv_response("told-before.csv", header, _rows_before(listed))
        header = ("What", "About", "Date", "Since", "Told by email")
        return csv_response("waiting.csv", header, _rows_waiting(listed))


def _rows_before(listed: Iterable[Reminder]) -> Iterable[tuple[Any, ...]]:
    for each in with_things(listed):
        told = when(each.sent_at)
        yield each.stage_label, each.about, each.concerns_on, told, each.state.label


def _rows_waiting(listed: list[bell.Waiting]) -> Iterable[tuple[Any, ...]]:
    for each in bell.in_words(listed):
        since, mailed = when(each.since), when(each.mailed_at)
        yield each.sentence, each.reminder.about, each.concerns_on, since, mailed


class MyWaysView(ServiceForm):
    """How the person is told of what is not their duty."""

    rule = "actions.choose_ways"
    template_name = "actions/ways.html"
    form_class = WaysForm
    title, done = "How you are told", "Your choice is kept. It counts from now on."

    def find(self) -> None:
        self.subject: User = self.who

    def get_initial(self) -> dict[str, Any]:
        chosen = preferences.preference_of(person=self.who)
        return {
            "version": chosen.version,
            "in_service_only": "yes" if chosen.in_service_only else "no",
            "weekdays": chosen.weekdays,
        }

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        duties, others = duties_and_others()
        return super().get_context_data(duties=duties, others=others, **kwargs)

    def call(self, typed: dict[str, Any]) -> ReminderPreference:
        return preferences.choose_ways(
            actor=self.who, person=self.who, now=timezone.now(), **typed
        )

    def next_page(self, changed: Any) -> str:
        return reverse("actions:my-ways")

    def refuse(self, form: Any, error: ValidationError) -> HttpResponse:
        """Show what was typed again: sending it once more is then a decision."""
        sent = form.data.copy()
        sent["version"] = preferences.preference_of(person=self.who).version
        form.data = sent
        return super().refuse(form, error)


# --- The calendar ---------------------------------------------------------------------


class MyCalendarView(AppointedDetail):
    """Whether the person's calendar has an address, and how to make or revoke it."""

    rule = "actions.keep_calendar"
    template_name = "actions/calendar.html"

    def find(self) -> None:
        self.subject: User = self.who

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        address = addresses.address_of(person=self.who)
        return super().get_context_data(address=address, **kwargs)


@method_decorator(never_cache, name="dispatch")
class MakeCalendarView(AppointedPage):
    """Make an address and show it, this once."""

    rule = "actions.keep_calendar"
    http_method_names = ["post"]

    def find(self) -> None:
        self.subject: User = self.who

    def post(self, request: HttpRequest) -> HttpResponse:
        try:
            made = addresses.make_calendar_address(
                actor=self.who, person=self.who, now=timezone.now()
            )
        except ValidationError as error:
            messages.error(request, error.messages[0])
            return redirect("actions:my-calendar")
        url = addresses.url_of(secret=made.secret)
        return render(request, "actions/calendar_made.html", {"url": url})


class RevokeCalendarView(ServiceButton):
    """Make the address of one's calendar useless."""

    rule = "actions.keep_calendar"
    done = "The address is of no use any more."

    def find(self) -> None:
        self.subject: User = self.who

    def call(self) -> None:
        addresses.revoke_calendar_address(
            actor=self.who, person=self.who, now=timezone.now()
        )

    def next_page(self) -> str:
        return reverse("actions:my-calendar")


@method_decorator([login_not_required, never_cache], name="dispatch")
class CalendarFeedView(View):
    """What somebody owes, for the program that knows the secret address.

    Nothing is written here: reading leaves no trace, and how often somebody's program
    reads is no business of ours.
    """

    http_method_names = ["get", "head"]

    def get(self, request: HttpRequest, secret: str) -> HttpResponse:
        address = addresses.by_secret(secret=secret)
        if address is None:
            raise Http404
        feed = calendar_of(
            person=address.person, made_at=address.made_at, now=timezone.now()
        )
        response = HttpResponse(feed, content_type="text/calendar; charset=utf-8")
        response["Content-Disposition"] = 'inline; filename="calendar.ics"'
        etag = f'"{hashlib.sha256(feed).hexdigest()[:32]}"'
        response["ETag"] = etag
        found = get_conditional_response(request, etag=etag, response=response)
        return found or response
