"""The one answer to "may this person do this to that?".

Each app declares its rules in its own ``policy.py``; services, views, the API
and templates all ask here, by name, so that they cannot disagree.
"""

from collections.abc import Callable
from typing import Any

from hcss.kernel.errors import NOT_ALLOWED, NotPermitted

Rule = Callable[[Any, Any], bool]

_rules: dict[str, Rule] = {}


def rule(name: str) -> Callable[[Rule], Rule]:
    """Register a predicate ``(user, subject) -> bool`` under ``app.verb_noun``."""

    def register(predicate: Rule) -> Rule:
        if name in _rules:
            raise ValueError(f"two rules are called {name!r}")
        _rules[name] = predicate
        return predicate

    return register


def allows(user: Any, name: str, subject: Any = None) -> bool:
    """Say whether ``user`` may do ``name``. An unknown name is a bug: KeyError."""
    predicate = _rules[name]
    return bool(user and user.is_active and predicate(user, subject))


def require(user: Any, name: str, subject: Any = None) -> None:
    """Raise NotPermitted unless :func:`allows` says yes."""
    if not allows(user, name, subject):
        raise NotPermitted(NOT_ALLOWED)
