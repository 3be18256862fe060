"""Every figure leads on: each link of the dashboard, live and sealed, answers."""

import re

import html5lib
import pytest
import time_machine
from django.urls import reverse

from tests.assurance.county import AFTER_CLOSE
from tests.assurance.seals.rich import rich_county, sealed

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(now):
    world = rich_county(now=now, rows=2)
    sealed(world)
    return world


def links(html):
    """Return where the links of a page's main part lead, without fragments."""
    page = html5lib.parse(html, namespaceHTMLElements=False)
    found = {link.get("href") for link in page.find(".//main").iter("a")}
    return sorted({each.partition("#")[0] for each in found} - {""})


@pytest.mark.parametrize("who", ["officer", "chair", "reader", "contact"])
@pytest.mark.parametrize("moment", ["", "?as_at=now"])
def test_each_link_answers(world, client, who, moment):
    client.force_login(world.people[who])
    address = reverse("assurance:dashboard", args=[world["period"].quarter])

    with time_machine.travel(AFTER_CLOSE, tick=False):
        leads_to = links(client.get(f"{address}{moment}").content)
        answers = {link: client.get(link, follow=True).status_code for link in leads_to}

    assert len(answers) > 20
    assert {link for link, status in answers.items() if status != 200} == set()


def test_every_figure_has_its_denominator(world, client):
    """R30: in headings and sentences a count is always "of" something."""
    client.force_login(world.people["officer"])
    address = reverse("assurance:dashboard", args=[world["period"].quarter])

    with time_machine.travel(AFTER_CLOSE, tick=False):
        page = client.get(address).text
    heads = [
        " ".join(each.split()) for each in re.findall(r"<h[23][^>]*>([^<]*)", page)
    ]
    counted = [head for head in heads if re.search(r": \d", head)]
    assert len(counted) >= 3
    assert [head for head in counted if not re.search(r": \d+ of \d+", head)] == []


def test_the_sealed_page_leads_to_the_lists_of_its_seal(world, client):
    client.force_login(world.people["officer"])
    quarter = world["period"].quarter
    address = reverse("assurance:dashboard", args=[quarter])

    with time_machine.travel(AFTER_CLOSE, tick=False):
        leads_to = links(client.get(address).content)
    lists = (reverse("actions:actions"), reverse("actions:asks"))
    to_lists = [each for each in leads_to if each.startswith(lists) and "?" in each]
    assert len(to_lists) > 5
    assert [each for each in to_lists if f"as_at={quarter.slug}" not in each] == []
