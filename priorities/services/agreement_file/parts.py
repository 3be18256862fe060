"""The parts of an agreement's file, as read."""

from dataclasses import dataclass
from datetime import date

from django.utils.text import slugify

from priorities.services.agreement_file.shapes import Text


@dataclass(frozen=True)
class TitlePart:
    """The agreement as a whole."""

    line: int
    title: Text
    slug: Text
    byline: Text
    period: Text
    introduction: Text
    group: Text
    names: list[Text]
    replaces: Text
    starts_on: date | None
    ends_on: date | None


@dataclass(frozen=True)
class HeadingPart:
    """One heading and its question."""

    line: int
    code: Text
    label: Text
    question: Text


@dataclass(frozen=True)
class IsPart:
    """What an entry of the register is to the tracker."""

    line: int
    agency: Text
    partnership: Text
    post: Text
    at: Text
    part_of: Text
    hosted_by: Text
    called: Text
    short_name: Text


@dataclass(frozen=True)
class EntryPart:
    """One entry of the register."""

    line: int
    code: Text
    name: Text
    category: Text
    type: Text
    aliases: list[Text]
    is_: IsPart | None
    note: Text

    @property
    def tracker_name(self) -> str:
        """The name or title that this has on the tracker's own register."""
        if self.is_ is None:
            return self.name
        return self.is_.post or self.is_.called or self.name

    @property
    def slug(self) -> str:
        """The name for addresses; a post's holds its place too."""
        if self.is_ and self.is_.post:
            return slugify(f"{self.is_.at} {self.is_.post}")[:80]
        return slugify(self.tracker_name)[:80]


@dataclass(frozen=True)
class OwnershipPart:
    """Who answers for a priority."""

    line: int
    grade: Text
    words: Text
    owners: list[Text]
    lead: Text
    note: Text


@dataclass(frozen=True)
class FragmentPart:
    """What a sentence promises, wishes or warns."""

    line: int
    ref: Text
    kind: Text
    strength: Text
    quote: Text
    title: Text
    condition: Text
    owner_in_source: Text
    suggested_lead: Text
    note: Text


@dataclass(frozen=True)
class SentencePart:
    """One sentence."""

    line: int
    ref: Text
    text: Text
    kind: Text
    also: Text
    names: list[Text]
    suggested_heading: Text
    note: Text
    fragments: list[FragmentPart]


@dataclass(frozen=True)
class BulletPart:
    """A bullet or a paragraph."""

    line: int
    lines: Text
    level: int
    sentences: list[SentencePart]


@dataclass(frozen=True)
class SectionPart:
    """What stands under one heading of a priority."""

    line: int
    heading: Text
    as_written: Text
    inside_a_bullet: bool
    bullets: list[BulletPart]
    paragraphs: list[BulletPart]

    @property
    def blocks(self) -> list[BulletPart]:
        """The bullets, or else the paragraphs."""
        return self.bullets or self.paragraphs

    @property
    def sentences(self) -> list[SentencePart]:
        return [each for block in self.blocks for each in block.sentences]


@dataclass(frozen=True)
class PriorityPart:
    """One priority."""

    line: int
    number: int
    title: Text
    listed_as: Text
    short_title: Text
    ownership: OwnershipPart
    sections: list[SectionPart]

    @property
    def sentences(self) -> list[SentencePart]:
        return [each for section in self.sections for each in section.sentences]


@dataclass(frozen=True)
class PartyPart:
    """One side of a relationship: an entry, other words for it, or words alone."""

    line: int
    code: Text
    text: Text

    @property
    def words(self) -> str:
        """What stands for this party, short."""
        return self.text or self.code


@dataclass(frozen=True)
class RelationshipPart:
    """What one party is or does to another."""

    line: int
    from_: list[PartyPart]
    does: Text
    to: list[PartyPart]
    said_in: list[Text]
    note: Text


@dataclass(frozen=True)
class LinkPart:
    """Two fragments that belong together."""

    line: int
    between: list[Text]
    why: Text


@dataclass(frozen=True)
class AgreementDocument:
    """A whole file, read and checked."""

    line: int
    agreement: TitlePart
    headings: list[HeadingPart]
    register: list[EntryPart]
    priorities: list[PriorityPart]
    relationships: list[RelationshipPart]
    links: list[LinkPart]

    @property
    def sentences(self) -> list[SentencePart]:
        return [each for priority in self.priorities for each in priority.sentences]

    @property
    def fragments(self) -> list[FragmentPart]:
        return [each for sentence in self.sentences for each in sentence.fragments]
