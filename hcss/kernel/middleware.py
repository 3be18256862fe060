"""What every response carries."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase, JsonResponse

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
