"""Is this process alive, and is the installation fit to be used?"""

from collections.abc import Iterator
from datetime import datetime
from functools import cache

from django.contrib.auth.decorators import login_not_required
from django.db import Error, connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from hcss import heartbeat
from hcss.kernel import clock_signs, lateness, triggers


@login_not_required
@never_cache
@require_safe
def healthz(request: HttpRequest) -> JsonResponse:
    """Answer that this process runs. Asks nothing else, so nothing else restarts it."""
    return JsonResponse({"status": "ok"})


@login_not_required
@never_cache
@require_safe
def readyz(request: HttpRequest) -> JsonResponse:
    """Answer 200 when everything the service needs is there, else 503 with reasons.

    Either way it says when each periodic job was last done with.
    """
    reasons = list(_reasons(now=timezone.now()))
    if reasons:
        known = {"status": "not ready", "reasons": reasons, "jobs": _jobs()}
        return JsonResponse(known, status=503)
    return JsonResponse({"status": "ok", "jobs": _jobs()})


def _reasons(*, now: datetime) -> Iterator[str]:
    try:
        connection.ensure_connection()
        yield from _unapplied_migrations()
        yield from _missing_triggers()
        yield from lateness.what_is_late(now)
    except Error:
        yield "The database does not answer."
    yield from _silence(now=now)


def _jobs() -> dict[str, str | None]:
    """Return when each periodic job last ended; nothing while nobody can know."""
    try:
        ended = clock_signs.last_ends()
    except Error:
        return {}
    return {name: lateness.moment(at) if at else None for name, at in ended.items()}


def _unapplied_migrations() -> Iterator[str]:
    missing = _known_migrations() - set(
        MigrationRecorder(connection).applied_migrations()
    )
    if missing:
        yield f"Migrations not applied: {len(missing)}."


@cache
def _known_migrations() -> frozenset[tuple[str, str]]:
    """Return the migrations this version of the code knows; read once a process."""
    return frozenset(MigrationLoader(None).disk_migrations)


def _missing_triggers() -> Iterator[str]:
    missing = triggers.missing()
    if missing:
        yield f"Triggers of the audit trail missing: {len(missing)}."


def _silence(*, now: datetime) -> Iterator[str]:
    try:
        seen = heartbeat.last_seen()
    except Error:
        yield "The cache's table cannot be read."
        return
    if seen is None:
        yield "Clock and worker have not been seen yet."
    elif now - seen > heartbeat.MISSED_AFTER:
        yield f"Clock and worker were last seen at {lateness.moment(seen)}."
