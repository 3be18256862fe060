"""Working in a spreadsheet, in the browser."""

from io import BytesIO
from typing import Any

import openpyxl
import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from actions.models import ReturnLine, Upload
from actions.return_choices import UploadState
from actions.services.lines import save_line
from actions.workbooks.columns import LINES, MEDIA_TYPE
from tests import factories as make
from tests.actions.workbooks.desk import NUMBER, ROW, Desk, a_desk
from tests.conftest import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client: Client):
    with time_machine.travel(NOW, tick=False):
        desk = a_desk(NOW, count=2)
        client.force_login(desk.contact)
        yield desk


def address(desk: Desk, name: str, *more: Any) -> str:
    owner = desk.quarterly_return
    return reverse(
        f"actions:{name}", args=[owner.period.quarter, owner.agency.slug, *more]
    )


def send(client: Client, desk: Desk, data: bytes, name: str = "lines.xlsx") -> Any:
    file = SimpleUploadedFile(name, data, content_type=MEDIA_TYPE)
    return client.post(address(desk, "workbook"), {"file": file})


def filled(desk: Desk, **words: Any) -> bytes:
    def fill(sheet: Any) -> None:
        for name, value in words.items():
            sheet.cell(ROW, NUMBER[name]).value = value

    return desk.filled(fill)


def test_the_lines_come_down_as_an_attachment_that_nobody_keeps(client, desk):
    response = client.get(address(desk, "workbook-download"))

    assert response.status_code == 200
    assert response["Content-Type"] == MEDIA_TYPE
    assert response["Content-Disposition"] == (
        'attachment; filename="wessex-council-2026-27-q2-lines.xlsx"; '
        "filename*=UTF-8''wessex-council-2026-27-q2-lines.xlsx"
    )
    assert response["Cache-Control"] == "private, no-store"
    book = openpyxl.load_workbook(BytesIO(response.getvalue()))
    assert book[LINES].cell(ROW, 1).value == "P1-001"


def test_the_limits_are_said_before_a_file_is_chosen(client, desk):
    page = client.get(address(desk, "workbook")).content.decode()

    assert "of up to 5 MB. No macros, no password, no links to other files." in page
    assert 'accept=".xlsx"' in page
    assert 'enctype="multipart/form-data"' in page


def test_the_return_leads_to_the_spreadsheet(client, desk):
    page = client.get(desk.quarterly_return.get_absolute_url()).content.decode()

    assert f'href="{address(desk, "workbook")}"' in page
    assert f'href="{address(desk, "workbook-download")}"' in page


def test_an_upload_is_shown_before_anything_is_saved_and_saved_on_one_press(
    client, desk
):
    response = send(client, desk, filled(desk, status="On track", progress="Done."))
    upload = Upload.objects.get()
    assert (
        response.url == upload.get_absolute_url() == address(desk, "upload", upload.pk)
    )
    page = client.get(response.url).content.decode()
    assert "Save all 1 row<" in page
    assert "Done." in page
    assert ReturnLine.objects.filter(progress="Done.").count() == 0

    response = client.post(address(desk, "upload-save", upload.pk), {"save": "all"})

    assert response.url == desk.quarterly_return.get_absolute_url()
    assert ReturnLine.objects.get(progress="Done.").version == 2
    after = client.get(response.url).content.decode()
    assert "1 line saved as a draft." in after


def test_faults_are_shown_with_sheet_row_and_column(client, desk):
    response = send(client, desk, filled(desk, status="Amber", ask_by="31/10/26"))

    page = client.get(response.url).content.decode()
    assert "To put right (2)" in page
    assert ">G3<" in page
    assert "G Delivery status" in page
    assert "“Amber” is not in the list." in page
    assert "“31/10/26” is text, not a date." in page
    assert "Save all" not in page
    assert "Nothing of it can be saved as it stands." in page


def test_pressing_save_on_what_has_faults_writes_nothing(client, desk):
    send(client, desk, filled(desk, status="Amber"))
    upload = Upload.objects.get()

    response = client.post(address(desk, "upload-save", upload.pk), {"save": "all"})

    assert response.status_code == 400
    assert "Nothing was saved. Put the faults right" in response.content.decode()


@pytest.mark.parametrize("typed", [{}, {"save": "some"}, {"save": "\x00"}])
def test_a_confirmation_that_says_nothing_is_asked_again(client, desk, typed):
    send(client, desk, filled(desk, progress="Done."))
    upload = Upload.objects.get()

    response = client.post(address(desk, "upload-save", upload.pk), typed)

    assert response.status_code == 400
    assert "Choose what to save." in response.content.decode()


def test_both_texts_are_shown_where_a_line_moved_on(client, desk):
    data = filled(desk, progress="Mine.")
    line = ReturnLine.objects.with_action().get(pk=desk.lines[0].pk)
    save_line(
        actor=desk.colleague,
        line=line,
        version=1,
        words={"progress": "Hers."},
        now=NOW,
        finish=False,
    )

    page = client.get(send(client, desk, data).url).content.decode()

    assert "Changed since you downloaded: 1 cell" in page
    assert "Cora League saved this line on 20 October 2026 at 10:00am" in page
    assert "Mine." in page
    assert "Hers." in page


