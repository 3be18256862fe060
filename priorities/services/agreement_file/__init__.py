"""Reading an agreement's file: all of its faults at once, or a whole document."""

from pathlib import Path

from priorities.services.agreement_file.checks import check
from priorities.services.agreement_file.document import DOCUMENT
from priorities.services.agreement_file.faults import (
    AgreementRefused,
    Fault,
    Faults,
)
from priorities.services.agreement_file.parts import AgreementDocument
from priorities.services.agreement_file.tree import MOST_BYTES, read_tree

__all__ = [
    "HAMPSHIRE",
    "AgreementDocument",
    "AgreementRefused",
    "Fault",
    "read_agreement",
    "read_agreement_at",
]

#: The file of the county this tracker was made for.
HAMPSHIRE = Path(__file__).parents[2] / "data" / "hampshire-2019-21.yaml"


def read_agreement(*, content: bytes) -> AgreementDocument:
    """Return the document in ``content``.

    Raises:
        AgreementRefused: with every fault and its line.
    """
    faults = Faults()
    tree = read_tree(content=content, faults=faults)
    if tree is None:
        raise AgreementRefused(faults.found)
    document: AgreementDocument = DOCUMENT.read(tree, faults)
    faults.found.extend(check(document=document))
    faults.refuse()
    return document


def read_agreement_at(*, path: Path) -> AgreementDocument:
    """Return the document in the file at ``path``; too large a file is not read whole.

    Raises:
        AgreementRefused: with every fault and its line.
        OSError: the file cannot be read.
    """
    with path.open("rb") as file:
        return read_agreement(content=file.read(MOST_BYTES + 1))
