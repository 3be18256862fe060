"""The shell's way to take the demonstration away."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from hcss.demonstration.presence import Refused
from hcss.demonstration.removing import remove, require_demonstration

_QUESTION = (
    "This takes away every person, return, opinion and setting in this database, and "
    "the mail and queues of this installation. The Agreement stays. Stop the service "
    "first.\nType “yes” to go on: "
)


class Command(BaseCommand):
    help = "Take the demonstration away: everything but the Agreement."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--yes", action="store_true", help="do not ask")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            require_demonstration()
            if not options["yes"] and input(_QUESTION).strip().lower() != "yes":
                self.stdout.write("Nothing was removed.")
                return
            remove()
        except Refused as refused:
            raise CommandError(str(refused)) from refused
        self.stdout.write("The demonstration is gone. The Agreement is loaded.")
