"""The API does what its own description says, whatever it is sent.

schemathesis reads ``/api/schema/`` and makes requests from it, good and bad, to every
operation, as an officer and as a contact. Nothing may answer with a server error, and
every answer must be one that the schema describes.
"""

import traceback
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
import schemathesis
import time_machine
from django.core.cache import cache
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.strategies import SearchStrategy
from knox.models import AuthToken
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from hcss.wsgi import application
from tests import world
from tests.conftest import NOW

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    response_schema_conformance,
    response_headers_conformance,
]
EXAMPLES = 12


@pytest.fixture
def county(db):
    with time_machine.travel(NOW, tick=False), _kept_connection():
        yield world.build(now=NOW, rows=2)


@contextmanager
def _kept_connection() -> Iterator[None]:
    """Keep the test's transaction open between requests, as Django's client does."""
    ends = (request_started, request_finished)
    for signal in ends:
        signal.disconnect(close_old_connections)
    yield
    for signal in ends:
        signal.connect(close_old_connections)


@pytest.mark.parametrize("who", ["officer", "contact"])
def test_every_operation_answers_as_described(county, who):
    schema = schemathesis.openapi.from_wsgi("/api/schema/", application)
    _, token = AuthToken.objects.create(user=county.people[who])
    faults: dict[str, str] = {}
    operations = [each.ok() for each in schema.get_all_operations()]
    for operation in operations:
        _try(operation, {"Authorization": f"Token {token}"}, faults)

    assert len(operations) > 80
    assert faults == {}


def _try(operation, headers: dict[str, str], faults: dict[str, str]) -> None:
    """Send examples to one operation, undoing each; note the first fault."""

    @given(case=_cases(operation))
    @settings(
        max_examples=EXAMPLES,
        derandomize=True,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    def run(case):
        cache.clear()  # limits are tested by themselves
        with transaction.atomic():
            response = case.call(headers=headers)
            transaction.set_rollback(True)
        case.validate_response(response, checks=CHECKS)

    try:
        run()
    except (Exception, BaseExceptionGroup) as fault:  # noqa: BLE001 -- all are findings
        faults[operation.label] = "".join(traceback.format_exception(fault))[-900:]


def _cases(operation) -> SearchStrategy:
    """Return requests as described, and requests that break the description."""
    good, bad = (
        operation.as_strategy(generation_mode=mode)
        for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE)
    )
    return good | bad
