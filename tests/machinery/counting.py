"""Counting what a page asks the database."""

from collections.abc import Callable
from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext


def queries_of(act: Callable[[], Any]) -> tuple[Any, list[str]]:
    """Return what ``act`` returns and the statements it made."""
    with CaptureQueriesContext(connection) as captured:
        result = act()
    return result, [query["sql"] for query in captured.captured_queries]
