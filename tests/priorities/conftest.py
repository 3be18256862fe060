"""The Agreement, loaded, and files to load."""

from datetime import datetime
from pathlib import Path

import pytest

from partnerships.models import User
from priorities.models import Agreement
from priorities.services.agreement_file import (
    HAMPSHIRE,
    AgreementDocument,
    read_agreement,
    read_agreement_at,
)
from priorities.services.agreements import load_agreement
from tests.factories import UserFactory

#: A small made-up county in the same format.
SECOND_COUNTY = Path(__file__).parent / "data" / "second-county.yaml"


@pytest.fixture(scope="session")
def hampshire_document() -> AgreementDocument:
    return read_agreement_at(path=HAMPSHIRE)


@pytest.fixture
def hampshire(
    db: None, hampshire_document: AgreementDocument, now: datetime
) -> Agreement:
    return load_agreement(document=hampshire_document, now=now).agreement


@pytest.fixture
def load(db: None, now: datetime):
    """Load what a file would hold."""

    def load_text(text: str):
        return load_agreement(document=read_agreement(content=text.encode()), now=now)

    return load_text


@pytest.fixture
def county() -> str:
    """The second county's file, to be changed and loaded."""
    return SECOND_COUNTY.read_text()


@pytest.fixture
def officer(db: None) -> User:
    return UserFactory(officer=True)


@pytest.fixture
def reader(db: None) -> User:
    return UserFactory(reader=True)


@pytest.fixture
def stranger(db: None) -> User:
    """Signed in, and appointed to nothing."""
    return UserFactory()
