"""What of the audit trail is sensitive, and left out of what leaves the site (R57)."""

from django.db.models import Model, Q

from actions.choices import Marking
from actions.models import (
    Action,
    Amendment,
    Ask,
    AskReply,
    ContributorReport,
    DateChange,
    Delegation,
    Evidence,
    EvidenceUse,
    OfficerNote,
    Proposal,
    Query,
    ReportedLine,
    ReturnLine,
    SignOff,
    Upload,
)

#: By which way each kind of thing hangs on lines; "" is a line itself.
_ON_LINES: dict[type[Model], str] = {
    ReturnLine: "",
    ReportedLine: "line__",
    Query: "line__",
    OfficerNote: "line__",
    Amendment: "line__",
    Ask: "line__",
    AskReply: "ask__line__",
    Evidence: "uses__line__",
    EvidenceUse: "line__",
    Delegation: "line__",
    Proposal: "delegation__line__",
    ContributorReport: "line__",
    SignOff: "quarterly_return__lines__",
    Upload: "quarterly_return__lines__",
}
#: What is marked by itself besides.
_MARKED: dict[type[Model], tuple[str, ...]] = {
    Ask: ("marking", "action__marking"),
    AskReply: ("ask__marking", "ask__action__marking"),
    Amendment: ("marking",),
    Evidence: ("marking",),
    EvidenceUse: ("evidence__marking",),
    Proposal: ("marking",),
    ContributorReport: ("marking",),
    Action: ("marking",),
    DateChange: ("action__marking",),
}


def sensitive_subjects() -> dict[str, set[int]]:
    """Return the ids of everything that is OFFICIAL-SENSITIVE, by kind (R57).

    Kinds are named as the audit trail names its subjects. One query for each.
    """
    kinds = {*_ON_LINES, *_MARKED}
    return {kind._meta.label: _sensitive(kind) for kind in kinds}


def _sensitive(kind: type[Model]) -> set[int]:
    wanted = Q()
    if kind in _ON_LINES:
        way = _ON_LINES[kind]
        for field in ("marking", "action__marking", "versions__marking"):
            wanted |= Q(**{f"{way}{field}": Marking.SENSITIVE})
    for field in _MARKED.get(kind, ()):
        wanted |= Q(**{field: Marking.SENSITIVE})
    found = kind._default_manager.filter(wanted).values_list("pk", flat=True)
    return set(found.order_by().distinct())
