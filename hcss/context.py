"""What every template may use besides what its view gives it."""

from typing import Any

from django.conf import settings

from hcss import navigation
from hcss.kernel import site as installation


def site(request: Any) -> dict[str, Any]:
    """Return the names, the navigation and whether this is the demonstration."""
    return {
        "service_name": settings.SERVICE_NAME,
        "group_name": settings.GROUP_NAME,
        "is_demonstration": installation.is_demonstration(),
        "navigation": navigation.items(request),
    }
