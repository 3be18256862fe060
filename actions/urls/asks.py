"""Addresses of the pages about asks."""

from django.urls import path

from actions.urls.returns import RETURN
from actions.views import asks

_ONE = "asks/<int:pk>/"

urlpatterns = [
    path("asks/", asks.AsksView.as_view(), name="asks"),
    path(_ONE, asks.AskView.as_view(), name="ask"),
    path(f"{_ONE}answer/", asks.AnswerAskView.as_view(), name="ask-answer"),
    path(f"{_ONE}not-enough/", asks.NotEnoughView.as_view(), name="ask-not-enough"),
    path(f"{_ONE}close/", asks.CloseAskView.as_view(), name="ask-close"),
    path(f"{_ONE}overrule/", asks.OverruleView.as_view(), name="ask-overrule"),
    path(f"{_ONE}answerer/", asks.AnswererView.as_view(), name="ask-answerer"),
    path(
        f"{RETURN}<str:ref>/raise/", asks.RaiseAskView.as_view(), name="line-ask-raise"
    ),
]
