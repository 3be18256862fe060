"""Loading the register of an agreement, and what it says of who does what to whom."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import product

from django.core.exceptions import ValidationError
from django.utils.text import slugify

from partnerships.models import Agency, Partnership, Post
from partnerships.services.register import (
    ensure_agency,
    ensure_partnership,
    ensure_post,
)
from priorities.models import Agreement, RegisterAlias, RegisterEntry, Relationship
from priorities.services.agreement_file import AgreementDocument
from priorities.services.agreement_file.faults import Faults
from priorities.services.agreement_file.parts import (
    EntryPart,
    IsPart,
    PartyPart,
    RelationshipPart,
)
from priorities.services.rows import Changes, Terms, Wanted, bring_into_line

Place = dict[str, int | None]
_NOWHERE: Place = {"agency_id": None, "partnership_id": None, "post_id": None}


@dataclass
class Bodies:
    """The agencies, partnerships and posts for which a register's codes stand."""

    found: dict[str, Agency | Partnership | Post] = field(default_factory=dict)

    @classmethod
    def of(cls, *, document: AgreementDocument, faults: Faults) -> "Bodies":
        """Return the bodies of ``document``, put on our register where they are new."""
        bodies = cls()
        for entry in document.register:
            if entry.is_ is None:
                continue
            try:
                bodies.found[entry.code] = bodies._body(entry, entry.is_)
            except ValidationError as error:
                faults.add(entry.line, f"{entry.code}: {' '.join(error.messages)}")
        return bodies

    def place(self, code: str) -> Place:
        """Return the three columns that say for what ``code`` stands."""
        body = self.found.get(code)
        if body is None:
            return dict(_NOWHERE)
        return {**_NOWHERE, f"{body._meta.model_name}_id": body.pk}

    def _body(self, entry: EntryPart, part: IsPart) -> Agency | Partnership | Post:
        if part.post:
            return self._post(part)
        if part.partnership:
            return ensure_partnership(
                name=str(entry.tracker_name),
                slug=entry.slug,
                kind=str(part.partnership),
                short_name=str(part.short_name),
                host_agency=self._agency(part.hosted_by),
                note=str(entry.note),
            )
        return ensure_agency(
            name=str(entry.tracker_name),
            slug=entry.slug,
            kind=str(part.agency),
            short_name=str(part.short_name),
            parent=self._agency(part.part_of),
            note=str(entry.note),
        )

    def _post(self, part: IsPart) -> Post:
        place = self.found.get(part.at)
        slug = slugify(f"{part.post} {place.slug}" if place else str(part.post))
        return ensure_post(
            title=str(part.post),
            slug=slug[:80],
            agency=place if isinstance(place, Agency) else None,
            partnership=place if isinstance(place, Partnership) else None,
        )

    def _agency(self, code: str) -> Agency | None:
        body = self.found.get(code)
        return body if isinstance(body, Agency) else None


def put_register(
    *,
    agreement: Agreement,
    document: AgreementDocument,
    bodies: Bodies,
    changes: Changes,
) -> dict[str, RegisterEntry]:
    """Bring the register and its other names into line; return it by code.

    An entry that is loaded already stays: what refers to it must go on doing so.
    """
    rows = bring_into_line(
        stored=RegisterEntry.objects.of(agreement),
        by=("code",),
        wanted=[
            Wanted(
                part.line,
                f"register entry {part.code}",
                {
                    "agreement_id": agreement.pk,
                    "code": str(part.code),
                    "name": str(part.name),
                    "category": str(part.category),
                    "type": str(part.type),
                    "note": str(part.note),
                    "order": order,
                    **bodies.place(part.code),
                },
            )
            for order, part in enumerate(document.register)
        ],
        changes=changes,
        terms=Terms(kept="an entry of the register is never removed"),
    )
    entries = {code: entry for (code,), entry in rows.items()}
    bring_into_line(
        stored=RegisterAlias.objects.filter(entry__agreement=agreement),
        by=("entry_id", "name"),
        wanted=[
            Wanted(
                alias.line,
                f"other name {alias} of {part.code}",
                {"entry_id": entries[part.code].pk, "name": str(alias)},
            )
            for part in document.register
            for alias in part.aliases
        ],
        changes=changes,
    )
    return entries


def put_relationships(
    *,
    agreement: Agreement,
    document: AgreementDocument,
    entries: dict[str, RegisterEntry],
    changes: Changes,
) -> None:
    """Bring into line who is said to do what to whom, one row for each pair."""
    pairs = list(_pairs(document))
    bring_into_line(
        stored=Relationship.objects.filter(agreement=agreement),
        by=("from_text", "relation", "to_text"),
        wanted=[
            Wanted(
                part.line,
                f"relationship {first.words} {part.does} {second.words}",
                {
                    "agreement_id": agreement.pk,
                    "from_text": _words(first, entries),
                    "relation": str(part.does),
                    "to_text": _words(second, entries),
                    "from_entry_id": _entry(first, entries),
                    "to_entry_id": _entry(second, entries),
                    "statements": ", ".join(part.said_in),
                    "note": str(part.note),
                    "order": order,
                },
            )
            for order, (part, first, second) in enumerate(pairs)
        ],
        changes=changes,
    )


def _pairs(
    document: AgreementDocument,
) -> Iterator[tuple[RelationshipPart, PartyPart, PartyPart]]:
    for part in document.relationships:
        for first, second in product(part.from_, part.to):
            yield part, first, second


def _words(party: PartyPart, entries: dict[str, RegisterEntry]) -> str:
    return str(party.text) if party.text else entries[party.code].name


def _entry(party: PartyPart, entries: dict[str, RegisterEntry]) -> int | None:
    return entries[party.code].pk if party.code else None
