"""The routes this app adds to the API."""

from django.urls import path
from rest_framework.routers import BaseRouter

from assurance.api import dashboard_views, opinions_views


def register(router: BaseRouter) -> None:
    """Add this app's viewsets to the site's one router."""
    router.register("opinions", opinions_views.OpinionViewSet, basename="opinion")


urlpatterns = [
    path(
        "dashboard/", dashboard_views.DashboardNowView.as_view(), name="dashboard-now"
    ),
    path(
        "dashboard/<quarter:quarter>/",
        dashboard_views.DashboardView.as_view(),
        name="dashboard",
    ),
]
