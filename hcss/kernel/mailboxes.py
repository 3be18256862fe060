"""Mailboxes that are read and tidied: a Maildir, an mbox file, or IMAP over TLS.

Each is a context: ``letters()`` yields a name and the beginning of every letter,
``take_out()`` removes one. What is not taken out stays as it was, also unread.
"""

import imaplib
import mailbox
import ssl
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from datetime import date
from pathlib import Path
from typing import Any, Protocol

#: So much of a letter is read: a report stands at its beginning.
_MOST_BYTES = 256 * 1024
_SECONDS = 20
#: As IMAP writes them, whatever language the machine speaks.
_MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun"]
_MONTHS += ["Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]


class MailboxError(OSError):
    """The mailbox cannot be read now."""


class Letters(Protocol):
    """A mailbox, open."""

    def letters(self) -> Iterator[tuple[str, bytes]]: ...

    def take_out(self, name: str) -> None: ...


class _Files:
    """A mailbox of the standard library's, in files."""

    def __init__(self, box: mailbox.Mailbox) -> None:
        self._box = box

    def letters(self) -> Iterator[tuple[str, bytes]]:
        for name in self._box.keys():  # noqa: SIM118 -- iterating yields the letters
            with suppress(KeyError, FileNotFoundError):  # somebody else took it out
                yield str(name), self._box.get_bytes(name)[:_MOST_BYTES]

    def take_out(self, name: str) -> None:
        key: Any = name if isinstance(self._box, mailbox.Maildir) else int(name)
        self._box.discard(key)


@contextmanager
def files(path: Path) -> Iterator[Letters]:
    """Open a Maildir, if the path is a folder, or an mbox file.

    Raises:
        MailboxError: there is no such mailbox, or another program has locked it.
    """
    box = _opened(path)
    try:
        yield _Files(box)
        box.flush()
    except mailbox.Error as error:
        raise MailboxError(f"{path} cannot be written: {error}") from error
    finally:
        box.unlock()
        box.close()


def _opened(path: Path) -> mailbox.Mailbox:
    """Return the mailbox at a path, locked."""
    if path.is_dir() and not all((path / name).is_dir() for name in ("cur", "new")):
        raise MailboxError(f"{path} cannot be read: a folder, but no Maildir")
    kind = mailbox.Maildir if path.is_dir() else mailbox.mbox
    try:
        box = kind(str(path), create=False)
    except (mailbox.Error, OSError) as error:
        raise MailboxError(f"{path} cannot be read: {error}") from error
    try:
        box.lock()
    except (mailbox.Error, OSError) as error:
        box.close()
        raise MailboxError(f"{path} cannot be read: {error}") from error
    return box


class _Imap:
    """A folder of an IMAP server, selected."""

    def __init__(self, line: imaplib.IMAP4, since: date) -> None:
        self._line, self._since = line, since

    def letters(self) -> Iterator[tuple[str, bytes]]:
        month = _MONTHS[self._since.month - 1]
        when = f"{self._since.day}-{month}-{self._since.year}"
        asked = self._line.uid("SEARCH", "UNDELETED", "SINCE", when)
        for name in (_of(asked)[0] or b"").split():
            wanted = f"(BODY.PEEK[]<0.{_MOST_BYTES}>)"
            found = self._line.uid("FETCH", name.decode(), wanted)
            for part in _of(found):
                if isinstance(part, tuple):  # else it was taken out meanwhile
                    yield name.decode(), part[1]

    def take_out(self, name: str) -> None:
        _of(self._line.uid("STORE", name, "+FLAGS.SILENT", r"(\Deleted)"))
        if "UIDPLUS" in self._line.capabilities:  # else it would take others with it
            _of(self._line.uid("EXPUNGE", name))


@contextmanager
def imap(
    *, host: str, port: int, user: str, password: str, folder: str, since: date
) -> Iterator[Letters]:
    """Open a folder of an IMAP server, over TLS with a certificate that is checked.

    Letters that came before ``since`` are not looked at.

    Raises:
        MailboxError: it cannot be reached, or refuses what is asked.
    """
    try:
        line = imaplib.IMAP4_SSL(
            host, port, ssl_context=ssl.create_default_context(), timeout=_SECONDS
        )
        with closing(_Leaving(line)):
            line.login(user, password)
            quoted = folder.replace("\\", r"\\").replace('"', r"\"")
            _of(line.select(f'"{quoted}"'))
            yield _Imap(line, since)
    except MailboxError:
        raise
    except (OSError, imaplib.IMAP4.error, UnicodeError) as error:
        raise MailboxError(f"The mailbox at {host} cannot be read: {error}") from error


class _Leaving:
    """Takes leave of a server, and closes the line whether it answers or not."""

    def __init__(self, line: imaplib.IMAP4) -> None:
        self._line = line

    def close(self) -> None:
        try:
            with suppress(OSError, imaplib.IMAP4.error):
                self._line.logout()
        finally:
            with suppress(OSError):  # it is closed already
                self._line.shutdown()


def _of(answer: tuple[str, list[Any]]) -> list[Any]:
    """Return what an answer holds; a refusal is an error."""
    said, found = answer
    if said != "OK":
        raise MailboxError(f"The mailbox refuses: {found!r}"[:200])
    return found
