"""The shell's way to load the demonstration, and to ask who can sign in."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from hcss.demonstration import loading, presence, story
from hcss.demonstration.presence import Refused
from hcss.demonstration.sign_ins import sign_ins
from hcss.kernel.templatetags.show import day


class Command(BaseCommand):
    help = (
        "Load made-up people and eight quarters of returns on the real Agreement, to "
        "try the service with. Refused where there are real records. Safe to run "
        "again: it then changes nothing."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--sign-ins",
            action="store_true",
            help="load nothing; list who can sign in, and with which password",
        )
        parser.add_argument(
            "--mail-is-caught",
            action="store_true",
            help="the mail server of this installation delivers to nobody",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            if options["sign_ins"]:
                self._list()
            else:
                self._load(mail_is_caught=options["mail_is_caught"])
        except Refused as refused:
            raise CommandError(str(refused)) from refused

    def _list(self) -> None:
        if presence.loaded_event() is None:
            raise Refused("The demonstration is not loaded here.")
        password = story.read()["password"]
        for each in sign_ins(on=timezone.localdate()):
            self.stdout.write(f"{each.role}: {each.email} / {password}")

    def _load(self, *, mail_is_caught: bool) -> None:
        now = timezone.now()
        if loading.load(now=now, mail_is_caught=mail_is_caught):
            self.stdout.write("The demonstration is loaded.")
            return
        event = presence.loaded_event()
        since = day(timezone.localdate(event.happened_at)) if event else "before"
        self.stdout.write(
            f"The demonstration is there, loaded on {since}. Nothing was changed. Its "
            "dates stay as they are; remove_demonstration, then this command, bring "
            "them up to today."
        )
