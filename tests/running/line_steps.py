"""What the test of words that survive does in the database of a real site.

``python -m tests.running.line_steps <step>`` runs a step with the environment of the
site's own processes.
"""

import os
import sys
from datetime import timedelta

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hcss.settings")
django.setup()

from django.utils import timezone  # noqa: E402

from actions.models import ReturnLine  # noqa: E402
from tests.factories import (  # noqa: E402
    AgencyFactory,
    PeriodFactory,
    ReturnFactory,
    ReturnLineFactory,
    UserFactory,
)


def seed() -> None:
    """Make an open period, an agency, two of its people and one line."""
    now = timezone.now()
    agency = AgencyFactory(name="Solent Police", slug="solent-police")
    for name in ("jo", "kim"):
        UserFactory(name=name.title(), email=f"{name}@police.example", contact=agency)
    period = PeriodFactory(
        opens_at=now - timedelta(days=7),
        due_at=now + timedelta(days=7),
        closes_at=now + timedelta(days=14),
    )
    line = ReturnLineFactory(
        quarterly_return=ReturnFactory(agency=agency, period=period),
        action__ref="P1-03",
        action__forecast_on=timezone.localdate() + timedelta(days=90),
        action__baseline_on=timezone.localdate() + timedelta(days=90),
    )
    sys.stdout.write(line.get_absolute_url())


def read() -> None:
    """Print what is kept of the line."""
    sys.stdout.write(ReturnLine.objects.get().progress)


if __name__ == "__main__":
    {"seed": seed, "read": read}[sys.argv[1]]()
