"""What the test of an outage does in the database of its site.

``python -m tests.running.outage_steps <step>`` runs a step with the environment of the
site's own processes, and prints what it found.
"""

import json
import sys

import django

from tests.running.that_day import app  # noqa: F401 -- that day begins here

django.setup()

from django.utils import timezone  # noqa: E402

from actions.models import Delegation, Evidence, Return  # noqa: E402
from actions.return_choices import ScanState  # noqa: E402
from actions.services.reminding import digests  # noqa: E402
from assurance.meeting_choices import PackState  # noqa: E402
from assurance.models import Pack  # noqa: E402
from partnerships.models import Invitation, User  # noqa: E402
from tests import addresses, world  # noqa: E402
from tests import factories as make  # noqa: E402

WHO = ("officer", "contact", "chair", "approver")


def seed() -> dict[str, object]:
    """Make the county, with nothing owed; say where everything is."""
    now = timezone.now()
    county = world.build(now=now)
    Invitation.objects.update(sent_at=now)
    Delegation.objects.update(sent_at=now)
    ready, sender = _ready_to_send_in(county)
    emails = {name: county.people[name].email for name in WHO}
    return {
        "people": emails | {"sender": sender.email},
        "pages": [each.path for each in addresses.addresses(county)],
        "return": ready.pk,
        "line": county["own_line"].pk,
        "quarter": county["seal"].period.slug,
    }


def _ready_to_send_in(county: world.World) -> tuple[Return, User]:
    """Make a return of which every line is written, and who sends it in."""
    agency = make.AgencyFactory(name="Ready Council")
    sender = make.UserFactory(contact=agency, employer=agency)
    ready = make.ReturnFactory(period=county["period"], agency=agency, draft=True)
    make.ReturnLineFactory(
        quarterly_return=ready, action__priority=county["priority"], finished=True
    )
    return ready, sender


def owed() -> dict[str, int]:
    """Count what somebody still waits for."""
    return {
        "invitations": Invitation.objects.unsent().count(),
        "passed lines": Delegation.objects.unsent().count(),
        "papers": Pack.objects.exclude(state=PackState.MADE).count(),
        "scans": Evidence.objects.filter(scan=ScanState.WAITING).count(),
        "reminders": len(digests.owed_people(now=timezone.now())),
    }


if __name__ == "__main__":
    step = {"seed": seed, "owed": owed}[sys.argv[1]]
    sys.stdout.write(json.dumps(step()))
