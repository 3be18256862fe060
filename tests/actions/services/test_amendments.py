"""Amendments: an accepted line is not edited; one side proposes, the other agrees."""

from datetime import UTC, date, datetime

import pytest
from django.core.exceptions import ValidationError

from actions import events
from actions.choices import DeliveryStatus, Marking, ReturnState
from actions.models import Action, Amendment, ReportedLine, Return, ReturnLine
from actions.return_choices import AmendmentState
from actions.selectors.amendments import of_action, of_return
from actions.selectors.comparison import last_quarter
from actions.services.amendments import decide_amendment, propose_amendment
from actions.services.lines import save_line
from hcss.kernel import audit
from hcss.kernel.errors import Conflict, NotPermitted
from hcss.kernel.quarters import Quarter
from tests.factories import (
    AmendmentFactory,
    PeriodFactory,
    ReturnFactory,
    ReturnLineFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db

#: A fortnight after the period closed.
LATER = datetime(2026, 11, 12, 9, tzinfo=UTC)
AT_RISK = {
    "status": "at_risk",
    "issue": "One author left in September.",
    "recovery_step": "The deputy writes it.",
    "recovery_on": date(2026, 11, 20),
}


@pytest.fixture
def line():
    return ReturnLineFactory(
        quarterly_return__accepted=True, reported=DeliveryStatus.ON_TRACK
    )


@pytest.fixture
def contact(line):
    return UserFactory(contact=line.quarterly_return.agency, name="Connie Contact")


@pytest.fixture
def officer():
    return UserFactory(officer=True, name="Pat Green")


def propose(actor, line, **changes):
    given = {
        "actor": actor,
        "line": line,
        "words": AT_RISK,
        "reason": "The line was sent in before we knew.",
        "now": LATER,
    }
    return propose_amendment(**(given | changes))


def agree(actor, amendment, **changes):
    fresh = Amendment.objects.with_line().get(pk=amendment.pk)
    given = {"actor": actor, "amendment": fresh, "approve": True, "now": LATER}
    return decide_amendment(**(given | changes))


def verbs(quarterly_return):
    return [event.verb for event in audit.history(quarterly_return)]


# --- Proposing ------------------------------------------------------------------------


def test_the_agency_proposes_and_nothing_changes_yet(line, contact):
    original = line.reported

    amendment = propose(contact, line)

    assert (amendment.number, amendment.by_agency) == (1, True)
    assert (amendment.original, amendment.status) == (original, "at_risk")
    assert amendment.progress == original.progress
    line.refresh_from_db()
    assert line.reported == original
    assert verbs(line.quarterly_return) == [events.AMENDMENT_PROPOSED]


def test_an_officer_proposes_for_the_agency_to_agree(line, officer):
    assert propose(officer, line).by_agency is False


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"reason": " "}, "reason", "Say why it is amended."),
        ({"reason": "x" * 10_001}, "reason", "Keep this to 10,000 characters:"),
        ({"words": {}}, "__all__", "Change something"),
        ({"words": {"status": "at_risk"}}, "issue", "Say what threatens"),
        ({"words": {"status": ""}}, "status", "Choose how the action stood."),
        ({"words": {"status": "purple"}}, "status", "is not a valid choice"),
        ({"words": {"colour": "red"}}, "colour", "There is no such field."),
        ({"words": {"progress": "x" * 10_001}}, "progress", "Keep this to 10,000"),
    ],
)
def test_what_is_wrong_with_a_proposal_is_said_at_its_field(
    line, contact, changes, field, words
):
    with pytest.raises(ValidationError) as caught:
        propose(contact, line, **changes)

    assert words in str(caught.value.message_dict[field])
    assert not Amendment.objects.exists()


def test_the_words_are_held_against_the_day_of_the_original(line, contact):
    # Sent in on 14 October, when the date had not passed; by now it has.
    passed = date(2026, 10, 20)
    Action.objects.filter(pk=line.action_id).update(forecast_on=passed)

    with pytest.raises(ValidationError, match="cannot be in the future"):
        propose(
            contact,
            line,
            words={
                "status": "complete",
                "completed_on": date(2026, 10, 15),
                "evidence": "Minute 6.",
            },
        )
    propose(contact, line, words={"progress": "The plan went out on 1 October."})


