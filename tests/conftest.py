"""What every test may ask for. The fixtures themselves live in tests/machinery."""

from datetime import UTC, datetime

import pytest
from rest_framework.test import APIClient

#: The moment at which the tests' stories happen: Q2 2026/27's return is open.
NOW = datetime(2026, 10, 20, 9, 0, tzinfo=UTC)

pytest_plugins = [
    "tests.machinery.marks",
    "tests.machinery.database",
    "tests.machinery.nothing_skipped",
    "tests.machinery.browser",
    "tests.machinery.redis_server",
    "tests.machinery.smtp_sink",
    "tests.machinery.site",
    "tests.machinery.store",
]


@pytest.fixture
def now() -> datetime:
    return NOW


@pytest.fixture
def api_client() -> APIClient:
    return APIClient()
