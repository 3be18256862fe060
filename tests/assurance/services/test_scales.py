from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction

from assurance.models import Opinion, Scale, ScaleLevel
from assurance.selectors.scales import scale_in_force, scales_at
from assurance.services.opinions import give_opinion
from assurance.services.scales import publish_scale
from hcss.kernel.audit import history
from hcss.kernel.errors import Conflict, NotPermitted
from priorities.models import Priority
from tests import factories as make

pytestmark = pytest.mark.django_db

DECISION = "HCSSG 2026-03, decision 4"


@pytest.fixture
def publish(officer, now):
    """Publish Sound, Partial and Unsound as an officer, unless told otherwise."""

    def publish(**said):
        usual = {
            "actor": officer,
            "levels": make.LEVELS,
            "decision": DECISION,
            "now": now,
        }
        return publish_scale(**(usual | said))

    return publish


def refusals(call, **said) -> dict[str, list[str]]:
    with pytest.raises(ValidationError) as refused:
        call(**said)
    return refused.value.message_dict


def test_a_new_version_is_in_force_with_its_levels_the_best_first(publish, officer):
    scale = publish()

    assert (scale.version, scale.decision, scale.published_by) == (2, DECISION, officer)
    in_force = scale_in_force()
    assert in_force == scale
    assert [(each.order, each.code) for each in in_force.levels.all()] == [
        (0, "sound"),
        (1, "partial"),
        (2, "unsound"),
    ]
    event = history(scale).get()
    assert (event.verb, event.why) == ("assurance.scale_published", DECISION)


@pytest.mark.parametrize(
    "role", ["chair", "assurer", "contact", "approver", "reader", "administrator"]
)
def test_only_officers_publish(publish, role):
    with pytest.raises(NotPermitted):
        publish(actor=make.UserFactory(**{role: True}))

    assert Scale.objects.count() == 1


def test_a_version_is_never_changed_and_never_removed(publish):
    scale = publish()

    changes = [
        lambda: Scale.objects.filter(version=2).update(decision="Another"),
        lambda: ScaleLevel.objects.filter(scale=scale).update(label="Good"),
        lambda: ScaleLevel.objects.filter(scale=scale).delete(),
    ]
    for change in changes:
        with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
            change()


def test_a_level_takes_its_code_from_its_word(publish):
    named = [
        {**level, "code": "", "label": f"{level['label']} enough"}
        for level in make.LEVELS
    ]

    codes = [each.code for each in publish(levels=named).levels.all()]
    assert codes == ["sound_enough", "partial_enou", "unsound_enou"]


def changed(place: int, **parts: str) -> list[dict[str, str]]:
    levels = [dict(level) for level in make.LEVELS]
    levels[place] |= parts
    return levels


@pytest.mark.parametrize(
    ("said", "words"),
    [
        (
            {"decision": " "},
            {"decision": ["Name the decision that changes the scale."]},
        ),
        (
            {"levels": make.LEVELS[:1]},
            {"levels": ["A scale has 2 to 6 levels; this has 1."]},
        ),
        (
            {"levels": make.LEVELS * 3},
            {"levels": ["A scale has 2 to 6 levels; this has 9."]},
        ),
        (
            {"levels": changed(1, definition=" ")},
            {"definition_2": ["Say what level 2 means."]},
        ),
        (
            {"levels": changed(1, label="")},
            {"label_2": ["Say what level 2 is called."]},
        ),
        ({"levels": changed(1, tone="")}, {"tone_2": ["Say how good level 2 is."]}),
        (
            {"levels": changed(1, label="SOUND")},
            {"label_2": ["“SOUND” is taken: each level needs a word of its own."]},
        ),
        (
            {"levels": changed(1, label="Not yet assessed")},
            {
                "label_2": [
                    "“Not yet assessed” is taken: each level needs a word of its own."
                ]
            },
        ),
        (
            {"levels": changed(1, code="out_of_date")},
            {"code_2": ["The code “out_of_date” is taken: give this level another."]},
        ),
        (
            {"levels": changed(2, tone="good")},
            {"tone_3": ["Level 3 is better than the one before: put the best first."]},
        ),
        (
            {"levels": changed(2, tone="fair")[::2]},
            {
                "tone_2": [
                    "The worst level must be poor or bad, so that the chair sees it."
                ]
            },
        ),
        (
            {"levels": changed(0, tone="poor")},
            {"tone_1": ["The best level must be good or fair."]},
        ),
    ],
)
def test_what_is_not_a_scale_is_refused_with_a_reason(publish, said, words):
    assert refusals(publish, **said) == words
    assert Scale.objects.count() == 1


