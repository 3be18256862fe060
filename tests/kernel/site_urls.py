"""The site's own addresses, with a bare home page, and faults on purpose."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path

from hcss import urls

FAULTS = {400: SuspiciousOperation, 403: PermissionDenied, 404: Http404, 500: OSError}


def page(request: HttpRequest) -> HttpResponse:
    for level, words in request.GET.items():
        getattr(messages, level)(request, words)
    return render(request, "base.html")


def fault(request: HttpRequest, status: int) -> HttpResponse:
    raise FAULTS[status]


urlpatterns = [
    path("", page, name="home"),
    path("fault/<int:status>/", fault, name="fault"),
    *urls.urlpatterns,
]
