"""Plan today's reminders from the shell, or look at what a day would bring."""

from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from actions.services.reminder_due import Due
from actions.services.reminder_plans import (
    plan_reminders,
    who_would_be_written_to,
)
from hcss.kernel.templatetags.show import day


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
            for due in who_would_be_written_to(on=on, now=timezone.now()):
                self.stdout.write(_line(due))
        elif options["on"]:
            raise CommandError("--on goes with --dry-run: reminders are planned today")
        else:
            planned = plan_reminders(on=on, now=timezone.now())
            self.stdout.write(f"{day(on)}: {planned} reminder(s) planned")


def _line(due: Due) -> str:
    who = f"{due.person} <{due.person.email}>" if due.person else "nobody"
    about = f"{due.about}, {day(due.concerns_on)}" if due.concerns_on else due.about
    return f"{who}: {due.stage.label}: {about} ({due.why})"
