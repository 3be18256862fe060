"""Sections 11 and 12: what an officer writes. Nothing stands in for what is not."""

from assurance.meeting_choices import WrittenCode
from assurance.pack.blocks import Block, Blocks, Note, Section, SubHeading
from assurance.pack.wording import HELD_BACK, NOTHING_WRITTEN, day, or_words
from assurance.selectors.seal_shapes import Sealed, SealedWords

_IMPLICATIONS = (
    (WrittenCode.LEGAL, "Legal"),
    (WrittenCode.FINANCIAL, "Financial"),
    (WrittenCode.EQUALITY, "Equality (public sector equality duty)"),
    (WrittenCode.DATA_PROTECTION, "Data protection"),
    (WrittenCode.CRIME, "Crime and disorder (section 17)"),
    (WrittenCode.ENVIRONMENT, "Environment"),
)


def horizon(sealed: Sealed) -> Section:
    """Return what is coming: law, funding, reorganisation."""
    return Section(
        anchor="horizon",
        heading="11. Horizon",
        blocks=_written(sealed, WrittenCode.HORIZON),
    )


def implications(sealed: Sealed) -> Section:
    """Return the implications that a council's template asks for."""
    blocks: list[Block] = []
    for code, label in _IMPLICATIONS:
        blocks += [SubHeading(label), *_written(sealed, code)]
    return Section(
        anchor="implications", heading="12. Implications", blocks=tuple(blocks)
    )


def note_of(each: SealedWords) -> Note:
    """Return written words with the name of whoever wrote them."""
    by = f"{each.written_by}, {day(each.written_on)}"
    return Note(each.text or HELD_BACK, by)


def _written(sealed: Sealed, code: WrittenCode) -> Blocks:
    found = [each for each in sealed.written if each.code == code]
    return or_words((note_of(each) for each in found if each.text), NOTHING_WRITTEN)
