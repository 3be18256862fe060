"""What the database itself refuses: changed history, changed source text.

An app says in ``ready()`` what is to be protected; the triggers are made after
every ``migrate`` (SQLite loses them when Django remakes a table), and readiness
checks that they are there. Code on the way to the database cannot forget them.
"""

from dataclasses import dataclass
from typing import Any

from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper


@dataclass(frozen=True)
class Protection:
    """A table whose rows stay, and whose ``columns`` (or all) never change.

    With ``once_set`` a column may be filled while it is empty (null), and then
    stays. ``keeps_rows`` refuses deletion. ``unique`` are the columns, besides the
    id, by which one row takes the place of another.
    """

    table: str
    message: str
    columns: tuple[str, ...] = ()
    once_set: bool = False
    keeps_rows: bool = True
    unique: tuple[tuple[str, ...], ...] = ()


_protections: dict[str, Protection] = {}


def protect(protection: Protection) -> None:
    """Remember what is to be protected; the same table twice is a bug."""
    if protection.table in _protections:
        raise ValueError(f"{protection.table} is protected twice")
    _protections[protection.table] = protection


def install(*, using: str = "default", **_: Any) -> None:
    """Make every trigger whose table exists. Safe to run again."""
    connection = connections[using]
    tables = set(connection.introspection.table_names())
    with connection.cursor() as cursor:
        for protection in _protections.values():
            if protection.table in tables:
                for statement in _statements(connection, protection):
                    cursor.execute(statement)


def remove(*, using: str = "default") -> None:
    """Take every trigger away: for emptying a demonstration or a test database."""
    connection = connections[using]
    tables = set(connection.introspection.table_names())
    with connection.cursor() as cursor:
        for protection in _protections.values():
            for name in _names(connection, protection):
                if protection.table in tables:
                    on = f' ON "{protection.table}"' if _is_postgres(connection) else ""
                    cursor.execute(f'DROP TRIGGER IF EXISTS "{name}"{on}')


def missing(*, using: str = "default") -> list[str]:
    """Return the names of the triggers that should be there and are not."""
    connection = connections[using]
    wanted = {
        name
        for protection in _protections.values()
        for name in _names(connection, protection)
    }
    query = (
        "SELECT tgname FROM pg_trigger"
        if _is_postgres(connection)
        else "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    )
    with connection.cursor() as cursor:
        cursor.execute(query)
        return sorted(wanted - {row[0] for row in cursor.fetchall()})


def _is_postgres(connection: BaseDatabaseWrapper) -> bool:
    return connection.vendor == "postgresql"


def _names(connection: BaseDatabaseWrapper, protection: Protection) -> list[str]:
    operations = ["update"]
    if protection.keeps_rows:
        operations.append("delete")
        operations.append("truncate" if _is_postgres(connection) else "replace")
    return [f"keep_{protection.table}_{operation}" for operation in operations]


def _condition(protection: Protection, *, distinct: str) -> str:
    if not protection.columns:
        return ""
    changed = [
        f'OLD."{column}" {distinct} NEW."{column}"'
        + (f' AND OLD."{column}" IS NOT NULL' if protection.once_set else "")
        for column in protection.columns
    ]
    return " WHEN (" + " OR ".join(f"({each})" for each in changed) + ")"


def _statements(connection: BaseDatabaseWrapper, protection: Protection) -> list[str]:
    if _is_postgres(connection):
        return _postgres(connection, protection)
    return _sqlite(connection, protection)


def _postgres(connection: BaseDatabaseWrapper, protection: Protection) -> list[str]:
    table, function = protection.table, f"keep_{protection.table}"
    message = protection.message.replace("'", "''")
    refuse = (
        f'CREATE OR REPLACE FUNCTION "{function}"() RETURNS trigger '
        f"LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION '{message}' "
        "USING ERRCODE = 'integrity_constraint_violation'; END $$"
    )
    made = [refuse]
    for name in _names(connection, protection):
        operation = name.rsplit("_", 1)[1]
        condition = (
            _condition(protection, distinct="IS DISTINCT FROM")
            if operation == "update"
            else ""
        )
        level = "STATEMENT" if operation == "truncate" else "ROW"
        made.append(
            f'CREATE OR REPLACE TRIGGER "{name}" BEFORE {operation.upper()} '
            f'ON "{table}" FOR EACH {level}{condition} EXECUTE FUNCTION "{function}"()'
        )
    return made


def _taken(protection: Protection) -> str:
    """Return the query for the rows whose place a new one would take."""
    same = " OR ".join(
        "(" + " AND ".join(f'"{column}" = NEW."{column}"' for column in columns) + ")"
        for columns in (("id",), *protection.unique)
    )
    return f'SELECT 1 FROM "{protection.table}" WHERE {same}'  # noqa: S608 -- ours


def _sqlite(connection: BaseDatabaseWrapper, protection: Protection) -> list[str]:
    table = protection.table
    refuse = "SELECT RAISE(ABORT, '{}')".format(protection.message.replace("'", "''"))
    made = []
    for name in _names(connection, protection):
        operation = name.rsplit("_", 1)[1]
        condition = ""
        if operation == "update":
            condition = _condition(protection, distinct="IS NOT")
        if operation == "replace":  # INSERT OR REPLACE would go round the others
            operation = "insert"
            condition = f" WHEN EXISTS ({_taken(protection)})"
        made.append(
            f'CREATE TRIGGER IF NOT EXISTS "{name}" BEFORE {operation.upper()} '
            f'ON "{table}" FOR EACH ROW{condition} BEGIN {refuse}; END'
        )
    return made
