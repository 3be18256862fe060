"""Whether the demonstration is here, and what would be in its way.

Two things say that it is, and both must, with the same moment:

- an event of the audit trail, ``demonstration.loaded``, written in the transaction that
  loads it: so the database itself knows, wherever it is copied to;
- the mark, a file in HOME with the moment of that event, written once the transaction
  has been kept: so every page can carry the banner without asking the database.

The event decides. A database that has it holds fictitious people: loading again puts
a mark that is missing or strange right, and changes nothing else. A mark without the
event is left from another database: removal refuses to touch this one.
"""

from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.db.models import QuerySet

from actions.choices import ActionLife
from actions.events import ACTION_PROPOSED
from actions.models import Action
from hcss.kernel.models import AuditEvent
from hcss.kernel.site import DEMONSTRATION_MARK
from priorities.events import AGREEMENT_CORRECTED, AGREEMENT_LOADED
from priorities.models import Agreement

DEMONSTRATION_LOADED = "demonstration.loaded"
#: The agreement that the story is about.
AGREEMENT = "hampshire-2019-21"

#: What migrating and ``load_agreement`` fill; everything else must be empty.
_FILLED_BEFORE = {
    "auth.Permission",
    "contenttypes.ContentType",
    "sessions.Session",
    "kernel.AuditEvent",
    "partnerships.Agency",
    "partnerships.Partnership",
    "partnerships.Post",
    "priorities.Agreement",
    "priorities.Heading",
    "priorities.Priority",
    "priorities.Ownership",
    "priorities.Owner",
    "priorities.Statement",
    "priorities.Fragment",
    "priorities.FragmentLink",
    "priorities.RegisterEntry",
    "priorities.RegisterAlias",
    "priorities.Mention",
    "priorities.Relationship",
    "actions.Action",
    "assurance.Scale",
    "assurance.ScaleLevel",
}
_EVENTS_BEFORE = (AGREEMENT_LOADED, AGREEMENT_CORRECTED, ACTION_PROPOSED)


class Refused(Exception):
    """The demonstration may not be loaded or removed here; says why and what to do."""


def loaded_event() -> AuditEvent | None:
    """Return the event that says when this database was given the demonstration."""
    return AuditEvent.objects.filter(verb=DEMONSTRATION_LOADED).first()


def mark() -> Path:
    """Return the path of the file that makes pages carry the banner."""
    return Path(settings.HOME) / DEMONSTRATION_MARK


def is_marked(event: AuditEvent) -> bool:
    """Say whether the mark is there and is that of this event."""
    return mark().exists() and mark().read_text().strip() == _moment(event)


def put_mark(event: AuditEvent) -> None:
    """Write the mark: the moment of the event."""
    mark().write_text(f"{_moment(event)}\n")


def real_records() -> list[str]:
    """Name everything that ``load_agreement`` alone would not have made."""
    found = [
        f"{count} {model._meta.verbose_name_plural}"
        for model in apps.get_models()
        if model._meta.label not in _FILLED_BEFORE
        and (count := model._default_manager.count())
    ]
    others = {
        "actions beyond proposed": Action.objects.exclude(life=ActionLife.PROPOSED),
        "other agreements": Agreement.objects.exclude(slug=AGREEMENT),
        "events of the audit trail": _events_of_use(),
    }
    return found + [
        f"{rows.count()} {name}" for name, rows in others.items() if rows.exists()
    ]


def _events_of_use() -> QuerySet[AuditEvent]:
    """Return what somebody did, or the system did besides loading an agreement."""
    by_itself = AuditEvent.objects.filter(actor=None, verb__in=_EVENTS_BEFORE)
    return AuditEvent.objects.exclude(pk__in=by_itself.values("pk"))


def _moment(event: AuditEvent) -> str:
    return event.happened_at.isoformat()
