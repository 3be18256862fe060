"""The demonstration knows that it is there: in the database and by its mark."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from hcss.kernel.site import is_demonstration
from partnerships.models import User
from tests.demonstration.conftest import TODAY, everything, refusal, run

pytestmark = pytest.mark.django_db
MARK = "2026-11-25T11:00:00+00:00\n"


@pytest.fixture(autouse=True)
def mark(loaded: Path) -> Iterator[Path]:
    """The mark, as it is found and put back again."""
    mark = loaded / "demonstration"
    yield mark
    mark.write_text(MARK)


def test_the_mark_is_the_moment_of_loading(mark: Path):
    assert mark.read_text() == MARK
    assert is_demonstration()


def test_a_second_load_says_it_is_there_and_changes_nothing(mark: Path, travel):
    before = everything()
    travel(TODAY + timedelta(days=3))

    printed = run("load_demonstration")

    assert printed.startswith(
        "The demonstration is there, loaded on 25 November 2026. Nothing was changed."
    )
    assert everything() == before
    assert mark.read_text() == MARK


def test_a_lost_mark_is_put_right_by_loading_again(mark: Path):
    mark.unlink()
    before = everything()

    run("load_demonstration")

    assert mark.read_text() == MARK
    assert everything() == before


def test_without_its_own_mark_nothing_is_removed(mark: Path):
    mark.write_text("2020-01-01T00:00:00+00:00\n")

    said = refusal("remove_demonstration", "--yes")

    assert "is missing, or is that of another load" in said
    assert User.objects.exists()


@pytest.mark.parametrize("answer", ["", "no", "y"])
def test_removal_asks_first(mark: Path, monkeypatch, answer: str):
    monkeypatch.setattr("builtins.input", lambda _question: answer)

    assert run("remove_demonstration") == "Nothing was removed.\n"
    assert is_demonstration()
    assert User.objects.exists()
