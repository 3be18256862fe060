"""A mail server to send to. It keeps each message as a file, and can be difficult.

``smtp_sink`` runs it in a thread; ``smtp_process`` as a process of its own, which goes
on when a worker is killed in the middle of sending. Both are told the same way.
"""

import asyncio
import email
import json
import random
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from email import policy
from email.message import EmailMessage
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.smtp import SMTP, Envelope, Session

from tests.machinery import folders

_START_SECONDS = 10
_AGREEABLE = {"delay": 0.0, "keep_first": False, "refuse": "", "one_in": 1}


@dataclass
class Sink:
    """What a test sees of the server: its port, what arrived, and how it behaves."""

    folder: Path
    port: int = field(default=0)

    def messages(self) -> list[EmailMessage]:
        """Return what was accepted, oldest first."""
        return [
            email.message_from_bytes(path.read_bytes(), policy=policy.default)
            for path in sorted(self.folder.glob("*.eml"))
        ]

    def arrived(self) -> int:
        """Return how many messages were accepted."""
        return len(list(self.folder.glob("*.eml")))

    def attempts(self) -> int:
        """Return how many messages were offered, accepted or not."""
        return len(list(self.folder.glob("*.attempt")))

    def be_slow(self, seconds: float, *, keep_first: bool = False) -> None:
        """Answer only after so long; keep the message before or after the wait."""
        self._behave(delay=seconds, keep_first=keep_first)

    def refuse(self, answer: str = "451 Try again later") -> None:
        """Refuse everything with this answer."""
        self._behave(refuse=answer)

    def refuse_some(self, *, one_in: int, delay: float = 0.0) -> None:
        """Refuse one in so many for now, and answer the others after so long."""
        self._behave(refuse="451 Try again later", one_in=one_in, delay=delay)

    def be_agreeable(self) -> None:
        """Accept everything at once, as at the start."""
        self._behave()

    def _behave(self, **differently: Any) -> None:
        fresh = self.folder / "behaviour.new"
        fresh.write_text(json.dumps(_AGREEABLE | differently))
        fresh.rename(self.folder / "behaviour.json")


@dataclass
class _Postmaster:
    """Takes each message as the folder's behaviour.json says."""

    folder: Path
    _numbers: Iterator[int] = field(default_factory=count)

    async def handle_DATA(  # noqa: N802 - aiosmtpd's name
        self, _server: SMTP, _session: Session, envelope: Envelope
    ) -> str:
        number = next(self._numbers)
        (self.folder / f"{number:06}.attempt").touch()
        behaviour = json.loads((self.folder / "behaviour.json").read_text())
        if behaviour["refuse"] and random.randrange(behaviour["one_in"]) == 0:  # noqa: S311 -- no secret
            return str(behaviour["refuse"])
        if behaviour["keep_first"]:
            self._keep(number, envelope)
        await asyncio.sleep(behaviour["delay"])
        if not behaviour["keep_first"]:
            self._keep(number, envelope)
        return "250 Kept"

    def _keep(self, number: int, envelope: Envelope) -> None:
        fresh = self.folder / f"{number:06}.new"
        fresh.write_bytes(envelope.original_content or b"")
        fresh.rename(self.folder / f"{number:06}.eml")


async def _serve(folder: Path, stop: asyncio.Event) -> None:
    """Listen on a free port, written to the folder, until told to stop."""
    loop, postmaster = asyncio.get_running_loop(), _Postmaster(folder)
    server = await loop.create_server(
        lambda: SMTP(postmaster, hostname="sink"), "127.0.0.1", 0
    )
    fresh = folder / "port.new"
    fresh.write_text(str(server.sockets[0].getsockname()[1]))
    fresh.rename(folder / "port")
    async with server:
        await stop.wait()


def _started(folder: Path) -> Sink:
    deadline = time.monotonic() + _START_SECONDS
    while not (folder / "port").exists():
        if time.monotonic() > deadline:
            raise RuntimeError("the mail server did not start")
        time.sleep(0.02)
    return Sink(folder, int((folder / "port").read_text()))


def _empty(folder: Path) -> Path:
    folder.mkdir()
    Sink(folder).be_agreeable()
    return folder


@pytest.fixture
def smtp_sink(tmp_path: Path) -> Iterator[Sink]:
    """Run the mail server in a thread of this process."""
    folder, stop, loop = (
        _empty(tmp_path / "mail"),
        asyncio.Event(),
        asyncio.new_event_loop(),
    )
    thread = threading.Thread(
        target=loop.run_until_complete, args=[_serve(folder, stop)]
    )
    thread.start()
    yield _started(folder)
    loop.call_soon_threadsafe(stop.set)
    thread.join()
    loop.close()


@pytest.fixture
def smtp_process(tmp_path: Path) -> Iterator[Sink]:
    """Run the mail server as a process of its own."""
    folder = _empty(tmp_path / "mail")
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.machinery.smtp_sink", str(folder)],
        cwd=folders.ROOT,
    )
    yield _started(folder)
    process.terminate()
    process.wait(10)


if __name__ == "__main__":
    asyncio.run(_serve(Path(sys.argv[1]), asyncio.Event()))
