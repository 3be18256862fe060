"""Officers change when and in which words a stage goes, and have a way back (R59)."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.utils.html import strip_tags

from actions import events
from actions.choices import Stage
from actions.models import StageChange
from actions.selectors.stage_pages import stage_days, stage_groups, stage_versions
from actions.selectors.stages import rules_in_force
from actions.services.reminding.digests import send_digest
from actions.services.reminding.plans import plan_reminders
from actions.services.reminding.stage_previews import preview_stage
from actions.services.reminding.stages import StageConflict, change_stage, go_back
from hcss.kernel import reminding
from hcss.kernel.errors import NotPermitted
from hcss.kernel.models import AuditEvent
from tests.factories import (
    ActionFactory,
    AgencyFactory,
    PeriodFactory,
    ReturnFactory,
    StageChangeFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db

#: The day of the first reminder of Q2 2026/27, seven working days before it is due.
NOW = datetime(2026, 10, 12, 9, tzinfo=UTC)
CODE = Stage.RETURN_FIRST
SENTENCE = "Please send the {about} by {deadline}."


@pytest.fixture
def officer():
    return UserFactory(name="Olive Officer", officer=True)


@pytest.fixture
def ann():
    agency = AgencyFactory(name="Hampshire Constabulary")
    ann = UserFactory(name="Ann", contact=agency)
    ReturnFactory(agency=agency)
    return ann


def change(actor, stage=CODE, version=0, **typed):
    usual = {"count": -7, "unit": "working_days", "sentence": SENTENCE, "is_on": True}
    return change_stage(
        actor=actor, stage=stage, version=version, now=NOW, **usual | typed
    )


def refused(actor, **typed):
    with pytest.raises(ValidationError) as found:
        change(actor, **typed)
    assert StageChange.objects.count() == 0
    return found.value.message_dict


def test_a_changed_sentence_is_what_is_then_mailed(officer, ann):
    change(officer)

    plan_reminders(on=NOW.date(), now=NOW)
    send_digest(person_id=ann.pk, now=NOW)

    said = (
        "Please send the Q2 2026/27 return of Hampshire Constabulary by "
        "21 October 2026 at 5:00pm."
    )
    [message] = mail.outbox
    assert said in " ".join(message.body.split())
    assert said in " ".join(strip_tags(message.alternatives[0][0]).split())


def test_a_changed_moment_counts_from_the_next_run_on(officer, ann):
    change(officer, count=-6)

    assert plan_reminders(on=NOW.date(), now=NOW) == 1  # that it has opened
    assert not ann.reminders.filter(stage=CODE).exists()
    tuesday = datetime(2026, 10, 13, 9, tzinfo=UTC)
    plan_reminders(on=tuesday.date(), now=tuesday)
    assert ann.reminders.owed().filter(stage=CODE).exists()


def test_who_was_told_is_not_told_again_because_the_stage_moved(officer, ann):
    plan_reminders(on=NOW.date(), now=NOW)
    send_digest(person_id=ann.pk, now=NOW)

    change(officer, count=-6)

    tuesday = datetime(2026, 10, 13, 9, tzinfo=UTC)
    assert plan_reminders(on=tuesday.date(), now=tuesday) == 0


def test_a_stage_that_is_off_tells_nobody_and_stops_what_waits(officer, ann):
    plan_reminders(on=NOW.date(), now=NOW)
    change(officer, is_on=False)

    assert send_digest(person_id=ann.pk, now=NOW) == 0
    assert not ann.reminders.owed().filter(stage=CODE).exists()


def test_each_change_is_a_version_and_is_written_down(officer):
    change(officer)
    change(officer, version=1, count=-5, unit="days", is_on=False)

    rule = rules_in_force()[CODE]
    assert (rule.version, rule.count, rule.unit, rule.is_on) == (2, -5, "days", False)
    assert StageChange.objects.count() == 2
    event = AuditEvent.objects.order_by("-pk")[0]
    assert (event.verb, event.actor_name) == (events.STAGE_CHANGED, "Olive Officer")
    assert event.subject_label == "First reminder of a return, version 2"
    assert event.changes == {
        "count": [-7, -5],
        "unit": ["working_days", "days"],
        "is_on": [True, False],
    }


def test_what_changes_nothing_is_not_written(officer):
    delivered = reminding.delivered()[CODE]

    rule = change(officer, sentence=f"  {delivered.sentence}\n")

    assert rule == delivered
    assert AuditEvent.objects.count() == 0


@pytest.mark.parametrize(
    ("sentence", "words"),
    [
        ("", "Write the sentence"),
        (" \n ", "Write the sentence"),
        ("The {about is late.", "A brace is opened"),
        ("The {about}} is late.", "A brace is opened"),
        ("The {aboot} is late.", "“{aboot}” is not known here: use {about}, "),
        ("The {} is late.", "“{}” is not known here"),
        ("The {0} is late.", "“{0}” is not known here"),
        ("The {about.__class__} is late.", "is not known here"),
        ("The {about[0]} is late.", "is not known here"),
        ("The {about!r} is late.", "Write “{about}” alone"),
        ("The {about:>9999999} is late.", "Write “{about}” alone"),
        ("The {about:{deadline}} is late.", "Write “{about}” alone"),
        ("The\0 return", "that can be printed"),
        ("The \u202ereturn", "that can be printed"),
        ("x" * 301, "The sentence has 301 characters; use 300 or fewer."),
    ],
)
def test_a_sentence_that_cannot_be_used_is_refused_in_words(officer, sentence, words):
    found = refused(officer, sentence=sentence)

    assert list(found) == ["sentence"]
    assert words in found["sentence"][0]


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"count": 401}, "count"),
        ({"count": -(10**30)}, "count"),
        ({"unit": "weeks"}, "unit"),
        ({"sentence": "Call 943 476 5919 about the {about}."}, "sentence"),
        ({"sentence": "A boy aged 14 asks for the {about}."}, "sentence"),
    ],
)
def test_what_a_stage_cannot_be_is_refused_at_its_field(officer, typed, field):
    assert list(refused(officer, **typed)) == [field]


def test_words_that_may_be_about_people_can_be_confirmed_and_stay_so(officer):
    said = "Ask jo.bloggs@example.org about the {about}."

    change(officer, sentence=said, is_confirmed=True)
    change(officer, version=1, sentence=said, count=-6)

    assert rules_in_force()[CODE].sentence == said


def test_of_two_officers_the_second_learns_who_was_first(officer):
    change(officer)

    with pytest.raises(StageConflict, match="Olive Officer changed this stage") as lost:
        change(UserFactory(officer=True), sentence="Send the {about}.")

    assert lost.value.rule.sentence == SENTENCE
    assert StageChange.objects.count() == 1


def test_a_version_that_never_was_is_a_conflict(officer):
    with pytest.raises(StageConflict, match="stands as delivered"):
        change(officer, version=7)


# --- The way back ---------------------------------------------------------------------


def test_an_earlier_version_stands_again_as_a_version_of_its_own(officer):
    change(officer)
    change(officer, version=1, sentence="Send the {about}.", count=-3)

    rule = go_back(actor=officer, stage=CODE, version=2, to_version=1, now=NOW)

    assert (rule.version, rule.sentence, rule.count) == (3, SENTENCE, -7)
    assert [each.version for each in stage_versions(CODE)] == [3, 2, 1, 0]


def test_as_delivered_is_a_way_back_too(officer):
    change(officer)

    rule = go_back(actor=officer, stage=CODE, version=1, to_version=0, now=NOW)

    assert rule.sentence == reminding.delivered()[CODE].sentence
    assert rule.version == 2


def test_words_that_were_confirmed_are_not_asked_about_on_the_way_back(officer):
    said = "Ask jo.bloggs@example.org about the {about}."
    change(officer, sentence=said, is_confirmed=True)
    change(officer, version=1)

    rule = go_back(actor=officer, stage=CODE, version=2, to_version=1, now=NOW)

    assert rule.sentence == said


def test_a_way_back_from_an_old_tab_is_a_conflict(officer):
    change(officer)
    change(officer, version=1, count=-6)

    with pytest.raises(StageConflict):
        go_back(actor=officer, stage=CODE, version=1, to_version=0, now=NOW)


def test_there_is_no_way_to_a_version_that_never_was(officer):
    with pytest.raises(ValidationError, match="There is no such version"):
        go_back(actor=officer, stage=CODE, version=0, to_version=9, now=NOW)


@pytest.mark.parametrize("who", ["contact", "chair", "administrator"])
def test_only_officers_change_a_stage(who):
    person = UserFactory(**{who: True})

    with pytest.raises(NotPermitted):
        change(person)
    with pytest.raises(NotPermitted):
        go_back(actor=person, stage=CODE, version=0, to_version=0, now=NOW)


# --- Trying it out --------------------------------------------------------------------


def rule_of(code, **typed):
    return replace(reminding.delivered()[code], **typed)


def test_the_preview_fills_the_sentence_with_a_real_open_thing(ann):
    preview = preview_stage(rule=rule_of(CODE, sentence="Send {about}."), now=NOW)

    assert preview.sentence == "Send Q2 2026/27 return of Hampshire Constabulary."
    assert [(each.about, each.goes_on) for each in preview.occasions] == [
        ("Q2 2026/27", date(2026, 10, 12))
    ]


def test_the_preview_says_how_many_it_would_tell_and_how_many_it_tells(ann):
    later = preview_stage(rule=rule_of(CODE, count=-6), now=NOW)
    off = preview_stage(rule=rule_of(CODE, is_on=False), now=NOW)

    assert (later.people_now, later.people_then) == (1, 0)
    assert (off.people_now, off.people_then) == (1, 0)
    assert later.on == date(2026, 10, 12)


@pytest.mark.parametrize("code", list(reminding.delivered()))
def test_every_stage_can_be_tried_out_with_nothing_open(code):
    preview = preview_stage(rule=rule_of(code), now=NOW)

    assert preview.about == ""
    assert preview.occasions == []
    assert "{" not in preview.sentence


def test_a_stage_of_actions_names_real_ones_and_their_dates():
    action = ActionFactory(active=True, baseline_on=date(2026, 12, 1), title="Plan")

    preview = preview_stage(rule=rule_of(Stage.ACTION_DUE_7), now=NOW)

    [occasion] = preview.occasions
    assert occasion.about == action.name_in_mail
    assert (occasion.counted_from, occasion.goes_on) == (
        date(2026, 12, 1),
        date(2026, 11, 24),
    )


# --- Reading --------------------------------------------------------------------------


def test_every_stage_is_listed_once_by_kind(django_assert_num_queries):
    StageChangeFactory(stage=Stage.RETURN_LATE)

    with django_assert_num_queries(1):
        groups = stage_groups()

    codes = [row.code for group in groups for row in group.rows]
    assert sorted(codes) == sorted(reminding.delivered())
    late = next(row for row in groups[0].rows if row.code == Stage.RETURN_LATE)
    assert late.moment == "2 working days after the deadline"
    assert all(group.source.condition for group in groups)


def test_the_days_of_a_period_follow_the_stages_as_they_stand(officer):
    period = PeriodFactory()
    change(officer, count=-5)
    StageChangeFactory(stage=Stage.RETURN_CHAIR, is_on=False)

    days = [(each.rule.code, each.on) for each in stage_days(period)]

    assert days == [
        (Stage.RETURN_OPENED, date(2026, 10, 1)),
        (Stage.RETURN_FIRST, date(2026, 10, 14)),
        (Stage.RETURN_SECOND, date(2026, 10, 19)),
        (Stage.RETURN_LATE, date(2026, 10, 22)),
        (Stage.RETURN_MEMBER, date(2026, 10, 26)),
    ]
