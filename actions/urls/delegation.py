"""Addresses of the pages about lines passed on, and about contributions."""

from django.urls import path

from actions.urls.returns import RETURN
from actions.views import contributions, delegation, passed

_LINE = f"{RETURN}<str:ref>/"

urlpatterns = [
    path(f"{_LINE}pass-on/", delegation.PassOnView.as_view(), name="line-pass-on"),
    path(
        f"{_LINE}contribution/",
        contributions.ContributeView.as_view(),
        name="line-contribute",
    ),
    path("passed/<int:pk>/", passed.PassedLineView.as_view(), name="passed-line"),
    path(
        "passed/<int:pk>/take-back/",
        delegation.TakeBackView.as_view(),
        name="passed-back",
    ),
    path(
        "passed/link/<str:secret>/",
        passed.PassedLinkView.as_view(),
        name="passed-link",
    ),
    path("proposals/<int:pk>/", delegation.ProposalView.as_view(), name="proposal"),
    path(
        "proposals/<int:pk>/decline/",
        delegation.DeclineView.as_view(),
        name="proposal-decline",
    ),
]
