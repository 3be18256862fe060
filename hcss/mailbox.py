"""The demonstration's mail, readable in the browser instead of being sent.

Only where the demonstration is loaded and mail is written to files; anywhere else
these pages do not exist.
"""

import email
from dataclasses import dataclass
from datetime import UTC, datetime
from email import policy
from email.message import EmailMessage
from email.utils import parsedate_to_datetime
from pathlib import Path

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
#: Django's file backend puts this line after each message.
_BETWEEN = b"-" * 79 + b"\n"
_NEWEST = 200


@dataclass(frozen=True)
class Letter:
    """One message as a reader sees it."""

    name: str
    subject: str
    sender: str
    to: str
    sent_at: datetime
    text: str
    html: str


@login_not_required
@never_cache
@require_safe
def mailbox(request: HttpRequest) -> HttpResponse:
    """List the messages, newest first."""
    _only_in_the_demonstration()
    return render(
        request, "mailbox/mailbox.html", {"letters": _letters(_newest_files())}
    )


@login_not_required
@never_cache
@require_safe
def message(request: HttpRequest, name: str) -> HttpResponse:
    """Show one message."""
    _only_in_the_demonstration()
    stem = name.rpartition("-")[0]
    files = [path for path in _files() if path.stem == stem]
    for letter in _letters(files):
        if letter.name == name:
            return render(request, "mailbox/message.html", {"letter": letter})
    raise Http404


def _only_in_the_demonstration() -> None:
    marker = Path(settings.HOME) / "demonstration"
    if settings.EMAIL_BACKEND != _BACKEND or not marker.exists():
        raise Http404


def _files() -> list[Path]:
    return list(Path(settings.EMAIL_FILE_PATH).glob("*.log"))


def _newest_files() -> list[Path]:
    return sorted(_files(), key=lambda path: path.stat().st_mtime)[-_NEWEST:]


def _letters(files: list[Path]) -> list[Letter]:
    letters = [letter for path in files for letter in _read(path)]
    return sorted(
        letters, key=lambda letter: (letter.sent_at, letter.name), reverse=True
    )


def _read(path: Path) -> list[Letter]:
    # A message that is being written has no line after it yet.
    *whole, _rest = path.read_bytes().split(_BETWEEN)
    messages = [email.message_from_bytes(raw, policy=policy.default) for raw in whole]
    return [
        _letter(f"{path.stem}-{place}", parsed)
        for place, parsed in enumerate(messages)
        if parsed["Date"]
    ]


def _letter(name: str, parsed: EmailMessage) -> Letter:
    return Letter(
        name=name,
        subject=str(parsed["Subject"] or ""),
        sender=str(parsed["From"] or ""),
        to=str(parsed["To"] or ""),
        sent_at=_moment(str(parsed["Date"])),
        text=_part(parsed, "plain"),
        html=_part(parsed, "html"),
    )


def _moment(written: str) -> datetime:
    """Return when a letter was sent; "-0000", as Django writes it, is UTC."""
    sent_at = parsedate_to_datetime(written)
    return sent_at if sent_at.tzinfo else sent_at.replace(tzinfo=UTC)


def _part(parsed: EmailMessage, kind: str) -> str:
    body = parsed.get_body(preferencelist=(kind,))
    return str(body.get_content()).strip() if body else ""
