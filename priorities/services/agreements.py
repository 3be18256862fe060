"""Loading an agreement from its file, and correcting what editors added to it."""

from dataclasses import dataclass, field
from datetime import datetime

from django.db import IntegrityError, transaction

from hcss.kernel import audit
from hcss.kernel.errors import Conflict
from priorities import events
from priorities.choices import FragmentKind
from priorities.models import Agreement, Heading, Owner, Ownership, Priority
from priorities.services.agreement_file import AgreementDocument
from priorities.services.agreement_file.faults import Faults
from priorities.services.agreement_file.parts import PriorityPart
from priorities.services.register import Bodies, put_register, put_relationships
from priorities.services.rows import Changes, Terms, Wanted, bring_into_line
from priorities.services.sentences import put_sentences

NEW_VERSION = "load it as a new version, with another slug"


@dataclass(frozen=True)
class Loaded:
    """What a load found and did."""

    agreement: Agreement
    is_new: bool
    statements: int
    fragments: dict[str, int]
    register: int
    corrections: dict[str, list[object]] = field(default_factory=dict)


@transaction.atomic
def load_agreement(*, document: AgreementDocument, now: datetime) -> Loaded:
    """Load ``document``, or bring what is loaded into line with it (R1 to R8).

    Loading the same document again changes no row. The source's words of a loaded
    agreement are never changed (R5); editors' labels, notes and readings are. Who
    or what the register names is put on the tracker's own register, without dates,
    people or leads.

    Raises:
        AgreementRefused: every reason, with its line; nothing has been written.
        Conflict: somebody else is loading it at this moment.
    """
    known = Agreement.objects.filter(slug=document.agreement.slug).first()
    changes = Changes(is_new=known is None, faults=Faults())
    bodies = Bodies.of(document=document, faults=changes.faults)
    agreement = _agreement(document, known, bodies, changes, now)
    changes.faults.refuse()
    headings = _headings(agreement, document, changes)
    entries = put_register(
        agreement=agreement, document=document, bodies=bodies, changes=changes
    )
    priorities = _priorities(agreement, document, changes)
    _ownerships(priorities, document, bodies, changes)
    put_sentences(
        agreement=agreement,
        document=document,
        priorities=priorities,
        headings=headings,
        entries=entries,
        changes=changes,
    )
    put_relationships(
        agreement=agreement, document=document, entries=entries, changes=changes
    )
    changes.faults.refuse()
    _write_down(agreement, changes, now)
    return Loaded(
        agreement=agreement,
        is_new=changes.is_new,
        statements=len(document.sentences),
        fragments={
            kind: sum(each.kind == kind for each in document.fragments)
            for kind in FragmentKind.values
        },
        register=len(document.register),
        corrections=changes.corrected,
    )


def _agreement(
    document: AgreementDocument,
    known: Agreement | None,
    bodies: Bodies,
    changes: Changes,
    now: datetime,
) -> Agreement:
    part = document.agreement
    values = {
        "slug": str(part.slug),
        "title": str(part.title),
        "byline": str(part.byline),
        "period_label": str(part.period),
        "introduction": str(part.introduction),
        "starts_on": part.starts_on,
        "ends_on": part.ends_on,
        "group_id": bodies.place(part.group).get("partnership_id"),
        "replaces_id": _replaced(document, changes),
    }
    if known is None:
        values["loaded_at"] = now
    changes.faults.refuse()
    try:
        with transaction.atomic():
            rows = bring_into_line(
                stored=Agreement.objects.filter(slug=part.slug),
                by=("slug",),
                wanted=[Wanted(part.line, "the agreement", values)],
                changes=changes,
                terms=Terms(source=("title", "byline", "period_label", "introduction")),
            )
    except IntegrityError as error:
        raise Conflict("Somebody else is loading this agreement now.") from error
    agreement: Agreement = rows[(str(part.slug),)]
    return agreement


def _replaced(document: AgreementDocument, changes: Changes) -> int | None:
    slug = document.agreement.replaces
    if not slug:
        return None
    replaced = Agreement.objects.filter(slug=slug).first()
    if replaced is None:
        changes.faults.add(slug.line, f"there is no agreement {slug} to replace")
        return None
    others = replaced.replaced_by.exclude(slug=document.agreement.slug)
    for other in others:
        changes.faults.add(slug.line, f"{slug} is replaced by {other.slug} already")
    return replaced.pk


def _headings(
    agreement: Agreement, document: AgreementDocument, changes: Changes
) -> dict[str, Heading]:
    rows = bring_into_line(
        stored=Heading.objects.of(agreement),
        by=("code",),
        wanted=[
            Wanted(
                part.line,
                f"heading {part.code}",
                {
                    "agreement_id": agreement.pk,
                    "code": str(part.code),
                    "label": str(part.label),
                    "question": str(part.question),
                    "order": order,
                },
            )
            for order, part in enumerate(document.headings)
        ],
        changes=changes,
        terms=Terms(fixed=NEW_VERSION),
    )
    return {code: heading for (code,), heading in rows.items()}


def _priorities(
    agreement: Agreement, document: AgreementDocument, changes: Changes
) -> dict[int, Priority]:
    rows = bring_into_line(
        stored=Priority.objects.of(agreement),
        by=("number",),
        wanted=[
            Wanted(
                part.line,
                f"priority {part.number}",
                {
                    "agreement_id": agreement.pk,
                    "number": part.number,
                    "list_title": str(part.listed_as or part.title),
                    "heading_title": str(part.title),
                    "short_title": str(part.short_title),
                },
            )
            for part in document.priorities
        ],
        changes=changes,
        terms=Terms(source=("list_title", "heading_title"), fixed=NEW_VERSION),
    )
    return {number: priority for (number,), priority in rows.items()}


def _ownerships(
    priorities: dict[int, Priority],
    document: AgreementDocument,
    bodies: Bodies,
    changes: Changes,
) -> None:
    parts = [each for each in document.priorities if each.number in priorities]
    rows = bring_into_line(
        stored=Ownership.objects.filter(priority__in=priorities.values()),
        by=("priority_id",),
        wanted=[
            Wanted(
                part.ownership.line,
                f"ownership of priority {part.number}",
                {
                    "priority_id": priorities[part.number].pk,
                    "grade": str(part.ownership.grade),
                    "words": str(part.ownership.words),
                    "note": str(part.ownership.note),
                },
            )
            for part in parts
        ],
        changes=changes,
    )
    bring_into_line(
        stored=Owner.objects.filter(ownership__priority__in=priorities.values()),
        by=("ownership_id", "agency_id", "partnership_id", "post_id"),
        wanted=[
            owner
            for part in parts
            for owner in _owners(part, rows[(priorities[part.number].pk,)], bodies)
        ],
        changes=changes,
    )


def _owners(part: PriorityPart, ownership: Ownership, bodies: Bodies) -> list[Wanted]:
    return [
        Wanted(
            code.line,
            f"owner {code} of priority {part.number}",
            {
                "ownership_id": ownership.pk,
                **bodies.place(code),
                "is_lead": code == part.ownership.lead,
                "order": order,
            },
        )
        for order, code in enumerate(part.ownership.owners)
    ]


def _write_down(agreement: Agreement, changes: Changes, now: datetime) -> None:
    if changes.is_new:
        audit.record(events.AGREEMENT_LOADED, actor=None, subject=agreement, now=now)
    elif changes.corrected:
        audit.record(
            events.AGREEMENT_CORRECTED,
            actor=None,
            subject=agreement,
            now=now,
            changes=changes.corrected,
        )
