"""List, and remove when told to, uploads that nothing names."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from actions.services.evidence_files import missing_files, orphans, tidy_uploads


class Command(BaseCommand):
    help = (
        "Lists the files in the private store that no evidence and no workbook names: "
        "what a crash in the middle of an upload leaves. --remove removes them."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--remove", action="store_true", help="remove them; otherwise only list"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        now = timezone.now()
        is_removing = options["remove"]
        names = tidy_uploads(now=now) if is_removing else orphans(now=now)
        for name in names:
            self.stdout.write(name)
        done = "removed" if is_removing else "found; nothing was removed (--remove)"
        self.stdout.write(f"{len(names)} files that nothing names {done}.")
        missing = missing_files()
        for name in missing:
            self.stderr.write(f"missing: {name}")
        if missing:
            self.stderr.write(f"{len(missing)} files are named and not in the store.")
