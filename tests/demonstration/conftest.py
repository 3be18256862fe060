"""A place to load the demonstration: a HOME of its own, and the Agreement alone."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from io import StringIO
from pathlib import Path

import pytest
import time_machine
from django.apps import apps
from django.core.files.storage import storages
from django.core.management import CommandError, call_command
from django.db import transaction
from django.test import override_settings

#: What says when or in what order something was loaded, and not what.
_PASSING = {
    ("kernel.AuditEvent", "id"),
    ("kernel.AuditEvent", "happened_at"),
    ("priorities.Agreement", "loaded_at"),
}
#: What Django makes by itself after each migration and each flush.
_DJANGOS = {"auth.Permission", "contenttypes.ContentType"}
#: A Wednesday on which the usual windows of Q2 2026/27 have long passed.
TODAY = datetime(2026, 11, 25, 11, 0, tzinfo=UTC)


@contextmanager
def home_at(folder: Path) -> Iterator[Path]:
    """Let the installation write under this folder, its mail and uploads to files."""
    (folder / "mail").mkdir()
    uploads = folder / "uploads"
    home = override_settings(
        HOME=folder,
        MAIL_FOLDER=folder / "mail",
        QUEUES=folder / "queues",
        UPLOADS=uploads,
        EMAIL_BACKEND="django.core.mail.backends.filebased.EmailBackend",
        EMAIL_FILE_PATH=str(folder / "mail"),
    )
    with home, pytest.MonkeyPatch.context() as patched:
        patched.setattr(storages["private"], "location", str(uploads))
        yield folder


def run(command: str, *words: str) -> str:
    """Run a command; return what it printed."""
    printed = StringIO()
    call_command(command, *words, stdout=printed)
    return printed.getvalue()


def refusal(command: str, *words: str) -> str:
    """Run a command that must be refused; return what it said."""
    with pytest.raises(CommandError) as refused:
        run(command, *words)
    return str(refused.value)


def everything() -> dict[str, list[dict[str, object]]]:
    """Return every row of every table, by model."""
    return {
        model._meta.label: [
            {
                field.attname: getattr(row, field.attname)
                for field in model._meta.concrete_fields
                if (model._meta.label, field.attname) not in _PASSING
            }
            for row in model._default_manager.order_by("pk")
        ]
        for model in apps.get_models()
        if model._meta.label not in _DJANGOS
    }


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Path]:
    (tmp_path / "home").mkdir()
    with home_at(tmp_path / "home") as folder:
        yield folder


@pytest.fixture
def agreement(db) -> None:
    """The Agreement, loaded and nothing more."""
    run("load_agreement")


@pytest.fixture
def travel() -> Iterator[Callable[[datetime], None]]:
    """Stop the clock at a moment, until the test ends."""
    with ExitStack() as stack:
        yield lambda moment: stack.enter_context(
            time_machine.travel(moment, tick=False)
        )


@pytest.fixture(scope="module")
def loaded(
    django_db_setup, django_db_blocker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Path]:
    """The demonstration, loaded once for all tests of a module; its HOME."""
    with (
        django_db_blocker.unblock(),
        time_machine.travel(TODAY, tick=False),
        home_at(tmp_path_factory.mktemp("home")) as folder,
        transaction.atomic(),
    ):
        run("load_agreement")
        run("load_demonstration")
        yield folder
        transaction.set_rollback(True)
