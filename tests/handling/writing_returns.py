"""Ways to write the texts of returns and of what hangs on their lines."""

from datetime import UTC, date, datetime
from typing import Any

from django.core.files.base import ContentFile

from actions.choices import DeliveryStatus
from actions.models import Amendment, Ask, ReturnLine
from actions.services import (
    acceptance,
    amendments,
    ask_replies,
    asks,
    contributions,
    delegation,
    evidence,
    evidence_notes,
    extensions,
    line_proposals,
    lines,
    queries,
    sign_off,
    written_for,
)
from actions.services.evidence_facts import About
from tests import factories as make
from tests.handling.writing import (
    TEXTS,
    Write,
    as_address,
    contact_of,
    officer,
    writes,
)
from tests.kernel import documents

# --- Lines ---


def _write_line(name: str) -> Write:
    def write(text: str, now: datetime) -> None:
        line = make.ReturnLineFactory()
        lines.save_line(
            actor=contact_of(line),
            line=line,
            version=line.version,
            words={name: as_address(name, text)},
            now=now,
            finish=False,
        )

    return write


def _amend(name: str) -> Write:
    def write(text: str, now: datetime) -> None:
        line = _accepted()
        is_late = name in ("issue", "recovery_step")
        status = DeliveryStatus.AT_RISK if is_late else DeliveryStatus.OFF_TRACK
        said = {"status": status, "reported_on": date(2026, 9, 1)}
        said |= {"reported_to": "the board"} | make.WORDS[status]
        amendments.propose_amendment(
            actor=contact_of(line),
            line=line,
            words=said | {name: as_address(name, text)},
            reason="Known later.",
            now=now,
        )

    return write


def _propose(name: str) -> Write:
    def write(text: str, now: datetime) -> None:
        given = make.DelegationFactory()
        line_proposals.propose(
            actor=given.to_person,
            delegation=given,
            words={"status": "on_track", "progress": "p"}
            | {name: as_address(name, text)},
            now=now,
        )

    return write


def _propose_by_link(name: str) -> Write:
    def write(text: str, now: datetime) -> None:
        line_proposals.propose_by_link(
            delegation=make.DelegationFactory(link=True),
            words={"status": "on_track", "progress": "p"}
            | {name: as_address(name, text)},
            now=now,
        )

    return write


for _name in TEXTS:
    writes(f"actions.ReturnLine.{_name}")(_write_line(_name))
    writes(f"actions.Amendment.{_name}")(_amend(_name))
for _name in sorted({*TEXTS} - {"reported_to"}):
    writes(f"actions.Proposal.{_name}")(_propose(_name))
    writes(f"actions.Proposal.{_name}")(_propose_by_link(_name))


def _accepted() -> ReturnLine:
    line = make.ReturnLineFactory(
        quarterly_return__accepted=True, reported=DeliveryStatus.ON_TRACK
    )
    found: ReturnLine = ReturnLine.objects.with_action().get(pk=line.pk)
    return found


def _sent_in() -> ReturnLine:
    line: ReturnLine = make.ReturnLineFactory(
        quarterly_return__submitted=True, reported=DeliveryStatus.ON_TRACK
    )
    return line


@writes("actions.ReturnLine.told_by")
def _write_for(text: str, now: datetime) -> None:
    line = make.ReturnLineFactory()
    words = {"status": "on_track", "progress": "The plan is out."}
    written_for.write_for(
        actor=officer(), line=line, version=1, words=words, told_by=text, now=now
    )


@writes("actions.Amendment.reason")
def _reason(text: str, now: datetime) -> None:
    line = _accepted()
    words = {"progress": "The plan is signed, and out."}
    amendments.propose_amendment(
        actor=contact_of(line), line=line, words=words, reason=text, now=now
    )


@writes("actions.Amendment.comment")
def _decide_amendment(text: str, now: datetime) -> None:
    made = make.AmendmentFactory(line=_accepted())
    amendments.decide_amendment(
        actor=officer(),
        amendment=Amendment.objects.with_line().get(pk=made.pk),
        approve=False,
        comment=text,
        now=now,
    )


# --- Questions and notes ---


@writes("actions.Query.question")
def _ask(text: str, now: datetime) -> None:
    line = _sent_in()
    queries.ask(
        actor=officer(),
        quarterly_return=line.quarterly_return,
        questions=[(line, text)],
        now=now,
    )


@writes("actions.Query.question")
def _ask_beside_accepting(text: str, now: datetime) -> None:
    line = _sent_in()
    queries.check_lines(
        actor=officer(),
        quarterly_return=line.quarterly_return,
        accepted=[],
        questions=[(None, text)],
        version=1,
        now=now,
    )


@writes("actions.Query.answer")
def _answer(text: str, now: datetime) -> None:
    query = make.QueryFactory()
    contact = make.UserFactory(contact=query.quarterly_return.agency)
    queries.answer_query(actor=contact, query=query, answer=text, now=now)


@writes("actions.OfficerNote.text")
def _note(text: str, now: datetime) -> None:
    acceptance.add_officer_note(actor=officer(), line=_sent_in(), text=text, now=now)


