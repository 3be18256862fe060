"""Seal, then change everything that can be changed: nothing sealed has changed (R46).

Pages, lists and answers are read before and after, by everybody who may read.
"""

import re
from datetime import timedelta

import pytest
import time_machine
from django.core.management import call_command
from django.urls import reverse

from assurance.models import Scale, ScaleLevel, Seal
from partnerships.models import Agency
from partnerships.services.agencies import rename_agency
from tests import factories as make
from tests.assurance.county import AFTER_CLOSE
from tests.assurance.seals.changing import change_everything, delete_everything
from tests.assurance.seals.rich import rich_county, sealed

pytestmark = pytest.mark.django_db

LATER = AFTER_CLOSE + timedelta(days=3)
READERS = ("officer", "contact", "other_contact", "chair", "assurer", "reader")
LISTS = ("actions:actions", "actions:asks", "assurance:opinions", "actions:evidence")


@pytest.fixture
def world(now):
    return rich_county(now=now, rows=2)


@pytest.fixture
def seal(world):
    return sealed(world)


def everything_read(client, world):
    """Return what everybody reads of the sealed quarter, by reader and address."""
    with time_machine.travel(LATER, tick=False):
        return {
            (reader, address): _main(client, world.people[reader], address)
            for reader in READERS
            for address in _addresses(world["period"].quarter)
        }


def _addresses(quarter):
    pages = ("assurance:dashboard", "api:dashboard", "api:seal-detail")
    yield from (reverse(name, args=[quarter.slug]) for name in pages)
    yield f"{reverse('assurance:dashboard-now')}?as_at={quarter.slug}"
    yield from (f"{reverse(name)}?as_at={quarter.slug}" for name in LISTS)
    yield from (f"{reverse(name)}?as_at={quarter.slug}&format=csv" for name in LISTS)


def _main(client, person, address):
    """Return what is said at an address, without the frame around it."""
    client.force_login(person)
    response = client.get(address)
    assert response.status_code == 200, address
    content = b"".join(response) if response.streaming else response.content
    main = re.search(rb"<main.*</main>", content, re.DOTALL)
    return main[0] if main else content


def test_change_everything_and_nothing_sealed_has_changed(world, seal, client):
    before = everything_read(client, world)

    changed = change_everything()
    deleted = delete_everything()

    assert {"Agency", "Action", "Partnership", "Heading", "Ownership"} <= set(changed)
    assert min(changed[name] for name in ("Agency", "Action", "ReturnLine")) > 10
    assert sum(deleted.values()) > 20
    after = everything_read(client, world)
    assert [each for each in before if before[each] != after[each]] == []
    kept = Seal.objects.get(pk=seal.pk)
    assert (kept.content, kept.sha256) == (seal.content, seal.sha256)
    call_command("check_seals")


def test_old_names_stand_on_the_page_in_the_answer_and_in_the_lists(
    world, seal, client
):
    officer = world.people["officer"]
    rename_agency(
        actor=officer,
        agency=Agency.objects.get(name="Solent Police"),
        name="Wessex Constabulary",
        from_on=LATER.date(),
        on=LATER.date(),
        now=LATER,
    )

    read = everything_read(client, world)
    assert [each for each in read if b"Wessex Constabulary" in read[each]] == []
    page = reverse("assurance:dashboard", args=[world["period"].quarter])
    assert b"Solent Police" in read["officer", page]


def test_a_new_scale_does_not_reword_what_was_sealed(world, seal, client):
    before = everything_read(client, world)
    scale = Scale.objects.create(version=2, published_at=LATER, decision="2026/27-09")
    ScaleLevel.objects.create(
        scale=scale, code="full", label="Full", definition="All.", order=0, tone="good"
    )

    assert everything_read(client, world) == before


def test_a_new_agreement_and_a_new_quarter_leave_it_as_it_was(world, seal, client):
    before = everything_read(client, world)
    make.AgreementFactory(slug="the-next", replaces=world["agreement"])
    make.PriorityFactory(agreement__slug="the-next", number=8)
    world["planned_period"].delete()
    make.PeriodFactory(quarter=world["period"].quarter.next)

    assert everything_read(client, world) == before
