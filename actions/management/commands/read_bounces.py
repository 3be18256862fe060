"""Read the mailbox that mail comes back to, and note what became of our messages."""

from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from actions.services.reminding.bounces import read_bounces
from actions.tasks.bounces import LOOK_BACK
from hcss.kernel import mailboxes


class Command(BaseCommand):
    help = (
        "Read what came back to the sender's mailbox: by IMAP as the settings say, or "
        "from files. What is understood is taken out, anything else stays."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "path",
            nargs="?",
            type=Path,
            help="a Maildir or an mbox file, instead of the mailbox of the settings",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            with _mailbox(options["path"]) as box:
                read = read_bounces(box=box, now=timezone.now())
        except mailboxes.MailboxError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(
            f"{read.reports} report(s) about our messages, {read.left} letter(s) left"
        )


def _mailbox(path: Path | None) -> AbstractContextManager[mailboxes.Letters]:
    if path:
        return mailboxes.files(path)
    if not settings.BOUNCES["host"]:
        raise CommandError("Name a Maildir or an mbox file, or set BOUNCES_IMAP_HOST")
    since = timezone.localdate() - LOOK_BACK
    where: dict[str, Any] = settings.BOUNCES
    return mailboxes.imap(**where, since=since)
