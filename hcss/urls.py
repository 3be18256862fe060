"""Every address of the site, by prefix. Apps own what comes after."""

from django.contrib.auth.decorators import login_not_required
from django.urls import include, path
from drf_spectacular.views import SpectacularAPIView

from hcss import health, mailbox, metrics, views
from hcss.history import HistoryView

handler404 = "hcss.views.not_found"

urlpatterns = [
    path("", views.home, name="home"),
    path("help/", views.help_page, name="help"),
    path("accessibility/", views.accessibility, name="accessibility"),
    path("history/", HistoryView.as_view(), name="history"),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("metrics", metrics.metrics, name="metrics"),
    path("mailbox/", mailbox.mailbox, name="mailbox"),
    path("mailbox/<str:name>/", mailbox.message, name="mailbox-message"),
    path("accounts/", include("hcss.accounts_urls")),
    path("", include("partnerships.urls")),
    path("", include("priorities.urls")),
    path("", include("actions.urls")),
    path("", include("assurance.urls")),
    path("api/v1/", include("hcss.api_urls")),
    path(
        "api/schema/",
        login_not_required(SpectacularAPIView.as_view()),
        name="api-schema",
    ),
    path("api/docs/", views.api_docs, name="api-docs"),
]
