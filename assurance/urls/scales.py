"""Addresses of the versions of the scale."""

from django.urls import path

from assurance.views import scales

urlpatterns = [
    path("assurance/scales/", scales.ScalesView.as_view(), name="scales"),
    path("assurance/scales/new/", scales.PublishScaleView.as_view(), name="scale-new"),
]
