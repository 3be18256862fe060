"""Addresses of seals: their list, and where a quarter is sealed."""

from django.urls import path

from assurance.views import seals

urlpatterns = [
    path("assurance/seals/", seals.SealsView.as_view(), name="seals"),
    path("assurance/<quarter:quarter>/seal/", seals.SealView.as_view(), name="seal"),
]
