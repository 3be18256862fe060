"""Keeping concerns about funding: recording, correcting, settling, linking."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from actions.models import Action
from assurance import events
from assurance.models import FundingConcern
from assurance.services.funding import (
    FundingFacts,
    choose_actions,
    edit_concern,
    record_concern,
    settle_concern,
)
from hcss.kernel import audit
from hcss.kernel.errors import Conflict, NotPermitted
from hcss.kernel.models import AuditEvent
from priorities.choices import RegisterCategory
from tests import factories as make

pytestmark = pytest.mark.django_db

FACTS = FundingFacts(stream="Supporting Families grant", ends_on=date(2026, 12, 31))


@pytest.fixture
def officer():
    return make.UserFactory(officer=True)


def verbs(concern):
    return [each.verb for each in audit.history(concern)][::-1]


def test_an_officer_records_a_stream_with_what_depends_on_it(officer, now):
    actions = [make.ActionFactory(conditional=True), make.ActionFactory(active=True)]

    concern = record_concern(
        actor=officer, facts=FACTS, actions=[*actions, actions[0]], now=now
    )

    assert concern.ends_on == date(2026, 12, 31)
    assert set(concern.actions.all()) == set(actions)
    assert verbs(concern) == [events.FUNDING_RECORDED] + 2 * [
        events.FUNDING_ACTION_LINKED
    ]


def test_that_nobody_knows_the_end_can_be_recorded(officer, now):
    concern = record_concern(
        actor=officer, facts=FundingFacts(stream=" A grant "), now=now
    )

    assert (concern.stream, concern.ends_on) == ("A grant", None)


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        (FundingFacts(stream=" "), "stream"),
        (FundingFacts(stream="x" * 201), "stream"),
        (FundingFacts(stream="A grant", ends_on=date(1066, 10, 14)), "ends_on"),
        (FundingFacts(stream="A grant", note="See NHS number 943 476 5919."), "note"),
        (FundingFacts(stream="A grant", note="x" * 100_000), "note"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(officer, now, facts, field):
    with pytest.raises(ValidationError) as refused:
        record_concern(actor=officer, facts=facts, now=now)

    assert list(refused.value.message_dict) == [field]
    assert not FundingConcern.objects.exists()


def test_a_body_of_the_register_is_no_funding_stream(officer, now):
    entry = make.RegisterEntryFactory(category=RegisterCategory.BODY)

    with pytest.raises(ValidationError) as refused:
        record_concern(
            actor=officer, facts=FundingFacts(stream="A grant", entry=entry), now=now
        )

    assert list(refused.value.message_dict) == ["entry"]


def test_words_that_may_be_about_a_person_are_kept_once_confirmed(officer, now):
    facts = FundingFacts(stream="A grant", note="It pays for a boy aged 14.")

    with pytest.raises(ValidationError):
        record_concern(actor=officer, facts=facts, now=now)
    kept = record_concern(actor=officer, facts=facts, now=now, is_confirmed=True)

    assert kept.note == "It pays for a boy aged 14."


@pytest.mark.parametrize("role", ["chair", "assurer", "reader", "contact"])
def test_nobody_but_an_officer_keeps_them(role, now):
    who = make.UserFactory(**{role: True})
    concern = make.FundingConcernFactory()
    about = {"actor": who, "concern": concern, "version": 1, "now": now}

    with pytest.raises(NotPermitted):
        record_concern(actor=who, facts=FACTS, now=now)
    with pytest.raises(NotPermitted):
        edit_concern(**about, facts=FACTS)
    with pytest.raises(NotPermitted):
        settle_concern(**about, why="Renewed.")
    with pytest.raises(NotPermitted):
        choose_actions(**about, actions=[])


def test_a_correction_says_what_changed(officer, now):
    concern = make.FundingConcernFactory(stream="A grant")

    edit_concern(
        actor=officer,
        concern=concern,
        facts=FundingFacts(stream="A grant", note=concern.note),
        version=1,
        now=now,
    )

    assert (concern.ends_on, concern.version) == (None, 2)
    event = AuditEvent.objects.get(verb=events.FUNDING_EDITED)
    assert event.changes == {"ends_on": ["2027-03-31", None]}


def test_nothing_is_written_if_nothing_differs(officer, now):
    concern = make.FundingConcernFactory()
    same = FundingFacts(
        stream=concern.stream, ends_on=concern.ends_on, note=concern.note
    )

    edit_concern(actor=officer, concern=concern, facts=same, version=1, now=now)

    assert concern.version == 1
    assert verbs(concern) == []


def test_of_two_who_change_it_one_wins(officer, now):
    concern = make.FundingConcernFactory()
    other = FundingConcern.objects.get()
    edit_concern(actor=officer, concern=concern, facts=FACTS, version=1, now=now)

    with pytest.raises(Conflict):
        edit_concern(actor=officer, concern=other, facts=FACTS, version=1, now=now)
    with pytest.raises(Conflict):
        settle_concern(actor=officer, concern=other, why="x", version=1, now=now)
    actions = [make.ActionFactory(active=True)]
    with pytest.raises(Conflict):
        choose_actions(
            actor=officer, concern=other, actions=actions, version=1, now=now
        )


def test_what_is_settled_says_why_and_stays_as_it_is(officer, now):
    action = make.ActionFactory(active=True)
    concern = make.FundingConcernFactory(actions=[action])

    settle_concern(
        actor=officer, concern=concern, why="Renewed to 2029.", version=1, now=now
    )

    assert concern.settled_on == date(2026, 10, 20)
    assert list(concern.actions.all()) == [action]
    with pytest.raises(Conflict, match="settled on 20 October 2026: Renewed to 2029"):
        choose_actions(actor=officer, concern=concern, actions=[], version=2, now=now)
    with pytest.raises(Conflict):
        edit_concern(actor=officer, concern=concern, facts=FACTS, version=2, now=now)


def test_settling_needs_a_reason(officer, now):
    concern = make.FundingConcernFactory()

    with pytest.raises(ValidationError) as refused:
        settle_concern(actor=officer, concern=concern, why=" ", version=1, now=now)

    assert list(refused.value.message_dict) == ["why"]
    assert concern.settled_on is None


def test_each_action_that_is_linked_or_taken_away_is_an_event(officer, now):
    stays, goes, comes = (make.ActionFactory(active=True) for _ in range(3))
    concern = make.FundingConcernFactory(actions=[stays, goes])

    choose_actions(
        actor=officer, concern=concern, actions=[stays, comes], version=1, now=now
    )

    assert set(concern.actions.all()) == {stays, comes}
    changes = [each.changes for each in audit.history(concern)][::-1]
    assert verbs(concern) == [
        events.FUNDING_ACTION_LINKED,
        events.FUNDING_ACTION_UNLINKED,
    ]
    assert changes == [{"action": ["", comes.ref]}, {"action": [goes.ref, ""]}]


def test_loading_the_agreement_records_none(day_one):
    assert Action.objects.exists()
    assert not FundingConcern.objects.exists()