def test_a_date_that_had_passed_when_it_was_reported_stays_a_contradiction(officer):
    line = ReturnLineFactory(
        quarterly_return__accepted=True,
        action__baseline_on=date(2026, 10, 13),
        action__forecast_on=date(2026, 10, 13),
        reported=DeliveryStatus.OFF_TRACK,
    )
    Action.objects.filter(pk=line.action_id).update(forecast_on=date(2027, 3, 31))

    with pytest.raises(ValidationError, match="13 October 2026, has passed"):
        propose(officer, line, words={"status": "on_track", "progress": "It is out."})


def test_what_another_status_asks_for_is_not_kept(line, contact):
    amendment = propose(contact, line, words={"progress": "x", "issue": "y"})

    assert (amendment.progress, amendment.issue) == ("x", "")


@pytest.mark.parametrize("trait", ["submitted", "queried", "draft"])
def test_only_an_accepted_line_is_amended(trait, officer):
    line = ReturnLineFactory(**{f"quarterly_return__{trait}": True}, reported=True)

    with pytest.raises(Conflict, match="Only an accepted line is amended"):
        propose(officer, line)


def test_one_amendment_to_a_line_waits_at_a_time(line, contact, officer):
    propose(contact, line)

    with pytest.raises(Conflict, match="proposed already and waits"):
        propose(officer, line)


def test_amendments_are_numbered_within_the_return(line, contact, officer):
    second = ReturnLineFactory(
        quarterly_return=line.quarterly_return, reported=DeliveryStatus.ON_TRACK
    )
    agree(officer, propose(contact, line))

    assert propose(contact, second).number == 2


def test_strangers_propose_nothing(line):
    for stranger in (
        UserFactory(contact=True),
        UserFactory(chair=True),
        UserFactory(assurer=True),
    ):
        with pytest.raises(NotPermitted):
            propose(stranger, line)


# --- Deciding -------------------------------------------------------------------------


def test_agreed_it_is_the_next_version_and_the_original_stays(line, contact, officer):
    before = Return.objects.get(pk=line.quarterly_return_id)
    reviewed_at = Action.objects.get(pk=line.action_id).reviewed_at
    original = line.reported

    amendment = agree(officer, propose(contact, line))

    after = Return.objects.get(pk=before.pk)
    line = ReturnLine.objects.select_related("reported__submission").get(pk=line.pk)
    version = line.reported.submission
    assert (after.state, after.version) == (ReturnState.ACCEPTED, before.version + 1)
    assert (after.submitted_at, after.is_late) == (before.submitted_at, before.is_late)
    assert line.reported == amendment.result != original
    assert (line.reported.status, line.reported.issue) == ("at_risk", AT_RISK["issue"])
    assert line.reported.forecast_on == original.forecast_on
    assert (version.version, version.is_amendment) == (2, True)
    assert (version.submitted_by, version.signed_name) == (contact, "Connie Contact")
    assert version.lines.count() == 1
    original.refresh_from_db()
    assert original.status == "on_track"
    assert Action.objects.get(pk=line.action_id).reviewed_at == reviewed_at
    assert verbs(after) == [events.AMENDMENT_APPROVED, events.AMENDMENT_PROPOSED]
    assert audit.history(after).first().changes["version"] == [1, 2]


def test_what_an_officer_proposed_the_agency_signs(line, contact, officer):
    amendment = agree(contact, propose(officer, line))

    assert amendment.result.submission.signed_name == "Connie Contact"
    assert amendment.result.written_for_by == officer
    assert (amendment.result.confirmed_by, amendment.result.confirmed_at) == (
        contact,
        LATER,
    )


def test_nobody_agrees_to_what_their_own_side_proposed(line, contact, officer):
    both = UserFactory(officer=True, contact=line.quarterly_return.agency)
    by_agency = propose(contact, line)

    for actor in (contact, both, UserFactory(approver=line.quarterly_return.agency)):
        with pytest.raises(NotPermitted):
            agree(actor, by_agency)
    agree(officer, by_agency, approve=False, comment="It was so then.")
    by_officer = propose(officer, line)
    for actor in (officer, UserFactory(officer=True), UserFactory(contact=True)):
        with pytest.raises(NotPermitted):
            agree(actor, by_officer)


def test_which_side_proposed_stays_when_the_person_has_left_the_agency(line, contact):
    amendment = propose(contact, line)
    contact.appointments.update(ends_on=date(2026, 11, 1))
    colleague = UserFactory(contact=line.quarterly_return.agency)

    with pytest.raises(NotPermitted, match="an officer who is not of the agency"):
        agree(colleague, amendment)


