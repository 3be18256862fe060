"""One command, a whole service; one signal, and nothing is left."""

import os
import re
import shutil
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.machinery import folders, living
from tests.machinery.redis_server import free_port
from tests.machinery.site import get

pytestmark = pytest.mark.processes

START_SECONDS = 240
STOP_SECONDS = 30
_NOT_COPIED = (".git", ".venv", "var", "node_modules", "__pycache__", ".*_cache")


@dataclass
class Demo:
    """A demonstration that runs, or has ended."""

    make: subprocess.Popen[str]
    port: int
    home: Path
    printed: str = ""
    before: dict[str, float] = field(default_factory=dict)

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}/"

    @property
    def word(self) -> str:
        return f"HCSS_HOME={self.home}\0"

    def read_until(self, ending: str) -> str:
        """Read what it prints up to this; fail if it ends before."""
        assert self.make.stdout
        for line in self.make.stdout:
            self.printed += line
            if ending in line:
                return self.printed
        raise AssertionError(self.printed)

    def read_to_the_end(self) -> str:
        assert self.make.stdout
        self.printed += self.make.stdout.read()
        self.make.wait(STOP_SECONDS)
        return self.printed

    def end(self) -> None:
        if self.make.poll() is None:
            os.killpg(self.make.pid, signal.SIGTERM)
        self.make.wait(STOP_SECONDS)
        assert self.make.stdout
        self.make.stdout.close()

    def process(self, name: str) -> int:
        """The pid of the first process whose command has this name in it."""
        for folder in Path("/proc").glob("[0-9]*"):
            if name in living.command_of(folder, self.word):
                return int(folder.name)
        raise AssertionError(f"no {name} runs")


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project as it lies here, in a folder of its own."""
    target = tmp_path_factory.mktemp("clone") / "hcss"
    ignored = shutil.ignore_patterns(*_NOT_COPIED)
    shutil.copytree(folders.ROOT, target, ignore=ignored)
    return target


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One HCSS_HOME for all: only the first start has everything to do."""
    return tmp_path_factory.mktemp("home")


@pytest.fixture(scope="module")
def start(tree: Path, home: Path) -> Iterator:
    demos = []

    def start() -> Demo:
        port = free_port()
        make = subprocess.Popen(
            ["make", "--no-print-directory", "demo", f"PORT={port}"],
            cwd=tree,
            env=os.environ | {"HCSS_HOME": str(home), "HCSS_VENV": sys.prefix},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        demos.append(Demo(make, port, home))
        return demos[-1]

    yield start

    for demo in demos:
        demo.end()


@pytest.fixture
def running(start) -> Iterator[Demo]:
    """One to be killed."""
    demo = start()
    demo.read_until("Ctrl-C stops everything.")
    yield demo
    demo.end()


@pytest.fixture(scope="module")
def untouched(tree: Path, start) -> Demo:
    """The first one, which has everything to do; it runs until all have looked."""
    demo = start()
    demo.before = stamps(tree)
    demo.read_until("Ctrl-C stops everything.")
    return demo


def status(address: str) -> int:
    with urllib.request.urlopen(address, timeout=10) as page:  # noqa: S310
        return page.status


def stamps(tree: Path) -> dict[str, float]:
    return {
        str(path.relative_to(tree)): path.stat().st_mtime
        for path in tree.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }


def test_it_says_where_it_is_and_who_can_sign_in(untouched: Demo):
    sign_in = re.compile(r"^  (\S.*): \S+@\S+ / \S+$", re.MULTILINE)
    people = sign_in.findall(untouched.printed)

    assert f"The demonstration runs at {untouched.address}" in untouched.printed
    assert f"can be read at {untouched.address}mailbox/" in untouched.printed
    assert len(people) >= 3


def test_pages_and_mail_can_be_read(untouched: Demo):
    assert status(untouched.address) == 200
    assert status(f"{untouched.address}mailbox/") == 200


def test_it_writes_in_its_own_folder_only(untouched: Demo, tree: Path):
    assert stamps(tree) == untouched.before


def test_nothing_in_its_logs_warns(untouched: Demo):
    logs = {path.name: path.read_text() for path in untouched.home.glob("logs/*.log")}

    assert {"web.log", "worker.log", "beat.log"} <= set(logs)
    assert [
        line
        for text in logs.values()
        for line in text.splitlines()
        if re.search("WARNING|ERROR|Traceback|Warning:|superuser", line)
    ] == []


def test_clock_and_worker_do_their_work(untouched: Demo):
    deadline = time.monotonic() + 60
    while get(f"{untouched.address}readyz")[0] != 200:
        assert time.monotonic() < deadline
        time.sleep(0.5)


def test_a_second_one_on_the_same_folder_is_refused(untouched: Demo, start):
    second = start()

    printed = second.read_to_the_end()

    assert second.make.returncode != 0
    assert f"A demonstration already runs on {untouched.home} (process " in printed
    assert get(f"{untouched.address}healthz")[0] == 200


def test_ctrl_c_leaves_no_process(untouched: Demo):
    os.killpg(untouched.make.pid, signal.SIGINT)  # what a terminal does

    printed = untouched.read_to_the_end()

    assert "Stopped." in printed
    assert living.wait_for_none(untouched.word, seconds=5) == []


# --- Again, on the same folder ----------------------------------------------------


def test_a_second_start_repeats_nothing_slow(running: Demo):
    assert running.printed.splitlines()[0] == (
        "Migrating the database, loading agreement and demonstration"
    )


def test_stopping_make_leaves_no_process(running: Demo):
    running.make.send_signal(signal.SIGTERM)  # make passes it on

    assert living.wait_for_none(running.word, seconds=STOP_SECONDS) == []


def test_killing_make_leaves_no_process(running: Demo):
    running.make.kill()

    assert living.wait_for_none(running.word, seconds=STOP_SECONDS) == []


def test_killing_the_script_leaves_no_process(running: Demo):
    os.kill(running.process("scripts/demo.py"), signal.SIGKILL)

    assert living.wait_for_none(running.word, seconds=STOP_SECONDS) == []


@pytest.mark.parametrize(("name", "part"), [("gunicorn", "web"), ("worker", "worker")])
def test_a_part_that_dies_stops_the_others(running: Demo, name: str, part: str):
    os.kill(running.process(name), signal.SIGKILL)

    printed = running.read_to_the_end()

    assert f"{part} ended by signal 9." in printed
    assert running.make.returncode != 0
    assert living.wait_for_none(running.word, seconds=5) == []


def test_ctrl_c_while_it_prepares_leaves_no_process(start):
    demo = start()
    demo.read_until("Migrating the database")

    os.killpg(demo.make.pid, signal.SIGINT)

    assert "Stopped." in demo.read_to_the_end()
    assert living.wait_for_none(demo.word, seconds=5) == []
