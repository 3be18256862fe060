"""Every page of the quarterly return has something to show."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client
from django.utils import timezone

from actions.choices import Marking, ReturnState
from actions.models import (
    Amendment,
    Ask,
    ContributorReport,
    Delegation,
    Evidence,
    Extension,
    ReportedLine,
    Return,
    ReturnLine,
    SignOff,
)
from actions.return_choices import (
    AmendmentState,
    AskReplyKind,
    AskState,
    EvidenceKind,
    ExtensionState,
    ProposalState,
    SignOffOutcome,
)
from actions.selectors.asks import risen
from actions.selectors.comparison import last_quarter
from actions.selectors.still_true import why_not
from hcss.kernel.quarters import Quarter
from partnerships.models import User
from tests.demonstration.conftest import TODAY

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("loaded")]

ON = timezone.localdate(TODAY)
Q2 = Quarter(2026, 2)


def person(name: str) -> User:
    return User.objects.get(email=f"{name}@hcss.example")


def open_return(agency: str) -> Return:
    returns = Return.objects.for_quarter(Q2).with_agency()
    return returns.get(agency__name__contains=agency)


def open_line(ref: str) -> ReturnLine:
    lines = ReturnLine.objects.with_action().filter(action__ref=ref)
    return lines.get(quarterly_return__period__starts_on=Q2.starts_on)


def test_the_contact_finds_lines_that_can_be_ticked_and_one_that_cannot():
    contact, mine = person("contact"), open_return("Constabulary")
    empty = list(ReturnLine.objects.with_action().filter(quarterly_return=mine))
    empty = [line for line in empty if not line.status]
    earlier = last_quarter(empty)

    faults = {
        line.action.ref: why_not(line, earlier[line.pk], reader=contact, on=ON)
        for line in empty
    }

    assert mine.is_writable(at=TODAY)
    assert {ref for ref, found in faults.items() if not found} == {"P5-04", "P7-05"}
    assert "has passed" in faults["P1-06"]["status"][0]


def test_lines_were_still_true_and_one_of_them_three_times_in_a_row():
    attested = ReportedLine.objects.filter(times_still_true__gt=0)

    times = {
        (
            each.line.action.ref,
            each.line.quarterly_return.period.quarter,
        ): each.times_still_true
        for each in attested.select_related(
            "line__action", "line__quarterly_return__period"
        )
    }

    assert times == {
        ("P4-11", Q2.previous.previous): 1,
        ("P4-11", Q2.previous): 2,
        ("P4-11", Q2): 3,
        ("P4-03", Q2.previous): 1,
        ("P4-03", Q2): 2,
        ("P3-07", Q2): 1,
    }


def test_a_return_waits_for_its_approver_who_sent_it_back_once():
    waiting = Return.objects.get(state=ReturnState.AWAITING)

    first, second = SignOff.objects.filter(quarterly_return=waiting).order_by("pk")

    assert waiting.agency.label == "HFRS"
    assert waiting.agency.needs_sign_off
    assert first.outcome == SignOffOutcome.SENT_BACK
    assert first.decided_by == person("fire.approver")
    assert "instructor" in first.comment
    assert second.outcome == SignOffOutcome.WAITING


def test_a_queried_return_has_lines_that_are_accepted_and_one_that_is_asked_about():
    queried = open_return("Crime Commissioner")

    accepted = queried.lines.filter(accepted_at__isnull=False)

    assert {line.action.ref for line in accepted} == {"P3-07", "P3-08"}
    assert queried.queries.get().line.action.ref == "P2-02"


def test_one_ask_is_answered_and_waits_for_who_asked():
    answered = Ask.objects.get(state=AskState.ANSWERED)

    assert (answered.action.ref, answered.agency.label) == ("P1-02", "Constabulary")
    assert answered.of_agency is None
    assert answered.raised_by == person("constabulary.approver")


def test_one_ask_is_unanswered_and_has_risen_to_the_chair(client: Client):
    late = risen(on=ON).get()

    kinds = late.replies.order_by("pk").values_list("kind", flat=True)
    client.force_login(person("chair"))
    page = client.get("/assurance/", follow=True).content.decode()

    assert (late.action.ref, late.of_agency.label) == ("P2-04", "OPCC")
    assert list(kinds) == [AskReplyKind.ANSWER, AskReplyKind.ASKED_AGAIN]
    assert late.text in page


def test_one_ask_was_raised_by_hand_of_another_agency():
    by_hand = Ask.objects.get(reported=None)

    assert by_hand.action.ref == "P2-02"
    assert by_hand.of_agency.label == "Integrated Care Board"
    assert by_hand.answerer == person("icb.deputy")


def test_earlier_asks_are_settled():
    closed = Ask.objects.filter(state=AskState.CLOSED)

    assert {each.action.ref for each in closed} == {"P1-02", "P1-05"}


def test_evidence_is_of_every_kind_and_of_priority_4_a_reference_only():
    assert {each.kind for each in Evidence.objects.all()} == set(EvidenceKind.values)
    prevent = Evidence.objects.get(uses__line__action__ref__startswith="P4-")
    assert prevent.kind == EvidenceKind.REFERENCE


def test_one_file_supports_two_lines_and_one_has_expired(loaded: Path):
    files = Evidence.objects.filter(kind=EvidenceKind.FILE).order_by("title")

    shared, expired = files

    assert {use.line.action.ref for use in shared.uses.all()} == {"P7-02", "P7-04"}
    assert shared.media_type == "text/csv"
    assert expired.expires_on < ON
    for each in files:
        assert (loaded / "uploads" / each.file.name).stat().st_size == each.size


def test_more_time_is_asked_for_a_return_that_is_missing():
    asked = Extension.objects.get()

    assert asked.state == ExtensionState.ASKED
    assert asked.quarterly_return.agency.label == "Integrated Care Board"
    assert asked.quarterly_return.state == ReturnState.NO_RETURN
    assert asked.quarterly_return.period.quarter == Q2.previous


def test_one_amendment_is_agreed_and_one_waits():
    agreed, waiting = Amendment.objects.order_by("pk")

    assert agreed.state == AmendmentState.APPROVED
    assert agreed.result.progress.startswith("All six have answered. Twelve")
    assert agreed.original.progress.startswith("All six have answered. Eleven")
    assert waiting.state == AmendmentState.PROPOSED
    assert waiting.line.quarterly_return.agency.label == "HCC"


def test_an_officer_typed_a_line_that_its_agency_has_not_confirmed():
    line = open_line("P3-03")

    assert line.is_unconfirmed
    assert line.written_for_by == person("second.officer")
    assert line.told_by == "Owen Pryce, by telephone"
    assert line.quarterly_return.state == ReturnState.OPEN


def test_a_line_is_with_a_colleague_and_a_proposal_waits_on_another():
    to_colleague = Delegation.objects.exclude(to_person=None).get()
    by_link = Delegation.objects.get(to_person=None)

    assert to_colleague.to_person == person("constabulary.deputy")
    assert to_colleague in Delegation.objects.usable(at=TODAY + timedelta(days=1))
    assert by_link.proposal.state == ProposalState.WAITING
    assert by_link.line == open_line("P2-04")
    assert not Delegation.objects.unsent().exists()


def test_one_contributor_reports_an_issue_and_one_does_not():
    said = {
        each.line.action.ref: (each.agency.label, each.reports_issue)
        for each in ContributorReport.objects.all()
    }

    assert said == {"P7-05": ("HCC", True), "P3-06": ("Constabulary", False)}


def test_a_sensitive_line_is_read_by_the_officer_and_held_back_from_a_reader(
    client: Client,
):
    line = ReportedLine.objects.get(marking=Marking.SENSITIVE)
    pages = {}
    for name in ("officer", "reader"):
        client.force_login(person(name))
        address = line.line.quarterly_return.get_absolute_url()
        pages[name] = client.get(address).content.decode()

    assert line.line.action.ref == "P4-12"
    assert "in confidence" in pages["officer"]
    assert "in confidence" not in pages["reader"]
    assert "P4-12" in pages["reader"]
