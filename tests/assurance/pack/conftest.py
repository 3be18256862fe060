"""A paper of each part, worked out once."""

import pytest

from assurance.meeting_choices import Part
from assurance.pack.blocks import Paper
from assurance.pack.paper import paper
from tests.assurance.pack.sealed_county import sealed_county


@pytest.fixture(scope="session")
def open_part() -> Paper:
    return paper(sealed_county(), Part.OPEN)
