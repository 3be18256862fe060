"""The two doors to every move: the service itself, and the API in front of it."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404

from tests.stateful.county import County

API = "/api/v1"


class Doors:
    """Try a move through one of the doors; say whether it was made."""

    def __init__(self, county: County) -> None:
        self.county = county

    def service(self, move: Callable[[], Any]) -> bool:
        """Call the service. It says no only in the ways that every door can show."""
        try:
            move()
        except (PermissionDenied, ValidationError, Http404):
            return False
        return True

    def api(self, who: str, path: str, body: Any, *, now: datetime) -> bool:
        """Ask the API; anything but yes or a reasoned no fails the test."""
        method = "patch" if path.startswith("/lines/") and path.count("/") == 3 else ""
        with time_machine.travel(now, tick=False):
            client = self.county.client(who)
            send = getattr(client, method or "post")
            answer = send(f"{API}{path}", body, content_type="application/json")
        assert answer.status_code < 500, (path, body, answer.content)
        refusals = (400, 403, 404, 409, 410)
        assert answer.status_code in (200, 201, 204, *refusals), answer.status_code
        if answer.status_code in refusals:
            assert answer.json(), (path, "a refusal says why")
        return answer.status_code not in refusals
