"""Makes the first officer of a new installation, who then invites the others."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.urls import reverse
from django.utils import timezone

from partnerships.services.people import add_first_officer


class Command(BaseCommand):
    help = "Make the first officer. Refused once there is one: officers invite."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email")
        parser.add_argument("name")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            officer = add_first_officer(
                email=options["email"],
                name=options["name"],
                on=timezone.localdate(),
                now=timezone.now(),
            )
        except ValidationError as error:
            raise CommandError("; ".join(error.messages)) from None
        page = f"{settings.SITE_URL}{reverse('account_reset_password')}"
        self.stdout.write(f"{officer.name} can now ask for a password at {page}")
