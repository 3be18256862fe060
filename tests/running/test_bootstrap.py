"""A newcomer's machine: what it lacks is said in words, what is there is found."""

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from tests.machinery import folders
from tests.machinery.redis_server import free_port

WITH_PYTHON = folders.ROOT / "scripts" / "with-python.sh"
#: Programs that stand in for a Python: each answers the questions the script asks.
OLD = '#!/bin/sh\ncase "$2" in *print*) echo 3.9;; *) exit 1;; esac\n'
WITHOUT_VENV = (
    '#!/bin/sh\ncase "$2" in *print*) echo 3.12;; *ensurepip*) exit 1;; esac\n'
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A PATH on which there is no Python at all."""
    folder = tmp_path / "bin"
    folder.mkdir()
    return folder


def put(folder: Path, name: str, content: str) -> None:
    (folder / name).write_text(content)
    (folder / name).chmod(0o755)


def with_python(path: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["/bin/sh", WITH_PYTHON, "-c", "print('this one')"],
        env={"PATH": str(path)} | variables,
        capture_output=True,
        text=True,
        check=False,
    )


def test_no_python_at_all_is_said(path: Path):
    run = with_python(path)

    assert run.returncode == 1
    assert run.stderr.splitlines() == [
        "Python 3.11 or newer is needed; none was found.",
        "On Debian or Ubuntu: apt-get install python3 python3-venv",
    ]


def test_an_old_python_is_said_with_its_version(path: Path):
    put(path, "python3", OLD)

    run = with_python(path)

    assert run.returncode == 1
    assert run.stderr.splitlines()[0] == "Python 3.11 or newer is needed; found: 3.9."


def test_a_python_without_venv_is_said_with_what_to_install(path: Path):
    put(path, "python3", WITHOUT_VENV)

    run = with_python(path)

    assert run.returncode == 1
    assert run.stderr.splitlines() == [
        "Python 3.12 is here, but without its 'venv' module.",
        "On Debian or Ubuntu: apt-get install python3.12-venv",
    ]


def test_a_newer_python_under_another_name_is_found(path: Path):
    put(path, "python3", OLD)
    (path / "python3.12").symlink_to(Path(sys.executable).resolve())

    run = with_python(path)

    assert (run.returncode, run.stdout) == (0, "this one\n")


def test_the_python_that_was_named_is_taken(path: Path):
    put(path, "python3", OLD)

    run = with_python(path, PYTHON=sys.executable)

    assert (run.returncode, run.stdout) == (0, "this one\n")


# --- make demo, before anything slow -----------------------------------------------


def demo(home: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["make", "--no-print-directory", "demo"],
        cwd=folders.ROOT,
        env=os.environ
        | {"HCSS_HOME": str(home), "HCSS_VENV": str(home / "never-made")}
        | {"PORT": str(free_port())}
        | variables,
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )


def test_a_taken_port_is_said_at_once(tmp_path: Path):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]

        run = demo(tmp_path, PORT=str(port))

    assert run.returncode != 0
    assert run.stderr.strip().splitlines()[:2] == [
        f"Port {port} is taken: something else answers there.",
        f"Stop it, or choose another: make demo PORT={port + 1}",
    ]
    assert not (tmp_path / "never-made").exists()


@pytest.mark.parametrize("port", ["eight", "0", "65536", "-1", "80 80"])
def test_a_port_that_makes_no_sense_is_said(tmp_path: Path, port: str):
    run = demo(tmp_path, PORT=port)

    assert run.returncode != 0
    assert run.stderr.strip().splitlines()[0] == (
        f"PORT={port}: use a number from 1 to 65535."
    )


def test_a_folder_that_cannot_be_written_is_said(tmp_path: Path):
    (tmp_path / "file").touch()

    run = demo(tmp_path / "file" / "home")

    assert run.returncode != 0
    assert run.stderr.strip().splitlines()[0] == (
        f"Nothing can be written in {tmp_path}/file/home: Not a directory."
    )


def test_a_folder_with_other_things_in_it_is_no_environment(tmp_path: Path):
    (tmp_path / "letters").mkdir()
    (tmp_path / "letters" / "dear").touch()

    run = demo(tmp_path / "home", HCSS_VENV=str(tmp_path / "letters"))

    assert run.returncode != 0
    assert run.stderr.strip().splitlines()[0] == (
        f"{tmp_path}/letters is no virtual environment: set HCSS_VENV."
    )
    assert (tmp_path / "letters" / "dear").exists()
