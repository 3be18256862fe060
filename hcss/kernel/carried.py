"""Words that somebody was sending when their session had run out.

They travel sealed through the sign-in page: for a stranger nothing is kept on the
server. Once signed in, the words wait in the person's own session until they are saved,
and show on the one page on which they were typed.
"""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.conf import settings
from django.core import signing
from django.http import HttpRequest, QueryDict

#: The name under which the sign-in page hands the words on, and the session keeps them.
FIELD = "carried"
#: More than every box of a form full to the brim.
_LONGEST = 500_000
_SALT = "hcss.carried"
_MACHINERY = ("csrfmiddlewaretoken", "version", FIELD)


@dataclass(frozen=True)
class Carried:
    """What was typed, and on which page."""

    path: str
    typed: QueryDict

    @property
    def prose(self) -> list[str]:
        """What a person would miss, to be copied by hand: more than one word."""
        return [text for text in self.texts if len(text.split()) > 1]

    @property
    def texts(self) -> list[str]:
        """Everything that was filled in."""
        return [
            text
            for name, texts in self.typed.lists()
            if name not in _MACHINERY
            for text in texts
            if text.strip()
        ]


def of_request(request: HttpRequest) -> Carried | None:
    """Return what this request was sending; None if it is nothing, or far too much."""
    typed = request.POST.copy()
    typed.pop("csrfmiddlewaretoken", None)
    carried = Carried(request.path, typed)
    is_something = bool(carried.texts) and len(typed.urlencode()) <= _LONGEST
    return carried if is_something else None


def seal(carried: Carried) -> str:
    """Return the words as a hidden field holds them."""
    value = {"path": carried.path, "typed": carried.typed.urlencode()}
    return signing.dumps(value, salt=_SALT, compress=True)


def unseal(sealed: str) -> Carried | None:
    """Return the words of a hidden field; None if nobody here sealed it lately."""
    try:
        value = signing.loads(sealed, salt=_SALT, max_age=settings.SESSION_COOKIE_AGE)
    except signing.BadSignature:
        return None
    return Carried(value["path"], QueryDict(value["typed"]))


def hand_over(request: HttpRequest, carried: Carried) -> None:
    """Let the words wait in the session of whoever has just signed in."""
    request.session[FIELD] = {
        "path": carried.path,
        "typed": carried.typed.urlencode(),
    }


def waiting(request: HttpRequest, path: str) -> QueryDict | None:
    """Return the words that wait for this page, if any do."""
    kept = request.session.get(FIELD)
    return QueryDict(kept["typed"]) if kept and kept["path"] == path else None


def forget(request: HttpRequest, path: str) -> None:
    """Let go of the words: they are saved, or the person gave them up."""
    if waiting(request, path) is not None:
        del request.session[FIELD]


def as_initial(typed: QueryDict, fields: dict[str, forms.Field]) -> dict[str, Any]:
    """Return the words as the initial values of a form, just as they were typed."""
    return {
        name: field.widget.value_from_datadict(typed, {}, name)
        for name, field in fields.items()
        if not field.widget.value_omitted_from_data(typed, {}, name)
    }
