"""Ways to write the texts of meetings, decisions and escalations."""

from datetime import date, datetime

from assurance.services.decision_checks import FollowUp
from assurance.services.decisions import record_decision
from assurance.services.escalations import answer_escalation
from assurance.services.meetings import (
    MeetingFacts,
    add_paper,
    edit_meeting,
    plan_meeting,
)
from tests import factories as make
from tests.handling.writing import Write, officer, writes


def _plan(name: str) -> Write:
    def write(text: str, now: datetime) -> None:
        facts = MeetingFacts(
            group=make.PartnershipFactory(),
            held_on=date(2026, 11, 12),
            **{name: text},  # type: ignore[arg-type]
        )
        plan_meeting(actor=officer(), facts=facts, now=now)

    return write


def _edit(name: str) -> Write:
    def write(text: str, now: datetime) -> None:
        meeting = make.MeetingFactory(upcoming=True)
        facts = MeetingFacts(
            group=meeting.group,
            held_on=meeting.held_on,
            **{name: text},  # type: ignore[arg-type]
        )
        edit_meeting(actor=officer(), meeting=meeting, facts=facts, version=1, now=now)

    return write


for _name in ("place", "item", "report_of", "contact"):
    writes(f"assurance.Meeting.{_name}")(_plan(_name))
    writes(f"assurance.Meeting.{_name}")(_edit(_name))


@writes("assurance.MeetingPaper.title")
def _paper(text: str, now: datetime) -> None:
    add_paper(
        actor=officer(),
        meeting=make.MeetingFactory(),
        title=text,
        url="https://papers.example/",
        now=now,
    )


@writes("assurance.MeetingPaper.url")
def _address(text: str, now: datetime) -> None:
    add_paper(
        actor=officer(),
        meeting=make.MeetingFactory(),
        title="Terms of reference",
        url=f"https://papers.example/{text}".replace(" ", ""),
        now=now,
    )


@writes("assurance.Decision.text")
def _decide(text: str, now: datetime) -> None:
    record_decision(actor=officer(), meeting=make.MeetingFactory(), text=text, now=now)


def _follow(name: str) -> Write:
    def write(text: str, now: datetime) -> None:
        agency = make.AgencyFactory()
        given = {"title": "Agree a plan", "success_criterion": "It is signed."}
        follow_up = FollowUp(
            lead_agency=agency,
            contact=make.UserFactory(contact=agency),
            due_on=date(2027, 3, 31),
            **given | {name: text},  # type: ignore[arg-type]
        )
        record_decision(
            actor=officer(),
            meeting=make.MeetingFactory(),
            text="We go ahead.",
            priority=make.PriorityFactory(),
            follow_up=follow_up,
            now=now,
        )

    return write


writes("actions.Action.title")(_follow("title"))
writes("actions.Action.success_criterion")(_follow("success_criterion"))


@writes("assurance.Escalation.reply")
def _reply(text: str, now: datetime) -> None:
    escalation = make.EscalationFactory()
    answer_escalation(
        actor=make.UserFactory(approver=escalation.agency),
        escalation=escalation,
        reply=text,
        version=1,
        now=now,
    )


@writes("assurance.Escalation.reply")
def _told_by(text: str, now: datetime) -> None:
    answer_escalation(
        actor=officer(),
        escalation=make.EscalationFactory(),
        reply="It is done.",
        told_by=text,
        version=1,
        now=now,
    )
