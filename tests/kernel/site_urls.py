"""The addresses that every page's frame needs, and pages to show in it."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import include, path

from hcss import navigation

FAULTS = {400: SuspiciousOperation, 403: PermissionDenied, 404: Http404, 500: OSError}


def page(request: HttpRequest) -> HttpResponse:
    for level, words in request.GET.items():
        getattr(messages, level)(request, words)
    return render(request, "base.html")


def fault(request: HttpRequest, status: int) -> HttpResponse:
    raise FAULTS[status]


def section(app: str) -> Any:
    names = {
        name.partition(":")[2]
        for _, entries in navigation.ENTRIES
        for _, name in entries
        if name.startswith(f"{app}:")
    }
    return include(([path(f"{name}/", page, name=name) for name in names], app))


urlpatterns = [
    path("", page, name="home"),
    path("fault/<int:status>/", fault, name="fault"),
    path("accounts/", include("allauth.account.urls")),
    path("help/", page, name="help"),
    path("accessibility/", page, name="accessibility"),
    path("api/docs/", page, name="api-docs"),
    *(
        path(f"{app}/", section(app))
        for app in ("actions", "assurance", "partnerships", "priorities")
    ),
]
