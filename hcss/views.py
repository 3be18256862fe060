"""The doors that belong to no app: the way in, the help, the API's pages."""

from functools import cache
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe
from django.views.defaults import page_not_found
from drf_spectacular.generators import SchemaGenerator

from hcss.kernel import policy
from partnerships.choices import AGENCY_ROLES, Role
from partnerships.people import person

#: Where each role's own work is; the first that fits wins (domain 4.4).
HOMES: tuple[tuple[tuple[Role, ...], str], ...] = (
    ((Role.OFFICER,), "actions:desk"),
    (AGENCY_ROLES, "actions:mine"),
    ((Role.CHAIR, Role.ASSURER, Role.READER), "assurance:dashboard-now"),
    ((Role.ADMINISTRATOR,), "partnerships:people"),
)
METHODS = ("get", "post", "put", "patch", "delete")


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Send each person to their own work; say what to do to one who has none."""
    who = person(request)
    for roles, name in HOMES:
        if who.holds(*roles):
            return redirect(name)
    if policy.allows(who, "actions.view_mine"):
        return redirect("actions:mine")  # a line was passed to them
    return render(request, "no_appointment.html", status=403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Say that there is no such page: to a program as to a program."""
    if request.path.startswith("/api/"):
        return JsonResponse({"detail": "Not found."}, status=404)
    return page_not_found(request, exception)


@login_not_required
@require_safe
def help_page(request: HttpRequest) -> HttpResponse:
    """How the three people do their work here, and whom to ask."""
    return render(request, "help.html")


@login_not_required
@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    """The accessibility statement (R60)."""
    return render(request, "accessibility.html")


@login_not_required
@require_safe
def api_docs(request: HttpRequest) -> HttpResponse:
    """The API's own description, as a page that needs no script."""
    return render(request, "api_docs.html", {"groups": _operations()})


@cache
def _operations() -> list[tuple[str, list[dict[str, Any]]]]:
    """Return the schema's operations by their first word after /api/v1/."""
    generator = SchemaGenerator()  # type: ignore[no-untyped-call]
    schema = generator.get_schema(request=None, public=True)  # type: ignore[no-untyped-call]
    groups: dict[str, list[dict[str, Any]]] = {}
    for path, methods in schema["paths"].items():
        name = path.removeprefix("/api/v1/").split("/")[0]
        for method in METHODS:
            if method in methods:
                operation = _operation(path, method, methods[method])
                groups.setdefault(name, []).append(operation)
    return sorted(groups.items())


def _operation(path: str, method: str, described: dict[str, Any]) -> dict[str, Any]:
    body = described.get("requestBody", {}).get("content", {})
    return {
        "id": described["operationId"],
        "method": method.upper(),
        "path": path,
        "description": described.get("description", ""),
        "parameters": [
            each for each in described.get("parameters", []) if each["in"] == "query"
        ],
        "body": _name(body.get("application/json", {}).get("schema", {})),
        "answers": [
            (status, answer.get("description", ""), _answer(answer))
            for status, answer in described["responses"].items()
            if status.startswith("2")
        ],
    }


def _answer(answer: dict[str, Any]) -> str:
    content = answer.get("content", {}).get("application/json", {})
    return _name(content.get("schema", {}))


def _name(schema: dict[str, Any]) -> str:
    """Return the name of the component a schema points to, or its type."""
    reference = schema.get("$ref") or schema.get("items", {}).get("$ref", "")
    return str(reference).rsplit("/", 1)[-1] or str(schema.get("type", ""))
