"""Addresses of the standing checks."""

from django.urls import path

from assurance.views import checks

urlpatterns = [
    path("assurance/checks/", checks.ChecksView.as_view(), name="checks"),
    path("assurance/checks/<slug:code>/", checks.CheckView.as_view(), name="check"),
]
