"""A county in which every line is OFFICIAL-SENSITIVE, and every word of it is marked.

``build()`` fills each text of whatever hangs on a line with a word that stands
nowhere else, such as ``zqx7x-reportedline-issue``: the agency by whose people it may
be read, the kind of thing, the field. ``zqx0x`` is read by more than one agency.
"""

from datetime import UTC, datetime, timedelta
from typing import Any

from django.apps import apps
from django.core.files.base import ContentFile
from django.db import models

from actions.choices import Marking
from actions.models import (
    Action,
    Amendment,
    Ask,
    AskReply,
    ContributorReport,
    DateChange,
    Delegation,
    Evidence,
    EvidenceUse,
    OfficerNote,
    Proposal,
    Query,
    ReportedLine,
    ReturnLine,
    SignOff,
    Upload,
)
from actions.workbooks.findings import Spot
from assurance.models import Decision, Escalation, MeetingPaper, Seal
from hcss.kernel import audit, triggers
from hcss.kernel.plain import canonical, digest
from tests import factories as make
from tests import world as plain

MARK = "zqx"
SHARED = 0
#: No agency has this number: only those who are cleared read it.
NOBODY = 999_999
_AT = datetime(2026, 10, 13, 9, tzinfo=UTC)

#: How to find the agency by whose people the texts of a thing may be read.
READ_BY: dict[type[models.Model], str] = {
    ReturnLine: "quarterly_return.agency_id",
    ReportedLine: "line.quarterly_return.agency_id",
    Query: "line.quarterly_return.agency_id",
    OfficerNote: "line.quarterly_return.agency_id",
    Amendment: "line.quarterly_return.agency_id",
    Evidence: "agency_id",
    EvidenceUse: "line.quarterly_return.agency_id",
    Delegation: "line.quarterly_return.agency_id",
    Proposal: "delegation.line.quarterly_return.agency_id",
    SignOff: "quarterly_return.agency_id",
    Upload: "quarterly_return.agency_id",
    Ask: "",
    AskReply: "",
    ContributorReport: "",
}
#: Of no line, but of a sensitive action, which is hidden as a whole.
OF_ACTIONS: dict[type[models.Model], str] = {
    Action: "lead_agency_id",
    DateChange: "action.lead_agency_id",
}
#: What is no text of a person's, though a column of characters.
NO_TEXT = ("sha256", "media_type", "token_digest", "ref", "file", "occasion")


def kinds() -> set[type[models.Model]]:
    """Return every model that hangs on a line, directly or through another."""
    found: set[Any] = {ReturnLine, ReportedLine}
    while True:
        more = {
            model
            for model in apps.get_app_config("actions").get_models()
            for field in model._meta.fields
            if field.related_model in found
        }
        if more <= found:
            return found
        found |= more


def text_fields(model: type[models.Model]) -> list[models.Field]:
    """Return the fields into which somebody writes."""
    return [
        field
        for field in model._meta.fields
        if isinstance(field, models.CharField | models.TextField)
        and not field.choices
        and field.name not in NO_TEXT
    ]


def mark(agency: int | None, model: type[models.Model], field: str) -> str:
    """Return the word that stands in this field and nowhere else."""
    return f"{MARK}{agency or SHARED}x-{model.__name__.lower()}-{field}"


def build(*, now: datetime, rows: int = 1) -> plain.World:
    """Make the county, add what it lacks, then mark every word of every line."""
    world = plain.build(now=now, rows=rows)
    for name in ("own_line", "accepted_line", "submitted_line"):
        _hang_everything_on(world[name])
    triggers.remove()  # what was sent in does not change: here it must
    _mark_lines()
    _mark_actions()
    _mark_meetings()
    _write_history(now)
    _seal_again(world, now)
    for thing in world.things.values():
        if isinstance(thing, models.Model):
            thing.refresh_from_db()
    return world


def _mark_lines() -> None:
    for model, path in READ_BY.items():
        for thing in model._default_manager.all():
            _mark_texts(thing, _agency(thing, path))


def _mark_actions() -> None:
    """Mark what is hidden as a whole."""
    for action in Action.objects.filter(marking=Marking.SENSITIVE):
        _mark_texts(action, action.lead_agency_id)
        for change in action.date_changes.all():
            _mark_texts(change, action.lead_agency_id)


def _seal_again(world: plain.World, now: datetime) -> None:
    """Let the seals hold the marked words: nothing keeps them from it here."""
    for name, held in plain.held_in_seals(world, now).items():
        content = canonical(held)
        seals = Seal.objects.filter(pk=world[name].pk)
        seals.update(content=content, sha256=digest(content))


def _mark_meetings() -> None:
    """Mark what is for those cleared only; of escalations for their agency too."""
    for decision in Decision.objects.exclude(pk__in=Decision.objects.official()):
        _mark_one(decision, NOBODY, "text")
    for paper in MeetingPaper.objects.filter(marking=Marking.SENSITIVE):
        _mark_one(paper, NOBODY, "title", "url")
    for each in Escalation.objects.exclude(pk__in=Escalation.objects.official()):
        _mark_one(each, each.agency_id, "reply")


def _mark_one(thing: Any, agency: int, *names: str) -> None:
    model = type(thing)
    fields = {name: model._meta.get_field(name) for name in names}
    model._default_manager.filter(pk=thing.pk).update(
        **{
            name: _as(field, mark(agency, model, name))
            for name, field in fields.items()
        }
    )


