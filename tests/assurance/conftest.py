"""The Agreement as it is on the first day, and a small one."""

from datetime import datetime

import pytest

from actions.services.proposals import propose_from_fragments
from priorities.models import Agreement, Heading
from priorities.services.agreement_file import HAMPSHIRE, read_agreement_at
from priorities.services.agreements import load_agreement
from tests import factories as make


@pytest.fixture(scope="session")
def hampshire_document():
    return read_agreement_at(path=HAMPSHIRE)


@pytest.fixture
def day_one(db: None, hampshire_document, now: datetime) -> Agreement:
    """The Agreement with its commitments proposed, and nothing else."""
    loaded = load_agreement(document=hampshire_document, now=now)
    propose_from_fragments(agreement=loaded.agreement, now=now)
    return loaded.agreement


@pytest.fixture
def headings(db: None) -> dict[str, Heading]:
    """Ownership and two headings, each with a sentence of priority 1."""
    labels = [
        ("OW", "Strategic ownership"),
        ("CC", "County co-ordination"),
        ("FL", "Driving front-line delivery"),
    ]
    made = {
        code: make.HeadingFactory(code=code, label=label, order=order)
        for order, (code, label) in enumerate(labels)
    }
    for heading in made.values():
        make.StatementFactory(heading=heading)
    make.OwnerFactory(ownership=make.OwnershipFactory())
    return made


@pytest.fixture
def officer(db: None):
    return make.UserFactory(officer=True)


@pytest.fixture
def assurer(db: None):
    return make.UserFactory(assurer=True)
