"""Mail through GOV.UK Notify instead of a mail server, chosen with NOTIFY_API_KEY.

One template there does for everything: its subject is ((subject)), its message
((body)). Notify knows a message by the reference that we give it, tells us of its
fate under the same, and does *not* keep a second message with it from going out.
"""

import json
import time
from collections.abc import Sequence
from http import HTTPStatus
from http.client import HTTPException, HTTPResponse
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.request import HTTPRedirectHandler, Request, build_opener

import jwt
from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

from hcss.kernel.mailing import MailRefused

#: By this header a message brings the reference under which it is known afterwards.
REFERENCE = "X-Reference"
_PATH = "/v2/notifications/email"
#: A key is a name, the number of the service and the secret, joined by hyphens.
_SERVICE, _SECRET = slice(-73, -37), slice(-36, None)
_LONGEST_ANSWER = 16 * 1024


class NotifyBackend(BaseEmailBackend):
    """Sends the text of each message; Notify makes its own HTML of it."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Hand over every message; return how many were taken.

        Raises:
            MailRefused: Notify did not take one, or did not answer as it should.
        """
        sent = 0
        for message in email_messages:
            try:
                for address in message.recipients():
                    _hand_over(message, address)
            except MailRefused:
                if not self.fail_silently:
                    raise
            else:
                sent += bool(message.recipients())
        return sent


def _hand_over(message: EmailMessage, address: str) -> None:
    wanted: dict[str, Any] = {
        "email_address": address,
        "template_id": settings.NOTIFY_TEMPLATE_ID,
        "personalisation": {"subject": message.subject, "body": message.body},
    }
    if reference := message.extra_headers.get(REFERENCE):
        wanted["reference"] = reference
    status, answer = _post(wanted)
    # 201 is the yes, whatever comes with it: asking again would send a second copy.
    if status != HTTPStatus.CREATED:
        raise _refusal(status, answer)


def _post(wanted: dict[str, Any]) -> tuple[int, bytes]:
    request = Request(  # noqa: S310 -- the setting takes http and https only
        settings.NOTIFY_URL + _PATH,
        data=json.dumps(wanted).encode(),
        headers={
            "Authorization": f"Bearer {_token()}",
            "Content-Type": "application/json",
        },
    )
    try:
        with _OPENER.open(request, timeout=settings.EMAIL_TIMEOUT) as response:
            return response.status, b""
    except HTTPError as error:
        with error:
            return error.code, _body(error)
    except (OSError, HTTPException, ValueError) as error:
        reason = getattr(error, "reason", None) or str(error) or type(error).__name__
        raise MailRefused(
            f"GOV.UK Notify cannot be reached: {reason}",
            is_unanswered=not isinstance(error, URLError),  # those never got so far
        ) from error


class _NoRedirects(HTTPRedirectHandler):
    """Our token is for Notify: no answer may send it elsewhere."""

    def redirect_request(self, *_: Any) -> None:
        return None


_OPENER = build_opener(_NoRedirects)


def _token() -> str:
    """Return a token that is good for half a minute, made of the key."""
    key = settings.NOTIFY_API_KEY
    claims = {"iss": key[_SERVICE], "iat": int(time.time())}
    return jwt.encode(claims, key[_SECRET], algorithm="HS256")


# --- What it answers --------------------------------------------------------------


def _body(response: HTTPResponse | HTTPError) -> bytes:
    """Return what a refusal says, as far as it comes in time."""
    until = time.monotonic() + settings.EMAIL_TIMEOUT
    body = b""
    try:
        while len(body) < _LONGEST_ANSWER and time.monotonic() < until:
            part = response.read1(_LONGEST_ANSWER)
            if not part:
                break
            body += part
    except (OSError, HTTPException):
        pass  # the status alone says enough
    return body


def _refusal(status: int, answer: bytes) -> MailRefused:
    errors = _errors(answer)
    said = "; ".join(words for _kind, words in errors) or "nothing that we understand"
    is_for_good = status == HTTPStatus.BAD_REQUEST and bool(errors)
    return MailRefused(
        f"GOV.UK Notify answered: {status} {said}",
        is_for_good=is_for_good and all(map(_is_of_the_address, errors)),
    )


def _is_of_the_address(error: tuple[str, str]) -> bool:
    """Say whether it is the address that is wrong, and not one of our settings."""
    kind, words = error
    plain = words.lower()
    named = plain.startswith("email_address") or "valid email address" in plain
    return kind == "ValidationError" and named


def _errors(answer: bytes) -> list[tuple[str, str]]:
    """Read the kind and the words of each error; nothing of what is no such list."""
    try:
        read = json.loads(answer)
    except (ValueError, RecursionError):
        return []
    errors = read.get("errors") if isinstance(read, dict) else None
    return [
        (str(each.get("error")), str(each.get("message")))
        for each in (errors if isinstance(errors, list) else [])
        if isinstance(each, dict)
    ]
