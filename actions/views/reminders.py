"""The browser's doors to the reminders: the officer's page, and each person's own."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views import View
from django.views.generic import ListView

from actions.forms.reminders import ReminderFilter, ReminderStateFilter
from actions.models import Reminder
from actions.querysets import ReminderQuerySet
from actions.services.reminder_plans import who_would_be_written_to
from actions.services.reminders import release_reminder
from hcss.kernel import policy, working_days
from hcss.kernel.csv import csv_response
from hcss.kernel.errors import Conflict
from hcss.kernel.templatetags.show import moment
from partnerships.people import person

_PER_PAGE = 50


class RemindersView(ListView):
    """What failed, what waits, what the next run would send, and what was sent."""

    template_name = "actions/reminders.html"
    paginate_by = _PER_PAGE

    def get_queryset(self) -> ReminderQuerySet:
        policy.require(person(self.request), "actions.manage_reminders")
        sent = Reminder.objects.sent().with_thing().order_by("-sent_at", "-pk")
        self.filters = ReminderFilter(
            self.request.GET, queryset=sent, request=self.request
        )
        found: ReminderQuerySet = self.filters.qs
        return found

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        ledger = Reminder.objects.with_thing().order_by("planned_at", "pk")
        next_run_on = working_days.after(timezone.localdate(), 0)
        listed = who_would_be_written_to(on=next_run_on, now=timezone.now())
        return super().get_context_data(
            failed=ledger.failed(),
            waiting=ledger.waiting(),
            next_run_on=next_run_on,
            next_run=[due for due in listed if due.person and not due.is_waiting],
            vacancies=[due for due in listed if due.person is None],
            filter_form=self.filters.form,
            **kwargs,
        )


class RemindersCsvView(View):
    """The whole ledger, in whatever state, as filtered."""

    HEADER = ("Person", "E-mail", "Stage", "About", "Date", "State", "Planned", "Sent")
    MORE = ("Stopped because", "Attempts", "Error")

    def get(self, request: HttpRequest) -> StreamingHttpResponse:
        policy.require(person(request), "actions.manage_reminders")
        ledger = Reminder.objects.with_thing().order_by("-planned_at", "-pk")
        filters = ReminderStateFilter(request.GET, queryset=ledger, request=request)
        return csv_response(
            "reminders.csv", (*self.HEADER, *self.MORE), map(_cells, filters.qs)
        )


class ReminderReleaseView(View):
    """Send again what failed."""

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        who = person(request)
        visible = Reminder.objects.visible_to(who).with_thing()
        reminder = get_object_or_404(visible, pk=pk)
        try:
            release_reminder(actor=who, reminder=reminder, now=timezone.now())
        except Conflict as error:
            messages.error(request, error.messages[0])
        else:
            messages.success(
                request, f"The next run writes to {reminder.person} again."
            )
        return redirect("actions:reminders")


class MyRemindersView(ListView):
    """What was sent to the person who asks, newest first."""

    template_name = "actions/reminders_mine.html"
    paginate_by = _PER_PAGE

    def get_queryset(self) -> ReminderQuerySet:
        mine = Reminder.objects.filter(person=person(self.request)).sent()
        return mine.with_thing().order_by("-sent_at", "-pk")


def _cells(reminder: Reminder) -> tuple[Any, ...]:
    return (
        reminder.person.name,
        reminder.person.email,
        reminder.get_stage_display(),
        reminder.about,
        reminder.concerns_on,
        reminder.state.label,
        moment(reminder.planned_at),
        moment(reminder.sent_at),
        reminder.stopped_because,
        reminder.attempts,
        reminder.error,
    )
