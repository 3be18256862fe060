"""Pages of assurance, from the site's root."""

from assurance.urls import (
    checks,
    escalations,
    funding,
    meetings,
    packs,
    papers,
    pictures,
    position,
    scales,
    seals,
    since,
)

app_name = "assurance"

urlpatterns = [
    *checks.urlpatterns,
    *escalations.urlpatterns,
    *funding.urlpatterns,
    *meetings.urlpatterns,
    *seals.urlpatterns,
    *packs.urlpatterns,
    *papers.urlpatterns,
    *pictures.urlpatterns,
    *scales.urlpatterns,
    *since.urlpatterns,
    *position.urlpatterns,
]
