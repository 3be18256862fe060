"""Addresses of the pages about the quarter: periods, returns, lines, first pages."""

from django.urls import path

from actions.views import desk, lines, periods, returns

_RETURN = "returns/<quarter:quarter>/<slug:agency>/"

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
    path(_RETURN, returns.ReturnView.as_view(), name="return"),
    path(f"{_RETURN}check/", returns.CheckView.as_view(), name="check"),
    path(f"{_RETURN}nil/", returns.NilView.as_view(), name="nil"),
    path(f"{_RETURN}receipt/", returns.ReceiptView.as_view(), name="receipt"),
    path(f"{_RETURN}accept/", returns.AcceptView.as_view(), name="return-accept"),
    path(f"{_RETURN}ask/", returns.AskView.as_view(), name="return-ask"),
    path(
        f"{_RETURN}queries/<int:pk>/", returns.AnswerView.as_view(), name="query-answer"
    ),
    path(f"{_RETURN}<str:ref>/", lines.LineView.as_view(), name="line"),
    path(f"{_RETURN}<str:ref>/note/", lines.NoteView.as_view(), name="line-note"),
]
