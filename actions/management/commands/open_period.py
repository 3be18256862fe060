"""Opening a period from the shell."""

import argparse
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from actions.choices import PeriodState
from actions.models import Period
from actions.services.periods import open_period, plan_period
from hcss.kernel.errors import Conflict
from hcss.kernel.quarters import Quarter


def _quarter(slug: str) -> Quarter:
    try:
        return Quarter.parse(slug)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from error


class Command(BaseCommand):
    help = "Plan and open the period of a quarter. Safe to run again."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("quarter", type=_quarter, help="such as 2026-27-q2")

    def handle(self, *args: Any, **options: Any) -> None:
        quarter: Quarter = options["quarter"]
        now = timezone.now()
        period = Period.objects.for_quarter(quarter).first()
        try:
            period = period or plan_period(actor=None, quarter=quarter, now=now)
            if period.state == PeriodState.PLANNED:
                open_period(actor=None, period=period, now=now)
        except (Conflict, ValidationError) as error:
            raise CommandError(" ".join(error.messages)) from error
        returns = period.returns.count()
        self.stdout.write(f"{quarter}: {period.get_state_display()}, {returns} returns")
