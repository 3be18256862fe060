"""Two people and one return, at the same moment (must hold on both databases)."""

import pytest

from actions.models import Return, ReturnLine, SignOff, Submission
from actions.services.lines import save_line
from actions.services.returns import submit_return
from actions.services.sign_off import send_back, send_for_sign_off
from actions.services.written_for import confirm_lines, write_for
from hcss.kernel.errors import Conflict
from hcss.kernel.models import AuditEvent
from partnerships.models import User
from tests.actions.services.test_returns_at_once import all_at_once
from tests.factories import (
    AgencyFactory,
    ReturnFactory,
    ReturnLineFactory,
    SignOffFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db(transaction=True)

SIGNED = {"signed_name": "Ann Prover", "signed_post": "Chief officer"}


@pytest.fixture
def agency():
    return AgencyFactory(needs_sign_off=True)


@pytest.fixture
def contact(agency):
    return UserFactory(contact=agency)


@pytest.fixture
def approver(agency):
    return UserFactory(approver=agency)


def outcome(act):
    """Say whether the act was done or met a conflict."""
    try:
        act()
    except Conflict:
        return "told"
    return "done"


def test_of_signing_and_sending_back_at_once_one_happens(now, agency, approver):
    waiting = ReturnFactory(agency=agency, awaiting=True)
    ReturnLineFactory(quarterly_return=waiting, finished=True)
    SignOffFactory(quarterly_return=waiting)

    def prepare(number):
        mine = Return.objects.with_agency().get()
        actor = User.objects.get(pk=approver.pk)

        def sign():
            submit_return(actor=actor, quarterly_return=mine, now=now, **SIGNED)

        def back():
            send_back(actor=actor, quarterly_return=mine, comment="Again.", now=now)

        return lambda: outcome(back if number % 2 else sign)

    said = all_at_once(6, prepare)

    stored, done = Return.objects.get(), SignOff.objects.get()
    assert sorted(said) == ["done"] + ["told"] * 5
    assert (stored.state, done.outcome) in (
        ("submitted", "signed"),
        ("draft", "sent_back"),
    )
    assert Submission.objects.count() == stored.version
    assert AuditEvent.objects.filter(subject_type="actions.Return").count() == 1


def test_a_line_is_saved_before_its_return_waits_or_not_at_all(
    now, agency, contact, approver
):
    draft = ReturnFactory(agency=agency, draft=True)
    line = ReturnLineFactory(quarterly_return=draft, finished=True)

    def prepare(number):
        actor = User.objects.get(pk=contact.pk)
        mine = ReturnLine.objects.with_action().get()
        if number:
            return lambda: outcome(
                lambda: send_for_sign_off(
                    actor=actor,
                    quarterly_return=mine.quarterly_return,
                    seen=1,
                    now=now,
                )
            )
        return lambda: outcome(
            lambda: save_line(
                actor=actor,
                line=mine,
                version=1,
                words={"progress": "Last words"},
                now=now,
                finish=True,
            )
        )

    saved, sent = all_at_once(2, prepare)

    line.refresh_from_db()
    assert sorted([saved, sent]) == ["done", "told"]
    assert (line.progress == "Last words") is (saved == "done")
    assert (Return.objects.get().state == "awaiting") is (sent == "done")


def test_nobody_confirms_what_an_officer_changes_at_that_moment(now, agency, contact):
    line = ReturnLineFactory(
        quarterly_return=ReturnFactory(agency=agency, draft=True), typed=True
    )
    officer = line.written_for_by

    def prepare(number):
        mine = ReturnLine.objects.with_action().get()
        if number:
            actor = User.objects.get(pk=contact.pk)
            return lambda: outcome(
                lambda: confirm_lines(actor=actor, versions={mine: 1}, now=now)
            )
        actor = User.objects.get(pk=officer.pk)
        return lambda: outcome(
            lambda: write_for(
                actor=actor,
                line=mine,
                version=1,
                words={"status": "nothing_due"},
                told_by="K. Moss",
                now=now,
            )
        )

    said = all_at_once(2, prepare)

    line.refresh_from_db()
    assert sorted(said) == ["done", "told"]
    assert (line.status == "nothing_due") is (line.confirmed_at is None)
