"""Asking ClamAV about a file: clamd's INSTREAM command, over TCP or a local socket."""

import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import IO
from urllib.parse import urlsplit

_DEFAULT_PORT = 3310
_CHUNK = 64 * 1024
_LONGEST_ANSWER = 4096


class ScannerError(OSError):
    """The scanner could not be asked, or gave no verdict: ask again later."""


@dataclass(frozen=True)
class Verdict:
    """What the scanner said. ``found`` names the virus; empty where there is none."""

    found: str = ""

    @property
    def is_clean(self) -> bool:
        return not self.found


def scan(content: IO[bytes], *, at: str, seconds: float = 60) -> Verdict:
    """Send the whole file to clamd and return its verdict.

    ``at`` is ``tcp://host:3310`` or ``unix:///run/clamav/clamd.ctl``. Nothing is
    taken for clean but clamd's own "OK".

    Raises:
        ScannerError: nobody answers there, not within ``seconds``, or not with a
            verdict.
    """
    until = time.monotonic() + seconds
    try:
        with _connected(at, until) as line:
            # clamd may answer before it has read all: then its answer says why.
            with suppress(BrokenPipeError, ConnectionResetError):
                _send(line, content, until)
            return _verdict(_answer(line, until))
    except ScannerError:
        raise
    except (OSError, ValueError) as error:
        raise ScannerError(f"The virus scanner cannot be asked: {error}") from error


@contextmanager
def _connected(at: str, until: float) -> Iterator[socket.socket]:
    parts = urlsplit(at)
    if parts.scheme == "unix":
        line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        line.settimeout(_left(until))
        with line:
            line.connect(parts.path)
            yield line
        return
    where = (parts.hostname or "", parts.port or _DEFAULT_PORT)
    with socket.create_connection(where, timeout=_left(until)) as line:
        yield line


def _send(line: socket.socket, content: IO[bytes], until: float) -> None:
    """Send each chunk with its length before it, and a length of nought at the end."""
    line.sendall(b"zINSTREAM\0")
    while chunk := content.read(_CHUNK):
        line.settimeout(_left(until))
        line.sendall(len(chunk).to_bytes(4, "big") + chunk)
    line.sendall(bytes(4))


def _answer(line: socket.socket, until: float) -> str:
    answer = b""
    while not answer.endswith(b"\0") and len(answer) < _LONGEST_ANSWER:
        line.settimeout(_left(until))
        part = line.recv(_LONGEST_ANSWER)
        if not part:
            break
        answer += part
    return answer.rstrip(b"\0\n").decode(errors="replace")


def _verdict(answer: str) -> Verdict:
    """Read "stream: OK" and "stream: Name FOUND"; anything else is no verdict."""
    said = answer.removeprefix("stream: ")
    if said == "OK":
        return Verdict()
    if said.endswith(" FOUND"):
        return Verdict(found=said.removesuffix(" FOUND"))
    raise ScannerError(f"The virus scanner gave no verdict: {answer[:200]!r}")


def _left(until: float) -> float:
    left = until - time.monotonic()
    if left <= 0:
        raise ScannerError("The virus scanner did not answer in time.")
    return left