def test_a_refusal_says_why_and_changes_nothing(line, contact, officer):
    amendment = propose(contact, line)

    with pytest.raises(ValidationError) as caught:
        agree(officer, amendment, approve=False)
    assert caught.value.message_dict == {"comment": ["Say why it is refused."]}
    refused = agree(officer, amendment, approve=False, comment="It was so then.")

    assert (refused.state, refused.result) == (AmendmentState.REFUSED, None)
    assert Return.objects.get().version == 1
    assert verbs(line.quarterly_return)[0] == events.AMENDMENT_REFUSED


def test_of_two_who_decide_at_once_the_second_is_told(line, contact, officer):
    amendment = propose(contact, line)
    other = UserFactory(officer=True)
    first = Amendment.objects.with_line().get()
    second = Amendment.objects.with_line().get()
    decide_amendment(actor=officer, amendment=first, approve=True, now=LATER)

    with pytest.raises(Conflict):
        decide_amendment(actor=other, amendment=second, approve=True, now=LATER)
    with pytest.raises(Conflict, match="Pat Green decided this on 12 November"):
        agree(other, amendment)
    assert ReportedLine.objects.count() == 2


def test_an_amended_line_can_be_amended_again(line, contact, officer):
    first = agree(officer, propose(contact, line))
    line = ReturnLine.objects.with_action().get()

    again = propose(contact, line, words={"issue": "Two authors left."})

    assert (again.number, again.original) == (2, first.result)
    assert agree(officer, again).result.submission.version == 3


def test_a_nil_return_with_an_amended_line_is_not_nil_any_more(officer):
    line = ReturnLineFactory(
        quarterly_return__accepted=True,
        quarterly_return__is_nil=True,
        reported=DeliveryStatus.NOTHING_DUE,
    )
    agree(_contact_of(line), propose(officer, line))

    after = Return.objects.get(pk=line.quarterly_return_id)
    nil = after.submissions.order_by("version").values_list("is_nil", flat=True)
    assert (after.is_nil, list(nil)) == (False, [True, False])


def _contact_of(line):
    return UserFactory(contact=line.quarterly_return.agency)


def test_an_accepted_line_is_not_saved_and_names_the_amendment(line, contact):
    with pytest.raises(Conflict, match="propose an amendment"):
        save_line(
            actor=contact,
            line=line,
            version=line.version,
            words={"progress": "x"},
            now=LATER,
            finish=False,
        )


# --- What others see ------------------------------------------------------------------


def test_next_quarter_sees_the_amended_words(line, contact, officer):
    agree(officer, propose(contact, line))
    following = ReturnLineFactory(
        action=line.action,
        quarterly_return=ReturnFactory(
            period=PeriodFactory(quarter=Quarter(2026, 3)),
            agency=line.quarterly_return.agency,
        ),
    )

    earlier = last_quarter([following])[following.pk]

    assert (earlier.words.status, earlier.words.submission.version) == ("at_risk", 2)


def test_before_and_after_are_shown_with_who_and_why(line, contact, officer):
    agree(officer, propose(contact, line))

    for found in (
        of_return(line.quarterly_return, reader=officer),
        of_action(line.action, reader=officer),
    ):
        (reading,) = found
        assert reading.reason == "The line was sent in before we knew."
        shown = {each.field: (each.before, each.after) for each in reading.differences}
        assert shown == {
            "status": ("On track", "At risk"),
            "issue": ("", "One author left in September."),
            "recovery_step": ("", "The deputy writes it."),
            "recovery_on": (None, date(2026, 11, 20)),
        }


def test_sensitive_words_are_held_back_from_those_not_cleared(officer):
    line = ReturnLineFactory(
        quarterly_return__accepted=True,
        reported=DeliveryStatus.ON_TRACK,
        reported__marking=Marking.SENSITIVE,
    )
    amendment = agree(officer, propose(_contact_of(line), line))

    assert amendment.marking == amendment.result.marking == Marking.SENSITIVE
    (reading,) = of_return(line.quarterly_return, reader=UserFactory(reader=True))
    assert (reading.is_readable, reading.reason, reading.comment) == (False, "", "")
    assert [each.field for each in reading.differences] == ["status"]
    assert {event.why for event in audit.history(line.quarterly_return)} == {""}


def test_other_agencies_see_what_was_approved_and_nothing_that_waits(line, officer):
    stranger, reader = UserFactory(contact=True), UserFactory(reader=True)
    waiting = AmendmentFactory(line=line)

    assert not Amendment.objects.visible_to(stranger).exists()
    assert Amendment.objects.visible_to(reader).get() == waiting
    agree(officer, waiting)
    assert Amendment.objects.visible_to(stranger).get() == waiting
