"""What became of a mail, read from the report that comes back (RFC 3464 and others)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes, message_from_string
from email.errors import MessageError
from email.message import Message
from email.utils import parseaddr
from enum import Enum

_ID = re.compile(r"<[!-;=?-~]{1,250}>")
_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
#: Headers of our mail as a plain report quotes them.
_QUOTED = re.compile(
    r"^[> \t]{0,20}(Message-ID|X-Reference):[ \t]{0,9}(\S{1,300})",
    re.IGNORECASE | re.MULTILINE,
)
_STATUS = re.compile(r"\b([45])\.\d{1,3}\.\d{1,3}\b")
#: A full mailbox, too much mail today: it passes, whatever the first code says.
_PASSING = ("5.2.2", "5.4.5")
_CODE = re.compile(r"(?<![\w.:-])([45])\d\d(?=[\s-])")
_WAITS = re.compile(r"\b(?:delayed|will be retried|will keep trying|still trying)\b")
_MACHINES = ("mailer-daemon", "postmaster", "mail-daemon", "maildaemon")
_LONGEST_LINE = 500
_ADDRESS = re.compile(r"[^\s;<>]{1,64}@[^\s;<>]{1,255}")


class Fate(Enum):
    """What became of a mail, the worst last."""

    DELIVERED = 1
    #: The mail server goes on trying.
    DELAYED = 2
    #: It gave up, for a reason that passes: a full mailbox, a server away.
    GIVEN_UP = 3
    #: There is no such address, or it never takes our mail.
    REFUSED = 4


@dataclass(frozen=True)
class Outcome:
    """What became of a mail at one address."""

    fate: Fate
    addresses: frozenset[str] = frozenset()
    words: str = ""


@dataclass(frozen=True)
class Report:
    """What a report says, and about which mail."""

    reference: str
    message_id: str
    outcomes: tuple[Outcome, ...]

    def outcome_at(self, address: str) -> Outcome:
        """Return what became of it there; the worst, if that is not named."""
        named = [each for each in self.outcomes if address.lower() in each.addresses]
        return max(named or self.outcomes, key=lambda each: each.fate.value)


def read_report(letter: bytes) -> Report | None:
    """Read a report; None for any other letter, and for what cannot be understood."""
    try:
        message = message_from_bytes(letter)
        parts = list(_parts(message))
        outcomes = tuple(_outcomes(parts)) or tuple(_plain_outcome(message, parts))
        reference, message_id = _about(parts)
    except (MessageError, ValueError, LookupError, TypeError, AttributeError):
        return None
    except RecursionError:  # parts in parts in parts
        return None
    if not outcomes or not (reference or message_id):
        return None
    return Report(reference, message_id, outcomes)


def _parts(message: Message) -> Iterator[Message]:
    """Yield every part but those of the mail that is sent back within."""
    yield message
    inside = message.get_payload()
    if message.get_content_maintype() == "multipart" and isinstance(inside, list):
        for part in inside:
            if isinstance(part, Message):
                yield from _parts(part)


# --- Which mail it is about -------------------------------------------------------


def _about(parts: list[Message]) -> tuple[str, str]:
    """Return reference and Message-ID of the mail that is sent back, or its headers."""
    found = [*map(_of_headers, parts), *map(_of_words, parts)]
    return next((each for each in found if any(each)), ("", ""))


def _of_headers(part: Message) -> tuple[str, str]:
    original = _original(part)
    if original is None:
        return "", ""
    return _known(
        str(original.get("X-Reference", "")), str(original.get("Message-ID", ""))
    )


def _of_words(part: Message) -> tuple[str, str]:
    if part.get_content_maintype() != "text":
        return "", ""
    quoted = {name.lower(): value for name, value in _QUOTED.findall(_text(part))}
    return _known(quoted.get("x-reference", ""), quoted.get("message-id", ""))


def _original(part: Message) -> Message | None:
    kind, inside = part.get_content_type(), part.get_payload()
    if kind == "message/rfc822" and isinstance(inside, list) and inside:
        first = inside[0]
        return first if isinstance(first, Message) else None
    if kind in ("text/rfc822-headers", "message/rfc822-headers"):
        return message_from_string(_text(part).lstrip())
    return None


def _known(reference: str, message_id: str) -> tuple[str, str]:
    uuid, number = _UUID.search(reference), _ID.search(message_id)
    return uuid.group().lower() if uuid else "", number.group() if number else ""


# --- What became of it ------------------------------------------------------------


def _outcomes(parts: list[Message]) -> Iterator[Outcome]:
    """Yield what a report in the form of RFC 3464 says of each recipient."""
    for part in parts:
        blocks = part.get_payload()
        if part.get_content_type() != "message/delivery-status":
            continue
        for block in blocks if isinstance(blocks, list) else []:
            if isinstance(block, Message) and (fate := _fate(block)):
                yield Outcome(fate, frozenset(_addresses(block)), _diagnosis(block))


def _fate(block: Message) -> Fate | None:
    action = str(block.get("Action", "")).partition("(")[0].strip().lower()
    if action == "failed":
        said = f"{block.get('Status', '')} {block.get('Diagnostic-Code', '')}"
        found = _STATUS.search(said) or _CODE.search(said)
        return Fate.GIVEN_UP if _passes(found) else Fate.REFUSED
    return {"delayed": Fate.DELAYED, "delivered": Fate.DELIVERED}.get(action)


def _passes(found: re.Match[str] | None) -> bool:
    return bool(found and (found.group(1) == "4" or found.group() in _PASSING))


def _addresses(block: Message) -> Iterator[str]:
    for name in ("Original-Recipient", "Final-Recipient"):
        for found in _ADDRESS.findall(str(block.get(name, ""))):
            yield found.lower()


def _diagnosis(block: Message) -> str:
    said = str(block.get("Diagnostic-Code", "") or block.get("Status", ""))
    kind, semicolon, words = said.partition(";")
    return (words if semicolon else kind).strip()


def _plain_outcome(message: Message, parts: list[Message]) -> Iterator[Outcome]:
    """Yield what a report in words says, if a mail system wrote it."""
    failed = str(message.get("X-Failed-Recipients", ""))  # Exim's
    if not (failed or _is_from_a_machine(message)):
        return
    text = "\n".join(_text(p) for p in parts if p.get_content_type() == "text/plain")
    before = _QUOTED.split(text, maxsplit=1)[0]
    found = _STATUS.search(before) or _CODE.search(before)
    if found or failed:
        addresses = frozenset(each.lower() for each in _ADDRESS.findall(failed))
        yield Outcome(_plain_fate(before, found), addresses, _line_of(before, found))


def _plain_fate(text: str, found: re.Match[str] | None) -> Fate:
    if not _passes(found):
        return Fate.REFUSED
    return Fate.DELAYED if _WAITS.search(text.lower()) else Fate.GIVEN_UP


def _is_from_a_machine(message: Message) -> bool:
    name = parseaddr(str(message.get("From", "")))[1].lower().partition("@")[0]
    return name in _MACHINES or name.startswith("microsoftexchange")


def _line_of(text: str, found: re.Match[str] | None) -> str:
    """Return the line with the code, and nothing else of the letter."""
    if not found:
        return ""
    start = text.rfind("\n", 0, found.start()) + 1
    return text[start:].partition("\n")[0].strip()[:_LONGEST_LINE]


def _text(part: Message) -> str:
    """Return the words of a part, whatever it says of their encoding."""
    body = part.get_payload(decode=True)
    if not isinstance(body, bytes):
        return str(part.get_payload())
    try:
        return body.decode(part.get_content_charset() or "utf-8", errors="replace")
    except LookupError:
        return body.decode("utf-8", errors="replace")
