"""Changing and deleting whatever the database lets one change and delete.

What is left out is what decides who reads and which quarter is meant, and the slugs,
which no service ever changes.
"""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

from django.apps import apps
from django.db import DatabaseError, models, transaction
from django.db.models import ProtectedError, RestrictedError

APPS = ("partnerships", "priorities", "actions", "assurance", "kernel")
#: Who may read, and the quarters' places in the calendar.
_KEPT = {
    "partnerships.Appointment": None,
    "partnerships.User": {"is_active", "password", "email", "last_login"},
    "actions.Period": {"slug", "starts_on", "ends_on", "state", "sealed_at"},
}


def change_everything() -> dict[str, int]:
    """Change every field of every row, one by one; return how many, by model."""
    changed: dict[str, int] = {}
    for model in _models():
        for row in model._default_manager.all():
            done = [_changed(row, *each) for each in _other_values(row)]
            changed[model.__name__] = changed.get(model.__name__, 0) + sum(done)
    return changed


def _changed(row: Any, name: str, value: Any) -> int:
    rows = type(row)._default_manager.filter(pk=row.pk)
    return _try(lambda: rows.update(**{name: value}))


def delete_everything() -> dict[str, int]:
    """Delete every row that may go; return how many, by model."""
    deleted: dict[str, int] = {}
    for model in _models():
        if model._meta.label in ("partnerships.Appointment", "partnerships.User"):
            continue
        for row in model._default_manager.all():
            deleted[model.__name__] = deleted.get(model.__name__, 0) + _try(row.delete)
    return deleted


def _models() -> Iterator[Any]:
    for name in APPS:
        yield from apps.get_app_config(name).get_models()


def _other_values(row: models.Model) -> Iterator[tuple[str, Any]]:
    kept = _KEPT.get(row._meta.label, set())
    if kept is None:
        return
    for field in row._meta.concrete_fields:
        if field.primary_key or field.name in kept or field.name == "slug":
            continue
        value = getattr(row, field.attname)
        for other in _others(field, value, row.pk):
            yield field.attname, other


def _others(field: Any, value: Any, number: int) -> list[Any]:
    if field.is_relation:
        keys = field.related_model._default_manager.exclude(pk=value)
        other = keys.order_by("-pk").values_list(field.target_field.attname, flat=True)
        return [*other[:1], None] if field.null else list(other[:1])
    if field.choices:
        return [each for each, _ in field.choices if each != value]
    return _plain_others(value, number)


def _plain_others(value: Any, number: int) -> list[Any]:
    if isinstance(value, bool):
        return [not value]
    if isinstance(value, int):
        return [value + 1000]
    if isinstance(value, str):
        return [f"Renamed {number}"]
    if isinstance(value, datetime | date):
        return [value + timedelta(days=40)]
    return []


def _try(act: Any) -> int:
    """Do it; return 1, or 0 where the database refuses."""
    try:
        with transaction.atomic():
            act()
    except (DatabaseError, ProtectedError, RestrictedError):
        return 0
    return 1
