"""Addresses of the pages about one return. Those of a line come last (see there)."""

from django.urls import path

from actions.views import checking, returns, signing

RETURN = "returns/<quarter:quarter>/<slug:agency>/"

urlpatterns = [
    path(RETURN, returns.ReturnView.as_view(), name="return"),
    path(f"{RETURN}check/", signing.CheckView.as_view(), name="check"),
    path(f"{RETURN}nil/", signing.NilView.as_view(), name="nil"),
    path(f"{RETURN}receipt/", signing.ReceiptView.as_view(), name="receipt"),
    path(f"{RETURN}accept/", checking.AcceptView.as_view(), name="return-accept"),
    path(f"{RETURN}decide/", checking.DecideView.as_view(), name="return-decide"),
    path(
        f"{RETURN}queries/<int:pk>/", checking.AnswerView.as_view(), name="query-answer"
    ),
]
