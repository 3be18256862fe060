"""The routes this app adds to the API."""

from django.urls import path
from rest_framework.routers import BaseRouter

from assurance.api import (
    checks_views,
    dashboard_views,
    escalations_views,
    funding_views,
    gap_views,
    meetings_views,
    opinions_views,
    packs_views,
    scales_views,
    seals_views,
    since_views,
    written_parts_views,
)


def register(router: BaseRouter) -> None:
    """Add this app's viewsets to the site's one router."""
    router.register("checks", checks_views.CheckViewSet, basename="check")
    router.register(
        "funding-concerns", funding_views.FundingViewSet, basename="funding-concern"
    )
    router.register("meetings", meetings_views.MeetingViewSet, basename="meeting")
    router.register("decisions", meetings_views.DecisionViewSet, basename="decision")
    router.register(
        "escalations", escalations_views.EscalationViewSet, basename="escalation"
    )
    router.register("opinions", opinions_views.OpinionViewSet, basename="opinion")
    router.register("scales", scales_views.ScaleViewSet, basename="scale")
    router.register("seals", seals_views.SealViewSet, basename="seal")
    router.register("packs", packs_views.PackViewSet, basename="pack")
    router.register(
        "written-parts",
        written_parts_views.WrittenPartViewSet,
        basename="written-part",
    )


urlpatterns = [
    path("since/", since_views.SinceView.as_view(), name="since"),
    path("gap/", gap_views.GapView.as_view(), name="gap"),
    path(
        "dashboard/", dashboard_views.DashboardNowView.as_view(), name="dashboard-now"
    ),
    path(
        "dashboard/<quarter:quarter>/",
        dashboard_views.DashboardView.as_view(),
        name="dashboard",
    ),
]
