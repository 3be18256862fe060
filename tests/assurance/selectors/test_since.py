"""Since we last met: exactly what differs between two seals (3.4)."""

from collections import Counter
from dataclasses import fields, is_dataclass, replace
from datetime import date, datetime, timedelta
from types import NoneType
from typing import get_args, get_origin, get_type_hints

import pytest

from assurance.selectors import seal_shapes
from assurance.selectors.seal_shapes import (
    Sealed,
    SealedDependant,
    SealedSource,
)
from assurance.selectors.shapes import Position
from assurance.selectors.since import KINDS, differences
from assurance.selectors.since.not_compared import NOT_COMPARED
from tests.assurance import sealed_things as the
from tests.assurance.two_seals import CASES, EXPECTED, UNTOUCHED, two_seals

#: What is seen as the other when the two seals change places.
MIRRORED = {
    "opinion_up": "opinion_down",
    "opinion_new": "opinion_gone",
    "rating_up": "rating_down",
    "overdue": "not_overdue",
    "slip": "earlier",
    "return_late": "return_on_time",
    "ask_new": "ask_closed",
    "check_more": "check_fewer",
    "priority_added": "priority_retired",
    "opinion_not_comparable": "opinion_not_comparable",
    "ownership_changed": "ownership_changed",
}


def found(before, after):
    return Counter((each.kind, each.key) for each in differences(before, after))


def only(before, after):
    [difference] = differences(before, after)
    return difference


def changed(thing, name="actions", **known):
    """Return the one difference that changing a thing makes."""
    before = the.seal(**{name: (thing,)})
    return only(before, the.seal(**{name: (replace(thing, **known),)}))


# --- The list that is known ---


def test_exactly_the_known_differences_are_found_each_once():
    assert found(*two_seals()) == Counter(EXPECTED)


def test_every_kind_of_difference_is_among_them():
    assert {kind for kind, _ in EXPECTED} == set(KINDS)
    assert len(EXPECTED) > 70


@pytest.mark.parametrize("case", CASES, ids=lambda case: str(sorted(case[3])))
def test_each_difference_is_found_by_itself_too(case):
    name, before, after, expected = case
    plain = the.seal()
    earlier = replace(plain, **{name: (before,) if before else ()})
    later = replace(plain, **{name: (after,) if after else ()})

    assert found(earlier, later) == Counter(expected)


def test_a_line_that_did_not_change_is_nowhere():
    before, after = two_seals()
    untouched = {each.ref for each in UNTOUCHED["actions"]}

    said = {each.subject for each in differences(before, after)}

    assert len(untouched) == 300
    assert said & untouched == set()


@pytest.mark.parametrize("which", [0, 1])
def test_a_seal_does_not_differ_from_itself(which):
    sealed = two_seals()[which]

    assert differences(sealed, sealed) == ()


def test_the_other_way_round_what_went_up_went_down():
    before, after = two_seals()
    forth, back = found(before, after), found(after, before)

    for kind, other in MIRRORED.items():
        keys = {key for each, key in forth if each == kind}
        assert keys
        assert keys <= {key for each, key in back if each == other}


def test_the_worst_comes_first():
    before, after = two_seals()
    places = {code: place for place, code in enumerate(KINDS)}

    order = [places[each.kind] for each in differences(before, after)]

    assert order == sorted(order)
    assert differences(before, after)[0].kind == "opinion_down"


# --- In words ---


def test_a_slip_says_by_how_much_how_often_and_why():
    before = the.action("P1-01", times_redated=1)
    after = replace(before, forecast_on=date(2027, 9, 30), times_redated=3)
    changes = tuple(
        the.date_change("P1-01", number, explanation=f"Cause {number}.")
        for number in (1, 2, 3)
    )

    slip = only(
        the.seal(actions=(before,), date_changes=changes[:1]),
        the.seal(actions=(after,), date_changes=changes),
    )

    assert (slip.subject, slip.title) == ("P1-01", "Do P1-01")
    assert slip.before == "31 March 2027"
    assert slip.after == (
        "30 September 2027, 183 days later, moved 2 times since, 3 times in all"
    )
    assert slip.why == "A post is vacant: Cause 2.\nA post is vacant: Cause 3."
    assert slip.url == "/actions/P1-01/"


