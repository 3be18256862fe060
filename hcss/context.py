"""What every template may use besides what its view gives it."""

from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.functional import cached_property

from actions.services.reminding.bell import number_of
from hcss import navigation
from hcss.kernel import site as installation


class Bell:
    """How much waits for whoever asks: two queries, and only if a page shows it."""

    def __init__(self, user: Any) -> None:
        self._user = user

    @cached_property
    def number(self) -> int:
        if self._user is None or not self._user.is_authenticated:
            return 0
        return number_of(person=self._user, now=timezone.now())


def site(request: Any) -> dict[str, Any]:
    """Return the names, the navigation and whether this is the demonstration."""
    return {
        "service_name": settings.SERVICE_NAME,
        "group_name": settings.GROUP_NAME,
        "is_demonstration": installation.is_demonstration(),
        "navigation": navigation.items(request),
        "bell": Bell(getattr(request, "user", None)),
    }
