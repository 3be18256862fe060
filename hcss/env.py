"""Typed readers for environment variables. A bad value stops the start-up."""

import os
import re
from email.utils import parseaddr
from pathlib import Path
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured, ValidationError
from django.core.validators import validate_email

_FLAGS = {"true": True, "1": True, "false": False, "0": False}


def text(name: str, default: str = "") -> str:
    """Return the variable, or ``default`` when it is not set or empty."""
    return os.environ.get(name) or default


def choice(name: str, *, default: str, among: tuple[str, ...]) -> str:
    """Return one of ``among``; anything else is refused."""
    value = text(name, default)
    if value not in among:
        raise ImproperlyConfigured(f"{name}={value!r}: use one of {', '.join(among)}")
    return value


def flag(name: str, *, default: bool) -> bool:
    """Return a boolean; anything but true/false/1/0 is refused."""
    raw = os.environ.get(name)
    if not raw:
        return default
    try:
        return _FLAGS[raw.lower()]
    except KeyError:
        raise ImproperlyConfigured(f"{name}={raw!r}: use 'true' or 'false'") from None


def whole(name: str, *, default: int, least: int = 0, most: int | None = None) -> int:
    """Return a whole number from ``least`` to ``most``; anything else is refused."""
    raw = text(name, str(default))
    try:
        value = int(raw)
    except ValueError:
        raise ImproperlyConfigured(f"{name}={raw!r}: use a whole number") from None
    if value < least or (most is not None and value > most):
        limit = f"at least {least}" if most is None else f"from {least} to {most}"
        raise ImproperlyConfigured(f"{name}={raw!r}: use a number {limit}")
    return value


def words(name: str, *, default: str = "") -> list[str]:
    """Return a comma-separated list, without empty entries."""
    return [word.strip() for word in text(name, default).split(",") if word.strip()]


def link(name: str, default: str = "", *, schemes: tuple[str, ...]) -> str:
    """Return an address that begins with one of ``schemes``, or nothing."""
    value = secret(name, development=default)
    parts = urlsplit(value)
    if value and (parts.scheme not in schemes or not parts.netloc + parts.path):
        forms = " or ".join(f"{scheme}://…" for scheme in schemes)
        # The value itself may hold a password.
        raise ImproperlyConfigured(f"{name}: use {forms}")
    return value


def mailbox(name: str, *, default: str) -> str:
    """Return an e-mail address, with or without a name before it."""
    value = text(name, default)
    try:
        validate_email(parseaddr(value)[1])
    except ValidationError:
        raise ImproperlyConfigured(f"{name}={value!r}: use an e-mail address") from None
    return value


def folder(name: str, *, default: Path) -> Path:
    """Return an absolute folder; the caller makes it when it is needed."""
    return Path(text(name, str(default))).expanduser().resolve()


def secret(name: str, *, development: str | None = None) -> str:
    """Return a secret from ``NAME`` or from the file named by ``NAME_FILE``.

    ``development`` is the stand-in for one that is not set; without it a missing
    secret stops the start-up. So does a file that is empty or cannot be read.
    """
    if path := text(f"{name}_FILE"):
        return _content(path, name=f"{name}_FILE")
    if value := text(name):
        return value
    if development is None:
        raise ImproperlyConfigured(f"{name} (or {name}_FILE) must be set")
    return development


def shaped(name: str, pattern: str, *, form: str) -> str:
    """Return a secret that looks as it must, or nothing if there is none."""
    value = secret(name, development="")
    if value and not re.fullmatch(pattern, value):
        raise ImproperlyConfigured(f"{name}: use {form}")  # never the value itself
    return value


def _content(path: str, *, name: str) -> str:
    try:
        content = Path(path).read_text().strip()
    except OSError as error:
        raise ImproperlyConfigured(f"{name}={path!r}: {error.strerror}") from None
    if not content:
        raise ImproperlyConfigured(f"{name}={path!r}: the file is empty")
    return content
