"""Addresses of the pages about the quarter: periods, first pages."""

from django.urls import path

from actions.views import desk, periods

urlpatterns = [
    path("desk/", desk.DeskView.as_view(), name="desk"),
    path("returns/", periods.PeriodsView.as_view(), name="returns"),
    path("returns/mine/", desk.MineView.as_view(), name="mine"),
    path("returns/<quarter:quarter>/", periods.BoardView.as_view(), name="board"),
    path("periods/new/", periods.PlanPeriodView.as_view(), name="period-new"),
    path(
        "periods/<quarter:quarter>/edit/",
        periods.EditPeriodView.as_view(),
        name="period-edit",
    ),
    path(
        "periods/<quarter:quarter>/open/",
        periods.TurnPeriodView.as_view(is_opening=True),
        name="period-open",
    ),
    path(
        "periods/<quarter:quarter>/close/",
        periods.TurnPeriodView.as_view(is_opening=False),
        name="period-close",
    ),
]
