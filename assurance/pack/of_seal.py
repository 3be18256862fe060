"""The paper of a seal: what its page, its PDF and its Word file all show."""

from assurance.meeting_choices import Part
from assurance.models import Seal
from assurance.pack.blocks import Paper
from assurance.pack.paper import paper
from assurance.selectors.seal_reading import read
from assurance.selectors.seals import seal_of
from hcss.kernel.quarters import Quarter


def paper_of(seal: Seal, part: Part) -> Paper:
    """Return one part of the paper, with what changed since the seal before it.

    One query, or none for the first seal.

    Raises:
        KeyError, ValueError: a seal is damaged.
    """
    sealed = read(seal)
    earlier = read(seal_of(Quarter.parse(sealed.previous))) if sealed.previous else None
    return paper(sealed, part, sha256=seal.sha256, earlier=earlier)
