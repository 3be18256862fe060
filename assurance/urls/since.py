"""Addresses of what changed since the group last met."""

from django.urls import path

from assurance.views import since

urlpatterns = [
    path("assurance/since/", since.SinceLatestView.as_view(), name="since-latest"),
    path(
        "assurance/<quarter:quarter>/since/<quarter:before>/",
        since.SinceView.as_view(),
        name="since",
    ),
]
