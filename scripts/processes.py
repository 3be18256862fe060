"""Processes that live and die together. Standard library only.

Each child leads a process group of its own, so that Ctrl-C in a terminal reaches only
the parent, which then stops the children in good order. A warden outlives the parent
just long enough to stop them when the parent is killed.
"""

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

#: How long a child may take to finish what it is doing before it is killed.
PATIENCE_SECONDS = 15
_TICK = 0.05


class FailedError(Exception):
    """A child ended that should not have, or not in that way."""


def _nothing() -> None:
    """Heed nothing."""


class Warden:
    """Stops the process groups it watches when this process is gone without a word."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-S", __file__],
            stdin=subprocess.PIPE,
            start_new_session=True,
        )

    def watch(self, leader: int) -> None:
        """Stop the group that this process leads, should it come to that."""
        self._tell("+", leader)

    def forget(self, leader: int) -> None:
        """Leave a group alone from now on."""
        self._tell("-", leader)

    def close(self) -> None:
        """Stop what is still watched, and end."""
        with contextlib.suppress(BrokenPipeError):
            self._process.communicate()

    def _tell(self, sign: str, leader: int) -> None:
        if self._process.stdin:
            with contextlib.suppress(BrokenPipeError):
                self._process.stdin.write(f"{sign}{leader}\n".encode())
                self._process.stdin.flush()


@dataclass
class Processes:
    """A set of children with one environment, and a log file for each.

    Use it as a context: whatever happens inside, no child is left afterwards.
    ``heed`` is called while waiting, and may raise to give up.
    """

    logs: Path
    env: dict[str, str]
    folder: Path
    heed: Callable[[], None] = _nothing
    running: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)
    _warden: Warden = field(init=False)

    def __enter__(self) -> Self:
        self.logs.mkdir(parents=True, exist_ok=True)
        self._warden = Warden()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()
        self._warden.close()

    def start(
        self, name: str, command: list[str], env: dict[str, str] | None = None
    ) -> subprocess.Popen[bytes]:
        """Start a child, with ``env`` over the common environment."""
        with self._log(name).open("wb") as log:
            child = subprocess.Popen(
                command,
                cwd=self.folder,
                env=self.env | (env or {}),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        self.running[name] = child
        self._warden.watch(child.pid)
        return child

    def run(
        self, name: str, command: list[str], env: dict[str, str] | None = None
    ) -> str:
        """Start a child and finish it: see ``start`` and ``finish``."""
        self.start(name, command, env)
        return self.finish(name)

    def finish(self, name: str) -> str:
        """Wait for the end of a child and return what it printed.

        Raises:
            FailedError: it did not end with 0; the message has the end of its log.
        """
        child = self.running[name]
        while child.poll() is None:
            self.heed()
            time.sleep(_TICK)
        self._forget(name)
        if child.returncode:
            self.heed()  # a signal for us may have reached it as well
            raise FailedError(self._explain(name, child.returncode))
        return self.printed(name)

    def wait_until(self, ready: Callable[[], bool], *, seconds: float) -> None:
        """Wait until the children are ready.

        Raises:
            FailedError: a child ended meanwhile, or the time is over.
        """
        deadline = time.monotonic() + seconds
        while not ready():
            self.heed()
            self.check()
            if time.monotonic() > deadline:
                raise FailedError(f"not ready after {seconds:.0f} seconds")
            time.sleep(_TICK)

    def check(self) -> None:
        """Look whether every child still runs.

        Raises:
            FailedError: one has ended by itself.
        """
        for name, child in self.running.items():
            if (code := child.poll()) is not None:
                self.heed()
                raise FailedError(self._explain(name, code))

    def printed(self, name: str) -> str:
        """Return what the child of this name has printed so far."""
        return self._log(name).read_text(errors="replace")

    def stop(self, *names: str) -> None:
        """Ask these children (or all) to finish, wait, and kill what is still there."""
        chosen = names or tuple(self.running)
        children = [self.running[name] for name in chosen]
        end(
            [child.pid for child in children],
            settled=lambda: all(child.poll() is not None for child in children),
        )
        for name in chosen:
            self.running[name].wait()
            self._forget(name)

    def kill(self, name: str) -> None:
        """Kill a child and all of its group at once, as a fault would."""
        send(os.killpg, self.running[name].pid, signal.SIGKILL)
        self.running[name].wait()
        self._forget(name)

    def _forget(self, name: str) -> None:
        self._warden.forget(self.running.pop(name).pid)

    def _log(self, name: str) -> Path:
        return self.logs / f"{name}.log"

    def _explain(self, name: str, code: int) -> str:
        how = f"by signal {-code}" if code < 0 else f"with exit code {code}"
        lines = self.printed(name).splitlines()[-20:]
        return "\n".join([f"{name} ended {how}.", *(f"  {line}" for line in lines)])


def end(leaders: Iterable[int], *, settled: Callable[[], bool]) -> None:
    """Stop process groups: ask their leaders, wait, then kill whoever is left."""
    leaders = list(leaders)
    for leader in leaders:
        send(os.kill, leader, signal.SIGTERM)
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not settled() and time.monotonic() < deadline:
        time.sleep(_TICK)
    for leader in leaders:
        send(os.killpg, leader, signal.SIGKILL)


def send(how: Callable[[int, int], None], target: int, number: int) -> bool:
    """Send a signal; return False if nobody is there to receive it."""
    try:
        how(target, number)
    except (ProcessLookupError, PermissionError):
        return False
    return True


def _watch() -> None:
    """Be the warden: when the parent is gone, stop the children it has left."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    left: set[int] = set()
    for line in sys.stdin:
        change = {int(line[1:])}
        left = left | change if line.startswith("+") else left - change
    end(left, settled=lambda: not any(send(os.killpg, pid, 0) for pid in left))


if __name__ == "__main__":
    _watch()
