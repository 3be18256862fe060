"""What holds for every page and endpoint of the site, whichever it is."""

import html5lib
import pytest
import time_machine
from django.db import transaction
from django.test import Client
from django.urls import reverse

from tests import addresses, world
from tests.conftest import NOW
from tests.machinery.counting import queries_of

pytestmark = pytest.mark.django_db

#: Answers that a person sees as a page or reads as data.
SEEN = (200, 302)


@pytest.fixture
def county(db):
    with time_machine.travel(NOW, tick=False):
        yield world.build(now=NOW)


def test_every_address_is_known():
    def unknown(name: str) -> bool:
        if name in addresses.PLAIN | addresses.ELSEWHERE or name.endswith("-list"):
            return False
        return not any(name.startswith(start) for start, _ in addresses.FINDERS)

    assert [name for name in addresses.names() if unknown(name)] == []
    assert sorted(addresses.PLAIN - set(addresses.names())) == []


def test_nobody_who_is_not_signed_in_costs_a_query(county, client):
    """P6: a stranger is turned away before anything is asked."""
    costly = {}
    for address in addresses.addresses(county):
        if address.name in addresses.ASKS_FOR_STRANGERS:
            continue
        response, queries = queries_of(lambda path=address.path: client.get(path))
        if queries or response.status_code >= 500:
            costly[str(address)] = (response.status_code, queries)

    assert costly == {}


def test_a_stranger_is_asked_to_sign_in_and_comes_back_to_the_same_place(
    county, client
):
    page = reverse("actions:line", kwargs=addresses.line_of(county["own_line"]))

    response = client.get(f"{page}?from=mail")

    assert response.status_code == 302
    assert response.url.startswith(reverse("account_login"))
    assert response.url.endswith("%3Ffrom%3Dmail")


@pytest.mark.parametrize("who", ["officer", "contact", "chair", "reader"])
def test_every_page_is_well_formed(county, client, who):
    client.force_login(county.people[who])
    faults = {}
    for address in addresses.addresses(county):
        response = _read(client, address.path)
        kind = response.headers.get("Content-Type", "")
        if not kind.startswith("text/html") or not response.content:
            continue
        parser = html5lib.HTMLParser(strict=False)
        parser.parse(response.content.decode())
        found = [str(error[1]) for error in parser.errors]
        if found or response.status_code >= 500:
            faults[str(address)] = (response.status_code, found)

    assert faults == {}


@pytest.mark.slow
@pytest.mark.parametrize("who", ["officer", "contact", "chair"])
def test_ten_times_the_rows_cost_the_same_queries(db, who):
    """P8: the number of queries does not grow with what a page lists."""
    few, many = _costs(who, rows=10), _costs(who, rows=100)

    grown = {
        name: (few[name], many[name]) for name in few if few[name] < many.get(name, 0)
    }
    assert few
    assert grown == {}


def _costs(who: str, rows: int) -> dict[str, int]:
    """Return how many queries each address costs, in a county of ``rows``."""
    with time_machine.travel(NOW, tick=False), transaction.atomic():
        county = world.build(now=NOW, rows=rows)
        client = Client()
        client.force_login(county.people[who])
        costs = {}
        for address in addresses.addresses(county):
            _read(client, address.path)  # so that what is kept per process is warm
            response, queries = queries_of(
                lambda path=address.path: _read(client, path)
            )
            if response.status_code in SEEN:
                costs[str(address)] = len(queries)
        transaction.set_rollback(True)
    return costs


def _read(client: Client, path: str):
    """Get a page and read it to the end, exports too."""
    response = client.get(path)
    if response.streaming:
        list(response.streaming_content)
    return response
