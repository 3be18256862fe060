"""Addresses that are a secret stay out of the log: who has one needs no password."""

import logging
import re

#: A calendar's, a passed line's, an invitation's, and that of a new password.
_SECRET = re.compile(
    r"(/(?:calendar|passed/link|invitations|password/reset/key)/)[^/\s\"'?]+"
)


class WithoutSecrets(logging.Filter):
    """Leaves out what follows the beginning of such an address."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Rewrite the message where it has one; keep every record."""
        said = record.getMessage()
        if _SECRET.search(said):
            record.msg, record.args = _SECRET.sub(r"\1…", said), ()
        return True
