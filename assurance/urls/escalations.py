"""Addresses of escalations, from the site's root."""

from django.urls import path

from assurance.views import escalations

_ONE = "assurance/escalations/<int:pk>/"

urlpatterns = [
    path(
        "assurance/escalations/",
        escalations.EscalationsView.as_view(),
        name="escalations",
    ),
    path(_ONE, escalations.EscalationView.as_view(), name="escalation"),
    path(
        f"{_ONE}addressee/",
        escalations.AddresseeView.as_view(),
        name="escalation-addressee",
    ),
    path(f"{_ONE}reply/", escalations.ReplyView.as_view(), name="escalation-reply"),
]
