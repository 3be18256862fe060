"""Addresses of the position and of opinions, from the site's root."""

from django.urls import path

from assurance.views import cells, dashboard, opinions

_CELL = "priorities/<int:number>/<str:code>/"

urlpatterns = [
    path("assurance/", dashboard.DashboardView.as_view(), name="dashboard-now"),
    path("assurance/opinions/", opinions.OpinionsView.as_view(), name="opinions"),
    path(
        "assurance/opinions/<int:pk>/", opinions.OpinionView.as_view(), name="opinion"
    ),
    path(f"assurance/{_CELL}", cells.CellView.as_view(), name="cell-now"),
    path(
        f"assurance/{_CELL}opinion/",
        opinions.GiveOpinionView.as_view(),
        name="opinion-give",
    ),
    path(
        "assurance/<quarter:quarter>/",
        dashboard.DashboardView.as_view(),
        name="dashboard",
    ),
    path(
        f"assurance/<quarter:quarter>/{_CELL}",
        cells.CellView.as_view(),
        name="cell",
    ),
]