@pytest.mark.parametrize(
    ("parts", "field"),
    [
        ({"code": "not a slug"}, "code_1"),
        ({"code": "x" * 13}, "code_1"),
        ({"label": "x" * 41}, "label_1"),
        ({"tone": "purple"}, "tone_1"),
        ({"label": "…", "code": ""}, "code_1"),
    ],
)
def test_what_the_table_cannot_hold_is_refused_at_its_field(publish, parts, field):
    assert list(refusals(publish, levels=changed(0, **parts))) == [field]


def test_the_same_scale_again_is_refused(publish):
    publish()

    (words,) = refusals(publish)["levels"]
    assert words == (
        "This is version 2, which is in force: nothing would change but that opinions "
        "could not be compared any more."
    )


def test_of_two_officers_the_second_is_told_that_a_version_came_between(publish):
    publish(after=1)

    with pytest.raises(Conflict, match="meanwhile"):
        publish(after=1, levels=changed(0, label="Excellent"))
    assert Scale.objects.count() == 2


def test_the_version_in_force_is_that_of_the_moment(publish, now):
    publish()

    assert scales_at(now - timedelta(seconds=1)).in_force == 1
    assert scales_at(now).in_force == 2
    assert scales_at(now.replace(year=2020)).in_force == 1


# --- Opinions on it ---


@pytest.fixture
def give(headings, assurer, now):
    def give(**said):
        usual = make.GIVEN | {
            "actor": assurer,
            "priority": Priority.objects.get(number=1),
            "heading": headings["CC"],
            "now": now,
        }
        return give_opinion(**(usual | said))

    return give


def test_an_opinion_is_given_on_the_version_in_force_and_keeps_it(publish, give):
    before = give()
    publish()

    assert refusals(give) == {"level": ["Choose a level of the scale in force."]}
    opinion = give(level="partial")
    assert (opinion.scale.version, opinion.level_label) == (2, "Partial")
    before.refresh_from_db()
    assert (before.scale.version, before.level_label) == (1, "Reasonable")


def test_who_had_the_earlier_definitions_before_them_is_told(publish, give):
    publish()

    with pytest.raises(Conflict, match="A new version of the scale"):
        give(level="sound", scale_version=1)
    assert give(level="sound", scale_version=2).pk
    assert Opinion.objects.count() == 1


def test_the_best_level_needs_two_sources_whatever_it_is_called(publish, give):
    publish()

    assert refusals(give, level="sound", evidence_sources=1) == {
        "warning_confirmed": [
            "Sound rests on one source of evidence; it needs two or more."
        ]
    }
    assert give(level="partial", evidence_sources=1).warning == ""


def test_the_best_level_needs_an_owner_whatever_it_is_called(publish, give):
    publish()
    unowned = make.PriorityFactory(number=5)

    said = {"priority": unowned, "heading": None, "level": "sound"}
    (words,) = refusals(give, **said)["level"]
    assert words == (
        "No owner of priority 5 is recorded: its ownership is to be developed, so the "
        "whole of it cannot be Sound."
    )


def test_headings_of_another_version_do_not_hold_the_whole_down(
    publish, give, headings
):
    give(level="none")
    publish()
    assert give(heading=None, level="partial").pk

    give(heading=headings["FL"], level="unsound")
    (words,) = refusals(give, heading=None, level="partial")["why_better"]
    assert words.startswith("The worst heading of this priority is Unsound.")