# --- Asks, contributions, evidence, delegation ---


@writes("actions.Ask.text")
def _raise(text: str, now: datetime) -> None:
    line = make.ReturnLineFactory()
    asks.raise_ask(
        actor=contact_of(line),
        line=line,
        text=text,
        need_by=date(2026, 11, 30),
        now=now,
    )


def _fresh(**traits: Any) -> Ask:
    found: Ask = Ask.objects.with_people().get(pk=make.AskFactory(**traits).pk)
    return found


@writes("actions.AskReply.text")
def _answer_ask(text: str, now: datetime) -> None:
    ask = _fresh()
    ask_replies.answer_ask(
        actor=officer(), ask=ask, text=text, version=ask.version, now=now
    )


@writes("actions.AskReply.text")
def _not_enough(text: str, now: datetime) -> None:
    ask = _fresh(answered=True)
    ask_replies.say_not_enough(
        actor=ask.raised_by, ask=ask, text=text, version=ask.version, now=now
    )


@writes("actions.AskReply.text")
def _close_ask(text: str, now: datetime) -> None:
    ask = _fresh(answered=True)
    ask_replies.close_ask(
        actor=ask.raised_by, ask=ask, text=text, version=ask.version, now=now
    )


@writes("actions.AskReply.text")
def _overrule(text: str, now: datetime) -> None:
    ask = _fresh()
    chair = make.UserFactory(chair=make.PartnershipFactory())
    ask_replies.overrule_ask(
        actor=chair, ask=ask, text=text, version=ask.version, now=now
    )


@writes("actions.ContributorReport.text")
def _contribute(text: str, now: datetime) -> None:
    line, agency = make.ReturnLineFactory(), make.AgencyFactory()
    make.ContributionFactory(action=line.action, agency=agency)
    contributions.report_contribution(
        actor=make.UserFactory(contact=agency),
        line=line,
        agency=agency,
        text=text,
        now=now,
    )


@writes("actions.Evidence.title", "actions.Evidence.url")
def _link(text: str, now: datetime) -> None:
    line = make.ReturnLineFactory()
    evidence_notes.add_link(
        actor=contact_of(line),
        line=line,
        title=text,
        url=as_address("link", text),
        now=now,
    )


@writes("actions.Evidence.title", "actions.Evidence.holder")
def _reference(text: str, now: datetime) -> None:
    line = make.ReturnLineFactory()
    evidence_notes.add_reference(
        actor=contact_of(line),
        line=line,
        title=text,
        holder=text,
        about=About(dated_on=date(2026, 9, 1)),
        now=now,
    )


@writes("actions.Evidence.title", "actions.Evidence.file_name")
def _file(text: str, now: datetime) -> None:
    line = make.ReturnLineFactory()
    file = ContentFile(documents.pdf(), name=f"{text}.pdf")
    added = evidence.add_files(
        actor=contact_of(line), line=line, files=[file], titles=[""], now=now
    )
    raise added.refusal


@writes("actions.Delegation.note")
def _pass_on(text: str, now: datetime) -> None:
    line = make.ReturnLineFactory()
    delegation.pass_on(
        actor=contact_of(line),
        line=line,
        to_name="Sam Stranger",
        to_email="sam@elsewhere.example",
        note=text,
        now=now,
    )


# --- Returns ---


@writes("actions.SignOff.note")
def _send_for_sign_off(text: str, now: datetime) -> None:
    line = make.ReturnLineFactory(
        quarterly_return__draft=True,
        quarterly_return__agency__needs_sign_off=True,
        finished=True,
    )
    make.UserFactory(approver=line.quarterly_return.agency)
    sign_off.send_for_sign_off(
        actor=contact_of(line),
        quarterly_return=line.quarterly_return,
        note=text,
        now=now,
    )


@writes("actions.SignOff.comment")
def _send_back(text: str, now: datetime) -> None:
    waiting = make.SignOffFactory()
    approver = make.UserFactory(approver=waiting.quarterly_return.agency)
    sign_off.send_back(
        actor=approver,
        quarterly_return=waiting.quarterly_return,
        comment=text,
        now=now,
    )


#: After the close of Q2 2026/27.
_LATER = datetime(2026, 10, 29, 12, tzinfo=UTC)


@writes("actions.Extension.reason")
def _ask_for_time(text: str, now: datetime) -> None:
    missed = make.ReturnFactory(no_return=True)
    extensions.ask_for_time(
        actor=make.UserFactory(contact=missed.agency),
        quarterly_return=missed,
        reason=text,
        now=_LATER,
    )


@writes("actions.Extension.comment")
def _grant_time(text: str, now: datetime) -> None:
    extensions.grant_time(
        actor=officer(),
        quarterly_return=make.ReturnFactory(no_return=True),
        until=datetime(2026, 11, 6, 17, tzinfo=UTC),
        comment=text,
        now=_LATER,
    )


@writes("actions.Extension.comment")
def _refuse_time(text: str, now: datetime) -> None:
    extensions.refuse_time(
        actor=officer(), extension=make.ExtensionFactory(), comment=text, now=_LATER
    )
