"""Checking every seal from the shell."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from actions.models import Period
from assurance.models import Seal
from assurance.selectors.seal_checks import faults_of
from assurance.selectors.seals import seals


class Command(BaseCommand):
    help = "Work out the hash of every seal again, and read each. Changes nothing."

    def handle(self, *args: Any, **options: Any) -> None:
        previous: Seal | None = None
        total = broken = 0
        for seal in seals().reverse().iterator():
            faults = faults_of(seal, previous)
            said = f"BROKEN: {'; '.join(faults)}" if faults else "as sealed"
            self.stdout.write(f"{seal.period}  {seal.sha256}  {said}")
            total, broken = total + 1, broken + bool(faults)
            previous = seal
        for period in Period.objects.filter(sealed_at__isnull=False, seal=None):
            gone = "MISSING: the quarter was sealed, and its seal is gone"
            self.stdout.write(f"{period}  {gone}")
            total, broken = total + 1, broken + 1
        if broken:
            raise CommandError(f"{broken} of {total} seals are not what was sealed.")
        self.stdout.write(f"{total} checked, all as sealed." if total else "No seals.")
