"""Written for, confirmed by: an officer types, the agency answers for it (R35)."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError

from actions.choices import DeliveryStatus, ReturnState
from actions.models import ReportedLine, Return, ReturnLine
from actions.services.lines import LineConflict, save_line
from actions.services.returns import submit_nil, submit_return
from actions.services.sign_off import send_for_sign_off
from actions.services.written_for import confirm_lines, write_for
from hcss.kernel.errors import Conflict, NotPermitted
from hcss.kernel.models import AuditEvent
from tests.factories import (
    WORDS,
    ReturnFactory,
    ReturnLineFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db

SAID = {"status": DeliveryStatus.AT_RISK, **WORDS[DeliveryStatus.AT_RISK]}
TOLD = "J. Hale, by telephone"
SIGNED = {"signed_name": "Jo Hart", "signed_post": "Partnerships manager"}


@pytest.fixture
def line():
    return with_return(ReturnLineFactory())


@pytest.fixture
def officer():
    return UserFactory(name="Olive Officer", officer=True)


@pytest.fixture
def contact(line):
    return UserFactory(name="Jo Hart", contact=line.quarterly_return.agency)


@pytest.fixture
def typed(line, officer, now):
    write(officer, line, now)
    return line


def with_return(line):
    return ReturnLine.objects.with_action().get(pk=line.pk)


def write(officer, line, now, **changes):
    return write_for(
        **{
            "actor": officer,
            "line": line,
            "version": line.version,
            "words": SAID,
            "told_by": TOLD,
            "now": now,
            **changes,
        }
    )


def submit(contact, quarterly_return, now):
    return submit_return(
        actor=contact, quarterly_return=quarterly_return, now=now, **SIGNED
    )


def test_an_officer_types_what_a_partner_said(line, officer, now):
    write(officer, line, now)

    stored = ReturnLine.objects.get()
    assert (stored.status, stored.issue) == ("at_risk", SAID["issue"])
    assert (stored.written_for_by, stored.written_for_at) == (officer, now)
    assert (stored.told_by, stored.version, stored.is_unconfirmed) == (TOLD, 2, True)
    event = AuditEvent.objects.get()
    assert (event.verb, event.actor) == ("actions.line_written_for_agency", officer)
    assert event.changes == {"version": [1, 2], "told_by": ["", TOLD]}


def test_an_officer_starts_no_return(typed):
    """R34: the agency does."""
    assert Return.objects.get().state == ReturnState.OPEN


def test_it_is_not_sent_in_until_the_agency_confirms(typed, contact, now):
    with pytest.raises(ValidationError) as caught:
        submit(contact, typed.quarterly_return, now)

    ref = typed.action.ref
    text = "Confirm what an officer typed for you, or write it in your own words."
    assert caught.value.message_dict == {ref: [f"{ref}: {text}"]}


def test_nor_does_it_go_to_the_approver(typed, contact, now):
    agency = typed.quarterly_return.agency
    agency.needs_sign_off = True
    agency.save()
    UserFactory(approver=agency)

    with pytest.raises(ValidationError, match="Confirm what an officer typed"):
        send_for_sign_off(
            actor=contact, quarterly_return=typed.quarterly_return, now=now
        )


def test_confirmed_it_goes_with_all_who_had_a_hand_in_it(typed, officer, contact, now):
    later = now + timedelta(hours=1)

    confirm_lines(actor=contact, versions={typed: 2}, now=later)
    submit(contact, Return.objects.with_agency().get(), later)

    report = ReportedLine.objects.get()
    assert report.issue == SAID["issue"]
    assert (report.written_by, report.written_for_by) == (officer, officer)
    assert (report.written_for_at, report.told_by) == (now, TOLD)
    assert (report.confirmed_by, report.confirmed_at) == (contact, later)
    assert report.owner_name == typed.action.contact.name


def test_confirming_is_written_down_and_starts_the_return(typed, contact, now):
    confirm_lines(actor=contact, versions={typed: 2}, now=now)

    event = AuditEvent.objects.order_by("pk").last()
    assert (event.verb, event.actor) == ("actions.line_confirmed", contact)
    assert Return.objects.get().state == ReturnState.DRAFT


def test_many_are_confirmed_at_one_press(contact, line, now):
    lines = [
        with_return(
            ReturnLineFactory(quarterly_return=line.quarterly_return, typed=True)
        )
        for _ in range(2)
    ]

    confirm_lines(actor=contact, versions=dict.fromkeys(lines, 1), now=now)

    assert ReturnLine.objects.filter(confirmed_by=contact).count() == 2


def test_all_are_confirmed_or_none(contact, line, typed, now):
    other = with_return(
        ReturnLineFactory(quarterly_return=line.quarterly_return, finished=True)
    )

    with pytest.raises(Conflict, match="in your agency’s words"):
        confirm_lines(actor=contact, versions={typed: 2, other: 1}, now=now)

    assert ReturnLine.objects.filter(confirmed_by=contact).count() == 0


def test_nobody_confirms_what_they_have_not_read(typed, officer, contact, now):
    write(officer, typed, now, words=SAID | {"issue": "Three agencies."})

    with pytest.raises(Conflict, match="has changed since you read it"):
        confirm_lines(actor=contact, versions={typed: 2}, now=now)


def test_the_second_to_confirm_is_told_who_was_first(typed, contact, now):
    confirm_lines(actor=contact, versions={typed: 2}, now=now)

    with pytest.raises(Conflict, match="Jo Hart confirmed"):
        confirm_lines(actor=contact, versions={typed: 2}, now=now)


def test_no_line_is_no_confirmation(contact, now):
    with pytest.raises(ValidationError, match="at least one line"):
        confirm_lines(actor=contact, versions={}, now=now)


@pytest.mark.parametrize("kind", ["officer", "contact", "approver", "chair"])
def test_only_the_agency_confirms(typed, now, kind):
    with pytest.raises(NotPermitted):
        confirm_lines(actor=UserFactory(**{kind: True}), versions={typed: 2}, now=now)


@pytest.mark.parametrize("kind", ["contact", "approver", "chair", "assurer", "reader"])
def test_only_an_officer_types_for_an_agency(line, now, kind):
    with pytest.raises(NotPermitted):
        write(UserFactory(**{kind: True}), line, now)


def test_an_officer_who_speaks_for_the_agency_does_not_type_for_it(line, now):
    both = UserFactory(officer=True, contact=line.quarterly_return.agency)

    with pytest.raises(NotPermitted):
        write(both, line, now)


def test_never_over_an_agencys_words(line, officer, contact, now):
    """R35."""
    save_line(
        actor=contact,
        line=line,
        version=1,
        words={"progress": "Ours"},
        now=now,
        finish=False,
    )

    with pytest.raises(Conflict, match="has written on") as caught:
        write(officer, line, now)
    with pytest.raises(Conflict, match="has written on"):
        write(officer, line, now, version=1)

    assert "Ours" not in str(caught.value)
    assert ReturnLine.objects.get().progress == "Ours"


def test_nor_over_what_it_confirmed(typed, officer, contact, now):
    confirm_lines(actor=contact, versions={typed: 2}, now=now)

    with pytest.raises(Conflict, match="has written on"):
        write(officer, typed, now, words=SAID | {"issue": "Other"})


def test_nor_over_what_it_reported(officer, now):
    line = with_return(
        ReturnLineFactory(
            quarterly_return=ReturnFactory(queried=True),
            reported=DeliveryStatus.NOTHING_DUE,
        )
    )

    with pytest.raises(Conflict, match="has written on"):
        write(officer, line, now)


def test_an_officer_may_put_right_what_they_typed(typed, officer, now):
    write(officer, typed, now, words=SAID | {"issue": "Three agencies."})

    assert ReturnLine.objects.get().issue == "Three agencies."


def test_two_officers_see_both_texts(line, officer, now):
    mine, theirs = with_return(line), with_return(line)
    write(officer, mine, now)

    with pytest.raises(LineConflict) as caught:
        write(UserFactory(officer=True), theirs, now, words=SAID | {"issue": "Other"})

    assert caught.value.stored.issue == SAID["issue"]


def test_a_double_click_types_once(line, officer, now):
    mine, again = with_return(line), with_return(line)
    write(officer, mine, now)

    write(officer, again, now)

    assert ReturnLine.objects.get().version == 2
    assert AuditEvent.objects.count() == 1


@pytest.mark.parametrize("told_by", ["", "  ", "x" * 201])
def test_it_says_who_told_it(line, officer, now, told_by):
    with pytest.raises(ValidationError) as caught:
        write(officer, line, now, told_by=told_by)

    assert list(caught.value.message_dict) == ["told_by"]


def test_what_is_typed_is_finished(line, officer, now):
    with pytest.raises(ValidationError) as caught:
        write(officer, line, now, words={"status": DeliveryStatus.AT_RISK})

    assert sorted(caught.value.message_dict) == [
        "issue",
        "recovery_on",
        "recovery_step",
    ]


@pytest.mark.parametrize("trait", ["awaiting", "submitted", "accepted", "no_return"])
def test_nobody_types_in_what_is_locked(officer, now, trait):
    line = with_return(
        ReturnLineFactory(quarterly_return=ReturnFactory(**{trait: True}))
    )

    with pytest.raises(Conflict):
        write(officer, line, now)


def test_the_agencys_own_words_put_the_officers_aside(typed, contact, now):
    save_line(
        actor=contact,
        line=typed,
        version=2,
        words={"issue": "One agency has not."},
        now=now,
        finish=True,
    )

    stored = ReturnLine.objects.get()
    assert (stored.written_for_by, stored.told_by) == (None, "")
    submit(contact, Return.objects.with_agency().get(), now)
    report = ReportedLine.objects.get()
    assert (report.written_by, report.written_for_by) == (contact, None)


def test_saving_the_officers_words_as_they_stand_confirms_them(typed, contact, now):
    save_line(actor=contact, line=typed, version=2, words=SAID, now=now, finish=True)

    stored = ReturnLine.objects.get()
    assert (stored.told_by, stored.confirmed_by) == (TOLD, contact)


def test_a_draft_kept_as_it_stands_confirms_nothing(typed, contact, now):
    save_line(actor=contact, line=typed, version=2, words=SAID, now=now, finish=False)

    assert ReturnLine.objects.get().is_unconfirmed is True


def test_a_nil_return_is_the_agencys_own_word(typed, contact, now):
    submit_nil(
        actor=contact,
        quarterly_return=typed.quarterly_return,
        is_confirmed=True,
        now=now,
        **SIGNED,
    )

    report = ReportedLine.objects.get()
    assert (report.status, report.issue) == ("nothing_due", "")
    assert (report.written_by, report.written_for_by) == (contact, None)


def test_what_waits_is_counted_until_the_return_is_in(typed, contact, now):
    assert ReturnLine.objects.unconfirmed().count() == 1

    submit_nil(
        actor=contact,
        quarterly_return=typed.quarterly_return,
        is_confirmed=True,
        now=now,
        **SIGNED,
    )

    assert ReturnLine.objects.unconfirmed().count() == 0


@pytest.mark.parametrize("traits", [{}, {"finished": True}, {"typed": True}])
def test_untouched_is_one_thing_in_sql_and_in_python(traits, now):
    line = ReturnLineFactory(**traits)
    edited = ReturnLineFactory(edited_at=now)
    reported = ReturnLineFactory(
        quarterly_return=ReturnFactory(queried=True), reported=True
    )

    for each in (line, edited, reported):
        found = ReturnLine.objects.untouched().filter(pk=each.pk).exists()
        assert found is each.is_untouched
    assert (line.is_untouched, edited.is_untouched) == (True, False)
