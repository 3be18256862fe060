"""A clamd of our own, which speaks INSTREAM over a real socket and finds one virus."""

import socket
import threading
from pathlib import Path
from types import TracebackType

#: The text that every virus scanner agrees to find, put together here.
EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
_SLOW = ("hangs", "silent")


class FakeClamd:
    """Answers one connection after another until it is left.

    ``manner`` is ``well``, or how it fails: ``dies`` midway, ``hangs``, ``silent``,
    ``error``, ``nonsense``, ``too large``.
    """

    def __init__(self, kind: str = "tcp", *, folder: Path) -> None:
        self.manner = "well"
        self.received: list[bytes] = []
        if kind == "unix":
            path = folder / "clamd.ctl"
            self._server = socket.socket(socket.AF_UNIX)
            self._server.bind(str(path))
            self.url = f"unix://{path}"
        else:
            self._server = socket.socket()
            self._server.bind(("127.0.0.1", 0))
            self.url = f"tcp://127.0.0.1:{self._server.getsockname()[1]}"
        self._server.listen()
        self._server.settimeout(0.05)
        self._is_left = threading.Event()
        self._thread = threading.Thread(target=self._serve, daemon=True)

    def __enter__(self) -> "FakeClamd":
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._is_left.set()
        self._thread.join(timeout=10)
        self._server.close()

    def _serve(self) -> None:
        while not self._is_left.is_set():
            try:
                line, _ = self._server.accept()
            except TimeoutError:
                continue
            with line:
                line.settimeout(5)
                try:
                    self._answer(line)
                except OSError:
                    continue  # the other end has given up

    def _answer(self, line: socket.socket) -> None:
        if self._exactly(line, len(b"zINSTREAM\0")) != b"zINSTREAM\0":
            raise ConnectionError("unknown command")
        if self.manner == "dies":
            self._exactly(line, 100)
        elif self.manner in _SLOW:
            self._wait(line)
        elif self.manner == "too large":
            self._exactly(line, 100)
            line.sendall(b"INSTREAM size limit exceeded. ERROR\0")
        else:
            line.sendall(self._verdict(self._content(line)) + b"\0")

    def _wait(self, line: socket.socket) -> None:
        if self.manner == "silent":
            self._content(line)
        while self.manner in _SLOW and not self._is_left.is_set():
            self._is_left.wait(0.02)

    def _verdict(self, content: bytes) -> bytes:
        self.received.append(content)
        if self.manner == "error":
            return b"stream: Can't allocate memory ERROR"
        if self.manner == "nonsense":
            return b"OK then"
        found = b"stream: Eicar-Test-Signature FOUND"
        return found if EICAR in content else b"stream: OK"

    def _content(self, line: socket.socket) -> bytes:
        content = b""
        while length := int.from_bytes(self._exactly(line, 4), "big"):
            content += self._exactly(line, length)
        return content

    def _exactly(self, line: socket.socket, length: int) -> bytes:
        found = b""
        while len(found) < length:
            part = line.recv(length - len(found))
            if not part:
                raise ConnectionError("the other end hung up")
            found += part
        return found
