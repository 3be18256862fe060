"""What must hold between the parts of a file: references, order, quotations."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import product

from priorities.choices import FragmentKind, OwnershipGrade
from priorities.models.agreement import OWNERSHIP
from priorities.services.agreement_file.faults import Fault
from priorities.services.agreement_file.parts import (
    AgreementDocument,
    EntryPart,
    FragmentPart,
    IsPart,
    PriorityPart,
    SectionPart,
    SentencePart,
)
from priorities.services.agreement_file.shapes import Text

#: How a section says that the source has no heading, and what its references say.
NO_HEADING, NO_HEADING_CODE = "none", "GN"
_UNQUOTED = ("", OwnershipGrade.NONE_RECORDED.value)
_LETTER = {
    FragmentKind.COMMITMENT: "",
    FragmentKind.OPPORTUNITY: "O",
    FragmentKind.CONCERN: "R",
}


@dataclass(frozen=True)
class Index:
    """What a file defines, by code or reference."""

    headings: frozenset[str]
    entries: dict[str, EntryPart]
    sentences: frozenset[str]
    fragments: frozenset[str]

    @classmethod
    def of(cls, document: AgreementDocument) -> "Index":
        """Return what ``document`` defines."""
        return cls(
            headings=frozenset(each.code for each in document.headings),
            entries={each.code: each for each in document.register},
            sentences=frozenset(each.ref for each in document.sentences),
            fragments=frozenset(each.ref for each in document.fragments),
        )


def check(*, document: AgreementDocument) -> list[Fault]:
    """Return every fault between the parts of ``document``."""
    index = Index.of(document)
    return [
        *_agreement(document, index),
        *_headings(document),
        *_register(document, index),
        *_priorities(document, index),
        *_relationships(document, index),
        *_links(document, index),
    ]


def _agreement(document: AgreementDocument, index: Index) -> Iterator[Fault]:
    part = document.agreement
    if part.group:
        entry = index.entries.get(part.group)
        if not (entry and entry.is_ and entry.is_.partnership):
            yield Fault(part.group.line, f"{part.group} is no partnership in register")
    if part.starts_on and part.ends_on and part.ends_on < part.starts_on:
        yield Fault(part.line, "the agreement ends before it starts")
    if part.slug and part.replaces == part.slug:
        yield Fault(part.replaces.line, "an agreement cannot replace itself")
    yield from _known(part.names, index.entries, "code")
    yield from _once(part.names, "named")


def _headings(document: AgreementDocument) -> Iterator[Fault]:
    codes = [heading.code for heading in document.headings]
    yield from _once(codes, "a heading")
    if codes and codes[0] != OWNERSHIP:
        line = document.headings[0].line
        yield Fault(line, f"the first heading is {OWNERSHIP}: strategic ownership")
    for code in codes:
        if code == NO_HEADING_CODE:
            yield Fault(code.line, f"{code} stands for no heading: choose another code")


def _register(document: AgreementDocument, index: Index) -> Iterator[Fault]:
    yield from _once([entry.code for entry in document.register], "in the register")
    seen: set[str] = set()
    for entry in document.register:
        yield from _once([entry.name, *entry.aliases], "a name of this entry")
        if entry.is_:
            yield from _is(entry.is_, seen)
            yield from _is_at(entry.is_, index)
        seen.add(entry.code)
    yield from _apart(document.register)


def _is(part: IsPart, seen: set[str]) -> Iterator[Fault]:
    if [bool(part.agency), bool(part.partnership), bool(part.post)].count(True) != 1:
        yield Fault(part.line, '"is" names one of agency, partnership and post')
    for word, goes_with, kind in [
        (part.at, part.post, "post"),
        (part.part_of, part.agency, "agency"),
        (part.hosted_by, part.partnership, "partnership"),
    ]:
        if word and not goes_with:
            yield Fault(word.line, f"this goes with a {kind} only")
        if word and word not in seen:
            yield Fault(word.line, f"{word} must stand earlier in the register")


def _is_at(part: IsPart, index: Index) -> Iterator[Fault]:
    for word, fits, wanted in [
        (part.at, _is_body, "an agency or a partnership"),
        (part.part_of, _is_agency, "an agency"),
        (part.hosted_by, _is_agency, "an agency"),
    ]:
        if word in index.entries and not fits(index.entries[word]):
            yield Fault(word.line, f"{word} is not {wanted}")


def _is_agency(entry: EntryPart) -> bool:
    return bool(entry.is_ and entry.is_.agency)


def _is_body(entry: EntryPart) -> bool:
    return bool(entry.is_ and (entry.is_.agency or entry.is_.partnership))


def _apart(register: list[EntryPart]) -> Iterator[Fault]:
    """Two entries that would become one body are a fault: nothing merges (R52)."""
    bodies: dict[tuple[str, str], Text] = {}
    for entry in register:
        if not (entry.is_ and entry.code):
            continue
        sort = "agency" if entry.is_.agency else "partnership"
        if entry.is_.post:
            sort = "post"
        other = bodies.setdefault((sort, entry.slug), entry.code)
        if other != entry.code:
            yield Fault(entry.line, f"{entry.code} and {other} would be one {sort}")


def _priorities(document: AgreementDocument, index: Index) -> Iterator[Fault]:
    refs = [sentence.ref for sentence in document.sentences]
    yield from _once(refs, "a sentence")
    yield from _once([each.ref for each in document.fragments], "a fragment")
    for place, priority in enumerate(document.priorities, start=1):
        if priority.number not in (0, place):
            yield Fault(priority.line, f"priority {priority.number} should be {place}")
        listed = priority.listed_as
        if listed and listed not in _flat(document.agreement.introduction):
            yield Fault(listed.line, "these words are not in the introduction")
        yield from _ownership(priority, index)
        yield from _sections(priority, index)
        yield from _numbered(priority)
        for sentence in priority.sentences:
            yield from _sentence(sentence, priority, index)


def _ownership(priority: PriorityPart, index: Index) -> Iterator[Fault]:
    part = priority.ownership
    paragraph = " ".join(
        sentence.text
        for section in priority.sections
        if section.heading == OWNERSHIP
        for sentence in section.sentences
    )
    if part.words and part.words not in paragraph:
        yield Fault(part.words.line, "these words are not in the ownership paragraph")
    if not part.words and part.grade not in _UNQUOTED:
        yield Fault(part.line, "quote the words of the source on ownership")
    if part.lead and part.lead not in part.owners:
        yield Fault(part.lead.line, f"{part.lead} leads but is not among the owners")
    yield from _once(part.owners, "an owner")
    yield from _known(part.owners, index.entries, "code")
    for code in part.owners:
        if code in index.entries and not index.entries[code].is_:
            yield Fault(code.line, f"{code} is no agency, partnership or post")


def _sections(priority: PriorityPart, index: Index) -> Iterator[Fault]:
    yield from _once([each.heading for each in priority.sections], "a section")
    for section in priority.sections:
        if bool(section.bullets) == bool(section.paragraphs):
            yield Fault(section.line, "a section has either bullets or paragraphs")
        if section.heading != NO_HEADING:
            yield from _known([section.heading], index.headings, "heading")
        yield from _as_written(section)


def _as_written(section: SectionPart) -> Iterator[Fault]:
    has_line = section.heading not in ("", OWNERSHIP, NO_HEADING)
    if has_line and not section.as_written:
        yield Fault(section.line, 'missing key "as_written": the heading in the source')
    if section.heading == NO_HEADING and section.as_written:
        yield Fault(section.as_written.line, "there is no heading here to be written")
    for sentence in section.sentences:
        if sentence.suggested_heading and section.heading != NO_HEADING:
            line = sentence.suggested_heading.line
            yield Fault(line, "a heading is suggested only where the source has none")


def _numbered(priority: PriorityPart) -> Iterator[Fault]:
    """References count from 01 within a section, fragments within a priority."""
    for section in priority.sections:
        code = NO_HEADING_CODE if section.heading == NO_HEADING else section.heading
        for place, sentence in enumerate(section.sentences, start=1):
            due = f"{priority.number}.{code}.{place:02}"
            if priority.number and code and sentence.ref not in ("", due):
                yield Fault(sentence.ref.line, f"{sentence.ref} should be {due}")
    for kind, letter in _LETTER.items():
        yield from _without_gaps(priority, kind, f"P{priority.number}-{letter}")


def _without_gaps(priority: PriorityPart, kind: str, prefix: str) -> Iterator[Fault]:
    refs = [
        fragment.ref
        for sentence in priority.sentences
        for fragment in sentence.fragments
        if fragment.kind == kind and fragment.ref
    ]
    digits = 2 if kind == FragmentKind.COMMITMENT else 1
    due = [f"{prefix}{place:0{digits}}" for place in range(1, len(refs) + 1)]
    for ref in refs:
        if priority.number and ref not in due:
            yield Fault(ref.line, f"{ref} is out of order: {due[0]} to {due[-1]} here")


def _sentence(
    sentence: SentencePart, priority: PriorityPart, index: Index
) -> Iterator[Fault]:
    yield from _once(sentence.names, "named")
    yield from _known(sentence.names, index.entries, "code")
    if sentence.also and sentence.also == sentence.kind:
        yield Fault(sentence.also.line, f"{sentence.ref} is {sentence.also} already")
    if sentence.suggested_heading:
        yield from _known([sentence.suggested_heading], index.headings, "heading")
    for fragment in sentence.fragments:
        yield from _fragment(fragment, sentence)


def _fragment(fragment: FragmentPart, sentence: SentencePart) -> Iterator[Fault]:
    for quoted in (fragment.quote, fragment.condition):
        if quoted and sentence.text and quoted not in sentence.text:
            yield Fault(quoted.line, f"these words are not in {sentence.ref}")
    is_commitment = fragment.kind == FragmentKind.COMMITMENT.value
    if is_commitment and not fragment.strength:
        yield Fault(fragment.line, f'missing key "strength" in {fragment.ref}')
    if fragment.kind and not is_commitment and fragment.strength:
        yield Fault(fragment.strength.line, "only a commitment has a strength")


def _relationships(document: AgreementDocument, index: Index) -> Iterator[Fault]:
    for part in document.relationships:
        yield from _known(part.said_in, index.sentences, "sentence")
        codes = [party.code for party in [*part.from_, *part.to] if party.code]
        yield from _known(codes, index.entries, "code")
    said = [
        Text(f"{first.words} {part.does} {second.words}", part.line)
        for part in document.relationships
        for first, second in product(part.from_, part.to)
    ]
    yield from _once(said, "said")


def _links(document: AgreementDocument, index: Index) -> Iterator[Fault]:
    seen: set[frozenset[str]] = set()
    for link in document.links:
        yield from _known(link.between, index.fragments, "fragment")
        pair = frozenset(link.between)
        if len(link.between) != 2 or len(pair) != 2:  # noqa: PLR2004 -- a pair
            yield Fault(link.line, "a link is between two fragments")
        elif pair in seen:
            yield Fault(link.line, f"{' and '.join(link.between)} are linked already")
        seen.add(pair)


def _known(words: Iterable[Text], known: Iterable[str], what: str) -> Iterator[Fault]:
    """Each word must be one of ``known``; a blank has been reported already."""
    for word in words:
        if word and word not in known:
            yield Fault(word.line, f"unknown {what} {word}")


def _once(words: list[Text], what: str) -> Iterator[Fault]:
    counts = Counter(words)
    seen: set[str] = set()
    for word in words:
        if word and counts[word] > 1 and word in seen:
            yield Fault(word.line, f"{word} is {what} twice")
        seen.add(word)


def _flat(words: str) -> str:
    return " ".join(words.split())
