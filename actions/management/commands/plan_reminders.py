"""Plan today's reminders from the shell, or look at what a day would bring."""

from datetime import date, timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from actions.services.reminding.dry_run import Planned, who_would_be_written_to
from actions.services.reminding.plans import plan_reminders
from hcss.kernel.templatetags.show import day

_FURTHEST = timedelta(days=366)
_STAYS = {
    "held": ": held by an officer",
    "service": ": shown in the service only",
    "later": ": on a later day",
    "refused": ": the address does not work",
}


class Command(BaseCommand):
    help = "Write down whom to remind today. Safe to run again."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--dry-run",
            action="store_true",
            help="write nothing; list who would be written to, and the vacancies",
        )
        parser.add_argument(
            "--on",
            type=date.fromisoformat,
            metavar="YYYY-MM-DD",
            help="with --dry-run: another day than today",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        on: date = options["on"] or timezone.localdate()
        if options["dry_run"]:
            self._list(on)
        elif options["on"]:
            raise CommandError("--on goes with --dry-run: reminders are planned today")
        else:
            number = plan_reminders(on=on, now=timezone.now())
            self.stdout.write(f"{day(on)}: {number} reminder(s) planned")

    def _list(self, on: date) -> None:
        """Print what the run of a day sends, and why something does not go."""
        if on > timezone.localdate() + _FURTHEST:
            raise CommandError("--on is a day of the next twelve months at the most")
        for planned in who_would_be_written_to(on=on, now=timezone.now()):
            self.stdout.write(_line(planned, on))


def _line(planned: Planned, on: date) -> str:
    due = planned.due
    who = f"{due.person} <{due.person.email}>" if due.person else "nobody"
    about = f"{due.about}, {day(due.concerns_on)}" if due.concerns_on else due.about
    stays = _STAYS.get(planned.why_not_on(on), "") if due.person else ""
    return f"{who}: {due.stage_label}: {about} ({due.why}){stays}"
