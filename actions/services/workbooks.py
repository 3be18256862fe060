"""A spreadsheet of lines that came back: checked first, saved once, or set aside."""

import copy
import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile, File
from django.db import transaction

from actions import events
from actions.models import Return, Upload
from actions.models.evidence import private_storage
from actions.return_choices import UploadState
from actions.services.evidence_files import forget, in_words, plain_name
from actions.services.lines import LineConflict, save_line
from actions.services.locking import locked
from actions.services.still_true import still_true
from actions.workbooks.checking import Check, check
from actions.workbooks.findings import Finding, FindingKind
from actions.workbooks.judging import CheckedRow
from actions.workbooks.kept import check_kept
from actions.workbooks.opening import NotAWorkbook
from actions.workbooks.reading import Book
from hcss.kernel import audit, policy
from hcss.kernel.errors import Conflict
from hcss.kernel.personal_data import PERSONAL_DATA
from hcss.kernel.templatetags.show import moment
from hcss.kernel.transitions import compare_and_set
from partnerships.models import User

_CONFIRM = (
    "Some words look as if they were about a person. Confirm that they describe "
    "arrangements and that nobody who is helped can be recognised."
)
_NOTHING = "Nothing in the spreadsheet differs from what is saved."


@dataclass(frozen=True)
class DryRun:
    """An upload, and everything that was found in it."""

    upload: Upload
    check: Check


class _MovedOn(Conflict):
    """The lines are no longer as they were when the upload was checked."""

    def __init__(self, words: str, found: Check) -> None:
        super().__init__(words, code="stale")
        self.found = found


# --- Checking ---


def check_workbook(
    *, actor: User, quarterly_return: Return, file: File, now: datetime
) -> DryRun:
    """Look at a spreadsheet and keep it with the return; no line is written.

    Every fault is found at once. What cannot be read is refused, and of it only
    name, size and reason are kept.

    Raises:
        NotPermitted: ``actor`` does not write for the agency (R35, R36).
        Conflict: the return is with the group, or closed (R33).
        ValidationError: at ``file``, why it cannot be read.
    """
    policy.require(actor, "actions.write_return", quarterly_return)
    if not quarterly_return.is_writable(at=now):
        raise locked(thing=quarterly_return, now=now)
    upload = Upload(
        quarterly_return=quarterly_return,
        file_name=plain_name(file.name),
        size=int(file.size or 0),
        uploaded_by=actor,
        uploaded_at=now,
    )
    try:
        data = _read(file)
        upload.sha256 = hashlib.sha256(data).hexdigest()
        found = check(Book(data), quarterly_return, reader=actor, now=now)
    except NotAWorkbook as refusal:
        _keep_refusal(upload, refusal.words)
        raise ValidationError({"file": [refusal.words]}, code="unfit") from None
    _keep(upload, found, data)
    return DryRun(upload=upload, check=found)


def _read(file: File) -> bytes:
    """Return the bytes of a file that is not too long."""
    most = settings.WORKBOOK_MOST_BYTES
    if (file.size or 0) > most:
        raise NotAWorkbook(
            f"The file is larger than {in_words(most)}. A return never is: copy your "
            "words into a fresh download."
        )
    return b"".join(file.chunks())


@transaction.atomic
def _keep_refusal(upload: Upload, words: str) -> None:
    upload.state = UploadState.REFUSED
    upload.findings = [Finding(FindingKind.FAULT, words, "").as_kept]
    upload.save()
    _record(events.WORKBOOK_REFUSED, upload, upload.uploaded_by, upload.uploaded_at)


def _keep(upload: Upload, found: Check, data: bytes) -> None:
    """Keep the upload with its file; another return's words are not kept here."""
    store = private_storage()
    name = ""
    if not found.is_foreign:
        place = f"workbooks/{upload.uploaded_at:%Y}/{secrets.token_hex(16)}"
        name = store.save(place, ContentFile(data))
    upload.file.name = name
    upload.state = UploadState.REFUSED if found.is_refused else UploadState.CHECKED
    upload.findings = [each.as_kept for each in found.findings]
    upload.clean_refs = found.clean_refs
    verb = events.WORKBOOK_REFUSED if found.is_refused else events.WORKBOOK_CHECKED
    try:
        with transaction.atomic():
            upload.save()
            _record(verb, upload, upload.uploaded_by, upload.uploaded_at)
    except BaseException:
        if name:
            forget(store=store, name=name)
        raise


# --- Saving ---


def save_workbook(
    *,
    actor: User,
    upload: Upload,
    only_clean: bool,
    now: datetime,
    is_confirmed: bool = False,
) -> Upload:
    """Save the rows of an upload as drafts, all or only the clean ones, and once.

    All in one transaction, through the same services as every other door. Nothing
    is sent in, and "last reviewed" does not move.

    Raises:
        NotPermitted: ``actor`` does not write for the agency (R35, R36).
        ValidationError: a row has a fault and ``only_clean`` was not asked for;
            there is nothing to save; words wait for a person's confirmation (R55).
        Conflict: it was saved or set aside already; the return is closed; somebody
            saved a line since the check. Nothing is written then.
    """
    policy.require(actor, "actions.decide_upload", upload)
    try:
        return _save(actor, upload, now, only_clean=only_clean, is_ok=is_confirmed)
    except _MovedOn as moved:
        _note_again(upload, moved.found)
        raise


