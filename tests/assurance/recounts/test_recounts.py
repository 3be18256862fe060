"""Whatever the county: page, API, seal, paper and workbook say what a hand counted.

A separate recount goes through the rows of a random county in plain loops. How many
counties there are is set by RANDOM_COUNTIES; a county that failed is made again by
its seed.
"""

import json
import os
from typing import Any

import pytest
import time_machine
from django.urls import reverse

from assurance.meeting_choices import PackFormat, Part
from assurance.models import Seal
from assurance.pack.making import make
from assurance.selectors.seal_shapes import Sealed
from assurance.services.seals import seal_period
from hcss.kernel.plain import revived
from tests.assurance.recounts.figures import (
    of_last_quarter,
    of_opinions,
    of_payload,
    of_rows,
)
from tests.assurance.recounts.page import of_page
from tests.assurance.recounts.papers import (
    html_text,
    missing_from,
    of_workbook,
    pdf_text,
)
from tests.assurance.recounts.random_county import NOW, THIS, RandomCounty
from tests.assurance.recounts.recount import Figures, recount

pytestmark = pytest.mark.django_db

#: What the rows of a seal are counted for.
ROWS = {
    "delivery",
    "actions",
    "overdue",
    "proposed",
    "asks",
    "exceptions",
    "returns",
    "decisions",
    "follow_ups",
    "done",
}


def how_many() -> int:
    """Return how many counties are made: fewer where a real server is asked."""
    usual = 20 if os.environ.get("TEST_DB") == "postgres" else 200
    return int(os.environ.get("RANDOM_COUNTIES", usual))


def only(figures: Figures, *names: str) -> Figures:
    return {name: value for name, value in figures.items() if name[0] in names}


def without(figures: Figures, *names: str) -> Figures:
    return {name: value for name, value in figures.items() if name[0] not in names}


def answer(client: Any) -> Any:
    """Return what the API answers to the county's officer."""
    response = client.get(reverse("api:dashboard", args=[THIS]))
    assert response.status_code == 200
    return response.json()


def page(client: Any, name: str) -> str:
    """Return a page of the quarter as the county's officer sees it."""
    response = client.get(reverse(name, args=[THIS]))
    assert response.status_code == 200
    html: str = response.content.decode()
    return html


@pytest.mark.parametrize("seed", range(how_many()))
def test_everything_agrees_with_a_count_by_hand(client, seed):
    with time_machine.travel(NOW, tick=False):
        county = RandomCounty(seed).make()
        by_hand = recount()
        client.force_login(county.officer)

        assert_shown(client, by_hand)

        seal = seal_period(actor=county.officer, period=county.periods[THIS], now=NOW)
        assert_shown(client, by_hand)
        assert_sealed(seal, by_hand)
        assert_in_the_paper(client, seal, by_hand)
        assert_in_the_workbook(seal, by_hand)


def assert_shown(client: Any, by_hand: Figures) -> None:
    """Hold the dashboard against the recount: of a sealed quarter it is the seal's."""
    assert of_payload(answer(client)) == by_hand
    assert of_page(page(client, "assurance:dashboard")) == by_hand


def assert_sealed(seal: Seal, by_hand: Figures) -> None:
    """Hold the seal against the recount: its position, its rows and its history."""
    content = json.loads(seal.content)
    sealed = revived(Sealed, content)
    assert of_payload(content["position"]) == by_hand
    rows = of_rows(sealed)
    assert rows == only(by_hand, *{name[0] for name in rows} | ROWS)
    assert of_opinions(sealed) == {
        name: state
        for name, state in only(by_hand, "state").items()
        if state not in ("not_assessed", "no_heading")
    }
    drawn = without(of_last_quarter(sealed), "returns")
    by_priority = only(by_hand, "delivery", "actions").items()
    assert drawn == {name: each for name, each in by_priority if None not in name}


def assert_in_the_paper(client: Any, seal: Seal, by_hand: Figures) -> None:
    """Hold the paper's page and its PDF against the recount."""
    assert missing_from(html_text(page(client, "assurance:pack")), by_hand) == []
    assert missing_from(pdf_text(made(seal, Part.OPEN, PackFormat.PDF)), by_hand) == []


def assert_in_the_workbook(seal: Seal, by_hand: Figures) -> None:
    """Hold the workbook's figures, and the rows of its lists, against the recount."""
    given, listed = of_workbook(made(seal, Part.CLOSED, PackFormat.WORKBOOK))
    counted = ("delivery", "actions", "overdue", "proposed", "returns")
    assert given == only(by_hand, *counted, "states", "cells", "gap", "of")
    assert listed == only(by_hand, *counted)


def made(seal: Seal, part: Part, pack_format: PackFormat) -> bytes:
    """Return a paper as a worker makes it."""
    return make(seal, part=part, pack_format=pack_format, report=lambda step: None)
