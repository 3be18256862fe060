"""The shell's way to load an agreement and propose the actions it promises."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from actions.services.proposals import propose_from_fragments
from priorities.choices import FragmentKind
from priorities.services.agreement_file import (
    HAMPSHIRE,
    AgreementDocument,
    read_agreement_at,
)
from priorities.services.agreements import Loaded, load_agreement


class Command(BaseCommand):
    help = (
        "Load an agreement from its file, and propose an action for each of its "
        "commitments. Safe to run again: it then changes nothing. A file with a "
        "fault is refused whole."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "path",
            nargs="?",
            type=Path,
            default=HAMPSHIRE,
            help="the agreement's YAML file; Hampshire's 2019-21 when left out",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["path"]
        try:
            document = read_agreement_at(path=path)
            loaded, proposed = self._load(document)
        except OSError as error:
            raise CommandError(f"{path}: {error.strerror or error}") from error
        except ValidationError as error:
            for message in error.messages:
                self.stderr.write(message)
            raise CommandError(f"{path} is refused. Nothing was written.") from error
        self._report(loaded, proposed)

    def _load(self, document: AgreementDocument) -> tuple[Loaded, int]:
        now = timezone.now()
        with transaction.atomic():
            loaded = load_agreement(document=document, now=now)
            proposed = propose_from_fragments(agreement=loaded.agreement, now=now)
        return loaded, len(proposed)

    def _report(self, loaded: Loaded, proposed: int) -> None:
        fragments = loaded.fragments
        done = "loaded" if loaded.is_new else "was loaded already"
        self.stdout.write(f"{loaded.agreement}: {done}")
        self.stdout.write(f"{loaded.statements} statements")
        self.stdout.write(
            f"{fragments[FragmentKind.COMMITMENT]} commitments, "
            f"{fragments[FragmentKind.OPPORTUNITY]} opportunities, "
            f"{fragments[FragmentKind.CONCERN]} concerns"
        )
        self.stdout.write(f"{loaded.register} register entries")
        self.stdout.write(f"{len(loaded.corrections)} corrections")
        self.stdout.write(f"{proposed} actions proposed")
