"""Addresses of the gap between the two judgements, and of the pictures."""

from django.urls import path

from assurance.views import gap, pictures

urlpatterns = [
    path("assurance/gap/", gap.GapView.as_view(), name="gap"),
    path("assurance/pictures/", pictures.PicturesView.as_view(), name="pictures"),
]
