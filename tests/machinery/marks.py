"""The marks of a test, given by the fixtures it asks for, so that none is forgotten."""

import pytest

_MARKS = {
    "browser": "opens a real browser",
    "redis": "needs a real Redis",
    "postgres": "starts a PostgreSQL of its own, whatever TEST_DB says",
    "processes": "starts the product's real processes",
    "slow": "takes minutes",
    "only_postgres": "true of PostgreSQL only",
    "only_sqlite": "true of SQLite only",
}
_BY_FIXTURE = {
    "browser": "browser",
    "real_redis": "redis",
    "postgres_server": "postgres",
    "start_site": "processes",
}


def pytest_configure(config: pytest.Config) -> None:
    """Register the marks."""
    for name, meaning in _MARKS.items():
        config.addinivalue_line("markers", f"{name}: {meaning}")


@pytest.hookimpl(tryfirst=True)
def pytest_itemcollected(item: pytest.Item) -> None:
    """Mark a test by the real things it asks for."""
    for fixture, mark in _BY_FIXTURE.items():
        if fixture in getattr(item, "fixturenames", ()):
            item.add_marker(mark)
