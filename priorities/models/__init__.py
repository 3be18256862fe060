"""What an agreement says, word for word, and what its editors add beside it."""

from priorities.models.agreement import (
    Agreement,
    Heading,
    Owner,
    Ownership,
    Priority,
)
from priorities.models.register import (
    Mention,
    RegisterAlias,
    RegisterEntry,
    Relationship,
)
from priorities.models.source import (
    EditorialNote,
    Fragment,
    FragmentLink,
    Statement,
)

__all__ = [
    "Agreement",
    "EditorialNote",
    "Fragment",
    "FragmentLink",
    "Heading",
    "Mention",
    "Owner",
    "Ownership",
    "Priority",
    "RegisterAlias",
    "RegisterEntry",
    "Relationship",
    "Statement",
]
