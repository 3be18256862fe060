"""Addresses of the pages on which a return is signed off, typed for, confirmed."""

from django.urls import path

from actions.urls.returns import RETURN
from actions.views import sign_off, written_for

urlpatterns = [
    path(
        f"{RETURN}check/to-approver/",
        sign_off.SendForSignOffView.as_view(),
        name="sign-off-send",
    ),
    path(
        f"{RETURN}nil/to-approver/",
        sign_off.SendNilForSignOffView.as_view(),
        name="sign-off-send-nil",
    ),
    path(f"{RETURN}sign-off/", sign_off.SignOffView.as_view(), name="sign-off"),
    path(
        f"{RETURN}sign-off/back/",
        sign_off.SendBackView.as_view(),
        name="sign-off-back",
    ),
    path(f"{RETURN}confirm/", written_for.ConfirmView.as_view(), name="confirm"),
    path(
        f"{RETURN}<str:ref>/write-for/",
        written_for.WriteForView.as_view(),
        name="write-for",
    ),
]
