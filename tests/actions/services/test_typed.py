"""Saved as one types: a field that is refused holds up no other."""

from datetime import date

import pytest

from actions.choices import DeliveryStatus
from actions.models import ReturnLine
from actions.services.lines import LineConflict, save_line
from actions.services.typed import save_typed
from hcss.kernel.errors import Conflict, NotPermitted
from tests.factories import (
    ReportedLineFactory,
    ReturnFactory,
    ReturnLineFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def line():
    return ReturnLineFactory()


@pytest.fixture
def contact(line):
    return UserFactory(contact=line.quarterly_return.agency)


@pytest.fixture
def keep(line, contact, now):
    def keep(*, version=None, actor=contact, is_confirmed=False, **words):
        stored = ReturnLine.objects.with_action().get(pk=line.pk)
        return save_typed(
            actor=actor,
            line=stored,
            version=version or stored.version,
            words=words,
            now=now,
            is_confirmed=is_confirmed,
        )

    return keep


def test_what_can_be_kept_is_kept_and_the_rest_is_told(keep):
    kept = keep(
        progress="Half a sen",
        issue="Ring 023 9201 2345",
        recovery_step="NHS number 943 476 5919",
        evidence="x" * 10_001,
    )

    stored = ReturnLine.objects.get()
    assert (stored.progress, stored.issue, stored.evidence) == ("Half a sen", "", "")
    assert kept.line.version == stored.version == 2
    assert sorted(kept.refused) == ["evidence", "issue", "recovery_step"]


def test_confirmed_words_are_kept(keep):
    kept = keep(issue="Ring the office, 023 9201 2345", is_confirmed=True)

    assert (kept.refused, ReturnLine.objects.get().issue) == (
        {},
        "Ring the office, 023 9201 2345",
    )


def test_nothing_is_written_where_nothing_differs(keep, line):
    line.carried_from = ReportedLineFactory()
    line.status, line.progress = DeliveryStatus.ON_TRACK, "As before."
    line.save()

    kept = keep(status="on_track", progress="As before.", reported_on=None, ask="")

    stored = ReturnLine.objects.get(pk=line.pk)
    assert (kept.line.version, stored.version) == (1, 1)
    assert stored.carried_from == line.carried_from


def test_other_words_are_no_longer_those_of_an_earlier_quarter(keep, line):
    line.carried_from = ReportedLineFactory()
    line.status, line.progress = DeliveryStatus.ON_TRACK, "As before."
    line.save()

    keep(status="on_track", progress="As before, and more.")

    assert ReturnLine.objects.get(pk=line.pk).carried_from is None


def test_somebody_elses_words_are_a_conflict_with_both_texts(keep, line, now):
    save_line(
        actor=UserFactory(contact=line.quarterly_return.agency),
        line=line,
        version=1,
        words={"progress": "Kim's text"},
        now=now,
        finish=False,
    )

    with pytest.raises(LineConflict) as caught:
        keep(version=1, progress="Jo's text")

    assert caught.value.stored.progress == "Kim's text"


def test_an_answer_lost_on_its_way_is_no_conflict_with_oneself(keep):
    keep(version=1, progress="Two districts")

    kept = keep(version=1, progress="Two districts have answered", status="on_track")

    assert (kept.line.version, kept.line.progress) == (3, "Two districts have answered")


def test_what_would_take_something_away_is_a_conflict_even_with_oneself(keep):
    keep(version=1, progress="Two districts", ask_by=date(2026, 11, 2))

    for words in ({"progress": "Three"}, {"ask_by": None}):
        with pytest.raises(LineConflict, match="You saved this line in another window"):
            keep(version=1, **words)


def test_a_line_that_is_with_the_group_or_of_another_agency_is_refused(now):
    """R33, R36."""
    line = ReturnLineFactory(quarterly_return=ReturnFactory(submitted=True))
    said = {"line": line, "version": 1, "words": {"progress": "More"}, "now": now}

    with pytest.raises(Conflict, match="was sent in"):
        save_typed(actor=UserFactory(contact=line.quarterly_return.agency), **said)
    with pytest.raises(NotPermitted):
        save_typed(actor=UserFactory(contact=True), **said)
