"""Which database a run uses: SQLite in a file, or TEST_DB=postgres.

The server is started once, before the first test.
"""

import os
import signal
from collections.abc import Iterator
from contextlib import ExitStack

import pytest
from django.conf import settings
from django.db import connection

from hcss.kernel import triggers
from tests.machinery.postgres import TemporaryPostgres

_ENGINES = ("sqlite", "postgres")
_COMMITTING = {"transactional_db", "live_server"}
_running = ExitStack()


def pytest_configure(config: pytest.Config) -> None:
    """Start PostgreSQL when it was asked for, unless a parent run has done so."""
    # Asked to end (by `timeout`, say), a run still clears up behind itself.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    engine = os.environ.get("TEST_DB", "sqlite")
    if engine not in _ENGINES:
        raise pytest.UsageError(f"TEST_DB={engine!r}: use one of {', '.join(_ENGINES)}")
    if engine == "sqlite" or config.option.collectonly:
        return
    if "TEST_PG_HOST" not in os.environ:
        server = _running.enter_context(TemporaryPostgres())
        os.environ["TEST_PG_HOST"] = server.host
    settings.DATABASES["default"]["HOST"] = os.environ["TEST_PG_HOST"]
    connection.settings_dict["HOST"] = os.environ["TEST_PG_HOST"]


def pytest_unconfigure() -> None:
    """Stop the server that this run started."""
    if connection.vendor == "postgresql":
        connection.close()
    _running.close()


def pytest_report_header() -> str:
    """Name the database in the first lines of the run."""
    return f"database: {os.environ.get('TEST_DB', 'sqlite')}"


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(
    config: pytest.Config, items: list[pytest.Item]
) -> None:
    """Leave out what is only true of the other engine."""
    other = {"sqlite": "only_postgres", "postgres": "only_sqlite"}
    unwanted = other[os.environ.get("TEST_DB", "sqlite")]
    left_out = [item for item in items if item.get_closest_marker(unwanted)]
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if item not in left_out]


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_teardown(item: pytest.Item) -> None:
    """Let Django empty the database after a test that really commits.

    The triggers that keep history would refuse; ``post_migrate`` makes them again.
    """
    mark = item.get_closest_marker("django_db")
    commits = bool(mark and mark.kwargs.get("transaction"))
    if commits or _COMMITTING & set(getattr(item, "fixturenames", ())):
        triggers.remove()


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[TemporaryPostgres]:
    """A PostgreSQL for tests that start real processes, whatever TEST_DB says."""
    with TemporaryPostgres() as server:
        yield server