@transaction.atomic
def _save(
    actor: User, upload: Upload, now: datetime, *, only_clean: bool, is_ok: bool
) -> Upload:
    claimed = _claim(upload, UploadState.SAVED, actor, now)
    if not upload.quarterly_return.is_writable(at=now):
        raise locked(thing=upload.quarterly_return, now=now)
    found = _checked_again(upload, actor, now)
    _refuse(upload, found, only_clean=only_clean, is_confirmed=is_ok)
    for row in found.clean:
        _save_row(row, actor, now, found=found, is_confirmed=is_ok)
    claimed.saved_refs = found.clean_refs
    claimed.findings = [each.as_kept for each in found.findings]
    claimed.save(update_fields=["saved_refs", "findings"])
    saved = {"lines": ["", ", ".join(claimed.saved_refs)]}
    _record(events.WORKBOOK_SAVED, claimed, actor, now, changes=saved)
    return claimed


def _checked_again(upload: Upload, actor: User, now: datetime) -> Check:
    try:
        return check_kept(upload, reader=actor, now=now)
    except NotAWorkbook as refusal:
        raise Conflict(refusal.words, code="gone") from None


def _refuse(
    upload: Upload, found: Check, *, only_clean: bool, is_confirmed: bool
) -> None:
    """Raise whatever stands between the upload and being saved."""
    moved = set(found.clean_refs) ^ set(upload.clean_refs)
    changed = [row.ref for row in found.changed]
    if moved or (changed and not only_clean):
        refs = ", ".join(sorted(moved | set(changed)))
        raise _MovedOn(
            f"Nothing was saved. {refs}: not as it was when the spreadsheet was made "
            "or checked. Look at what was found now, then decide again.",
            found,
        )
    if not only_clean and not found.is_all_clean:
        raise ValidationError(
            "Nothing was saved. Put the faults right and upload the spreadsheet again, "
            "or save the clean rows only.",
            code="faults",
        )
    if not found.clean:
        raise ValidationError(_NOTHING, code="nothing")
    if found.needs_confirming and not is_confirmed:
        told = ValidationError(_CONFIRM, code=PERSONAL_DATA)
        raise ValidationError({"is_confirmed": told})


def _save_row(
    row: CheckedRow, actor: User, now: datetime, *, found: Check, is_confirmed: bool
) -> None:
    line = row.line
    try:
        if row.is_still_true:
            still_true(actor=actor, line=line, version=line.version, now=now)
            return
        save_line(
            actor=actor,
            line=line,
            version=line.version,
            words=row.words,
            now=now,
            finish=False,
            is_confirmed=is_confirmed,
        )
    except LineConflict as conflict:
        words = f"Nothing was saved. {row.ref}: {conflict.messages[0]}"
        raise _MovedOn(words, found) from conflict


@transaction.atomic
def _note_again(upload: Upload, found: Check) -> None:
    """Keep what is known now with the upload, so that the next decision knows it."""
    waiting = Upload.objects.filter(pk=upload.pk, state=UploadState.CHECKED)
    waiting.update(
        findings=[each.as_kept for each in found.findings], clean_refs=found.clean_refs
    )


# --- Setting aside ---


@transaction.atomic
def set_aside(*, actor: User, upload: Upload, now: datetime) -> Upload:
    """Decide that nothing of an upload is saved. The file stays.

    Raises:
        NotPermitted: ``actor`` does not write for the agency.
        Conflict: it was saved or set aside already.
    """
    policy.require(actor, "actions.decide_upload", upload)
    claimed = _claim(upload, UploadState.SET_ASIDE, actor, now)
    _record(events.WORKBOOK_SET_ASIDE, claimed, actor, now)
    return claimed


def _claim(upload: Upload, state: UploadState, actor: User, now: datetime) -> Upload:
    """Decide about the upload if nobody else has; return it as it then is."""
    claimed = copy.copy(upload)
    if upload.is_waiting and compare_and_set(
        claimed,
        expected={"state": UploadState.CHECKED},
        state=state,
        decided_by=actor,
        decided_at=now,
    ):
        return claimed
    fresh = Upload.objects.with_people().get(pk=upload.pk)
    when = f" on {moment(fresh.decided_at)}" if fresh.decided_at else ""
    who = f" by {fresh.decided_by}" if fresh.decided_by else ""
    raise Conflict(
        f"{UploadState(fresh.state).label}{who}{when}. Nothing more can be done "
        "with this upload.",
        code="decided",
    )


def _record(verb: str, upload: Upload, actor: User, now: datetime, **more: Any) -> None:
    """Write it down at the return: the name of a file may say too much (R57)."""
    audit.record(verb, actor=actor, subject=upload.quarterly_return, now=now, **more)
