"""The lines on which two people say what does not fit together."""

from datetime import date

import pytest

from actions.choices import DeliveryStatus, Marking, ReturnState
from actions.models import Return
from assurance.choices import AssuranceLevel
from assurance.models import Scale, ScaleLevel
from assurance.selectors.gap_live import sealed_gaps
from assurance.selectors.moments import stand
from assurance.selectors.statuses import Statuses
from hcss.kernel.quarters import Quarter
from priorities.models import Agreement
from tests import factories as make
from tests.assurance.county import (
    AFTER_CLOSE,
    LAST,
    SILENT,
    THIS,
    last_period,
    reported,
    this_period,
)
from tests.assurance.gap.story import gap, noon, opinion, refs, report
from tests.machinery.counting import queries_of

pytestmark = pytest.mark.django_db

ON_TRACK, AT_RISK = DeliveryStatus.ON_TRACK, DeliveryStatus.AT_RISK
OFF_TRACK = DeliveryStatus.OFF_TRACK
LIMITED, SUBSTANTIAL = AssuranceLevel.LIMITED, AssuranceLevel.SUBSTANTIAL


@pytest.fixture
def priority(headings):
    this_period(closed=True)
    return headings["CC"].agreement.priorities.get(number=1)


@pytest.fixture
def action(priority, headings):
    return make.ActionFactory(
        active=True,
        priority=priority,
        heading=headings["CC"],
        lead_agency=make.AgencyFactory(name="Solent Police"),
    )


def reasons(found):
    return {each.status: each.number for each in found.facts.reasons}


# --- Peers (c) 1 ---


def test_of_forty_rated_lines_the_six_that_differ_are_listed_and_no_other(
    priority, headings
):
    cells = {
        "fits": (headings["CC"], AssuranceLevel.REASONABLE),
        "limited": (headings["FL"], LIMITED),
    }
    for heading, level in cells.values():
        make.OpinionFactory(
            priority=priority, heading=heading, level=level, reason=f"Because {level}."
        )
    for _ in range(17):
        reported(priority, this=ON_TRACK, heading=headings["CC"])
        reported(priority, this=OFF_TRACK, heading=headings["FL"])
    wanted = [reported(priority, this=OFF_TRACK, heading=headings["CC"]) for _ in "123"]
    wanted += [reported(priority, this=ON_TRACK, heading=headings["FL"]) for _ in "123"]

    found = gap()

    assert sorted(refs(found)) == sorted(each.ref for each in wanted)
    assert found.facts.summary == "6 of 40 rated lines differ"
    assert {
        (each.direction, each.cause, each.progress, each.reason)
        for each in found.differences
    } == {
        ("assurer", "The analyst's post is vacant.", "", "Because reasonable."),
        ("agency", "", "The draft plan went to all partners.", "Because limited."),
    }


def test_it_says_who_said_each_when_and_since_when(action):
    report(action, THIS, ON_TRACK, noon(2026, 10, 14))
    opinion(action, LIMITED, noon(2026, 10, 16), reason="Two agencies are missing.")

    (each,) = gap().differences

    submission = action.lines.get().reported.submission
    assert (each.said_by, each.said_by_post, each.said_on, each.agency) == (
        submission.signed_name,
        "Partnerships officer",
        date(2026, 10, 14),
        "Solent Police",
    )
    given = action.priority.opinions.get()
    assert (each.given_by, each.giver, each.given_on, each.opinion) == (
        given.given_by_name,
        "Second line",
        date(2026, 10, 16),
        given.pk,
    )
    assert (each.scope, each.level_label, each.status_label) == (
        "County co-ordination",
        "Limited",
        "On track",
    )
    assert each.since == date(2026, 10, 16)


def test_since_goes_back_over_quarters(action):
    report(action, LAST, ON_TRACK, noon(2026, 7, 14))
    opinion(action, LIMITED, noon(2026, 7, 20))
    report(action, THIS, ON_TRACK, noon(2026, 10, 14))

    assert gap().differences[0].since == date(2026, 7, 20)


def test_a_quarter_without_a_return_breaks_it(action):
    report(action, Quarter(2025, 4), ON_TRACK, noon(2026, 4, 14))
    opinion(action, LIMITED, noon(2026, 4, 20))
    last_period()
    report(action, THIS, ON_TRACK, noon(2026, 10, 14))

    assert gap().differences[0].since == date(2026, 10, 14)


def test_an_earlier_position_shows_the_gap_of_then(action):
    report(action, LAST, ON_TRACK, noon(2026, 7, 14))
    opinion(action, LIMITED, noon(2026, 7, 20))
    report(action, THIS, OFF_TRACK, noon(2026, 10, 14))
    opinion(action, SUBSTANTIAL, noon(2026, 11, 2))

    before, now = gap(quarter=LAST), gap()

    assert [each.direction for each in before.differences] == ["agency"]
    assert [each.direction for each in now.differences] == ["assurer"]
    assert before.differences[0].since == date(2026, 7, 20)


# --- What it is compared with ---


def test_an_action_under_no_heading_is_compared_with_the_whole_priority(priority):
    reported(priority, this=ON_TRACK, heading=None)
    make.OpinionFactory(priority=priority, whole=True, level=LIMITED)

    (each,) = gap().differences

    assert (each.code, each.scope) == ("all", "The whole priority")


def test_an_action_under_ownership_is_compared_with_the_whole_priority(
    priority, headings
):
    reported(priority, this=ON_TRACK, heading=headings["OW"])
    make.OpinionFactory(priority=priority, whole=True, level=LIMITED)

    assert gap().differences[0].code == "all"


