"""What every response carries."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase, JsonResponse
from django.shortcuts import render
from django.template.defaultfilters import filesizeformat

from hcss.kernel.uploads import is_too_large

Respond = Callable[[HttpRequest], HttpResponseBase]


def permissions_policy(respond: Respond) -> Respond:
    """Tell the browser that no page here uses camera, microphone or location."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        response = respond(request)
        response["Permissions-Policy"] = "camera=(), microphone=(), geolocation=()"
        return response

    return middleware


def refuse_nul(respond: Respond) -> Respond:
    """Refuse an address that holds a NUL: no database can look one up (400)."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        if "\x00" in request.path or "%00" in request.META.get("QUERY_STRING", ""):
            problem = {"detail": "The address holds a character that is not text."}
            return JsonResponse(problem, status=400)
        return respond(request)

    return middleware


def refuse_huge(respond: Respond) -> Respond:
    """Refuse a request that announces more than any page takes, unread (413)."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        if not is_too_large(request):
            return respond(request)
        most = filesizeformat(settings.UPLOADS_MOST_BYTES).replace("\xa0", " ")
        words = (
            f"What you sent is too large: {most} at most, with all files together. "
            "Nothing was kept. Go back and send fewer files at once."
        )
        if request.path.startswith("/api/"):
            return JsonResponse({"detail": words}, status=413)
        return render(request, "413.html", {"words": words}, status=413)

    return middleware
