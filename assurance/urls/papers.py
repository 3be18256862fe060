"""Addresses of the papers made from a seal."""

from django.urls import path

from assurance.views import papers

_PAPERS = "assurance/<quarter:quarter>/papers/"

urlpatterns = [
    path(_PAPERS, papers.PapersView.as_view(), name="papers"),
    path(
        f"{_PAPERS}<str:part>/make/",
        papers.MakePapersView.as_view(),
        name="papers-make",
    ),
    path(
        f"{_PAPERS}<str:part>/<str:pack_format>/",
        papers.PaperView.as_view(),
        name="paper",
    ),
]
