"""Ways to write the texts of actions, the register, the Agreement and assurance."""

from datetime import date, datetime
from typing import Any

from actions.choices import ClosedAs, DelayReason, DeliveryStatus, Timing
from actions.services import adoption, dates, editing, life, proposals
from actions.services.completion import verify_completion
from assurance.services.opinions import give_opinion
from partnerships.services import agencies, appointments, partnerships, people
from priorities.services.notes import add_editorial_note
from tests import factories as make
from tests.handling.writing import Write, officer, writes

# --- Actions ---


def _terms(**said: str) -> adoption.Terms:
    agency = make.AgencyFactory()
    given: dict[str, Any] = {
        "lead_agency": agency,
        "contact": make.UserFactory(contact=agency),
        "success_criterion": "Every agency has signed the plan.",
        "timing": Timing.DATE,
        "baseline_on": date(2027, 3, 31),
        "decision": "HCSSG 30 September 2026, minute 5",
        "agreed_on": date(2026, 9, 30),
    }
    return adoption.Terms(**given | said)


def _adopt(name: str) -> Write:
    def write(text: str, now: datetime) -> None:
        adoption.adopt_action(
            actor=officer(),
            action=make.ActionFactory(),
            terms=_terms(**{name: text}),
            now=now,
        )

    return write


def _adopt_with_others(name: str) -> Write:
    def write(text: str, now: datetime) -> None:
        chosen = [(make.ActionFactory(), _terms(**{name: text}))]
        adoption.adopt_many(actor=officer(), adoptions=chosen, now=now)

    return write


for _name in ("success_criterion", "condition", "decision"):
    writes(f"actions.Action.{_name}")(_adopt(_name))
    writes(f"actions.Action.{_name}")(_adopt_with_others(_name))


def _edit(name: str) -> Write:
    def write(text: str, now: datetime) -> None:
        action = make.ActionFactory(active=True)
        changes: Any = {} if name == "why" else {name: text}
        editing.edit_action(
            actor=officer(),
            action=action,
            version=action.version,
            changes=changes or {"title": "A better title"},
            why=text if name == "why" else "",
            now=now,
        )

    return write


writes("actions.Action.title")(_edit("title"))
writes("actions.Action.success_criterion")(_edit("success_criterion"))
writes("kernel.AuditEvent.why")(_edit("why"))


def _propose_action(name: str) -> Write:
    def write(text: str, now: datetime) -> None:
        priority = make.PriorityFactory()
        said = {"title": "Agree a plan", "decision": "Minute 5"} | {name: text}
        proposals.propose_action(
            actor=officer(),
            agreement=priority.agreement,
            priority=priority,
            heading=None,
            now=now,
            **said,
        )

    return write


writes("actions.Action.title")(_propose_action("title"))
writes("actions.Action.decision")(_propose_action("decision"))


@writes("actions.Action.closing_decision")
def _close(text: str, now: datetime) -> None:
    life.close_action(
        actor=officer(),
        action=make.ActionFactory(active=True),
        closed_as=ClosedAs.WITHDRAWN,
        decision=text,
        now=now,
    )


@writes("kernel.AuditEvent.why")
def _hold(text: str, now: datetime) -> None:
    life.hold_action(
        actor=officer(),
        action=make.ActionFactory(active=True),
        decision=text,
        held_until=date(2027, 3, 31),
        now=now,
    )


@writes("kernel.AuditEvent.why")
def _resume(text: str, now: datetime) -> None:
    held = make.ActionFactory(on_hold=True)
    life.resume_action(actor=officer(), action=held, decision=text, now=now)


@writes("kernel.AuditEvent.why")
def _verify(text: str, now: datetime) -> None:
    line = make.ReturnLineFactory(
        quarterly_return__accepted=True, reported=DeliveryStatus.COMPLETE
    )
    verify_completion(actor=officer(), action=line.action, evidence=text, now=now)


@writes("kernel.AuditEvent.why")
def _meet(text: str, now: datetime) -> None:
    life.meet_condition(
        actor=officer(),
        action=make.ActionFactory(active=True, conditional=True),
        met_on=date(2026, 9, 1),
        evidence=text,
        now=now,
    )


@writes("kernel.AuditEvent.why")
def _set_date(text: str, now: datetime) -> None:
    dates.set_date(
        actor=officer(),
        action=make.ActionFactory(undated=True),
        timing=Timing.DATE,
        baseline_on=date(2027, 3, 31),
        decision=text,
        now=now,
    )


@writes("actions.DateChange.explanation")
def _ask_for_date(text: str, now: datetime) -> None:
    dates.ask_for_date(
        actor=officer(),
        action=make.ActionFactory(active=True),
        new_on=date(2027, 6, 30),
        reason=DelayReason.STAFFING,
        explanation=text,
        now=now,
    )


def _decide_date(name: str) -> Write:
    def write(text: str, now: datetime) -> None:
        dates.decide_date(
            actor=officer(),
            change=make.DateChangeFactory(),
            approve=True,
            now=now,
            **{name: text},
        )

    return write


writes("actions.DateChange.decision")(_decide_date("decision"))
writes("actions.DateChange.comment")(_decide_date("comment"))

# --- The register, people, the Agreement, assurance ---


@writes("partnerships.Agency.note")
def _agency(text: str, now: datetime) -> None:
    agencies.create_agency(
        actor=officer(), name="New Body", kind="council", note=text, now=now
    )


@writes("partnerships.Agency.note")
def _edit_agency(text: str, now: datetime) -> None:
    agencies.edit_agency(
        actor=officer(), agency=make.AgencyFactory(), note=text, now=now
    )


@writes("partnerships.Succession.note")
def _succeed(text: str, now: datetime) -> None:
    agencies.record_succession(
        actor=officer(),
        predecessor=make.AgencyFactory(),
        successor=make.AgencyFactory(),
        took_over_on=date(2026, 9, 1),
        on=now.date(),
        note=text,
        now=now,
    )


@writes("partnerships.Partnership.note")
def _partnership(text: str, now: datetime) -> None:
    partnerships.create_partnership(
        actor=officer(), name="New Board", kind="board", note=text, now=now
    )


@writes("partnerships.Partnership.note")
def _edit_partnership(text: str, now: datetime) -> None:
    partnerships.edit_partnership(
        actor=officer(), partnership=make.PartnershipFactory(), note=text, now=now
    )


@writes("kernel.AuditEvent.why")
def _end_appointment(text: str, now: datetime) -> None:
    person = make.UserFactory(reader=True)
    appointments.end_appointment(
        actor=officer(),
        appointment=person.appointments.get(),
        ends_on=now.date(),
        why=text,
        now=now,
    )


@writes("kernel.AuditEvent.why")
def _leave(text: str, now: datetime) -> None:
    people.end_person(
        actor=officer(),
        person=make.UserFactory(reader=True),
        on=now.date(),
        why=text,
        now=now,
    )


@writes("priorities.EditorialNote.text")
def _editorial_note(text: str, now: datetime) -> None:
    add_editorial_note(
        actor=officer(), statement=make.StatementFactory(), text=text, now=now
    )


def _give(name: str) -> Write:
    def write(text: str, now: datetime) -> None:
        said: Any = make.GIVEN | {name: text}
        give_opinion(
            actor=make.UserFactory(assurer=True),
            priority=make.PriorityFactory(),
            heading=None,
            now=now,
            **said,
        )

    return write


for _name in ("evidence", "reason", "interests", "why_better"):
    writes(f"assurance.Opinion.{_name}")(_give(_name))
