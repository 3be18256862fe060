"""One command takes the demonstration away, and it can be loaded again."""

from pathlib import Path

from django.db import connection

from hcss.kernel import triggers
from hcss.kernel.site import is_demonstration
from tests.demonstration.conftest import TODAY, everything, run


def start_numbering_again() -> None:
    """Load the Agreement into tables that number from 1, as a new database does."""
    connection.check_constraints()
    triggers.remove()
    run("flush", "--no-input")
    run("load_agreement")


def test_removal_leaves_exactly_what_load_agreement_makes(
    agreement, home: Path, travel
):
    travel(TODAY)
    start_numbering_again()
    before = everything()
    run("load_demonstration")
    assert any(path.is_file() for path in (home / "uploads").rglob("*"))
    (home / "queues" / "tasks").mkdir(parents=True)
    (home / "queues" / "tasks" / "1.celery.msg").touch()

    printed = run("remove_demonstration", "--yes")

    assert printed == "The demonstration is gone. The Agreement is loaded.\n"
    assert everything() == before
    assert triggers.missing() == []
    assert not is_demonstration()
    assert [path for path in home.rglob("*") if path.is_file()] == []
    assert run("load_demonstration") == "The demonstration is loaded.\n"
