"""Files of evidence: looked at, put into the private store, tidied away."""

import hashlib
import logging
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import PurePath
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.core.files.storage import Storage
from django.template.defaultfilters import filesizeformat

from actions.models import Evidence, Upload
from actions.models.evidence import private_storage
from hcss.kernel import filetypes
from hcss.kernel.filetypes import FileType, UnfitFile

_LONGEST_NAME = 200
#: A younger file may belong to a request that is not finished yet.
_YOUNG = timedelta(hours=1)
_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Checked:
    """A file that may be kept: what it is, how it was called, its digest."""

    content: File
    kind: FileType
    name: str
    size: int
    sha256: str


def check_file(*, file: File) -> Checked:
    """Look at the whole file, by its content and not by its name.

    Raises:
        ValidationError: it is too large, empty, or none of the kinds that are taken.
    """
    name, size = plain_name(file.name), int(file.size or 0)
    most = settings.EVIDENCE_MOST_BYTES
    if size > most:
        raise ValidationError(f"it is larger than {in_words(most)}.", code="too_large")
    try:
        kind = filetypes.detect(file, name=name)
    except UnfitFile as fault:
        raise ValidationError(str(fault), code="unfit") from None
    file.seek(0)
    digest = hashlib.sha256()
    for chunk in file.chunks():
        digest.update(chunk)
    return Checked(file, kind, name, size, digest.hexdigest())


def plain_name(name: str | None) -> str:
    """Return a file's name as it may be shown: one line, no folder, not too long."""
    last = (name or "").replace("\\", "/").rpartition("/")[2]
    shown = "".join(each for each in last if each.isprintable()).strip() or "file"
    ending = PurePath(shown).suffix[:20]
    return shown[: _LONGEST_NAME - len(ending)].removesuffix(ending) + ending


@contextmanager
def stored(*, checked: Checked, now: datetime) -> Iterator[str]:
    """Put the file into the store under a random name, for the length of a block.

    If what is done with it fails, the file goes again. If this process dies in the
    meantime, it stays, and ``manage.py tidy_uploads`` finds it.
    """
    store = private_storage()
    checked.content.seek(0)
    name = store.save(f"evidence/{now:%Y}/{secrets.token_hex(16)}", checked.content)
    try:
        yield name
    except BaseException:
        forget(store=store, name=name)
        raise


def forget(*, store: Storage, name: str) -> None:
    """Remove a file that nothing names; that it cannot be is logged, not raised."""
    try:
        store.delete(name)
    except OSError:
        _log.exception("An upload that nothing names could not be removed: %s", name)


def in_words(size: int) -> str:
    """Return a size as people write it: “10 MB”."""
    return filesizeformat(size).replace("\xa0", " ").replace(".0 ", " ")


def orphans(*, now: datetime) -> list[str]:
    """Return the files in the store that no row names, but the youngest."""
    store = private_storage()
    named: set[Any] = set(Evidence.objects.values_list("file", flat=True))
    named |= set(Upload.objects.values_list("file", flat=True))
    return sorted(
        name
        for name in _walk(store, "")
        if name not in named and store.get_modified_time(name) < now - _YOUNG
    )


def missing_files() -> list[str]:
    """Return the names of the files that a row names and the store has not."""
    store = private_storage()
    rows = Evidence.objects.exclude(file="").values_list("file", flat=True)
    return sorted(name for name in rows if not store.exists(name))


def tidy_uploads(*, now: datetime) -> list[str]:
    """Remove the files that no row names; return their names."""
    store, names = private_storage(), orphans(now=now)
    for name in names:
        forget(store=store, name=name)
    return names


def _walk(store: Storage, folder: str) -> Iterator[str]:
    try:
        folders, files = store.listdir(folder)
    except FileNotFoundError:
        return
    for each in files:
        yield f"{folder}/{each}" if folder else each
    for each in folders:
        yield from _walk(store, f"{folder}/{each}" if folder else each)
