"""A sentence with the name of its thing in it, which is where the link goes."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Sentence:
    """What stands before the name, the name, and what stands after it."""

    before: str
    name: str
    after: str


def parted(sentence: str, *, name: str) -> Sentence:
    """Part a sentence at the name; one without it follows the name."""
    before, found, after = sentence.partition(name)
    if found:
        return Sentence(before, name, after)
    return Sentence("", name, f": {sentence}")
