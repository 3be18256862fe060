"""Accepting line by line: what is taken is locked, and holds nothing else up (R33)."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError

from actions.choices import DeliveryStatus, ReturnState
from actions.models import ReportedLine, Return, ReturnLine, Submission
from actions.services.acceptance import accept_lines, accept_return
from actions.services.lines import save_line
from actions.services.queries import answer_query, ask
from actions.services.returns import submit_nil, submit_return
from hcss.kernel import policy
from hcss.kernel.errors import Conflict, NotPermitted
from hcss.kernel.models import AuditEvent
from tests.factories import (
    ActionFactory,
    AgencyFactory,
    ReturnFactory,
    ReturnLineFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db

SIGNED = {"signed_name": "Jo Hart", "signed_post": "Partnerships manager"}


@pytest.fixture
def police():
    return AgencyFactory(name="Hampshire Constabulary")


@pytest.fixture
def sent(police):
    """A return of three lines, with the officer."""
    quarterly_return = ReturnFactory(agency=police, submitted=True)
    for number in (1, 2, 3):
        ReturnLineFactory(
            quarterly_return=quarterly_return,
            action=ActionFactory(active=True, lead_agency=police, ref=f"P1-0{number}"),
            reported=True,
        )
    return quarterly_return


@pytest.fixture
def lines(sent):
    return list(sent.lines.select_related("action").order_by("action__ref"))


@pytest.fixture
def officer():
    return UserFactory(officer=True, name="Olive Officer")


@pytest.fixture
def contact(police):
    return UserFactory(contact=police, name="Jo Hart")


@pytest.fixture
def accept(sent, officer, now):
    def accept(*lines, **changes):
        return accept_lines(
            **{
                "actor": officer,
                "quarterly_return": sent,
                "lines": lines,
                "version": 1,
                "now": now,
                **changes,
            }
        )

    return accept


@pytest.fixture
def about(sent, officer, now):
    """Ask about lines, or about the whole; return the question."""

    def about(*lines):
        questions = [(line, "Who?") for line in lines]
        asked = ask(actor=officer, quarterly_return=sent, questions=questions, now=now)
        return asked[0]

    return about


@pytest.fixture
def answer(contact, now):
    def answer(query):
        answer_query(actor=contact, query=query, answer="The board.", now=now)

    return answer


@pytest.fixture
def send_again(sent, contact, now):
    def send_again():
        submit_return(actor=contact, quarterly_return=sent, now=now, **SIGNED)

    return send_again


def accepted_refs():
    found = ReturnLine.objects.filter(accepted_at__isnull=False)
    return sorted(found.values_list("action__ref", flat=True))


def test_one_line_is_accepted_by_name_and_hour_and_the_return_goes_on(
    sent, lines, accept, officer, now
):
    accept(lines[1])

    line = ReturnLine.objects.get(pk=lines[1].pk)
    assert (line.accepted_by, line.accepted_at) == (officer, now)
    assert accepted_refs() == ["P1-02"]
    assert Return.objects.get().state == ReturnState.SUBMITTED
    event = AuditEvent.objects.get()
    assert (event.verb, event.actor, event.subject_id) == (
        "actions.line_accepted",
        officer,
        line.pk,
    )


def test_with_the_last_line_the_return_is_accepted(sent, lines, accept, officer, now):
    accept(lines[0], lines[1])
    assert Return.objects.get().state == ReturnState.SUBMITTED

    accept(lines[2])

    stored = Return.objects.get()
    assert (stored.state, stored.accepted_by, stored.accepted_at) == (
        ReturnState.ACCEPTED,
        officer,
        now,
    )
    assert sent.state == ReturnState.ACCEPTED
    assert list(AuditEvent.objects.order_by("pk").values_list("verb", flat=True)) == [
        "actions.line_accepted",
        "actions.line_accepted",
        "actions.line_accepted",
        "actions.return_accepted",
    ]


def test_all_is_accepted_in_one_go(sent, accept, officer, now):
    accept_return(actor=officer, quarterly_return=sent, version=1, now=now)

    assert accepted_refs() == ["P1-01", "P1-02", "P1-03"]
    assert Return.objects.get().state == ReturnState.ACCEPTED


def test_accepting_all_leaves_to_whoever_came_first_what_they_took(
    sent, lines, accept, officer, now
):
    accept(lines[0])
    second = UserFactory(officer=True)

    accept_return(
        actor=second,
        quarterly_return=sent,
        version=1,
        now=now + timedelta(hours=1),
    )

    first = ReturnLine.objects.get(pk=lines[0].pk)
    assert (first.accepted_by, first.accepted_at) == (officer, now)
    assert Return.objects.get().accepted_by == second


def test_a_nil_return_is_accepted_whole(officer, now):
    line = ReturnLineFactory()
    nil = line.quarterly_return
    submit_nil(
        actor=UserFactory(contact=nil.agency),
        quarterly_return=nil,
        is_confirmed=True,
        now=now,
        **SIGNED,
    )

    accept_return(actor=officer, quarterly_return=nil, version=1, now=now)

    assert Return.objects.get().state == ReturnState.ACCEPTED
    assert ReturnLine.objects.get().accepted_by == officer


def test_a_nil_return_without_a_line_is_accepted_too(officer, now):
    nil = ReturnFactory(nil=True)

    accept_return(actor=officer, quarterly_return=nil, version=1, now=now)

    assert Return.objects.get().state == ReturnState.ACCEPTED


def test_asking_about_two_lines_does_not_hold_up_the_third(lines, accept, about):
    about(lines[0], lines[1])

    accept(lines[2])

    assert accepted_refs() == ["P1-03"]
    assert Return.objects.get().state == ReturnState.QUERIED


def test_a_line_that_waits_for_an_answer_is_not_accepted(lines, accept, about):
    about(lines[0])

    with pytest.raises(Conflict) as caught:
        accept(lines[0], lines[1])

    assert caught.value.messages == [
        "P1-01 waits for an answer: Olive Officer asked on 20 October 2026 at 10:00am."
    ]
    assert accepted_refs() == []


def test_with_an_open_question_the_whole_is_not_accepted(sent, about, officer, now):
    about(None)

    with pytest.raises(Conflict, match="went back to the agency with a question"):
        accept_return(actor=officer, quarterly_return=sent, version=1, now=now)

    assert accepted_refs() == []


def test_an_answer_may_be_enough(lines, accept, about, answer):
    query = about(lines[0])
    accept(lines[1], lines[2])
    answer(query)

    accept(lines[0])

    assert Return.objects.get().state == ReturnState.ACCEPTED


def test_the_last_line_does_not_close_a_return_that_is_asked_about_as_a_whole(
    lines, accept, about
):
    about(None)

    accept(*lines)

    assert Return.objects.get().state == ReturnState.QUERIED


def test_what_the_agency_is_changing_waits_for_the_next_version(
    lines, accept, about, contact, now
):
    query = about(lines[0])
    answer_query(actor=contact, query=query, answer="See the line.", now=now)
    save_line(
        actor=contact,
        line=ReturnLine.objects.with_action().get(pk=lines[0].pk),
        version=1,
        words={"progress": "The two chief officers have it."},
        now=now + timedelta(hours=1),
        finish=True,
    )

    with pytest.raises(Conflict) as caught:
        accept(lines[0])

    assert caught.value.messages == [
        "The agency is changing P1-01: it comes with the next version."
    ]
    assert ReturnLine.objects.get(pk=lines[0].pk).progress == (
        "The two chief officers have it."
    )


def test_the_agency_writes_only_on_what_is_not_accepted(
    lines, accept, about, contact, now
):
    accept(lines[0])
    about(lines[1])
    taken, asked = (
        ReturnLine.objects.with_action().get(pk=line.pk) for line in lines[:2]
    )
    change = {"version": 1, "words": {"progress": "Other"}, "now": now, "finish": True}

    with pytest.raises(Conflict, match="This line was accepted on"):
        save_line(actor=contact, line=taken, **change)
    save_line(actor=contact, line=asked, **change)

    assert ReturnLine.objects.get(pk=taken.pk).progress != "Other"


def test_sending_in_again_keeps_what_was_accepted(
    lines, accept, about, answer, send_again
):
    accept(lines[0])
    taken = ReturnLine.objects.get(pk=lines[0].pk).reported
    query = about(lines[1])
    answer(query)

    send_again()

    assert accepted_refs() == ["P1-01"]
    assert ReturnLine.objects.get(pk=lines[0].pk).reported == taken
    again = Submission.objects.get(version=2)
    found = ReportedLine.objects.filter(submission=again)
    assert sorted(found.values_list("line__action__ref", flat=True)) == [
        "P1-02",
        "P1-03",
    ]
    accept(lines[1], lines[2], version=2)
    assert Return.objects.get().state == ReturnState.ACCEPTED


def test_the_second_of_two_officers_is_told_who_and_when(lines, accept, officer):
    second_tab = ReturnLine.objects.get(pk=lines[0].pk)
    accept(lines[0])

    with pytest.raises(Conflict) as caught:
        accept(second_tab, actor=UserFactory(officer=True))

    assert caught.value.messages == [
        "P1-01 was accepted by Olive Officer on 20 October 2026 at 10:00am."
    ]


def test_of_several_lines_all_are_accepted_or_none(lines, accept):
    accept(lines[0])

    with pytest.raises(Conflict):
        accept(lines[0], lines[1])

    assert accepted_refs() == ["P1-01"]


def test_an_officer_accepts_only_lines_of_the_version_that_they_read(
    lines, accept, about, answer, send_again
):
    query = about(None)
    answer(query)
    send_again()

    with pytest.raises(Conflict, match="This return was sent in on"):
        accept(lines[0], version=1)

    assert accepted_refs() == []


def test_who_sent_in_any_version_accepts_no_line(accept, officer):
    quarterly_return = ReturnFactory(submitted=True, submission__submitted_by=officer)
    line = ReturnLineFactory(quarterly_return=quarterly_return, reported=True)

    with pytest.raises(NotPermitted, match="does not accept"):
        accept(line, actor=officer, quarterly_return=quarterly_return)


def test_who_may_write_for_the_agency_accepts_no_line(lines, accept, police):
    both = UserFactory(officer=True, contact=police)

    with pytest.raises(NotPermitted):
        accept(lines[0], actor=both)


@pytest.mark.parametrize("role", ["contact", "chair", "assurer", "reader"])
def test_only_officers_accept_lines(lines, accept, role):
    with pytest.raises(NotPermitted):
        accept(lines[0], actor=UserFactory(**{role: True}))


@pytest.fixture
def typed_by_officer(sent, officer, now):
    return ReturnLineFactory(
        quarterly_return=sent,
        action=ActionFactory(active=True, lead_agency=sent.agency, ref="P1-09"),
        reported=True,
        reported__written_for_by=officer,
        reported__written_for_at=now,
        reported__told_by="J. Hale, by telephone",
    )


def test_who_wrote_a_line_for_the_agency_does_not_accept_it(accept, typed_by_officer):
    """R35: typed after a telephone call."""
    with pytest.raises(NotPermitted, match="You wrote P1-09 for the agency"):
        accept(typed_by_officer)

    accept(typed_by_officer, actor=UserFactory(officer=True))
    assert accepted_refs() == ["P1-09"]


def test_who_wrote_a_line_for_the_agency_does_not_accept_the_whole(
    sent, officer, typed_by_officer, now
):
    with pytest.raises(NotPermitted, match="You wrote P1-09 for the agency"):
        accept_return(actor=officer, quarterly_return=sent, version=1, now=now)

    assert accepted_refs() == []
    assert typed_by_officer.reported.written_for_by == officer


def test_a_line_of_another_return_or_of_none_is_refused(lines, accept):
    stranger = ReturnLineFactory(
        quarterly_return=ReturnFactory(submitted=True), reported=True
    )
    unsent = ReturnLineFactory(quarterly_return=lines[0].quarterly_return)

    with pytest.raises(ValidationError, match="of another return"):
        accept(stranger)
    with pytest.raises(ValidationError, match="Nothing was sent in"):
        accept(unsent)
    with pytest.raises(ValidationError, match="at least one line"):
        accept()

    assert accepted_refs() == []


@pytest.mark.parametrize("state", ["open", "draft", "no_return", "accepted"])
def test_lines_are_accepted_only_while_the_return_is_with_the_officer(
    officer, now, state
):
    trait = {} if state == "open" else {state: True}
    quarterly_return = ReturnFactory(**trait)
    line = ReturnLineFactory(quarterly_return=quarterly_return, finished=True)

    with pytest.raises(Conflict):
        accept_lines(
            actor=officer,
            quarterly_return=quarterly_return,
            lines=[line],
            version=quarterly_return.version,
            now=now,
        )

    assert accepted_refs() == []


def test_other_agencies_read_it_only_once_the_whole_is_accepted(lines, accept, sent):
    other = UserFactory(contact=AgencyFactory())
    accept(lines[0], lines[1])
    assert not policy.allows(other, "actions.view_return", sent)

    accept(lines[2])

    assert policy.allows(other, "actions.view_return", sent)
    assert policy.allows(other, "actions.read_words", sent)


def test_what_was_sent_in_once_and_is_no_longer_owed_is_accepted_too(
    sent, lines, accept
):
    lines[0].action.life = "closed"
    lines[0].action.closed_as = "withdrawn"
    lines[0].action.closed_on = sent.period.ends_on
    lines[0].action.closing_decision = "HCSSG, minute 7"
    lines[0].action.save()
    assert lines[0].status == DeliveryStatus.ON_TRACK

    accept(*lines)

    assert Return.objects.get().state == ReturnState.ACCEPTED
