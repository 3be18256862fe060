"""Fixtures of the partnerships app's tests. They all happen on one day."""

from collections.abc import Iterator
from datetime import date

import pytest
import time_machine

from partnerships.models import User
from tests.conftest import NOW
from tests.factories import UserFactory

TODAY = date(2026, 10, 20)


@pytest.fixture(autouse=True)
def _on_the_day() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def officer(db: None) -> User:
    return UserFactory(name="Olive Officer", officer=True)


@pytest.fixture
def administrator(db: None) -> User:
    return UserFactory(name="Adam Administrator", administrator=True)


@pytest.fixture
def reader(db: None) -> User:
    return UserFactory(name="Rita Reader", reader=True)
