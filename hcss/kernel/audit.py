"""Writing and reading the audit trail."""

from datetime import date, datetime
from typing import Any

from django.db import models

from hcss.kernel.models import AuditEvent

Changes = dict[str, list[Any]]


def record(
    verb: str,
    *,
    actor: Any,
    subject: models.Model,
    now: datetime,
    why: str = "",
    changes: Changes | None = None,
) -> AuditEvent:
    """Write down that ``actor`` did ``verb`` to ``subject`` (R53).

    Call it inside the transaction that makes the change: both are kept, or
    neither is. ``actor=None`` means the system itself.
    """
    return AuditEvent.objects.create(
        **_values(verb, actor=actor, subject=subject, now=now),
        why=why,
        changes=changes or {},
    )


def record_many(
    verb: str,
    *,
    actor: Any,
    subjects: list[Any],
    now: datetime,
    why: str = "",
    changes: Changes | None = None,
) -> None:
    """Write the same fact about many subjects, in one statement."""
    AuditEvent.objects.bulk_create(
        AuditEvent(
            **_values(verb, actor=actor, subject=subject, now=now),
            why=why,
            changes=changes or {},
        )
        for subject in subjects
    )


def difference(row: models.Model, changes: dict[str, Any]) -> Changes:
    """Return ``{field: [stored, new]}`` for those ``changes`` that change ``row``."""
    return {
        name: [_plain(getattr(row, name)), _plain(value)]
        for name, value in changes.items()
        if getattr(row, name) != value
    }


def history(subject: models.Model) -> "models.QuerySet[AuditEvent]":
    """Return what happened to ``subject``, newest first."""
    return AuditEvent.objects.filter(
        subject_type=subject._meta.label, subject_id=subject.pk
    ).order_by("-pk")


def _values(
    verb: str, *, actor: Any, subject: models.Model, now: datetime
) -> dict[str, Any]:
    return {
        "verb": verb,
        "actor": actor,
        "actor_name": str(actor) if actor else "",
        "subject_type": subject._meta.label,
        "subject_id": subject.pk,
        "subject_label": str(subject)[:300],
        "happened_at": now,
    }


def _plain(value: Any) -> Any:
    """Return ``value`` as JSON can hold it, people and things by their name."""
    if value is None or isinstance(value, bool | int | str):
        return value
    if isinstance(value, date):
        return value.isoformat()
    return str(value)
