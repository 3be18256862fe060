"""The words that an action comes from, with the promise in them marked (R6)."""

import re
from dataclasses import dataclass

from actions.models import Action
from priorities.models import Fragment, Statement


@dataclass(frozen=True, slots=True)
class Source:
    """One sentence: what stands before the promise, the promise, and the rest."""

    fragment: Fragment
    statement: Statement
    before: str
    marked: str
    after: str


def sources(action: Action) -> list[Source]:
    """Return the sentences that the action comes from. One query."""
    fragments = action.fragments.with_statement().order_by("order")
    return [_source(fragment) for fragment in fragments]


def _source(fragment: Fragment) -> Source:
    """Find the quotation whatever the white space; all is marked if it is not there."""
    text = fragment.statement.text
    pattern = r"\s+".join(re.escape(word) for word in fragment.quote.split())
    match = re.search(pattern, text)
    start, end = match.span() if match else (0, len(text))
    return Source(
        fragment=fragment,
        statement=fragment.statement,
        before=text[:start],
        marked=text[start:end],
        after=text[end:],
    )
