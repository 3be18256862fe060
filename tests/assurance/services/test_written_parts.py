"""Writing for a paper: by officers, one winner, nobody's text lost, until the seal."""

import threading
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from actions.choices import Marking
from assurance import events
from assurance.meeting_choices import WrittenCode
from assurance.models import WrittenPart
from assurance.services.written_parts import WrittenConflict, write_part
from hcss.kernel import audit
from hcss.kernel.errors import Conflict, NotPermitted
from tests import factories as make
from tests.conftest import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture
def period():
    return make.PeriodFactory(closed=True)


def write(period, **given):
    said = {
        "actor": make.UserFactory(officer=True),
        "code": WrittenCode.SUMMARY,
        "text": "A steady quarter.",
        "version": 0,
        "now": NOW,
    }
    return write_part(period=period, **said | given)


def test_an_officer_writes_a_part_and_it_is_written_down_who_did(period):
    officer = make.UserFactory(officer=True)

    part = write(period, actor=officer, marking=Marking.SENSITIVE)

    part.refresh_from_db()
    [event] = audit.history(part)
    assert (part.text, part.marking) == ("A steady quarter.", Marking.SENSITIVE)
    assert (part.written_by, part.written_at, part.version) == (officer, NOW, 1)
    assert (event.verb, event.actor) == (events.PART_WRITTEN, officer)
    assert event.changes == {"version": [0, 1]}


def test_it_is_written_again_in_the_same_place(period):
    write(period)

    part = write(period, text="A hard quarter.", version=1)

    assert WrittenPart.objects.get() == part
    assert (part.text, part.version) == ("A hard quarter.", 2)


def test_of_two_who_write_at_once_the_second_is_shown_what_the_first_said(period):
    first = make.UserFactory(officer=True, name="Pat First")
    write(period, actor=first)

    with pytest.raises(WrittenConflict) as refused:
        write(period, text="Another.")

    assert refused.value.stored.text == "A steady quarter."
    assert "Pat First saved this part on" in refused.value.messages[0]
    assert WrittenPart.objects.get().text == "A steady quarter."


def test_your_own_other_window_is_called_so(period):
    officer = make.UserFactory(officer=True)
    write(period, actor=officer)

    with pytest.raises(WrittenConflict) as refused:
        write(period, actor=officer)

    assert refused.value.messages[0].startswith("You saved this part in another window")


def test_words_can_be_taken_back(period):
    write(period)

    assert write(period, text=" ", version=1).text == ""


def test_a_comment_is_on_a_priority_and_nothing_else_is(period):
    priority = make.PriorityFactory()

    part = write(period, code=WrittenCode.COMMENT, priority=priority)

    assert part.priority == priority
    for wrong in (
        {"code": WrittenCode.COMMENT},
        {"code": WrittenCode.LEGAL, "priority": priority},
        {"code": "no-such-part"},
    ):
        with pytest.raises(ValidationError):
            write(period, **wrong)
    assert WrittenPart.objects.count() == 1


def test_a_comment_is_on_a_priority_of_the_agreement_in_force(period):
    old = make.PriorityFactory()
    make.AgreementFactory(slug="the-next", replaces=old.agreement)

    with pytest.raises(ValidationError) as refused:
        write(period, code=WrittenCode.COMMENT, priority=old)

    assert list(refused.value.message_dict) == ["priority"]


def test_a_sealed_quarter_takes_no_more_words():
    period = make.PeriodFactory(sealed=True)

    with pytest.raises(Conflict) as refused:
        write(period)

    assert refused.value.code == "sealed"
    assert "goes into the next paper" in refused.value.messages[0]
    assert not WrittenPart.objects.exists()


def test_a_stale_period_in_hand_does_not_hide_the_seal(period):
    stale = type(period).objects.get(pk=period.pk)
    period.sealed_at = NOW + timedelta(hours=1)
    period.save()

    with pytest.raises(Conflict):
        write(stale)


@pytest.mark.parametrize("role", ["chair", "assurer", "reader", "contact"])
def test_nobody_else_writes(period, role):
    held = {"contact": make.AgencyFactory()} if role == "contact" else {role: True}

    with pytest.raises(NotPermitted):
        write(period, actor=make.UserFactory(**held))


@pytest.mark.django_db(transaction=True)
def test_two_first_writers_at_the_same_moment_leave_one_text(period):
    officers = [make.UserFactory(officer=True) for _ in range(2)]
    refused, start = [], threading.Barrier(2)

    def attempt(officer):
        start.wait()
        try:
            write(period, actor=officer, text=f"By {officer.pk}.")
        except WrittenConflict as conflict:
            refused.append(conflict.stored.text)
        finally:
            connection.close()

    threads = [threading.Thread(target=attempt, args=[each]) for each in officers]
    for each in threads:
        each.start()
    for each in threads:
        each.join()

    assert refused == [WrittenPart.objects.get().text]
