"""The officer's pages of what is planned: who is written to, when and why (R59)."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from csp.decorators import csp
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views.generic import ListView

from actions.forms.reminders import PlanForm
from actions.models import Reminder
from actions.selectors.gauges import last_runs
from actions.services.reminding.dry_run import Letter, Planned, days_ahead
from actions.services.reminding.outlook import Outlook, letter_to, mail_of, outlook
from hcss.kernel import working_days
from hcss.kernel.csv import csv_response
from partnerships.models import User
from partnerships.policy import visible_people
from partnerships.views.shared import AppointedDetail, AppointedPage

RULE = "actions.manage_reminders"
_PER_PAGE = 20
_HEADER = (
    "Day",
    "Person",
    "E-mail",
    "Stage",
    "About",
    "Sentence",
    "Date",
    "Why this person",
    "Goes",
    "Address",
)
_GOES = {
    "": "yes",
    "held": "no, an officer holds it",
    "service": "no, shown in the service only",
    "later": "no, on a later day",
    "refused": "no, the address does not work",
}


class PlanPage(AppointedPage):
    """A page about the plan of the day in the address, ``?on=``."""

    rule = RULE
    now: datetime
    form: PlanForm

    def find(self) -> None:
        self.now = timezone.now()
        self.form = PlanForm(
            self.request.GET, days=days_ahead(now=self.now), reader=self.who
        )
        self.is_read = self.form.is_valid()


class PlannedView(PlanPage, ListView):
    """What the runs of the next working days send, person by person; also as CSV."""

    template_name = "actions/reminders.html"
    context_object_name = "letters"
    paginate_by = _PER_PAGE
    outlook: Outlook

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        chosen = self.form.cleaned_data if self.is_read else {}
        self.outlook = outlook(on=self.form.day, now=self.now, chosen=chosen)
        if request.GET.get("format") == "csv":
            name = f"planned-{self.form.day}.csv"
            return csv_response(name, _HEADER, _rows(self.outlook))  # type: ignore[return-value]
        return super().get(request, *args, **kwargs)

    def get_queryset(self) -> Any:
        return self.outlook.letters if self.is_read else []

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        on, today = self.outlook.on, timezone.localtime(self.now).date()
        return super().get_context_data(
            outlook=self.outlook,
            on=on,
            is_next=on == self.form.days[0],
            may_send_now=on == today and working_days.is_working_day(today),
            filter_form=self.form,
            stage=self.form.cleaned_data.get("stage") or "",
            runs=last_runs(self.now),
            tabs=tabs("planned"),
            **kwargs,
        )


class LetterView(PlanPage, AppointedDetail):
    """One person's whole mail of a day, as text; the HTML has its own address."""

    template_name = "actions/reminder_letter.html"

    def find(self) -> None:
        people = User.objects.filter(visible_people(self.who))
        self.person = get_object_or_404(people, pk=self.kwargs["pk"])
        super().find()

    def letter(self) -> Letter | None:
        return letter_to(person=self.person, on=self.form.day, now=self.now)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        letter = self.letter()
        return super().get_context_data(
            person=self.person,
            on=self.form.day,
            letter=letter,
            mail=mail_of(letter=letter, now=self.now)
            if letter and letter.going
            else None,
            **kwargs,
        )


#: Mail brings its own styles; nothing in it may run, load or be sent.
_AS_MAIL = {"default-src": ["'none'"], "style-src": ["'unsafe-inline'"]}


@method_decorator(csp(_AS_MAIL), name="dispatch")
class LetterHtmlView(LetterView):
    """The HTML of the same mail, and nothing around it."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        letter = self.letter()
        if letter is None or not letter.going:
            raise Http404("nothing goes to this person on this day")
        html, _kind = mail_of(letter=letter, now=self.now).alternatives[0]
        return HttpResponse(html)


def tabs(here: str) -> dict[str, Any]:
    """Return what the row of pages about reminders shows. Two queries."""
    return {
        "here": here,
        "held": Reminder.objects.held().count(),
        "failed": Reminder.objects.failed().count(),
    }


def _rows(found: Outlook) -> Iterable[tuple[Any, ...]]:
    for letter in found.letters:
        for each in [*letter.going, *letter.staying]:
            yield _cells(found, each)
    for vacancy in found.vacancies:
        yield _cells(found, vacancy.due)


def _cells(found: Outlook, each: Any) -> tuple[Any, ...]:
    due, goes = each, "no, there is nobody to remind"
    if isinstance(each, Planned):
        due, goes = each.due, _GOES[each.why_not_on(found.on)]
    return (
        found.on,
        due.person.name if due.person else "",
        due.person.email if due.person else "",
        due.stage_label,
        due.about,
        due.sentence,
        due.concerns_on,
        due.why,
        goes,
        due.url,
    )
