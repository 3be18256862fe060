"""The papers of a sealed quarter: page, button, downloads, API."""

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse

from assurance.meeting_choices import PackFormat, PackState, Part
from assurance.models import Pack
from hcss.kernel.plain import digest_of
from tests import factories as make

pytestmark = pytest.mark.django_db

PAPER = b"%PDF-1.7 the paper"


@pytest.fixture
def seal():
    return make.SealFactory()


@pytest.fixture
def officer(client):
    return signed_in(client, officer=True)


def signed_in(client, **role):
    person = make.UserFactory(**role)
    client.force_login(person)
    return person


def received(answer):
    return b"".join(answer.streaming_content)


def address(seal, name="papers", **more):
    return reverse(f"assurance:{name}", kwargs={"quarter": seal.quarter, **more})


def a_made_pack(seal, *, part=Part.OPEN, pack_format=PackFormat.PDF):
    content = PAPER
    return make.PackFactory(
        seal=seal,
        part=part,
        format=pack_format,
        state=PackState.MADE,
        made_at=seal.sealed_at,
        sha256=digest_of(content),
        size=len(content),
        file=ContentFile(content, name="paper.pdf"),
    )


def test_the_page_says_what_is_made_and_what_is_not(client, officer, seal):
    made = a_made_pack(seal)
    make.PackFactory(
        seal=seal,
        format=PackFormat.WORD,
        state=PackState.MAKING,
        step="Setting it",
        steps_done=1,
        steps=2,
    )
    make.PackFactory(
        seal=seal,
        format=PackFormat.CSV,
        state=PackState.FAILED,
        fault="The making stopped.",
    )

    page = client.get(address(seal)).content.decode()

    assert made.get_absolute_url() in page
    assert made.sha256 in page
    assert "Being made: setting it, step 2 of 2" in page
    assert "Failed. The making stopped." in page
    assert "Not made yet" in page
    assert 'data-hcss-progress="running"' in page


def test_one_press_makes_every_format(
    client, officer, seal, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks():
        answer = client.post(address(seal, "papers-make", part="open"), follow=True)

    assert Pack.objects.filter(seal=seal, part="open").count() == len(PackFormat)
    assert "The paper is being made." in answer.content.decode()


def test_there_is_no_third_part(client, officer, seal):
    answer = client.post(address(seal, "papers-make", part="secret"))

    assert answer.status_code == 404
    assert not Pack.objects.exists()


def test_a_quarter_that_is_not_sealed_has_no_papers(client, officer):
    period = make.PeriodFactory(closed=True)

    assert client.get(address_of(period)).status_code == 404


def address_of(period):
    return reverse("assurance:papers", kwargs={"quarter": period.quarter})


def test_a_paper_goes_out_as_an_attachment_named_for_its_marking(client, officer, seal):
    pack = a_made_pack(seal, part=Part.CLOSED)

    answer = client.get(pack.get_absolute_url())

    assert received(answer) == PAPER
    assert answer["Content-Type"] == "application/pdf"
    named = answer["Content-Disposition"]
    assert named.startswith(
        'attachment; filename="2026-27-q2-closed-part-OFFICIAL-SENSITIVE.pdf"'
    )
    assert answer["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize("role", ["reader", "contact", "approver"])
def test_the_closed_part_does_not_exist_for_others(client, seal, role):
    signed_in(client, **{role: True})
    closed, opened = a_made_pack(seal, part=Part.CLOSED), a_made_pack(seal)

    assert client.get(closed.get_absolute_url()).status_code == 404
    assert received(client.get(opened.get_absolute_url())) == PAPER
    assert "Closed part" not in client.get(address(seal)).content.decode()


@pytest.mark.parametrize("role", ["reader", "contact", "approver", "assurer"])
def test_others_do_not_press_the_button(client, seal, role):
    signed_in(client, **{role: True})

    answer = client.post(address(seal, "papers-make", part="open"))

    assert answer.status_code == 403
    assert not Pack.objects.exists()
    assert "Make the open part" not in client.get(address(seal)).content.decode()


def test_what_is_not_made_yet_is_not_handed_out(client, officer, seal):
    pack = make.PackFactory(seal=seal)

    assert client.get(pack.get_absolute_url()).status_code == 404


def test_a_file_that_is_gone_is_not_found(client, officer, seal):
    pack = a_made_pack(seal)
    pack.file.storage.delete(pack.file.name)

    assert client.get(pack.get_absolute_url()).status_code == 404


def test_the_api_asks_lists_and_hands_out(client, officer, seal):
    asked = client.post(
        "/api/v1/packs/", {"quarter": "2026-27-q2", "part": "open"}, "application/json"
    )
    made = a_made_pack(seal, part=Part.CLOSED)

    assert asked.status_code == 201
    assert {each["state"] for each in asked.json()} == {"waiting"}
    listed = client.get("/api/v1/packs/?part=closed").json()["results"]
    assert [each["sha256"] for each in listed] == [made.sha256]
    answer = client.get(f"/api/v1/packs/{made.pk}/file/")
    assert received(answer) == PAPER


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"quarter": "2026-27-q1", "part": "open"}, "quarter"),
        ({"quarter": "a\0b", "part": "open"}, "quarter"),
        ({"quarter": [], "part": "open"}, "quarter"),
        ({"quarter": "2026-27-q2", "part": "third"}, "part"),
        ({"quarter": "2026-27-q2"}, "part"),
    ],
)
def test_the_api_refuses_at_the_field(client, officer, seal, typed, field):
    answer = client.post("/api/v1/packs/", typed, "application/json")

    assert answer.status_code == 400
    assert list(answer.json()) == [field]
    assert not Pack.objects.exists()


def test_the_api_hands_out_nothing_that_is_not_made(client, officer, seal):
    pack = make.PackFactory(seal=seal)

    assert client.get(f"/api/v1/packs/{pack.pk}/file/").status_code == 404


@pytest.mark.parametrize("rows", [1, 4])
def test_the_list_costs_the_same_however_long(
    client, officer, rows, django_assert_num_queries
):
    seal = make.SealFactory()
    for pack_format in PackFormat.values[:rows]:
        a_made_pack(seal, pack_format=pack_format)
    client.get("/api/v1/packs/")

    with django_assert_num_queries(5):
        client.get("/api/v1/packs/")
