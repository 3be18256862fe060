"""Addresses of the position and of opinions, from the site's root."""

from django.urls import path

from assurance import views

app_name = "assurance"

_CELL = "priorities/<int:number>/<str:code>/"

urlpatterns = [
    path("assurance/", views.DashboardView.as_view(), name="dashboard-now"),
    path("assurance/opinions/", views.OpinionsView.as_view(), name="opinions"),
    path("assurance/opinions/<int:pk>/", views.OpinionView.as_view(), name="opinion"),
    path(f"assurance/{_CELL}", views.CellView.as_view(), name="cell-now"),
    path(
        f"assurance/{_CELL}opinion/",
        views.GiveOpinionView.as_view(),
        name="opinion-give",
    ),
    path(
        "assurance/<quarter:quarter>/",
        views.DashboardView.as_view(),
        name="dashboard",
    ),
    path(
        f"assurance/<quarter:quarter>/{_CELL}",
        views.CellView.as_view(),
        name="cell",
    ),
]
