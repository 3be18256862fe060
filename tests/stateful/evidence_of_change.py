"""Everything the actions app keeps, so that two moments can be compared."""

from typing import Any

from django.apps import apps

from hcss.kernel.models import AuditEvent

#: By table, by row.
Picture = dict[str, dict[int, dict[str, Any]]]

#: State of a return: to what it may go from there (domain 3.5, ADR 0018).
MAY_BECOME = {
    "open": {"draft", "awaiting", "submitted", "no_return"},
    "draft": {"awaiting", "submitted", "no_return"},
    "awaiting": {"submitted", "draft", "no_return"},
    "submitted": {"accepted", "queried"},
    "queried": {"submitted", "accepted"},
    "accepted": set(),
    "no_return": {"submitted"},
}
#: What is never changed once it is there: table, and its fields (None: all).
FOR_EVER: dict[str, tuple[str, ...] | None] = {
    "actions.submission": None,
    "actions.reportedline": None,
    "actions.askreply": None,
    "actions.action": ("baseline_on",),
    "actions.query": ("question", "asked_by", "asked_at", "version", "line"),
    "actions.datechange": ("old_on", "new_on", "reason", "explanation", "asked_by"),
    "actions.amendment": ("progress", "status", "reason", "proposed_by", "original"),
    "actions.extension": ("reason", "asked_by"),
    "actions.signoff": ("note", "asked_by"),
    "actions.officernote": None,
}
#: What is filled once and then stays.
ONCE: dict[str, tuple[str, ...]] = {
    "actions.query": ("answer", "answered_by"),
    "actions.datechange": ("decided_by", "comment"),
    "actions.amendment": ("decided_by", "result"),
    "actions.extension": ("decided_by",),
    "actions.signoff": ("decided_by", "comment"),
}


def picture() -> Picture:
    """Return every row of the actions app but the ledger of reminders."""
    return {
        model._meta.label_lower: {
            row["id"]: row for row in model._default_manager.values()
        }
        for model in apps.get_app_config("actions").get_models()
        if model._meta.model_name != "reminder"
    }


def event_count() -> int:
    return AuditEvent.objects.count()


def broken_promises(before: Picture, after: Picture) -> list[str]:
    """Return what happened between the two pictures and never should."""
    return [
        *_illegal_states(before, after),
        *_lost_rows(before, after),
        *_changed_for_ever(before, after),
        *_changed_once_set(before, after),
        *_inconsistent(after),
    ]


def _pairs(before: Picture, after: Picture, table: str) -> list[tuple[Any, Any]]:
    return [
        (row, after[table][key])
        for key, row in before[table].items()
        if key in after[table]
    ]


def _illegal_states(before: Picture, after: Picture) -> list[str]:
    return [
        f"a return went from {old['state']} to {new['state']}"
        for old, new in _pairs(before, after, "actions.return")
        if new["state"] != old["state"] and new["state"] not in MAY_BECOME[old["state"]]
    ]


def _lost_rows(before: Picture, after: Picture) -> list[str]:
    return [
        f"{table} {key} is gone"
        for table, rows in before.items()
        for key in rows
        if key not in after[table]
    ]


def _column(row: dict[str, Any], name: str) -> Any:
    return row[name] if name in row else row[f"{name}_id"]


def _changed_for_ever(before: Picture, after: Picture) -> list[str]:
    return [
        f"{table} changed {name}"
        for table, names in FOR_EVER.items()
        for old, new in _pairs(before, after, table)
        for name in names or old
        if _column(old, name) != _column(new, name)
    ]


def _changed_once_set(before: Picture, after: Picture) -> list[str]:
    return [
        f"{table} changed {name} after it was set"
        for table, names in ONCE.items()
        for old, new in _pairs(before, after, table)
        for name in names
        if _column(old, name) and _column(old, name) != _column(new, name)
    ]


def _inconsistent(after: Picture) -> list[str]:
    """What must hold at every moment, whatever happened."""
    faults = []
    submissions = after["actions.submission"].values()
    for key, row in after["actions.return"].items():
        sent = [each for each in submissions if each["quarterly_return_id"] == key]
        if sorted(each["version"] for each in sent) != list(
            range(1, row["version"] + 1)
        ):
            faults.append(f"return {key}: versions do not count its submissions")
        if row["is_late"] and not any(each["is_late"] for each in sent):
            faults.append(f"return {key} is late and no submission was")
    reported = after["actions.reportedline"]
    for key, line in after["actions.returnline"].items():
        if line["accepted_at"] and line["reported_id"] not in reported:
            faults.append(f"line {key} is accepted and nothing was reported")
    return faults