def test_a_line_that_moves_on_after_the_check_answers_409_and_shows_both(client, desk):
    send(client, desk, filled(desk, progress="Mine."))
    upload = Upload.objects.get()
    line = ReturnLine.objects.with_action().get(pk=desk.lines[0].pk)
    save_line(
        actor=desk.colleague,
        line=line,
        version=1,
        words={"progress": "Hers."},
        now=NOW,
        finish=False,
    )

    response = client.post(address(desk, "upload-save", upload.pk), {"save": "all"})

    page = response.content.decode()
    assert response.status_code == 409
    assert "Nothing was saved. P1-001" in page
    assert "Mine." in page
    assert "Hers." in page
    line.refresh_from_db()
    assert line.progress == "Hers."


def test_words_about_a_person_need_the_tick(client, desk):
    send(client, desk, filled(desk, progress="Ring 01962 841841."))
    upload = Upload.objects.get()
    save = address(desk, "upload-save", upload.pk)
    assert "I have checked" in client.get(upload.get_absolute_url()).content.decode()

    refused = client.post(save, {"save": "all"})
    taken = client.post(save, {"save": "all", "is_confirmed": "on"})

    assert refused.status_code == 400
    assert "Some words look as if they were about a person." in (
        refused.content.decode()
    )
    assert taken.status_code == 302
    assert ReturnLine.objects.filter(progress="Ring 01962 841841.").count() == 1


def test_what_is_no_workbook_is_refused_at_the_field_and_listed(client, desk):
    response = send(client, desk, b"Reference,Progress\n", name="lines.csv")

    page = response.content.decode()
    assert response.status_code == 400
    assert "This is not an Excel workbook (.xlsx)." in page
    assert 'href="#id_file"' in page
    assert "lines.csv" in client.get(address(desk, "workbook")).content.decode()
    refused = Upload.objects.get()
    shown = client.get(refused.get_absolute_url()).content.decode()
    assert "The file itself was not kept." in shown
    assert client.get(address(desk, "upload-file", refused.pk)).status_code == 404


def test_no_file_at_all_is_asked_for(client, desk):
    response = client.post(address(desk, "workbook"), {})

    assert response.status_code == 400
    assert "Choose your spreadsheet." in response.content.decode()


def test_setting_aside_saves_nothing(client, desk):
    send(client, desk, filled(desk, progress="Mine."))
    upload = Upload.objects.get()

    response = client.post(address(desk, "upload-aside", upload.pk))
    again = client.post(address(desk, "upload-aside", upload.pk), follow=True)

    upload.refresh_from_db()
    assert response.url == address(desk, "workbook")
    assert upload.state == UploadState.SET_ASIDE
    assert "Nothing more can be done with this upload." in again.content.decode()
    assert ReturnLine.objects.filter(progress="Mine.").count() == 0


def test_the_agency_gets_its_file_back_as_it_came(client, desk):
    data = filled(desk, progress="Mine.")
    send(client, desk, data, name="Ours & final.xlsx")
    upload = Upload.objects.get()

    response = client.get(address(desk, "upload-file", upload.pk))

    assert response.getvalue() == data
    assert response["Content-Disposition"].startswith(
        'attachment; filename="Ours & final.xlsx"; '
    )
    assert response["X-Content-Type-Options"] == "nosniff"


def test_a_locked_return_shows_earlier_uploads_and_says_why(client, desk):
    send(client, desk, filled(desk, progress="Mine."))
    data = desk.download()
    with time_machine.travel(desk.quarterly_return.period.closes_at, tick=False) as t:
        t.shift(60)
        client.force_login(desk.contact)
        page = client.get(address(desk, "workbook")).content.decode()
        download = client.get(address(desk, "workbook-download"))
        response = send(client, desk, data)

    assert "Nothing was sent in by the close of Q2 2026/27" in page
    assert "lines.xlsx" in page
    assert 'type="file"' not in page
    assert download.status_code == 302
    assert response.status_code == 409
    assert Upload.objects.count() == 1


@pytest.mark.parametrize(
    ("trait", "status"), [("officer", 403), ("chair", 403), ("reader", 403)]
)
def test_others_get_nothing_of_the_spreadsheets(client, desk, trait, status):
    """R57: the workbook holds the agency's drafts, and officers do not read those."""
    send(client, desk, filled(desk, progress="Mine."))
    upload = Upload.objects.get()
    value = make.PartnershipFactory() if trait == "chair" else True
    client.force_login(make.UserFactory(**{trait: value}))

    for name in ("workbook", "workbook-download"):
        assert client.get(address(desk, name)).status_code == status
    for name in ("upload", "upload-file"):
        assert client.get(address(desk, name, upload.pk)).status_code == 404
    for name in ("upload-save", "upload-aside"):
        assert client.post(address(desk, name, upload.pk)).status_code == 404


def test_another_agency_does_not_even_see_that_there_is_one(client, desk):
    send(client, desk, filled(desk, progress="Mine."))
    upload = Upload.objects.get()
    client.force_login(make.UserFactory(contact=make.AgencyFactory()))

    for name in ("workbook", "workbook-download"):
        assert client.get(address(desk, name)).status_code == 404
    for name in ("upload", "upload-file"):
        assert client.get(address(desk, name, upload.pk)).status_code == 404


def test_an_upload_is_found_at_its_own_return_only(client, desk):
    send(client, desk, filled(desk, progress="Mine."))
    upload = Upload.objects.get()
    other = make.ReturnFactory(
        agency=desk.quarterly_return.agency,
        period=make.PeriodFactory(
            quarter=type(desk.quarterly_return.period.quarter)(2026, 4)
        ),
    )
    where = [other.period.quarter, other.agency.slug, upload.pk]

    assert client.get(reverse("actions:upload", args=where)).status_code == 404
