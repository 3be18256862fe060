"""Whoever reads a seal reads what the live page said to them (R46, R57)."""

from dataclasses import replace

import pytest

from actions.choices import DeliveryStatus, Marking
from actions.models import Period
from assurance.selectors import position
from assurance.selectors.seal_contents import contents
from assurance.selectors.seal_reading import read, readable
from assurance.selectors.sealed_position import sealed_position
from hcss.kernel.plain import canonical
from tests import factories as make
from tests.assurance.county import AFTER_CLOSE, last_period, this_period
from tests.assurance.recounts.random_county import NOW, THIS, RandomCounty
from tests.assurance.seals.rich import rich_county, sealed
from tests.world import PERSONAS

pytestmark = pytest.mark.django_db


READERS = [
    name
    for name in PERSONAS
    if name not in ("anonymous", "unappointed", "administrator")
]


@pytest.mark.parametrize("reader", READERS)
def test_the_sealed_page_says_to_everybody_what_the_live_page_said(reader, now):
    world = rich_county(now=now, rows=3)
    seal = sealed(world)
    person = world.people[reader]

    live = position(quarter=world["period"].quarter, person=person, now=AFTER_CLOSE)
    shown = sealed_position(readable(read(seal), person), seal)
    assert replace(shown, seal=None) == live


@pytest.mark.parametrize("seed", range(12))
def test_so_it_does_in_counties_made_at_random(seed):
    county = RandomCounty(seed).make()
    people = list(_readers(county))
    whole = contents(period=county.periods[THIS], actor=county.officer, now=NOW)
    seal = make.SealFactory.build(period=county.periods[THIS])

    for person in people:
        live = position(quarter=THIS, person=person, now=NOW)
        shown = sealed_position(readable(whole, person), seal)
        assert replace(shown, seal=None) == live


def _readers(county):
    agencies = {each.lead_agency for each in county.actions if each.lead_agency}
    boards = {each.overseen_by for each in county.actions if each.overseen_by}
    yield make.UserFactory(reader=True)
    yield make.UserFactory(assurer=True)
    for agency in sorted(agencies, key=lambda it: it.pk)[:4]:
        yield make.UserFactory(contact=agency)
    for board in sorted(boards, key=lambda it: it.pk)[:2]:
        yield make.UserFactory(chair=board)


SECRET = "The shelter moved."


@pytest.fixture
def county(headings):
    """Three off track: one sensitive as a whole, one in its words, one not accepted."""
    last_period()
    this_period(closed=True)
    board = make.PartnershipFactory()
    words = {"reported": DeliveryStatus.OFF_TRACK, "reported__cause": SECRET}
    made = {}
    for name, fields in {
        "hidden": {"sensitive": True},
        "marked": {"overseen_by": board},
        "waiting": {"priority": make.PriorityFactory(number=2)},
    }.items():
        agency = make.AgencyFactory(name=f"Agency of {name}")
        made[name] = make.ActionFactory(
            active=True, lead_agency=agency, title=f"The {name} plan", **fields
        )
        is_waiting = name == "waiting"
        sent = make.ReturnFactory(
            period=Period.objects.for_quarter(THIS).get(),
            agency=agency,
            **({"submitted": True} if is_waiting else {"accepted": True}),
        )
        marking = Marking.OFFICIAL if is_waiting else Marking.SENSITIVE
        make.ReturnLineFactory(
            quarterly_return=sent,
            action=made[name],
            reported__marking=marking,
            **words,
        )
    officer = make.UserFactory(officer=True)
    period = Period.objects.for_quarter(THIS).get()
    whole = contents(period=period, actor=officer, now=AFTER_CLOSE)
    return made | {"whole": whole, "board": board, "officer": officer}


def exceptions(sealed):
    return {
        line.title.split()[1]: (line.cause, line.is_hidden)
        for line in sealed.position.exceptions.lines
    }


def test_those_who_are_cleared_read_everything(county):
    found = readable(county["whole"], county["officer"])

    every = ("hidden", "marked", "waiting")
    assert exceptions(found) == dict.fromkeys(every, (SECRET, False))
    assert replace(found, position=county["whole"].position) == county["whole"]


def test_a_reader_gets_no_sensitive_word_and_every_figure(county):
    found = readable(county["whole"], make.UserFactory(reader=True))

    assert exceptions(found) == {"marked": ("", True), "waiting": (SECRET, False)}
    assert found.position.exceptions.total == 3
    assert found.position.exceptions.not_named == 1
    assert found.position.delivery_total == county["whole"].position.delivery_total
    lines = {action.title: action.line for action in found.actions}
    assert sorted(lines) == ["The marked plan", "The waiting plan"]
    assert (lines["The marked plan"].cause, lines["The marked plan"].is_hidden) == (
        "",
        True,
    )


def test_another_agency_does_not_learn_what_is_not_accepted(county):
    found = readable(county["whole"], make.UserFactory(contact=make.AgencyFactory()))

    assert exceptions(found) == {"marked": ("", True)}
    waiting = next(each for each in found.actions if each.title == "The waiting plan")
    assert (waiting.status, waiting.line) == ("", None)
    assert found.position.returns.agencies == ()
    assert [each.agency for each in found.returns] == [
        "Agency of hidden",
        "Agency of marked",
    ]


@pytest.mark.parametrize("name", ["hidden", "marked", "waiting"])
def test_an_agency_reads_its_own_words(county, name):
    person = make.UserFactory(contact=county[name].lead_agency)

    assert exceptions(readable(county["whole"], person))[name] == (SECRET, False)


def test_the_open_part_names_all_that_is_open_and_no_word_that_is_not_accepted(county):
    found = readable(county["whole"], None)

    assert exceptions(found) == {"marked": ("", True), "waiting": ("", False)}
    assert SECRET not in canonical(found)
    assert "hidden plan" not in canonical(found)
    waiting = next(each for each in found.actions if each.title == "The waiting plan")
    assert waiting.status == "off_track"
    assert len(found.position.returns.agencies) == 3


def test_a_boards_chair_sees_the_boards_own_priorities_first(county):
    found = readable(county["whole"], make.UserFactory(chair=county["board"])).position
    mine = county["marked"].priority.number

    assert (found.matrix[0].number, found.matrix[0].is_mine) == (mine, True)
    assert [row.is_mine for row in found.matrix[1:]] == [False]
    assert found.delivery[0].number == mine
    plain = readable(county["whole"], county["officer"]).position
    assert [row.is_mine for row in plain.matrix] == [False, False]