def _agency(thing: Any, path: str) -> int | None:
    """Return the agency whose people read it; None if those of another do too."""
    if isinstance(thing, Query) and thing.line_id is None:
        return None
    if isinstance(thing, Ask | AskReply):
        ask = thing if isinstance(thing, Ask) else thing.ask
        return ask.agency_id if ask.of_agency_id is None else None
    if isinstance(thing, ContributorReport):
        agency: int = thing.line.quarterly_return.agency_id
        return agency if thing.agency_id == agency else None
    for name in path.split("."):
        thing = getattr(thing, name)
    return thing if isinstance(thing, int) else None


def _mark_texts(thing: Any, agency: int | None) -> None:
    if isinstance(thing, Query) and thing.line_id is None:
        return  # about no line: nothing marks it
    model = type(thing)
    changes: dict[str, Any] = {
        field.name: _as(field, mark(agency, model, field.name))
        for field in text_fields(model)
    }
    if isinstance(thing, ReportedLine) and not thing.line.action.is_sensitive:
        del changes["action_title"]  # everybody knows of the action
    if any(field.name == "marking" for field in model._meta.fields):
        changes["marking"] = Marking.SENSITIVE
    if isinstance(thing, Upload):
        said = mark(agency, model, "findings")
        changes["findings"] = [Spot("Lines").note(said).as_kept]
    if getattr(thing, "file", None):
        thing.file.save("kept.txt", ContentFile(mark(agency, model, "file").encode()))
        thing.file.close()
    model._default_manager.filter(pk=thing.pk).update(**changes)


def _as(field: models.Field, word: str) -> str:
    if isinstance(field, models.EmailField):
        return f"{word}@example.org"
    return f"https://example.org/{word}" if isinstance(field, models.URLField) else word


def _hang_everything_on(line: ReturnLine) -> None:
    """Add one of each kind to the line, by hand: the words are marked afterwards."""
    agency, officer = line.quarterly_return.agency, make.UserFactory(officer=True)
    contact = make.UserFactory(contact=agency)
    make.QueryFactory(
        quarterly_return=line.quarterly_return, line=line, answered=True, version=1
    )
    make.QueryFactory(quarterly_return=line.quarterly_return, line=line, version=1)
    make.OfficerNoteFactory(line=line)
    ask = make.AskFactory(line=line, of_agency=None)
    make.AskReplyFactory(ask=ask)
    _pass_on(line, contact)
    _prove(line, contact)
    ContributorReport.objects.create(
        line=line,
        agency=agency,
        text="x",
        written_by=contact,
        written_at=_AT,
        marking=Marking.SENSITIVE,
    )
    SignOff.objects.create(
        quarterly_return=line.quarterly_return,
        asked_by=contact,
        asked_at=_AT,
        outcome="sent_back",
        comment="x",
        decided_by=officer,
        decided_at=_AT,
    )
    Upload.objects.create(
        quarterly_return=line.quarterly_return,
        file=ContentFile(b"x", name="lines.txt"),
        file_name="x",
        size=1,
        sha256="0" * 64,
        uploaded_by=contact,
        uploaded_at=_AT,
    )
    _amend(line, contact)


def _pass_on(line: ReturnLine, contact: Any) -> None:
    delegation = Delegation.objects.create(
        line=line,
        given_by=contact,
        given_at=_AT,
        to_name="x",
        to_email="x@example.org",
        token_digest=f"{line.pk:064}",
        expires_at=_AT + timedelta(days=30),
    )
    Proposal.objects.create(
        delegation=delegation,
        line_version=1,
        written_by_name="x",
        written_at=_AT,
        reported_on=_AT.date(),
    )


def _prove(line: ReturnLine, contact: Any) -> None:
    for kind, more in {
        "file": {
            "file": ContentFile(b"x", name="proof.txt"),
            "sha256": "0" * 64,
            "media_type": "text/plain",
        },
        "link": {"url": "https://example.org/"},
        "reference": {"holder": "x"},
    }.items():
        item = Evidence.objects.create(
            agency=line.quarterly_return.agency,
            kind=kind,
            title="x",
            added_by=contact,
            added_at=_AT,
            **more,
        )
        EvidenceUse.objects.create(
            evidence=item, line=line, added_by=contact, added_at=_AT
        )


def _amend(line: ReturnLine, contact: Any) -> None:
    if line.reported is None or line.amendments.exists():
        return
    amendments = Amendment.objects.filter(quarterly_return=line.quarterly_return)
    Amendment.objects.create(
        quarterly_return=line.quarterly_return,
        line=line,
        number=amendments.count() + 1,
        original=line.reported,
        status=line.reported.status,
        reason="x",
        proposed_by=contact,
        proposed_at=_AT,
        by_agency=True,
    )


def _write_history(now: datetime) -> None:
    """Let the trail say of each sensitive thing what a careless service might."""
    for model, path in (READ_BY | OF_ACTIONS).items():
        for thing in model._default_manager.all():
            of = thing if isinstance(thing, Action) else getattr(thing, "action", None)
            if model in OF_ACTIONS and (of is None or not of.is_sensitive):
                continue
            if isinstance(thing, Query) and thing.line_id is None:
                continue
            agency = _agency(thing, path)
            audit.record(
                "actions.line_saved",
                actor=None,
                subject=thing,
                now=now,
                why=mark(agency, model, "why"),
                changes={"note": ["", mark(agency, model, "changes")]},
            )
