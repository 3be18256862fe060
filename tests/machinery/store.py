"""A private store of a test's own, so that it can say what was kept."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.files.storage import storages

Kept = Callable[[], list[Path]]


@pytest.fixture
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Kept:
    """Return a function that lists the files that were uploaded and kept."""
    folder = tmp_path / "uploads"
    folder.mkdir()
    monkeypatch.setattr(storages["private"], "location", str(folder))
    return lambda: sorted(path for path in folder.rglob("*") if path.is_file())
