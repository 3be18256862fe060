"""Who may do what, in one table: every role, address, method and object.

The table is ``policy_matrix.txt``: a line for each address, thing and method, with a
letter for each persona in the order of its head. It is read by people: a change of
policy is a change in that file. Run with ``WRITE_MATRIX=1`` to write down what the
site answers now; then read the difference.
"""

import copy
import os
from pathlib import Path

import pytest
import time_machine
from django.core.cache import cache
from django.db import transaction
from django.test import Client

from tests import addresses, world
from tests.conftest import NOW

pytestmark = [pytest.mark.django_db, pytest.mark.only_sqlite]

TABLE = Path(__file__).parent / "policy_matrix.txt"
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
#: No page has a handler for these: ``test_no_page_knows_other_methods``.
ONLY_THE_API = ("PATCH", "DELETE")
HEAD = """\
# Who may do what. A line is an address, a thing, a method, and a letter for each of:
#   {personas}
#   s  asked to sign in (302 to the sign-in page, or 401)
#   y  may: done, or told what is wrong with an empty request (any other answer)
#   n  forbidden (403)
#   h  hidden (404)
#   -  no such method here (405)
"""
LETTERS = {403: "n", 404: "h", 405: "-", 401: "s"}
MAY = (200, 201, 204, 302, 400, 409, 410, 415)


@pytest.fixture
def county(db):
    with time_machine.travel(NOW, tick=False):
        yield world.build(now=NOW)


def test_the_site_answers_as_the_matrix_says(county):
    found = HEAD.format(personas=" ".join(world.PERSONAS)) + "\n".join(_lines(county))

    if os.environ.get("WRITE_MATRIX"):
        TABLE.write_text(found + "\n")
    assert found.splitlines() == TABLE.read_text().splitlines()


def test_the_matrix_has_no_empty_cell():
    rows = [line.split() for line in TABLE.read_text().splitlines() if line[0] != "#"]
    names = {row[0] for row in rows}

    assert names == set(addresses.names()) - addresses.NOT_IN_THE_MATRIX
    assert {len(row) for row in rows} == {4}
    assert {len(row[3]) for row in rows} == {len(world.PERSONAS)}
    assert {row[2] for row in rows} == set(METHODS)
    assert {letter for row in rows for letter in row[3]} <= set("synh-")


def test_no_page_knows_other_methods():
    """PATCH and DELETE are the API's: no view of a page has anything behind them."""
    handlers = {
        name: [method for method in ("patch", "delete") if hasattr(view, method)]
        for name, view in addresses.views().items()
        if not name.startswith("api:")
    }

    assert {name: found for name, found in handlers.items() if found} == {}


def _lines(county: world.World) -> list[str]:
    clients = [_client(county.people[who]) for who in world.PERSONAS]
    return [
        f"{address.name} {address.thing or '-'} {method} {letters}"
        for address in addresses.addresses(county)
        if address.name not in addresses.NOT_IN_THE_MATRIX
        for method in METHODS
        if method not in ONLY_THE_API or address.name.startswith("api:")
        for letters in ["".join(_letter(one, method, address) for one in clients)]
    ]


def _client(person: object) -> Client:
    client = Client()
    if person:
        client.force_login(person)
    return client


def _letter(client: Client, method: str, address: addresses.Address) -> str:
    """Ask, undo whatever was done, and return the letter of the answer."""
    cache.clear()  # sign-in limits are not what is asked here
    signed_in = copy.deepcopy(client.cookies)  # signing out is undone too
    with transaction.atomic():
        response = (
            client.generic(
                method, address.path, data="{}", content_type="application/json"
            )
            if address.name.startswith("api:")
            else client.generic(method, address.path)
        )
        if response.streaming:  # read to its end, a file that is handed over is closed
            list(response.streaming_content)
        transaction.set_rollback(True)
    client.cookies = signed_in
    status = response.status_code
    if status == 302 and response.url.startswith("/accounts/login/"):
        return "s"
    if status in LETTERS:
        return LETTERS[status]
    assert status in MAY, (method, address, status)
    return "y"
