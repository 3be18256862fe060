"""Adding evidence to a line: several files at once, the good ones kept."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from pathlib import PurePath
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.db import IntegrityError, transaction

from actions.models import Evidence, ReturnLine
from actions.return_choices import EvidenceKind, ScanState
from actions.services.evidence_facts import (
    About,
    attach,
    hold_line,
    keep,
    narrow,
    refuse_material,
)
from actions.services.evidence_files import Checked, check_file, plain_name, stored
from actions.tasks import evidence as tasks
from hcss.kernel import personal_data, policy
from hcss.kernel.filetypes import TAKEN
from partnerships.models import User

_LONGEST_TITLE = 200


@dataclass(frozen=True)
class Refusal:
    """A file that was not kept, and why."""

    name: str
    error: ValidationError

    @property
    def words(self) -> str:
        return f"“{self.name}” was not kept: {' '.join(self.error.messages)}"

    @property
    def code(self) -> str:
        if personal_data.holds_identifier(self.error):
            return personal_data.IDENTIFIER
        if personal_data.needs_confirming(self.error):
            return personal_data.PERSONAL_DATA
        return "unfit"


@dataclass(frozen=True)
class Added:
    """What became of several files: the good ones are kept, whatever the others."""

    kept: list[Evidence] = field(default_factory=list)
    #: Those that the agency had given before: the item now supports this line too.
    known: list[Evidence] = field(default_factory=list)
    refused: list[Refusal] = field(default_factory=list)

    @property
    def refusal(self) -> ValidationError:
        """Return why files were not kept, as a form shows it."""
        words = [ValidationError(each.words, code=each.code) for each in self.refused]
        if any(each.code == "unfit" for each in self.refused):
            words.append(ValidationError(f"These are taken: {TAKEN}.", code="taken"))
        return ValidationError({"files": words})


def add_files(
    *,
    actor: User,
    line: ReturnLine,
    files: Sequence[File],
    now: datetime,
    titles: Sequence[str] = (),
    about: About | None = None,
    is_confirmed: bool = False,
) -> Added:
    """Keep several files as evidence for a line; each is checked and kept by itself.

    ``titles`` go with the files in their order; without one a file's own name counts.
    A file that the agency gave before is not kept again.

    Raises:
        NotPermitted: ``actor`` is not of the line's agency.
        ValidationError: files do not belong here (R56), there are none or too many,
            a date cannot be, or not one of them is fit to be kept.
        Conflict: the line cannot be written on now (R33).
    """
    policy.require(actor, "actions.add_evidence", line)
    refuse_material(line=line, field="files")
    _refuse_number(files)
    said = (about or About()).fields(now=now)
    with transaction.atomic():
        hold_line(line=line, now=now)  # rather than after ten files were looked at
    added, keeping = Added(), _Keeping(actor, line, said, now, is_confirmed)
    for number, file in enumerate(files):
        title = titles[number] if number < len(titles) else ""
        try:
            item, is_new = keeping.keep(check_file(file=file), title)
        except ValidationError as error:
            added.refused.append(Refusal(plain_name(file.name), error))
        else:
            (added.kept if is_new else added.known).append(item)
    if not added.kept and not added.known:
        raise added.refusal
    return added


def _refuse_number(files: Sequence[File]) -> None:
    most = settings.EVIDENCE_MOST_FILES
    if not files:
        raise ValidationError({"files": "Choose at least one file."})
    if len(files) > most:
        raise ValidationError(
            {"files": f"Choose {most} files at most: you chose {len(files)}."}
        )


@dataclass(frozen=True)
class _Keeping:
    """What is the same for every file that one person sends at once."""

    actor: User
    line: ReturnLine
    said: dict[str, Any]
    now: datetime
    is_confirmed: bool

    def keep(self, checked: Checked, title: str) -> tuple[Evidence, bool]:
        """Keep one file, or find it among what the agency gave; say if it is new."""
        known = self._known(checked)
        if known is None:
            try:
                return self._keep_new(checked, title), True
            except IntegrityError:
                known = self._known(checked)  # somebody else was first, just now
                if known is None:
                    raise
        return self._use_again(known), False

    def _known(self, checked: Checked) -> Evidence | None:
        agency = self.line.quarterly_return.agency
        return Evidence.objects.filter(agency=agency, sha256=checked.sha256).first()

    def _keep_new(self, checked: Checked, title: str) -> Evidence:
        with stored(checked=checked, now=self.now) as name, transaction.atomic():
            hold_line(line=self.line, now=self.now)
            words = {"title": _title(title, checked), "file_name": checked.name}
            personal_data.guard(
                actor=self.actor,
                subject=self.line,
                texts=words,
                is_confirmed=self.is_confirmed,
                now=self.now,
            )
            evidence = Evidence(
                agency=self.line.quarterly_return.agency,
                kind=EvidenceKind.FILE,
                file=name,
                media_type=checked.kind.media_type,
                size=checked.size,
                sha256=checked.sha256,
                scan=ScanState.WAITING if settings.CLAMD else ScanState.NO_SCANNER,
                added_by=self.actor,
                added_at=self.now,
                **self.said,
                **words,
            )
            keep(actor=self.actor, evidence=evidence, line=self.line, now=self.now)
            if evidence.scan == ScanState.WAITING:
                queue = partial(tasks.queue_scan, evidence_id=evidence.pk)
                transaction.on_commit(queue, robust=True)  # beat asks again
        return evidence

    @transaction.atomic
    def _use_again(self, known: Evidence) -> Evidence:
        if known.scan == ScanState.INFECTED:
            raise ValidationError("the virus scan found something in it.")
        hold_line(line=self.line, now=self.now)
        attach(actor=self.actor, evidence=known, line=self.line, now=self.now)
        narrow(
            actor=self.actor, evidence=known, marking=self.said["marking"], now=self.now
        )
        return known


def _title(typed: str, checked: Checked) -> str:
    return (typed.strip() or PurePath(checked.name).stem)[:_LONGEST_TITLE]
