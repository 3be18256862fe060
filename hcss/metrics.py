"""Figures for a monitor that knows the token, in the text format of Prometheus."""

from collections.abc import Iterator
from datetime import datetime

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import Error
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from hcss.kernel import gauges

_DATABASE = gauges.Gauge(
    "hcss_database_up",
    "Whether the database answers: 1 if it does.",
    lambda _: 1,
)


@login_not_required
@never_cache
@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """Answer with every gauge; nothing is here where no token was set."""
    if not settings.METRICS_TOKEN:
        raise Http404
    if not _shows_the_token(request):
        return HttpResponse(status=401, headers={"WWW-Authenticate": "Bearer"})
    text = "".join(f"{line}\n" for line in _lines(timezone.now()))
    return HttpResponse(text, content_type=gauges.CONTENT_TYPE)


def _shows_the_token(request: HttpRequest) -> bool:
    scheme, _, shown = request.headers.get("Authorization", "").partition(" ")
    is_right = constant_time_compare(shown.strip(), settings.METRICS_TOKEN)
    return is_right and scheme.lower() == "bearer"


def _lines(now: datetime) -> Iterator[str]:
    try:
        found = list(gauges.lines(now))
    except Error:
        yield from gauges.lines_of(_DATABASE, 0)
    else:
        yield from gauges.lines_of(_DATABASE, 1)
        yield from found
