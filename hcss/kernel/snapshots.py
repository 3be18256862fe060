"""Transactions in which every query sees the same moment."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, models, transaction


@contextmanager
def one_view(*, one_writer_of: type[models.Model]) -> Iterator[None]:
    """Run a transaction that sees nothing of what others write meanwhile.

    What is put together from many queries, and kept, must not mix two moments. Of
    those who would write to the table of ``one_writer_of`` one goes at a time, and
    the next sees what the one before has written. SQLite has one writer at a time
    whatever it writes. Inside another transaction the view is that one's.
    """
    begins = not connection.in_atomic_block
    with transaction.atomic():
        if connection.vendor == "postgresql":
            table = connection.ops.quote_name(one_writer_of._meta.db_table)
            with connection.cursor() as cursor:
                if begins:
                    cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
                # Before any query: what is seen is settled by the first of them.
                cursor.execute(f"LOCK TABLE {table} IN SHARE ROW EXCLUSIVE MODE")
        yield
