"""An IMAP server of our own, over TLS: as much of it as reading a mailbox takes.

It has one folder. ``letters`` maps the number of each to its bytes, ``flags`` to what
it is flagged as. A letter that is deleted and expunged is gone.
"""

import re
import socket
import ssl
import subprocess
import threading
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType

USER, PASSWORD = "returns@hcss.example", 'pass"word'


def certificate(folder: Path, name: str = "localhost") -> Path:
    """Make a key and a certificate that signs itself, for that name."""
    path = folder / f"{name}.pem"
    program = ["openssl", "req", "-x509", "-newkey", "ec", "-nodes", "-days", "2"]
    program += ["-pkeyopt", "ec_paramgen_curve:prime256v1", "-subj", f"/CN={name}"]
    program += ["-addext", f"subjectAltName=DNS:{name}"]
    files = ["-keyout", folder / f"{name}.key", "-out", path]
    subprocess.run([*program, *files], check=True, capture_output=True)
    return path


@dataclass
class FakeImap:
    """Serves one connection after another until it is left."""

    certificate: Path
    letters: dict[int, bytes] = field(default_factory=dict)
    flags: dict[int, set[str]] = field(default_factory=dict)
    folder: str = "INBOX"
    has_uidplus: bool = True
    #: Hang up in the middle of this command.
    dies_at: str = ""
    commands: list[str] = field(default_factory=list)

    def __enter__(self) -> "FakeImap":
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.certificate, self.certificate.with_suffix(".key"))
        self._server = context.wrap_socket(
            socket.create_server(("127.0.0.1", 0)),
            server_side=True,
            do_handshake_on_connect=False,
        )
        self.port = self._server.getsockname()[1]
        self._server.settimeout(0.05)
        self._is_left = threading.Event()
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._is_left.set()
        self._thread.join(10)
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
                    line.do_handshake()
                    self._talk(line)
                except OSError:
                    continue

    def _talk(self, line: ssl.SSLSocket) -> None:
        line.sendall(b"* OK here\r\n")
        with line.makefile("rb") as said:
            for raw in said:
                tag, _, command = raw.decode().strip().partition(" ")
                self.commands.append(command)
                if self.dies_at and self.dies_at in command:
                    return
                for answer in self._answers(command):
                    line.sendall(answer + b"\r\n")
                line.sendall(f"{tag} {self._verdict(command)}\r\n".encode())
                if command == "LOGOUT":
                    return

    def _verdict(self, command: str) -> str:
        if command.startswith("LOGIN"):
            quoted = PASSWORD.replace('"', r"\"")
            right = command == f'LOGIN {USER} "{quoted}"'
            return "OK done" if right else "NO [AUTHENTICATIONFAILED] wrong"
        if command.startswith("SELECT"):
            right = command == f'SELECT "{self.folder}"'
            return "OK done" if right else "NO no such folder"
        return "OK done"

    def _answers(self, command: str) -> list[bytes]:
        word, _, rest = command.removeprefix("UID ").partition(" ")
        if word == "CAPABILITY":
            plus = " UIDPLUS" if self.has_uidplus else ""
            return [f"* CAPABILITY IMAP4rev1{plus}".encode()]
        if word == "SELECT":
            return [f"* {len(self.letters)} EXISTS".encode()]
        if word == "SEARCH":
            left = [
                number
                for number in sorted(self.letters)
                if r"\Deleted" not in self.flags.get(number, set())
            ]
            return [" ".join(["* SEARCH", *map(str, left)]).encode()]
        number = int(re.match(r"\d+", rest).group()) if rest[:1].isdigit() else 0
        if number not in self.letters:
            return []
        return self._of_letter(word, number)

    def _of_letter(self, word: str, number: int) -> list[bytes]:
        letter = self.letters[number]
        if word == "FETCH":
            size = f"* 1 FETCH (UID {number} BODY[]<0> {{{len(letter)}}}\r\n"
            return [size.encode() + letter + b")"]
        if word == "STORE":
            self.flags.setdefault(number, set()).add(r"\Deleted")
        if word == "EXPUNGE":
            del self.letters[number]
        return []
