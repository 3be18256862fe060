"""GOV.UK Notify's door: it tells what became of a message (its "callback")."""

import json
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from actions.services.reminding.delivery import digest_of_reference, record_delivery
from hcss.kernel.delivery_reports import Fate

#: What Notify calls what became of a message. It tries a temporary failure for three
#: days before it says so; a technical one it asks us to send again.
FATES = {
    "delivered": (Fate.DELIVERED, ""),
    "permanent-failure": (Fate.REFUSED, "the address does not exist"),
    "temporary-failure": (
        Fate.GIVEN_UP,
        "the mailbox is full, or the server was away for three days",
    ),
    "technical-failure": (Fate.GIVEN_UP, "GOV.UK Notify could not send it"),
}


@login_not_required
@csrf_exempt
@never_cache
@require_POST
def notify_callback(request: HttpRequest) -> HttpResponse:
    """Write down what Notify tells; a message that is none of ours is passed over."""
    if not settings.NOTIFY_CALLBACK_TOKEN:
        raise Http404
    if not _shows_the_token(request):
        return _problem("The token is not right.", 403)
    told = _told(request.body)
    if told is None:
        return _problem("Not what GOV.UK Notify tells of a message.", 400)
    reference, status = told
    fate, words = FATES[status]
    if digest := digest_of_reference(reference=reference):
        record_delivery(
            digest=digest,
            fate=fate,
            words=f"{status}, {words}" if words else "",
            now=timezone.now(),
        )
    return HttpResponse(status=200)


def _shows_the_token(request: HttpRequest) -> bool:
    scheme, _, shown = request.headers.get("Authorization", "").partition(" ")
    is_right = constant_time_compare(shown.strip(), settings.NOTIFY_CALLBACK_TOKEN)
    return is_right and scheme.lower() == "bearer"


def _told(body: bytes) -> tuple[str, str] | None:
    """Return reference and status; None for what makes no sense.

    Mail that has no reference of ours (an invitation, a new password) has none here.
    """
    try:
        told: Any = json.loads(body)
    except (ValueError, RecursionError):
        return None
    if not isinstance(told, dict):
        return None
    reference, status = told.get("reference"), told.get("status")
    if not isinstance(reference, str | None) or not isinstance(status, str):
        return None
    return (reference or "", status) if status in FATES else None


def _problem(detail: str, status: int) -> JsonResponse:
    return JsonResponse({"detail": detail}, status=status)
