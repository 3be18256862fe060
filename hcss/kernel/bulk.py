"""Writing many rows in one statement, however many they are."""

import json
from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db import connection
from django.db.models import Field, Model


def insert_new(rows: Sequence[Model]) -> None:
    """Insert rows of one model, leaving out those that a unique rule forbids.

    One statement with one parameter, where ``bulk_create`` would need a statement
    for every few dozen rows on SQLite. Keys are given by the database and not read.
    """
    if not rows:
        return
    model = type(rows[0])
    fields = [each for each in model._meta.concrete_fields if not each.primary_key]
    values = [[_value(field, row) for field in fields] for row in rows]
    quote = connection.ops.quote_name
    names = ", ".join(quote(str(field.column)) for field in fields)
    statement = (
        f"INSERT INTO {quote(model._meta.db_table)} ({names}) "
        f"SELECT {_columns(fields)} WHERE true ON CONFLICT DO NOTHING"
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, [json.dumps(values)])


def _value(field: Field, row: Model) -> Any:
    value = field.get_db_prep_save(field.pre_save(row, add=True), connection)
    return value if isinstance(value, str | int | bool | None) else _as_text(value)


def _as_text(value: Any) -> str:
    return value.isoformat() if isinstance(value, date) else str(value)


def _columns(fields: Sequence[Field]) -> str:
    """Return what is read from the one parameter, column by column."""
    if connection.vendor == "postgresql":
        read = ", ".join(
            f"(value ->> {place})::{field.db_type(connection)}"
            for place, field in enumerate(fields)
        )
        return f"{read} FROM jsonb_array_elements(%s::jsonb) AS given(value)"
    read = ", ".join(
        f"json_extract(value, '$[{place}]')" for place, _field in enumerate(fields)
    )
    return f"{read} FROM json_each(%s)"
