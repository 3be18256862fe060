"""Pages of assurance, from the site's root."""

from assurance.urls import position

app_name = "assurance"

urlpatterns = [
    *position.urlpatterns,
]
