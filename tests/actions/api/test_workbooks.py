"""Working in a spreadsheet, through the API."""

from io import BytesIO
from typing import Any

import openpyxl
import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from actions.models import ReturnLine, Upload
from actions.services.lines import save_line
from actions.workbooks.columns import LINES, MEDIA_TYPE
from tests import factories as make
from tests.actions.workbooks.desk import LETTER, NUMBER, ROW, Desk, a_desk
from tests.conftest import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(api_client):
    with time_machine.travel(NOW, tick=False):
        desk = a_desk(NOW, count=2)
        api_client.force_authenticate(desk.contact)
        yield desk


def workbook(desk: Desk) -> str:
    return reverse("api:returns-workbook", args=[desk.quarterly_return.pk])


def filled(desk: Desk, **words: Any) -> bytes:
    def fill(sheet: Any) -> None:
        for name, value in words.items():
            sheet.cell(ROW, NUMBER[name]).value = value

    return desk.filled(fill)


def send(api_client, desk: Desk, data: bytes) -> Any:
    file = SimpleUploadedFile("lines.xlsx", data, content_type=MEDIA_TYPE)
    return api_client.post(workbook(desk), {"file": file}, format="multipart")


def test_the_workbook_comes_down(api_client, desk):
    response = api_client.get(workbook(desk))

    assert response.status_code == 200
    assert response["Content-Type"] == MEDIA_TYPE
    sheet = openpyxl.load_workbook(BytesIO(response.getvalue()))[LINES]
    assert sheet.cell(ROW, 1).value == "P1-001"


def test_the_dry_run_comes_back_as_data(api_client, desk):
    response = send(
        api_client, desk, filled(desk, status="Amber", progress="Ring 01962 841841.")
    )

    assert response.status_code == 201
    found = response.json()
    assert found["state"] == "checked"
    assert [
        (each["kind"], each["sheet"], each["row"], each["column"])
        for each in found["findings"]
    ] == [
        ("fault", LINES, ROW, LETTER["status"]),
        ("warning", LINES, ROW, LETTER["progress"]),
    ]
    assert [(each["ref"], each["verdict"]) for each in found["rows"]] == [
        ("P1-001", "faulty"),
        ("P1-002", "unchanged"),
    ]
    assert found["clean_refs"] == []
    assert ReturnLine.objects.exclude(progress="").exclude(reported=None).count() == 2


def test_clean_rows_are_saved_once(api_client, desk):
    found = send(api_client, desk, filled(desk, progress="Done.")).json()
    address = reverse("api:uploads-save", args=[found["id"]])

    first = api_client.post(address, {"only_clean": True})
    second = api_client.post(address, {"only_clean": True})

    assert first.status_code == 200
    assert first.json()["saved_refs"] == ["P1-001"]
    assert (second.status_code, second.json()["code"]) == (409, "decided")
    assert ReturnLine.objects.get(progress="Done.").version == 2


def test_a_line_saved_meanwhile_is_a_conflict_and_nothing_is_written(api_client, desk):
    found = send(api_client, desk, filled(desk, progress="Mine.")).json()
    line = ReturnLine.objects.with_action().get(pk=desk.lines[0].pk)
    save_line(
        actor=desk.colleague,
        line=line,
        version=1,
        words={"progress": "Hers."},
        now=NOW,
        finish=False,
    )

    response = api_client.post(reverse("api:uploads-save", args=[found["id"]]), {})

    assert (response.status_code, response.json()["code"]) == (409, "stale")
    again = api_client.get(reverse("api:uploads-detail", args=[found["id"]])).json()
    assert [(each["yours"], each["theirs"]) for each in again["findings"]] == [
        ("Mine.", "Hers.")
    ]
    line.refresh_from_db()
    assert line.progress == "Hers."


def test_faults_refuse_the_whole_with_400(api_client, desk):
    found = send(api_client, desk, filled(desk, status="Amber")).json()

    response = api_client.post(reverse("api:uploads-save", args=[found["id"]]), {})

    assert response.status_code == 400
    assert response.json()["non_field_errors"] == [
        (
            "Nothing was saved. Put the faults right and upload the spreadsheet again, "
            "or save the clean rows only."
        )
    ]


def test_words_about_a_person_wait_for_is_confirmed(api_client, desk):
    found = send(api_client, desk, filled(desk, progress="Ring 01962 841841.")).json()
    address = reverse("api:uploads-save", args=[found["id"]])

    refused = api_client.post(address, {})
    taken = api_client.post(address, {"is_confirmed": True})

    assert (refused.status_code, list(refused.json())) == (400, ["is_confirmed"])
    assert taken.status_code == 200


def test_what_is_no_workbook_is_refused_at_its_field(api_client, desk):
    response = send(api_client, desk, b"PK\x03\x04nonsense")

    assert response.status_code == 400
    assert response.json() == {
        "file": [
            (
                "The file is damaged or was not sent whole. Save it again, then upload "
                "it again."
            )
        ]
    }


@pytest.mark.parametrize(
    "sent", [{}, {"file": "text"}, {"file": None}, {"file": ["a"]}, [], 7, "x"]
)
def test_what_is_no_file_is_refused(api_client, desk, sent):
    response = api_client.post(workbook(desk), sent, format="json")

    assert response.status_code == 400
    assert Upload.objects.count() == 0


def test_an_upload_can_be_set_aside_and_its_file_fetched(api_client, desk):
    data = filled(desk, progress="Mine.")
    found = send(api_client, desk, data).json()

    file = api_client.get(reverse("api:uploads-file", args=[found["id"]]))
    aside = api_client.post(reverse("api:uploads-set-aside", args=[found["id"]]))

    assert file.getvalue() == data
    assert aside.json()["state"] == "set_aside"


def test_uploads_are_listed_for_their_agency_only(api_client, desk):
    found = send(api_client, desk, filled(desk, progress="Mine.")).json()
    address = reverse("api:uploads-list")
    own = api_client.get(address, {"state": "checked"}).json()

    seen = {}
    for who in (
        make.UserFactory(officer=True),
        make.UserFactory(assurer=True),
        make.UserFactory(contact=make.AgencyFactory()),
    ):
        api_client.force_authenticate(who)
        one = reverse("api:uploads-detail", args=[found["id"]])
        seen[who.pk] = (
            api_client.get(address).json()["count"],
            api_client.get(one).status_code,
            api_client.get(workbook(desk)).status_code,
        )

    assert [each["id"] for each in own["results"]] == [found["id"]]
    assert list(seen.values()) == [(0, 404, 403), (0, 404, 403), (0, 404, 404)]


def test_a_locked_return_says_why_as_data(api_client, desk):
    data = desk.download()
    with time_machine.travel(desk.quarterly_return.period.closes_at, tick=False) as t:
        t.shift(60)
        down, up = api_client.get(workbook(desk)), send(api_client, desk, data)

    assert [(each.status_code, each.json()["code"]) for each in (down, up)] == [
        (409, "closed"),
        (409, "closed"),
    ]
    assert up.json()["lock"]["you_can"] == ["ask_for_time"]
