"""A GOV.UK Notify of our own: a real HTTP server that keeps what it is told.

``answer`` is the status and body of what it says next, ``delay`` how long it takes.
"""

import json
import threading
import time
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any

YES = (201, b'{"id": "740e5834-3a29-46b4-9a6f-16142fde533a"}')


def refusal(status: int, kind: str, words: str) -> tuple[int, bytes]:
    """Return an answer as Notify gives it."""
    error = {"status_code": status, "errors": [{"error": kind, "message": words}]}
    return status, json.dumps(error).encode()


@dataclass
class Told:
    """One request as it came."""

    path: str
    headers: dict[str, str]
    body: Any


@dataclass
class FakeNotify:
    """Answers until it is left."""

    answer: tuple[int, bytes] = YES
    headers: dict[str, str] = field(default_factory=dict)
    delay: float = 0
    #: Send the body one byte at a time, with this pause.
    drip: float = 0
    #: Close the connection instead of answering.
    hangs_up: bool = False
    #: Announce more than is sent.
    is_cut_short: bool = False
    told: list[Told] = field(default_factory=list)

    def __enter__(self) -> "FakeNotify":
        self._left = threading.Event()
        handler = type("Handler", (_Handler,), {"notify": self})
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"
        self._thread = threading.Thread(
            target=self._server.serve_forever, args=[0.05], daemon=True
        )
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._left.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join(10)

    def wait(self, seconds: float) -> None:
        self._left.wait(seconds)


class _Handler(BaseHTTPRequestHandler):
    notify: FakeNotify

    def do_POST(self) -> None:
        length = int(self.headers["Content-Length"])
        body = json.loads(self.rfile.read(length))
        self.notify.told.append(Told(self.path, dict(self.headers), body))
        self.notify.wait(self.notify.delay)
        if self.notify.hangs_up:
            self.close_connection = True
            return
        try:
            self._answer()
        except OSError:
            self.close_connection = True

    def do_GET(self) -> None:
        self.notify.told.append(Told(self.path, dict(self.headers), None))
        self.send_response(200)
        self.end_headers()

    def _answer(self) -> None:
        status, body = self.notify.answer
        self.send_response(status)
        extra = 100 if self.notify.is_cut_short else 0
        self.send_header("Content-Length", str(len(body) + extra))
        for name, value in self.notify.headers.items():
            self.send_header(name, value)
        self.end_headers()
        for byte in body if self.notify.drip else ():
            self.wfile.write(bytes([byte]))
            time.sleep(self.notify.drip)
        if not self.notify.drip:
            self.wfile.write(body)
        self.close_connection = True

    def log_message(self, *_: Any) -> None:
        """Say nothing."""
