from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError

from actions.choices import DeliveryStatus, ReturnState
from actions.models import ReturnLine
from actions.selectors.words import REFERENCE_ONLY
from actions.services.lines import LineConflict, save_line
from hcss.kernel.errors import Conflict, NotPermitted
from hcss.kernel.models import AuditEvent
from tests.factories import (
    WORDS,
    ReportedLineFactory,
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


@pytest.mark.parametrize("status", [DeliveryStatus.ON_TRACK, DeliveryStatus.AT_RISK])
def test_an_overdue_action_is_neither_on_track_nor_at_risk(save, line, status):
    """R18."""
    change(line.action, forecast_on=YESTERDAY)

    said = {"status": status} | WORDS[status]
    assert refused(save, **said) == {
        "status": [
            (
                "The date agreed, 19 October 2026, has passed: choose Off track or "
                "Complete, or ask for a new date."
            )
        ]
    }
    assert ReturnLine.objects.get().version == 1


@pytest.mark.parametrize(
    ("change_of", "words"),
    [
        ({"forecast_on": YESTERDAY}, {"status": "on_track", "progress": "Begun."}),
        ({"condition": "funding"}, {"status": "on_track", "progress": "Begun."}),
        ({}, {"status": "at_risk", "recovery_on": YESTERDAY}),
        ({}, {"status": "complete", "completed_on": TOMORROW}),
        ({}, {"status": "off_track", "ask_by": date(2206, 10, 20)}),
        ({}, {"reported_to": "HSCP"}),
    ],
)
def test_a_draft_keeps_whatever_was_typed_even_what_cannot_be_true(
    save, line, change_of, words
):
    change(line.action, **change_of)

    save(finish=False, **words)

    stored = ReturnLine.objects.get()
    assert {name: getattr(stored, name) for name in words} == words


@pytest.mark.parametrize("text", ["Half\x00", "\ud800"])
def test_what_is_not_text_is_refused_even_in_a_draft(save, text):
    assert refused(save, finish=False, progress=text) == {
        "progress": ["This holds a character that is not text."]
    }


def test_nothing_is_kept_as_nothing(save):
    save(finish=False, progress=None, recovery_on=None, ask_by=" ")

    stored = ReturnLine.objects.get()
    assert (stored.progress, stored.recovery_on, stored.ask_by) == ("", None, None)


def test_the_marking_is_saved_and_is_part_of_what_two_people_disagree_on(
    save, line, now
):
    """R57."""
    save(finish=False, marking="official_sensitive")
    deputy = UserFactory(contact=line.quarterly_return.agency)

    with pytest.raises(LineConflict):
        save_line(
            actor=deputy,
            line=ReturnLine.objects.get(),
            version=1,
            words={"marking": "official"},
            now=now,
            finish=False,
        )

    assert ReturnLine.objects.get().is_sensitive


def test_an_identifier_is_never_kept_and_the_rest_needs_confirming(line, contact, now):
    """R55."""

    def save(text, *, is_confirmed):
        return save_line(
            actor=contact,
            line=ReturnLine.objects.get(),
            version=1,
            words={"progress": text},
            now=now,
            finish=False,
            is_confirmed=is_confirmed,
        )

    for text, is_confirmed in (
        ("NHS number 943 476 5919", True),
        ("Ring 023 9201 2345", False),
    ):
        with pytest.raises(ValidationError) as caught:
            save(text, is_confirmed=is_confirmed)
        assert list(caught.value.message_dict) == ["progress"]

    saved = save("Ring the office, 023 9201 2345", is_confirmed=True)
    assert saved.version == 2


def test_new_words_are_neither_carried_nor_written_for_the_agency(save, line, now):
    earlier = ReportedLineFactory()
    officer = UserFactory(officer=True)
    ReturnLine.objects.filter(pk=line.pk).update(
        carried_from=earlier, written_for_by=officer, written_for_at=now, told_by="Jo"
    )
    line.refresh_from_db()

    save(finish=False, progress="Our own words")

    stored = ReturnLine.objects.get(pk=line.pk)
    assert (stored.carried_from, stored.written_for_by) == (None, None)
    assert (stored.written_for_at, stored.told_by) == (None, "")


def test_a_line_that_an_officer_accepted_is_locked_while_others_are_asked_about(now):
    """R33."""
    quarterly_return = ReturnFactory(queried=True)
    line = ReturnLineFactory(quarterly_return=quarterly_return, reported=True)
    in_hand = ReturnLine.objects.get()
    line.accepted_by, line.accepted_at = UserFactory(officer=True), now
    line.save()

    for stale in (in_hand, ReturnLine.objects.get()):
        with pytest.raises(Conflict, match="This line was accepted on"):
            save_line(
                actor=UserFactory(contact=quarterly_return.agency),
                line=stale,
                version=1,
                words={"progress": "One more thing"},
                now=now,
                finish=False,
            )

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


def test_somebody_with_two_windows_is_told_that_it_was_themselves(line, contact, now):
    words = {"finish": False, "now": now, "version": 1, "actor": contact}
    tabs = [ReturnLine.objects.get(), ReturnLine.objects.get()]
    save_line(line=tabs[0], words={"progress": "First"}, **words)

    with pytest.raises(LineConflict, match="You saved this line in another window on"):
        save_line(line=tabs[1], words={"progress": "Second"}, **words)


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


def test_after_the_close_a_line_is_written_only_while_more_time_runs(now):
    closed = now + timedelta(days=20)
    line = ReturnLineFactory(quarterly_return__no_return=True)

    def save():
        return save_line(
            actor=UserFactory(contact=line.quarterly_return.agency),
            line=ReturnLine.objects.with_action().get(),
            version=1,
            words={"progress": "Late, but here"},
            now=closed,
            finish=False,
        )

    with pytest.raises(Conflict, match="Nothing was sent in by the close of"):
        save()

    line.quarterly_return.extended_until = closed + timedelta(hours=1)
    line.quarterly_return.save()
    save()

    line.quarterly_return.refresh_from_db()
    assert line.quarterly_return.state == ReturnState.NO_RETURN
    assert ReturnLine.objects.get().progress == "Late, but here"


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


# --- No links where CTLP material could turn up (R56)


@pytest.mark.parametrize("finish", [True, False])
def test_no_link_is_kept_about_extremism_not_even_in_a_draft(
    line, contact, save, finish
):
    line.action.priority.heading_title = "Countering extremism"

    with pytest.raises(ValidationError) as refused:
        save(
            finish=finish,
            status="on_track",
            progress="Out.",
            evidence_link="https://example.org/plan",
        )

    line.refresh_from_db()
    assert refused.value.message_dict == {"evidence_link": [REFERENCE_ONLY]}
    assert line.evidence_link == ""
