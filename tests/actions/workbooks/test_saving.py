"""Saving a checked spreadsheet: all or the clean rows, once, and never half."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from actions.choices import DeliveryStatus, ReturnState
from actions.models import Return, ReturnLine, Submission, Upload
from actions.return_choices import UploadState
from actions.services.lines import save_line
from actions.services.still_true import still_true
from actions.services.workbooks import save_workbook, set_aside
from hcss.kernel.errors import Conflict, Locked, NotPermitted
from hcss.kernel.models import AuditEvent
from tests import factories as make
from tests.actions.workbooks.desk import LETTER, NUMBER, ROW, Desk, a_desk

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(now: datetime) -> Desk:
    return a_desk(now)


def filled(desk: Desk, *rows: dict[str, Any]) -> Upload:
    """Upload the workbook with ``rows`` filled in; return the upload."""

    def fill(sheet: Any) -> None:
        for number, words in enumerate(rows, start=ROW):
            for name, value in words.items():
                sheet.cell(number, NUMBER[name]).value = value

    desk.check(desk.filled(fill))
    return desk.upload()


def save(desk: Desk, upload: Upload, **options: Any) -> Upload:
    return save_workbook(
        **{
            "actor": desk.contact,
            "upload": upload,
            "only_clean": False,
            "now": desk.now,
        }
        | options
    )


def words_of(desk: Desk, name: str = "progress") -> list[Any]:
    found = ReturnLine.objects.filter(quarterly_return=desk.quarterly_return)
    return list(found.order_by("pk").values_list(name, flat=True))


def by_a_colleague(desk: Desk, at: int, **words: Any) -> None:
    line = ReturnLine.objects.with_action().get(pk=desk.lines[at].pk)
    save_line(
        actor=desk.colleague,
        line=line,
        version=line.version,
        words=words,
        now=desk.now,
        finish=False,
    )


def test_the_clean_rows_are_saved_and_the_others_left(desk: Desk) -> None:
    upload = filled(
        desk, {"progress": "One."}, {"status": "Amber"}, {"progress": "Three."}
    )

    saved = save(desk, upload, only_clean=True)

    assert words_of(desk) == ["One.", "", "Three."]
    assert words_of(desk, "version") == [2, 1, 2]
    assert saved.saved_refs == ["P1-001", "P1-003"]


def test_still_true_is_the_same_as_on_the_page(desk: Desk) -> None:
    upload = filled(desk, {"answer": "Still true"}, {"answer": "Nothing was due"})

    save(desk, upload)

    first, second, _ = ReturnLine.objects.filter(
        quarterly_return=desk.quarterly_return
    ).order_by("pk")
    earlier = ReturnLine.objects.get(
        action=first.action, quarterly_return__state=ReturnState.ACCEPTED
    )
    assert first.carried_from == earlier.reported
    assert first.progress == "Draft 1 went out."
    assert second.status == DeliveryStatus.NOTHING_DUE
    assert second.carried_from is None


def test_new_words_end_what_was_still_true(desk: Desk) -> None:
    line = ReturnLine.objects.with_action().get(pk=desk.lines[0].pk)
    still_true(actor=desk.contact, line=line, version=1, now=desk.now)

    upload = filled(desk, {"answer": "Something changed", "progress": "It moved."})
    save(desk, upload)

    line.refresh_from_db()
    assert (line.carried_from, line.progress) == (None, "It moved.")
    assert line.status == DeliveryStatus.ON_TRACK


def test_a_line_that_is_still_true_and_left_alone_stays_so(desk: Desk) -> None:
    line = ReturnLine.objects.with_action().get(pk=desk.lines[0].pk)
    still_true(actor=desk.contact, line=line, version=1, now=desk.now)

    run = desk.check(desk.download())

    assert [row.verdict for row in run.check.rows] == ["unchanged"] * 3


def test_white_space_and_capitals_do_not_make_a_choice_wrong(desk: Desk) -> None:
    upload = filled(desk, {"status": "\xa0on  TRACK ", "progress": " Done. \n\n"})

    save(desk, upload)

    assert words_of(desk, "status")[0] == DeliveryStatus.ON_TRACK
    assert words_of(desk)[0] == "Done."


def test_an_emptied_cell_empties_the_line(desk: Desk) -> None:
    by_a_colleague(desk, 0, progress="To be taken out.", issue="To stay.")

    upload = filled(desk, {"progress": None})
    save(desk, upload)

    assert words_of(desk)[0] == ""
    assert words_of(desk, "issue")[0] == "To stay."


def test_a_second_confirmation_is_told_that_it_was_first(desk: Desk) -> None:
    upload = filled(desk, {"progress": "One."})
    save(desk, upload)

    with pytest.raises(Conflict) as refusal:
        save(desk, upload)

    assert refusal.value.messages == [
        (
            "Saved by Connie Contact on 20 October 2026 at 10:00am. Nothing more can "
            "be done with this upload."
        )
    ]
    assert words_of(desk, "version") == [2, 1, 1]


def test_a_line_saved_between_check_and_confirmation_stops_everything(
    desk: Desk,
) -> None:
    upload = filled(desk, {"progress": "Mine."}, {"progress": "Mine too."})
    by_a_colleague(desk, 1, progress="Hers.")
    before = desk.words()

    with pytest.raises(Conflict) as refusal:
        save(desk, upload, only_clean=True)

    assert refusal.value.messages == [
        (
            "Nothing was saved. P1-002: not as it was when the spreadsheet was made or "
            "checked. Look at what was found now, then decide again."
        )
    ]
    assert desk.words() == before
    fresh = desk.upload()
    assert (fresh.state, fresh.clean_refs) == (UploadState.CHECKED, ["P1-001"])
    assert [
        (each["column"], each["yours"], each["theirs"])
        for each in fresh.findings
        if each["kind"] == "changed"
    ] == [(LETTER["progress"], "Mine too.", "Hers.")]
    assert save(desk, fresh, only_clean=True).saved_refs == ["P1-001"]
    assert words_of(desk) == ["Mine.", "Hers.", ""]


def test_a_line_changed_since_the_download_stops_all_but_the_clean_rows(
    desk: Desk,
) -> None:
    data = desk.download()
    by_a_colleague(desk, 1, progress="Hers.")

    def fill(sheet: Any) -> None:
        sheet.cell(ROW, NUMBER["progress"]).value = "Mine."
        sheet.cell(ROW + 1, NUMBER["progress"]).value = "Mine too."

    run = desk.check(desk.filled(fill, data))

    assert [row.verdict for row in run.check.rows] == ["clean", "changed", "unchanged"]
    with pytest.raises(Conflict):
        save(desk, desk.upload())
    assert words_of(desk) == ["", "Hers.", ""]


def test_the_same_words_as_a_colleague_wrote_are_no_conflict(desk: Desk) -> None:
    data = desk.download()
    by_a_colleague(desk, 0, progress="The same.")

    def fill(sheet: Any) -> None:
        sheet.cell(ROW, NUMBER["progress"]).value = "The same."

    run = desk.check(desk.filled(fill, data))

    assert run.check.findings == []


def test_an_import_sends_nothing_in_and_reviews_nothing(desk: Desk) -> None:
    """R38, freshness: only a submission moves "last reviewed"."""
    reviewed = [line.action.reviewed_at for line in desk.lines]

    save(desk, filled(desk, {"status": "On track", "progress": "One."}))

    owner = Return.objects.get(pk=desk.quarterly_return.pk)
    assert (owner.state, owner.submitted_at) == (ReturnState.DRAFT, None)
    for line in desk.lines:
        line.action.refresh_from_db()
    assert [line.action.reviewed_at for line in desk.lines] == reviewed
    assert Submission.objects.filter(quarterly_return=owner).count() == 0


def test_words_about_a_person_wait_for_a_confirmation(desk: Desk) -> None:
    upload = filled(desk, {"progress": "Ring 01962 841841 about the plan."})
    kinds = [(each["kind"], each["column"]) for each in upload.findings]

    with pytest.raises(ValidationError) as refusal:
        save(desk, upload)

    assert kinds == [("warning", LETTER["progress"])]
    assert list(refusal.value.message_dict) == ["is_confirmed"]
    assert words_of(desk) == ["", "", ""]
    save(desk, upload, is_confirmed=True)
    assert words_of(desk)[0] == "Ring 01962 841841 about the plan."
    assert AuditEvent.objects.filter(verb="kernel.words_confirmed").count() == 1


def test_nothing_to_save_is_said(desk: Desk) -> None:
    desk.check(desk.download())

    with pytest.raises(ValidationError) as refusal:
        save(desk, desk.upload())

    assert refusal.value.messages == [
        "Nothing in the spreadsheet differs from what is saved."
    ]


def test_an_upload_that_was_set_aside_is_saved_no_more(desk: Desk) -> None:
    upload = filled(desk, {"progress": "One."})

    aside = set_aside(actor=desk.colleague, upload=upload, now=desk.now)

    assert (aside.state, aside.decided_by) == (UploadState.SET_ASIDE, desk.colleague)
    with pytest.raises(Conflict):
        save(desk, desk.upload())
    with pytest.raises(Conflict):
        set_aside(actor=desk.contact, upload=desk.upload(), now=desk.now)
    assert words_of(desk) == ["", "", ""]


def test_a_locked_return_says_why(desk: Desk) -> None:
    upload, data = filled(desk, {"progress": "One."}), desk.download()
    owner = desk.quarterly_return
    later = owner.period.closes_at + timedelta(seconds=1)

    with pytest.raises(Locked) as refusal:
        save(desk, upload, now=later)
    desk.now = later
    with pytest.raises(Locked) as again:
        desk.check(data)

    assert refusal.value.code == again.value.code == "closed"
    assert refusal.value.messages[0].startswith("Nothing was sent in by the close of")
    assert words_of(desk) == ["", "", ""]
    assert Upload.objects.count() == 1


def test_nobody_but_the_agency_uploads_saves_or_sets_aside(desk: Desk) -> None:
    upload = filled(desk, {"progress": "One."})
    strangers = [
        make.UserFactory(officer=True),
        make.UserFactory(contact=make.AgencyFactory()),
        make.UserFactory(reader=True),
    ]

    for actor in strangers:
        with pytest.raises(NotPermitted):
            save(desk, upload, actor=actor)
        with pytest.raises(NotPermitted):
            set_aside(actor=actor, upload=upload, now=desk.now)
        desk.contact = actor
        with pytest.raises(NotPermitted):
            desk.check(b"")

    assert Upload.objects.count() == 1


def test_the_file_stays_with_the_return_as_it_came(desk: Desk) -> None:
    data = desk.download()

    run = desk.check(data, name="Ours, final (2).xlsx")

    kept = desk.upload()
    with kept.file.open("rb") as file:
        assert file.read() == data
    assert kept.file_name == "Ours, final (2).xlsx"
    assert "final" not in kept.file.name
    assert (kept.size, len(kept.sha256)) == (len(data), 64)
    assert run.upload == kept


def test_a_file_that_is_gone_is_said_and_nothing_is_saved(desk: Desk) -> None:
    upload = filled(desk, {"progress": "One."})
    upload.file.storage.delete(upload.file.name)

    with pytest.raises(Conflict) as refusal:
        save(desk, desk.upload())

    assert refusal.value.messages == ["The file is no longer there. Upload it again."]
    assert desk.upload().state == UploadState.CHECKED


def test_every_step_is_in_the_history_without_the_words(desk: Desk) -> None:
    save(desk, filled(desk, {"progress": "Secret words."}))
    set_aside(
        actor=desk.contact,
        upload=filled(desk, {"progress": "Other words."}),
        now=desk.now,
    )
    with pytest.raises(ValidationError):
        desk.check(b"nonsense")

    steps = AuditEvent.objects.filter(verb__contains="workbook").order_by("pk")
    assert [(each.verb, each.subject_type) for each in steps] == [
        ("actions.workbook_checked", "actions.Return"),
        ("actions.workbook_saved", "actions.Return"),
        ("actions.workbook_checked", "actions.Return"),
        ("actions.workbook_set_aside", "actions.Return"),
        ("actions.workbook_refused", "actions.Return"),
    ]
    assert steps[1].changes == {"lines": ["", "P1-001"]}
    told = str(list(AuditEvent.objects.values()))
    assert "Secret words" not in told
    assert "lines.xlsx" not in told


def test_a_line_left_out_stays_as_it_is(desk: Desk) -> None:
    run = desk.check(desk.filled(lambda sheet: sheet.delete_rows(ROW)))

    assert [(each.kind, each.text) for each in run.check.findings] == [
        ("note", "P1-001 has no row in this workbook. It stays as it is.")
    ]


def test_a_change_in_a_hidden_row_is_told(desk: Desk) -> None:
    def fill(sheet: Any) -> None:
        sheet.row_dimensions[ROW].hidden = True
        sheet.cell(ROW, NUMBER["progress"]).value = "Out of sight."

    run = desk.check(desk.filled(fill))

    assert [(each.kind, each.row, each.text) for each in run.check.findings] == [
        ("note", ROW, "This row is hidden in your sheet. It is read like any other.")
    ]
    assert run.check.clean_refs == ["P1-001"]


def test_rows_may_be_sorted(desk: Desk) -> None:
    def fill(sheet: Any) -> None:
        for column in range(1, len(NUMBER) + 1):
            one, other = sheet.cell(ROW, column), sheet.cell(ROW + 2, column)
            one.value, other.value = other.value, one.value
        sheet.cell(ROW, NUMBER["progress"]).value = "Of the third."

    desk.check(desk.filled(fill))
    save(desk, desk.upload())

    assert words_of(desk) == ["", "", "Of the third."]


def test_an_action_renamed_since_the_download_is_no_fault(desk: Desk) -> None:
    data = desk.download()
    action = desk.lines[0].action
    action.title = "Agree the plan again"
    action.save()

    assert desk.check(data).check.findings == []