def test_the_opinion_on_another_cell_does_not_count(action, headings):
    report(action, THIS, ON_TRACK, noon(2026, 10, 14))
    opinion(action, LIMITED, noon(2026, 10, 16), heading=headings["FL"])
    opinion(action, LIMITED, noon(2026, 10, 16), heading=None)

    found = gap()

    assert refs(found) == []
    assert reasons(found) == {"not_assessed": 1}


def test_the_last_opinion_counts(action):
    report(action, THIS, ON_TRACK, noon(2026, 10, 14))
    opinion(action, LIMITED, noon(2026, 10, 1))
    opinion(action, SUBSTANTIAL, noon(2026, 10, 2))

    assert refs(gap()) == []


def test_a_level_counts_by_its_tone_on_the_scale_it_was_given_on(action):
    scale = Scale.objects.create(
        version=2, published_at=noon(2026, 9, 1), decision="Minute 4"
    )
    for order, (code, tone) in enumerate([("full", "good"), ("partial", "poor")]):
        ScaleLevel.objects.create(
            scale=scale, code=code, label=code, definition=code, order=order, tone=tone
        )
    report(action, THIS, ON_TRACK, noon(2026, 10, 14))
    opinion(action, "partial", noon(2026, 10, 16), scale=scale)

    found = gap()

    assert [each.level_label for each in found.differences] == ["partial"]
    assert found.meaning[0].startswith(
        "On track, reported complete and complete fit full. At risk fits partial."
    )


# --- What cannot be compared ---


def test_where_one_of_the_two_is_not_known_nothing_differs(priority, headings):
    cell = {"heading": headings["CC"]}
    make.OpinionFactory(priority=priority, level=LIMITED, **cell)
    make.OpinionFactory(
        priority=priority, level=LIMITED, heading=headings["FL"], expired=True
    )
    reported(priority, this=SILENT, **cell)
    reported(priority, this=DeliveryStatus.NOTHING_DUE, **cell)
    reported(priority, this=DeliveryStatus.NOT_STARTED, **cell)
    reported(priority, this=ON_TRACK, heading=headings["FL"])
    reported(priority, this=ON_TRACK, heading=None)
    reported(priority, on_hold=True, active=False, **cell)
    reported(priority, complete=True, active=False, **cell)
    reported(priority, **cell)
    reported(priority, this=ON_TRACK, **cell)

    found = gap()

    assert len(refs(found)) == 1
    assert reasons(found) == {
        "no_return": 1,
        "nothing_due": 1,
        "not_started": 1,
        "out_of_date": 1,
        "not_assessed": 1,
        "on_hold": 1,
        "complete_before": 1,
        "no_line": 1,
    }
    assert found.facts.summary == "1 of 3 rated lines differs"
    assert found.facts.not_compared_summary == (
        "8 of 9 actions could not be compared, because one of the two judgements is "
        "not known"
    )
    assert (found.facts.cells, found.facts.cells_differing) == (1, 1)


def test_before_anything_is_rated_there_is_nothing_to_compare(priority):
    found = gap()

    assert found.facts.summary == (
        "No line is rated in this quarter, so there is nothing to compare"
    )
    assert found.facts.not_compared_summary == ""


# --- Who may read (R57) ---


@pytest.fixture
def differs(action):
    line = report(action, THIS, ON_TRACK, noon(2026, 10, 14))
    opinion(action, LIMITED, noon(2026, 10, 16))
    return line


def test_sensitive_words_are_hidden_and_the_status_is_not(action):
    marked = {"marking": Marking.SENSITIVE}
    report(action, THIS, ON_TRACK, noon(2026, 10, 14), **marked)
    opinion(action, LIMITED, noon(2026, 10, 16))

    (each,) = gap(make.UserFactory(reader=True)).differences

    assert (each.status, each.progress, each.is_hidden) == ("on_track", "", True)
    assert gap().differences[0].progress == "The draft plan went to all partners."


def test_a_sensitive_action_is_counted_and_not_named(differs):
    type(differs.action).objects.update(marking=Marking.SENSITIVE)

    found = gap(make.UserFactory(reader=True))

    assert refs(found) == []
    assert (found.facts.differing, found.facts.not_named) == (1, 1)
    assert len(gap().differences) == 1


def test_a_return_that_is_not_accepted_is_named_to_few(differs):
    Return.objects.update(
        state=ReturnState.SUBMITTED, accepted_at=None, accepted_by=None
    )

    assert refs(gap(make.UserFactory(contact=True))) == []
    assert (
        len(gap(make.UserFactory(contact=differs.action.lead_agency)).differences) == 1
    )


# --- What a seal keeps, and what it costs ---


def test_a_seal_keeps_since_when_whoever_may_read_it(differs):
    type(differs.action).objects.update(marking=Marking.SENSITIVE)
    statuses = Statuses(
        stand(quarter=None, now=AFTER_CLOSE), Agreement.objects.current().get()
    )

    assert [(each.ref, each.since) for each in sealed_gaps(statuses=statuses)] == [
        (differs.action.ref, date(2026, 10, 16))
    ]


def test_the_queries_do_not_grow_with_what_there_is(priority, headings):
    officer = make.UserFactory(officer=True)
    make.OpinionFactory(priority=priority, heading=headings["CC"], level=LIMITED)
    make.OpinionFactory(priority=priority, heading=headings["FL"], level=LIMITED)
    reported(priority, this=ON_TRACK, heading=headings["CC"])
    gap(officer)
    _, few = queries_of(lambda: gap(officer))
    for code in ("CC", "FL"):
        for _ in range(10):
            reported(priority, this=ON_TRACK, heading=headings[code])

    found, many = queries_of(lambda: gap(officer))

    assert len(found.differences) == 21
    assert len(few) == len(many)
