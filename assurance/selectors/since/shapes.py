"""A difference between two seals, and how two lists are laid side by side."""

from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

Item = TypeVar("Item")
Key = TypeVar("Key", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that is not as it was, in words.

    ``key`` is its own among those of its kind. ``why`` is what the later seal says
    of it, or nothing. ``aspect`` names the field where the kind does not.
    """

    kind: str
    key: str
    subject: str
    title: str
    before: str
    after: str
    why: str = ""
    aspect: str = ""
    url: str = ""
    priority_number: int | None = None
    agency_slug: str = ""
    #: What it names is OFFICIAL-SENSITIVE: to be marked where it is shown.
    is_sensitive: bool = False


def side_by_side(
    before: Sequence[Item], after: Sequence[Item], key: Callable[[Item], Key]
) -> Iterator[tuple[Item | None, Item | None]]:
    """Yield what was beside what is; those that are gone come last."""
    earlier = {key(each): each for each in before}
    for each in after:
        yield earlier.pop(key(each), None), each
    for gone in earlier.values():
        yield gone, None


def both(
    before: Sequence[Item], after: Sequence[Item], key: Callable[[Item], Key]
) -> Iterator[tuple[Item, Item]]:
    """Yield what was beside what is, of what stands in both."""
    for then, now in side_by_side(before, after, key):
        if then is not None and now is not None:
            yield then, now


def new_ones(
    before: Sequence[Item], after: Sequence[Item], key: Callable[[Item], Key]
) -> Iterator[Item]:
    """Yield what stands in ``after`` only."""
    for then, now in side_by_side(before, after, key):
        if then is None and now is not None:
            yield now


def gone_ones(
    before: Sequence[Item], after: Sequence[Item], key: Callable[[Item], Key]
) -> Iterator[Item]:
    """Yield what stood in ``before`` only."""
    yield from new_ones(after, before, key)
