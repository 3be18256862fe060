"""Processes that are started together stop together, whatever happens to whom."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from scripts.processes import FailedError, Processes
from tests.machinery import folders, living

SLEEPER = [sys.executable, "-c", "import time; time.sleep(600)"]
#: Does not end when asked, and has a child of its own.
STUBBORN = [
    sys.executable,
    "-c",
    """
import signal, subprocess, sys, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
time.sleep(600)
""",
]
#: Starts two children and says so: a parent to be killed.
PARENT = """
import os, sys, time
from pathlib import Path
from scripts.processes import Processes
with Processes(Path(sys.argv[1]), dict(os.environ), Path.cwd()) as processes:
    processes.start("one", [sys.executable, "-c", "import time; time.sleep(600)"])
    processes.start("two", [sys.executable, "-c", "import time; time.sleep(600)"])
    print("started", flush=True)
    time.sleep(600)
"""


@pytest.fixture
def word(tmp_path: Path) -> str:
    """A word that only the processes of this test have in their environment."""
    return f"KNOWN_BY={tmp_path}"


@pytest.fixture
def env(word: str) -> dict[str, str]:
    return os.environ | dict([word.split("=")])


def test_all_are_stopped_at_the_end(tmp_path: Path, env: dict[str, str], word: str):
    with Processes(tmp_path, env, folders.ROOT) as processes:
        processes.start("one", SLEEPER)
        processes.start("two", SLEEPER)
        assert len(living.wait_for(2, word, seconds=5)) == 2

    assert living.wait_for_none(word, seconds=5) == []


def test_one_that_does_not_listen_is_killed_with_its_own_children(
    tmp_path: Path, env: dict[str, str], word: str, monkeypatch
):
    monkeypatch.setattr("scripts.processes.PATIENCE_SECONDS", 1)

    with Processes(tmp_path, env, folders.ROOT) as processes:
        processes.start("stubborn", STUBBORN)
        assert len(living.wait_for(2, word, seconds=5)) == 2

    assert living.wait_for_none(word, seconds=5) == []


def test_one_that_dies_is_reported_with_its_last_words(
    tmp_path: Path, env: dict[str, str], word: str
):
    last_words = [sys.executable, "-c", "import sys; print('no room'); sys.exit(3)"]

    with Processes(tmp_path, env, folders.ROOT) as processes:
        processes.start("well", SLEEPER)
        processes.start("poorly", last_words).wait()
        with pytest.raises(FailedError) as failure:
            processes.check()

    assert str(failure.value) == "poorly ended with exit code 3.\n  no room"
    assert living.wait_for_none(word, seconds=5) == []


def test_a_run_returns_what_was_printed_and_leaves_the_others_alone(
    tmp_path: Path, env: dict[str, str]
):
    with Processes(tmp_path, env, folders.ROOT) as processes:
        processes.start("well", SLEEPER)

        printed = processes.run("say", [sys.executable, "-c", "print('here')"])

        assert (printed, list(processes.running)) == ("here\n", ["well"])


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM])
def test_children_do_not_outlive_a_parent_that_is_killed(
    tmp_path: Path, env: dict[str, str], word: str, number: signal.Signals
):
    with subprocess.Popen(
        [sys.executable, "-c", PARENT, str(tmp_path / "logs")],
        cwd=folders.ROOT,
        env=env,
        stdout=subprocess.PIPE,
        text=True,
    ) as parent:
        assert parent.stdout
        assert parent.stdout.readline() == "started\n"

        parent.send_signal(number)

    assert living.wait_for_none(word, seconds=10) == []
