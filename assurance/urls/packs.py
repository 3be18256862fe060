"""Addresses of the paper as a page, and of what is written for it."""

from django.urls import path

from assurance.views import paper, written_parts

_PACK = "assurance/<quarter:quarter>/pack/"
_WRITE = f"{_PACK}write/"

urlpatterns = [
    path(_PACK, paper.PackView.as_view(), name="pack"),
    path(f"{_PACK}closed/", paper.ClosedPackView.as_view(), name="pack-closed"),
    path(_WRITE, written_parts.WrittenPartsView.as_view(), name="written"),
    path(
        f"{_WRITE}comment/<int:number>/",
        written_parts.WrittenPartView.as_view(),
        name="written-comment",
    ),
    path(
        f"{_WRITE}<str:code>/",
        written_parts.WrittenPartView.as_view(),
        name="written-part",
    ),
]
