"""The service's navigation: what each role needs, in the order it needs it."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from partnerships.choices import AGENCY_ROLES, Role

#: Per group of roles: the words and the name of the address. Somebody with two
#: roles gets both lists, each page once.
ENTRIES: tuple[tuple[tuple[Role, ...], tuple[tuple[str, str], ...]], ...] = (
    (
        (Role.OFFICER,),
        (
            ("Desk", "actions:desk"),
            ("Returns", "actions:returns"),
            ("Actions", "actions:actions"),
            ("Asks", "actions:asks"),
            ("Evidence", "actions:evidence"),
            ("Agreement", "priorities:agreement"),
            ("Assurance", "assurance:dashboard-now"),
            ("Meetings", "assurance:meetings"),
            ("Agencies and people", "partnerships:agencies"),
            ("Reminders", "actions:reminders"),
        ),
    ),
    (
        AGENCY_ROLES,
        (
            ("My returns", "actions:mine"),
            ("Actions", "actions:actions"),
            ("Asks", "actions:asks"),
            ("Evidence", "actions:evidence"),
            ("Agreement", "priorities:agreement"),
            ("Assurance", "assurance:dashboard-now"),
        ),
    ),
    (
        (Role.CHAIR, Role.ASSURER, Role.READER),
        (
            ("Assurance", "assurance:dashboard-now"),
            ("Actions", "actions:actions"),
            ("Asks", "actions:asks"),
            ("Evidence", "actions:evidence"),
            ("Returns", "actions:returns"),
            ("Agreement", "priorities:agreement"),
            ("Agencies", "partnerships:agencies"),
        ),
    ),
    ((Role.CHAIR,), (("Meetings", "assurance:meetings"),)),
    (
        (Role.ADMINISTRATOR,),
        (
            ("Agencies and people", "partnerships:agencies"),
            ("People", "partnerships:people"),
        ),
    ),
)


@dataclass(frozen=True)
class Item:
    """One link. ``current`` is ``"page"``, ``"true"`` (a page below it) or empty."""

    label: str
    url: str
    current: str = ""


def items(request: Any) -> list[Item]:
    """Return the links for whoever asks; none, and no query, when not signed in."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return []
    links = {url: label for label, url in _pages(user)}
    here = max(filter(request.path.startswith, links), key=len, default="")
    return [
        Item(label, url, _current(url, here, request.path))
        for url, label in links.items()
    ]


def _pages(user: Any) -> Iterator[tuple[str, str]]:
    seen: set[str] = set()
    for roles, entries in ENTRIES:
        if not user.holds(*roles):
            continue
        for label, name in entries:
            if name not in seen:
                seen.add(name)
                yield label, reverse(name)


def _current(url: str, here: str, path: str) -> str:
    if url != here:
        return ""
    return "page" if url == path else "true"
