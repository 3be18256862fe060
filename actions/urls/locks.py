"""Addresses of the pages about more time, amendments and slips."""

from django.urls import path

from actions.urls.returns import RETURN
from actions.views import amendments, extensions, slips

urlpatterns = [
    path("extensions/", extensions.ExtensionsView.as_view(), name="extensions"),
    path("extensions/<int:pk>/", extensions.ExtensionView.as_view(), name="extension"),
    path(f"{RETURN}more-time/", extensions.AskForTimeView.as_view(), name="time-ask"),
    path(f"{RETURN}give-time/", extensions.GiveTimeView.as_view(), name="time-give"),
    path("amendments/", amendments.AmendmentsView.as_view(), name="amendments"),
    path("amendments/<int:pk>/", amendments.AmendmentView.as_view(), name="amendment"),
    path(
        f"{RETURN}<str:ref>/amend/",
        amendments.ProposeView.as_view(),
        name="amendment-propose",
    ),
    path("slips/", slips.SlipsView.as_view(), name="slips"),
]