def test_new_red_says_why_in_the_agencys_words():
    line = the.line(cause="The post is vacant.\n" * 50)

    red = changed(the.action("P1-01", line=line), **the.rated("off_track"))

    assert (red.kind, red.before, red.after) == ("new_red", "On track", "Off track")
    assert red.why == line.cause


def test_closing_names_the_decision():
    closed = changed(
        the.action("P1-01", **the.rated("")),
        **the.living("closed"),
        closed_as_label="Withdrawn",
        closing_decision="2026/27-09",
    )

    assert (closed.kind, closed.after, closed.why) == (
        "closed",
        "Closed: Withdrawn",
        "2026/27-09",
    )


def test_an_opinion_says_both_levels_their_dates_and_the_reason():
    down = changed(
        the.opinion(3, "RV"),
        "opinions",
        level="limited",
        level_label="Limited",
        number=8,
        given_on=date(2026, 10, 1),
        reason="Two agencies left.",
    )

    assert (down.subject, down.title) == ("Priority 3", "Heading RV")
    assert (down.before, down.after) == (
        "Reasonable (1 April 2026)",
        "Limited (1 October 2026)",
    )
    assert (down.why, down.url) == ("Two agencies left.", "/assurance/opinions/8/")


def test_an_amendment_shows_what_the_closed_quarter_said_and_what_it_says():
    amended = only(the.seal(), the.seal(amendments=(the.amendment("P1-01"),)))

    assert (amended.before, amended.after) == (
        "Progress: Begun",
        "Progress: Begun late",
    )
    assert amended.why == "The date was wrong."
    assert amended.aspect == "Q1 2026/27, Wessex Council"


# --- What is said once ---


def test_agreeing_an_action_is_one_difference_and_not_one_a_field():
    before = the.action(
        "P1-01",
        **the.living("proposed"),
        **the.rated(""),
        lead="",
        lead_slug="",
        contact="",
        success_criterion="",
        forecast_on=None,
        baseline_on=None,
    )

    assert changed(before, **_now(the.action("P1-01"))).kind == "agreed"


def _now(action):
    return {each.name: getattr(action, each.name) for each in fields(action)}


def test_going_off_track_from_hold_is_said_of_both():
    before = the.action("P1-01", **the.living("on_hold"), **the.rated("on_hold"))
    after = the.action("P1-01", **the.rated("off_track"))

    assert set(found(the.seal(actions=(before,)), the.seal(actions=(after,)))) == {
        ("new_red", "P1-01"),
        ("resumed", "P1-01"),
    }


def test_red_that_was_closed_is_off_the_list_of_red():
    before = the.action("P1-01", **the.rated("off_track"))
    after = the.action("P1-01", **the.living("closed"), **the.rated(""))

    assert set(found(the.seal(actions=(before,)), the.seal(actions=(after,)))) == {
        ("not_red", "P1-01"),
        ("closed", "P1-01"),
    }


def test_an_expired_opinion_given_again_lower_is_not_called_lower():
    """An opinion out of date is no position to compare with (3.4)."""
    renewed = changed(
        the.opinion(1, "CC", is_out_of_date=True),
        "opinions",
        is_out_of_date=False,
        level="none",
        number=9,
    )

    assert renewed.kind == "opinion_renewed"
    assert "out of date" in renewed.before


def test_missing_a_third_time_running_is_no_difference():
    twice = the.owed("one", "no_return", missing_twice=True)

    assert differences(the.seal(returns=(twice,)), the.seal(returns=(twice,))) == ()


# --- No field can be forgotten ---


def shapes_below(shape, path=()):
    """Yield each field that is to be compared, with the way to it."""
    for name, hint in get_type_hints(shape).items():
        yield shape, name, (*path, name)
        if f"{shape.__name__}.{name}" in NOT_COMPARED:
            continue
        inner = get_args(hint)[0] if get_origin(hint) is tuple else hint
        if is_dataclass(inner):
            yield from shapes_below(inner, (*path, name))


