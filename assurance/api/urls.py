"""The routes this app adds to the API."""

from django.urls import path
from rest_framework.routers import BaseRouter

from assurance.api import views


def register(router: BaseRouter) -> None:
    """Add this app's viewsets to the site's one router."""
    router.register("opinions", views.OpinionViewSet, basename="opinion")


urlpatterns = [
    path("dashboard/", views.DashboardNowView.as_view(), name="dashboard-now"),
    path(
        "dashboard/<quarter:quarter>/",
        views.DashboardView.as_view(),
        name="dashboard",
    ),
]
