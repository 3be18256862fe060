"""What goes wrong with mail, whichever way it leaves, as words that may be kept."""

import re

_LONGEST = 500
_ADDRESS = re.compile(r"([^\s<>\"'(),;:@])[^\s<>\"'(),;:@]{0,64}@([^\s<>\"'(),;:@]+)")


class MailRefused(OSError):
    """A service that takes our mail did not take it; says whether it ever would.

    Or it did not answer, and may have taken it.
    """

    def __init__(
        self, words: str, *, is_for_good: bool = False, is_unanswered: bool = False
    ) -> None:
        super().__init__(words)
        self.is_for_good = is_for_good
        self.is_unanswered = is_unanswered


def words_to_keep(text: str) -> str:
    """Return what a mail server said as one line: no address in full, not for ever.

    An address is shortened as the audit trail has it, because that can never be
    changed: what is sent where stands in the message's own row.
    """
    plain = text.encode("utf-8", "replace").decode().replace("\0", " ")
    return _ADDRESS.sub(r"\1…@\2", " ".join(plain.split()))[:_LONGEST]
