"""What the services for agencies, boards and people share."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, models
from django.utils.text import slugify

from hcss.kernel import audit
from hcss.kernel.errors import Conflict
from hcss.kernel.transitions import compare_and_set
from partnerships.models import User
from partnerships.selectors import version_of

#: Last parts of an address that mean a page of ours, not a thing.
_TAKEN = ("new",)
_SLUG_LENGTH = 80
_EARLIEST, _LATEST = date(1900, 1, 1), date(2200, 1, 1)


def edit(
    *,
    actor: User,
    row: models.Model,
    seen: str,
    verb: str,
    now: datetime,
    changes: dict[str, Any],
    why: str = "",
) -> None:
    """Change ``row`` and write it down, unless somebody else was first.

    ``seen`` is the version that the person was looking at, "" if unknown.
    Nothing is written when nothing differs.

    Raises:
        ValidationError: a new value is refused.
        Conflict: another change came first; it names both values.
    """
    stored = type(row)._default_manager.get(pk=row.pk)
    different = audit.difference(stored, changes)
    if not different:
        return
    if seen and seen != version_of(stored):
        raise _changed_meanwhile(stored, changes)
    expected = {name: getattr(stored, name) for name in changes}
    if not compare_and_set(stored, expected=expected, **changes):
        raise _changed_meanwhile(type(row)._default_manager.get(pk=row.pk), changes)
    for name, value in changes.items():
        setattr(row, name, value)
    audit.record(verb, actor=actor, subject=row, now=now, why=why, changes=different)


@contextmanager
def one_winner() -> Iterator[None]:
    """Answer whoever lost a race that only the database could see.

    Decorates a service outside its transaction.

    Raises:
        Conflict: a constraint refused what a moment ago was right.
    """
    try:
        yield
    except IntegrityError:
        raise Conflict(
            "Somebody else did this at the same moment: look again.", code="raced"
        ) from None


def free_slug(*, model: type[models.Model], name: str) -> str:
    """Return the last part of an address for ``name`` that nothing else has."""
    stem = slugify(name)[: _SLUG_LENGTH - 5].strip("-") or "unnamed"
    taken = set(
        model._default_manager.filter(slug__startswith=stem).values_list(
            "slug", flat=True
        )
    ) | set(_TAKEN)
    number, slug = 1, stem
    while slug in taken:
        number += 1
        slug = f"{stem}-{number}"
    return slug


def refuse_strange_day(*, field: str, day: date | None) -> None:
    """Refuse a day that can only be a slip of the finger.

    Raises:
        ValidationError: before 1900 or after 2200.
    """
    if day is not None and not _EARLIEST <= day < _LATEST:
        raise ValidationError({field: "Give a day between 1900 and 2199."})


def _changed_meanwhile(stored: models.Model, changes: dict[str, Any]) -> Conflict:
    """Say what is there now and what was sent, value by value."""
    differences = [
        f"{_label(stored, name)} is now “{_shown(stored, name, getattr(stored, name))}”"
        f", you sent “{_shown(stored, name, value)}”."
        for name, value in changes.items()
        if getattr(stored, name) != value
    ]
    words = "Somebody else changed this while you had it open. "
    return Conflict(words + " ".join(differences), code="changed")


def _label(row: models.Model, name: str) -> str:
    return str(row._meta.get_field(name).verbose_name).capitalize()  # type: ignore[union-attr]


def _shown(row: models.Model, name: str, value: Any) -> str:
    if value in (None, ""):
        return "nothing"
    if isinstance(value, bool):
        return "yes" if value else "no"
    choices = getattr(row._meta.get_field(name), "choices", None)
    return str(dict(choices).get(value, value) if choices else value)
