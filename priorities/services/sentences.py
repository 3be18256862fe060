"""Loading the sentences of an agreement, what they name and what is quoted of them."""

from collections.abc import Iterator
from dataclasses import dataclass

from priorities.models import (
    Agreement,
    Fragment,
    FragmentLink,
    Heading,
    Mention,
    Priority,
    RegisterEntry,
    Statement,
)
from priorities.services.agreement_file import AgreementDocument
from priorities.services.agreement_file.parts import (
    BulletPart,
    PriorityPart,
    SectionPart,
    SentencePart,
)
from priorities.services.rows import Changes, Terms, Wanted, bring_into_line

_SOURCE = (
    "order",
    "text",
    "source_heading",
    "is_inline_heading",
    "bullet",
    "is_bullet",
    "level",
)


@dataclass(frozen=True)
class _Placed:
    """A sentence and where it stands."""

    priority: PriorityPart
    section: SectionPart
    bullet: int
    block: BulletPart
    sentence: SentencePart


def put_sentences(
    *,
    agreement: Agreement,
    document: AgreementDocument,
    priorities: dict[int, Priority],
    headings: dict[str, Heading],
    entries: dict[str, RegisterEntry],
    changes: Changes,
) -> None:
    """Bring sentences, mentions, fragments and links into line.

    The sentences of a loaded agreement stay as they are, every one (R5); so do its
    fragments' references, because actions were made from them (R6).
    """
    rows = bring_into_line(
        stored=Statement.objects.of(agreement),
        by=("ref",),
        wanted=[
            _statement(order, placed, priorities, headings)
            for order, placed in enumerate(_placed(document), start=1)
            if placed.priority.number in priorities
        ],
        changes=changes,
        terms=Terms(source=_SOURCE, fixed="the words of an agreement never change"),
    )
    statements = {ref: statement for (ref,), statement in rows.items()}
    bring_into_line(
        stored=Mention.objects.filter(entry__agreement=agreement),
        by=("statement_id", "entry_id"),
        wanted=_in_title(document, entries)
        + _in_sentences(document, statements, entries),
        changes=changes,
    )
    fragments = _fragments(agreement, document, statements, changes)
    _links(agreement, document, fragments, changes)


def _placed(document: AgreementDocument) -> Iterator[_Placed]:
    for priority in document.priorities:
        for section in priority.sections:
            for bullet, block in enumerate(section.blocks, start=1):
                for sentence in block.sentences:
                    yield _Placed(priority, section, bullet, block, sentence)


def _statement(
    order: int,
    placed: _Placed,
    priorities: dict[int, Priority],
    headings: dict[str, Heading],
) -> Wanted:
    sentence, section = placed.sentence, placed.section
    heading = headings.get(section.heading)
    suggested = headings.get(sentence.suggested_heading)
    return Wanted(
        sentence.line,
        str(sentence.ref),
        {
            "priority_id": priorities[placed.priority.number].pk,
            "heading_id": heading.pk if heading else None,
            "ref": str(sentence.ref),
            "order": order,
            "text": str(sentence.text),
            "kind": str(sentence.kind),
            "also_kind": str(sentence.also),
            "source_heading": str(section.as_written),
            "is_inline_heading": section.inside_a_bullet,
            "bullet": placed.bullet,
            "is_bullet": bool(section.bullets),
            "level": placed.block.level,
            "source_lines": str(placed.block.lines),
            "reading_note": str(sentence.note),
            "suggested_heading_id": suggested.pk if suggested else None,
        },
    )


def _in_title(
    document: AgreementDocument, entries: dict[str, RegisterEntry]
) -> list[Wanted]:
    return [
        Wanted(
            code.line,
            f"{code} in the introduction",
            {
                "statement_id": None,
                "entry_id": entries[code].pk,
                "in_introduction": True,
            },
        )
        for code in document.agreement.names
    ]


def _in_sentences(
    document: AgreementDocument,
    statements: dict[str, Statement],
    entries: dict[str, RegisterEntry],
) -> list[Wanted]:
    return [
        Wanted(
            code.line,
            f"{code} in {sentence.ref}",
            {
                "statement_id": statements[sentence.ref].pk,
                "entry_id": entries[code].pk,
                "in_introduction": False,
            },
        )
        for sentence in document.sentences
        if sentence.ref in statements
        for code in sentence.names
    ]


def _fragments(
    agreement: Agreement,
    document: AgreementDocument,
    statements: dict[str, Statement],
    changes: Changes,
) -> dict[str, Fragment]:
    pairs = [
        (each, part)
        for each in document.sentences
        if each.ref in statements
        for part in each.fragments
    ]
    rows = bring_into_line(
        stored=Fragment.objects.of(agreement),
        by=("ref",),
        wanted=[
            Wanted(
                part.line,
                str(part.ref),
                {
                    "agreement_id": agreement.pk,
                    "statement_id": statements[sentence.ref].pk,
                    "ref": str(part.ref),
                    "kind": str(part.kind),
                    "strength": str(part.strength),
                    "quote": str(part.quote),
                    "title": str(part.title),
                    "condition": str(part.condition),
                    "owner_in_source": str(part.owner_in_source),
                    "suggested_lead": str(part.suggested_lead),
                    "note": str(part.note),
                    "order": order,
                },
            )
            for order, (sentence, part) in enumerate(pairs, start=1)
        ],
        changes=changes,
        terms=Terms(
            source=("statement_id", "kind"), kept="a fragment is never removed"
        ),
    )
    return {ref: fragment for (ref,), fragment in rows.items()}


def _links(
    agreement: Agreement,
    document: AgreementDocument,
    fragments: dict[str, Fragment],
    changes: Changes,
) -> None:
    bring_into_line(
        stored=FragmentLink.objects.filter(first__agreement=agreement).select_related(
            "first", "second"
        ),
        by=("first_id", "second_id"),
        wanted=[
            Wanted(
                link.line,
                f"link between {' and '.join(link.between)}",
                {
                    "first_id": fragments[link.between[0]].pk,
                    "second_id": fragments[link.between[1]].pk,
                    "why": str(link.why),
                },
            )
            for link in document.links
            if all(ref in fragments for ref in link.between)
        ],
        changes=changes,
    )
