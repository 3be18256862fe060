"""The command that finds what a crash in the middle of an upload leaves behind."""

import os
from datetime import timedelta

import pytest
import time_machine
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.core.management import call_command

from tests import factories as make
from tests.conftest import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False):
        yield


def put(name: str, *, hours_ago: float) -> str:
    """Leave a file in the store, as old as that."""
    store = storages["private"]
    kept = store.save(name, ContentFile(b"left behind"))
    then = (NOW - timedelta(hours=hours_ago)).timestamp()
    os.utime(store.path(kept), (then, then))
    return kept


def run(capsys, *options: str) -> tuple[str, str]:
    call_command("tidy_uploads", *options)
    said = capsys.readouterr()
    return said.out, said.err


def test_it_lists_what_nothing_names_and_removes_nothing(kept, capsys):
    item = make.FileEvidenceFactory()
    orphan = put("evidence/2026/abc", hours_ago=2)
    put("workbooks/2026/young", hours_ago=0.5)

    out, _ = run(capsys)

    assert out.splitlines() == [
        orphan,
        "1 files that nothing names found; nothing was removed (--remove).",
    ]
    assert item.file.name not in out
    assert len(kept()) == 3


def test_told_to_it_removes_them_and_a_second_run_finds_none(kept, capsys):
    item = make.FileEvidenceFactory()
    put("evidence/2026/abc", hours_ago=2)
    put("elsewhere", hours_ago=2)

    first, _ = run(capsys, "--remove")
    second, _ = run(capsys, "--remove")

    assert first.splitlines()[-1] == "2 files that nothing names removed."
    assert second.splitlines() == ["0 files that nothing names removed."]
    assert [path.name for path in kept()] == [item.file.name.rpartition("/")[2]]


def test_it_names_the_files_that_are_missing(kept, capsys):
    item = make.FileEvidenceFactory()
    item.file.storage.delete(item.file.name)

    _, err = run(capsys)

    assert err.splitlines() == [
        f"missing: {item.file.name}",
        "1 files are named and not in the store.",
    ]


def test_an_empty_store_is_no_error(kept, capsys):
    out, err = run(capsys)

    assert out.startswith("0 files")
    assert err == ""
