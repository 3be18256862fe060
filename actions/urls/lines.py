"""Addresses of the pages about one line: last, for a reference fits any word."""

from django.urls import path

from actions.urls.returns import RETURN
from actions.views import checking, lines, still_true, typed

LINE = f"{RETURN}<str:ref>/"

urlpatterns = [
    path(f"{RETURN}still-true/", still_true.StillTrueView.as_view(), name="still-true"),
    path(LINE, lines.LineView.as_view(), name="line"),
    path(f"{LINE}typed/", typed.LineTypedView.as_view(), name="line-typed"),
    path(f"{LINE}note/", checking.NoteView.as_view(), name="line-note"),
]