FIELDS = list(shapes_below(Sealed))


def one_of_each():
    """Return a seal with one thing in each of its lists."""
    dependant = the.a(SealedDependant, ref="P1-01", title="Do P1-01")
    source = SealedSource(ref="1.CC.01", text="We will.")
    action = the.action(
        "P1-01",
        sources=(source,),
        contributors=("Solent",),
        lead_partnership="Board",
        line=the.line(),
    )
    return the.seal(
        actions=(action,),
        returns=(the.owed("one"), the.owed("two", "no_return")),
        opinions=(the.opinion(1, "CC"),),
        date_changes=(the.date_change("P1-01", state="waiting"),),
        asks=(the.ask(1),),
        amendments=(the.amendment("P1-01"),),
        matters_arising=(the.decision("2026/27-01", follow_up="P1-01"),),
        escalations=(
            the.escalation(1),
            the.escalation(2, state="answered", replied_on=date(2026, 5, 1)),
        ),
        checks=(the.check("no_lead", 3),),
        funding=(the.funding(1, statement="1.AR.01", actions=(dependant,)),),
        priorities=(the.priority(1),),
    )


def other(value, hint):
    """Return a value that is not ``value``."""
    kinds = [each for each in get_args(hint) if each is not NoneType] or [hint]
    if get_origin(hint) is tuple:
        return () if value else ("another",)
    if isinstance(value, bool):
        return not value
    if isinstance(value, int | str):
        return value + type(value)(1)
    if isinstance(value, date):
        return value + timedelta(days=1)
    if is_dataclass(kinds[0]):
        return the.a(kinds[0])
    return {date: date(2026, 7, 1), datetime: the.MOMENT}[kinds[0]]


def altered(thing, path):
    """Return ``thing`` with the field at the end of ``path`` changed, everywhere."""
    name, *rest = path
    value = getattr(thing, name)
    if not rest:
        return replace(thing, **{name: other(value, get_type_hints(type(thing))[name])})
    return replace(thing, **{name: tuple(altered(each, rest) for each in value)})


@pytest.mark.parametrize(
    ("shape", "name", "path"), FIELDS, ids=[".".join(path) for *_, path in FIELDS]
)
def test_each_field_is_compared_or_is_deliberately_not(shape, name, path):
    sealed = one_of_each()
    if f"{shape.__name__}.{name}" == "Sealed.position":
        return  # worked out of the rest: see NOT_COMPARED
    edited = altered(sealed, path)

    either_way = differences(sealed, edited) + differences(edited, sealed)

    assert edited != sealed
    assert (not either_way) == (f"{shape.__name__}.{name}" in NOT_COMPARED)


def test_what_is_not_compared_exists_and_has_a_reason():
    known = {f"{shape.__name__}.{name}" for shape, name, _ in FIELDS}

    assert set(NOT_COMPARED) <= known
    assert all(reason.endswith(".") for reason in NOT_COMPARED.values())


def test_every_shape_of_a_seal_is_looked_at_or_lies_in_what_is_not():
    """A new list of a seal is reached from its root."""
    reached = {shape.__name__ for shape, _, _ in FIELDS} | inside(NOT_COMPARED)
    shapes = {name for name in seal_shapes.__all__ if name.startswith("Sealed")}

    assert shapes <= reached
    assert Position.__name__ in reached


def inside(named):
    """Return every shape in a field that is not compared, all the way down."""
    found = set()
    for each in named:
        shape, name = each.split(".")
        hint = get_type_hints(getattr(seal_shapes, shape))[name]
        found |= _shapes_of(hint)
    return found


def _shapes_of(hint):
    found = set()
    for kind in (hint, *get_args(hint)):
        if is_dataclass(kind):
            found.add(kind.__name__)
            for inner in get_type_hints(kind).values():
                found |= _shapes_of(inner)
    return found
