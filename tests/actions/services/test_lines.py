from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError

from actions.choices import DeliveryStatus, ReturnState
from actions.models import ReturnLine
from actions.services.lines import LineConflict, save_line
from hcss.kernel.errors import Conflict, NotPermitted
from hcss.kernel.models import AuditEvent
from tests.factories import (
    WORDS,
    ReturnFactory,
    ReturnLineFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db

YESTERDAY = date(2026, 10, 19)
TODAY = date(2026, 10, 20)
TOMORROW = date(2026, 10, 21)


@pytest.fixture
def line():
    return ReturnLineFactory()


@pytest.fixture
def contact(line):
    return UserFactory(contact=line.quarterly_return.agency)


@pytest.fixture
def save(line, contact, now):
    def save(*, finish=True, **words):
        return save_line(
            actor=contact,
            line=line,
            version=line.version,
            words=words,
            now=now,
            finish=finish,
        )

    return save


def refused(save, **words):
    with pytest.raises(ValidationError) as caught:
        save(**words)
    return caught.value.message_dict


def change(action, **changes):
    for name, value in changes.items():
        setattr(action, name, value)
    action.save()


def test_a_draft_is_kept_as_typed_and_starts_the_return(save, line, contact, now):
    save(finish=False, progress="Half a sen")

    stored = ReturnLine.objects.get()
    assert (stored.progress, stored.version) == ("Half a sen", 2)
    assert (stored.edited_by, stored.edited_at) == (contact, now)
    assert stored.quarterly_return.state == ReturnState.DRAFT
    assert stored.quarterly_return.started_at == now


def test_saving_is_written_down_without_the_words(save):
    save(finish=False, progress="Half a sen")

    event = AuditEvent.objects.get()
    assert (event.verb, event.changes) == ("actions.line_saved", {"version": [1, 2]})


def test_a_finished_line_has_what_its_status_asks_for(save):
    for status, words in WORDS.items():
        save(**{"status": status} | words)

    assert ReturnLine.objects.get().version == 1 + len(WORDS)


@pytest.mark.parametrize(
    ("status", "asked"),
    [
        ("", ["status"]),
        (DeliveryStatus.ON_TRACK, ["progress"]),
        (DeliveryStatus.AT_RISK, ["issue", "recovery_step", "recovery_on"]),
        (DeliveryStatus.OFF_TRACK, ["cause", "ask", "ask_of", "ask_by"]),
        (DeliveryStatus.COMPLETE, ["progress", "completed_on", "evidence"]),
        (DeliveryStatus.NOTHING_DUE, []),
    ],
)
def test_finishing_asks_for_each_thing_at_its_field(save, status, asked):
    """R20, R21."""
    if not asked:
        save(status=status)
        return

    assert list(refused(save, status=status)) == asked


def test_blanks_are_not_an_answer(save):
    """R21."""
    said = WORDS[DeliveryStatus.AT_RISK] | {"issue": "  \r\n "}

    assert refused(save, status="at_risk", **said) == {
        "issue": ["Say what threatens the date or the result."]
    }


def test_a_reference_to_another_board_with_its_date_stands_in_for_progress(save):
    """R38b."""
    save(status="on_track", reported_to="HSCP quarterly data", reported_on=YESTERDAY)

    assert ReturnLine.objects.get().progress == ""


def test_a_reference_to_another_board_needs_its_date(save):
    """R38b."""
    assert refused(save, status="on_track", reported_to="HSCP quarterly data") == {
        "progress": ["Say what was done, or to which board it was reported already."],
        "reported_on": ["Give the date on which it was reported there."],
    }


@pytest.mark.parametrize("finish", [True, False])
@pytest.mark.parametrize("status", [DeliveryStatus.ON_TRACK, DeliveryStatus.AT_RISK])
def test_an_overdue_action_is_neither_on_track_nor_at_risk(save, line, status, finish):
    """R18."""
    change(line.action, forecast_on=YESTERDAY)

    said = {"status": status} | WORDS[status]
    assert refused(save, finish=finish, **said) == {
        "status": [
            (
                "The date agreed, 19 October 2026, has passed: choose Off track or "
                "Complete, or ask for a new date."
            )
        ]
    }
    assert ReturnLine.objects.get().version == 1


def test_an_action_due_today_may_still_be_on_track(save, line):
    change(line.action, forecast_on=TODAY)

    save(status="on_track", progress="Signed this afternoon.")

    assert ReturnLine.objects.get().status == "on_track"


def test_an_overdue_action_may_be_off_track(save, line):
    change(line.action, forecast_on=YESTERDAY)

    save(status="off_track", **WORDS[DeliveryStatus.OFF_TRACK])

    assert ReturnLine.objects.get().status == "off_track"


def test_a_continuing_action_cannot_be_complete(now):
    """R27."""
    line = ReturnLineFactory(action__continuing=True)

    with pytest.raises(ValidationError) as caught:
        save_line(
            actor=UserFactory(contact=line.quarterly_return.agency),
            line=line,
            version=1,
            words={"status": "complete"} | WORDS[DeliveryStatus.COMPLETE],
            now=now,
            finish=True,
        )

    assert caught.value.message_dict == {
        "status": [
            "A continuing action cannot be complete: the group closes it by decision."
        ]
    }


def test_an_unmet_condition_keeps_an_action_from_being_on_track(save, line):
    """R28."""
    change(line.action, condition="subject to future funding")

    assert refused(save, status="on_track", progress="Begun.") == {
        "status": [
            (
                "The action depends on “subject to future funding”, which is not met "
                "yet: it cannot be on track."
            )
        ]
    }


def test_a_met_condition_is_no_bar(save, line):
    change(line.action, condition="funding", condition_met_on=YESTERDAY)

    save(status="on_track", progress="Begun.")

    assert ReturnLine.objects.get().status == "on_track"


def test_not_started_is_for_a_start_in_the_future(save, line):
    assert list(refused(save, status="not_started")) == ["status"]

    change(line.action, starts_on=TOMORROW)
    save(status="not_started")

    assert ReturnLine.objects.get().status == "not_started"


@pytest.mark.parametrize(
    ("status", "field", "wrong"),
    [
        ("complete", "completed_on", TOMORROW),
        ("at_risk", "recovery_on", YESTERDAY),
        ("off_track", "ask_by", YESTERDAY),
        ("off_track", "ask_by", date(2206, 10, 20)),
        ("complete", "reported_on", TOMORROW),
        ("complete", "completed_on", date(206, 10, 20)),
    ],
)
def test_dates_make_sense(save, status, field, wrong):
    """R20."""
    said = {"status": status} | WORDS[DeliveryStatus(status)] | {field: wrong}
    if field == "reported_on":
        said["reported_to"] = "HSCP"

    assert list(refused(save, **said)) == [field]


def test_only_the_words_of_a_line_are_taken(save):
    assert refused(save, version=9) == {"version": ["There is no such field."]}


def test_an_unknown_status_is_refused_at_its_field(save):
    assert list(refused(save, finish=False, status="green")) == ["status"]


def test_a_very_long_text_is_refused_and_counted(save):
    assert refused(save, finish=False, progress="x" * 10_001) == {
        "progress": ["Keep this to 10,000 characters: it has 10,001."]
    }


def test_of_two_people_on_one_line_the_second_sees_both_texts(line, contact, now):
    deputy = UserFactory(contact=line.quarterly_return.agency)
    first_tab = ReturnLine.objects.get()
    second_tab = ReturnLine.objects.get()
    save_line(
        actor=contact,
        line=first_tab,
        version=1,
        words={"progress": "The contact's text"},
        now=now,
        finish=False,
    )

    with pytest.raises(LineConflict) as caught:
        save_line(
            actor=deputy,
            line=second_tab,
            version=1,
            words={"progress": "The deputy's text"},
            now=now,
            finish=False,
        )

    assert caught.value.stored.progress == "The contact's text"
    assert caught.value.messages == [
        (
            f"{contact.name} saved this line on 20 October 2026 at 10:00am, after you "
            "opened it. Compare both texts, then save again."
        )
    ]
    assert ReturnLine.objects.get().progress == "The contact's text"


def test_saving_the_same_words_twice_is_no_conflict(line, contact, now):
    tabs = [ReturnLine.objects.get(), ReturnLine.objects.get()]

    for tab in tabs:
        saved = save_line(
            actor=contact,
            line=tab,
            version=1,
            words={"progress": "Once"},
            now=now,
            finish=False,
        )

    assert (saved.version, ReturnLine.objects.get().version) == (2, 2)


@pytest.mark.parametrize(
    ("trait", "why"),
    [
        ("submitted", r"was sent in on 14 October 2026 at 10:00am by Person \d+\."),
        ("accepted", r"was accepted on 22 October 2026 at 10:00am by Person \d+\."),
    ],
)
def test_a_line_that_is_with_the_group_is_refused_with_why_since_when_and_who_helps(
    now, trait, why
):
    """R33."""
    officer = UserFactory(officer=True)
    line = ReturnLineFactory(
        quarterly_return=ReturnFactory(**{trait: True}), reported=True
    )

    with pytest.raises(Conflict, match=why) as caught:
        save_line(
            actor=UserFactory(contact=line.quarterly_return.agency),
            line=line,
            version=1,
            words={"progress": "One more thing"},
            now=now,
            finish=False,
        )

    assert officer.email in caught.value.messages[0]


def test_after_no_return_the_draft_may_still_be_written(now):
    line = ReturnLineFactory(quarterly_return__no_return=True)

    save_line(
        actor=UserFactory(contact=line.quarterly_return.agency),
        line=line,
        version=1,
        words={"progress": "Late, but here"},
        now=now + timedelta(days=20),
        finish=False,
    )

    line.quarterly_return.refresh_from_db()
    assert line.quarterly_return.state == ReturnState.NO_RETURN


@pytest.mark.parametrize("role", ["officer", "chair", "assurer", "reader", "contact"])
def test_nobody_but_the_agencys_own_people_writes_a_line(line, now, role):
    """R35, R36, R62."""
    with pytest.raises(NotPermitted):
        save_line(
            actor=UserFactory(**{role: True}),
            line=line,
            version=1,
            words={"status": "on_track"},
            now=now,
            finish=False,
        )


def test_the_rules_are_those_of_the_day_in_london(line, contact):
    """R61: a quarter past midnight in summer time is the next day."""
    change(line.action, forecast_on=TODAY)

    with pytest.raises(ValidationError, match="20 October 2026, has passed"):
        save_line(
            actor=contact,
            line=line,
            version=1,
            words={"status": "on_track", "progress": "Nearly."},
            now=datetime(2026, 10, 20, 23, 15, tzinfo=UTC),
            finish=True,
        )
