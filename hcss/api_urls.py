"""The REST API, version 1. Each app hands over its routes; this file joins them."""

from rest_framework.routers import DefaultRouter

from actions.api import urls as actions
from assurance.api import urls as assurance
from hcss.history import register as register_history
from partnerships.api import urls as partnerships
from priorities.api import urls as priorities

app_name = "api"

router = DefaultRouter()
router.include_format_suffixes = False
for app in (partnerships, priorities, actions, assurance):
    app.register(router)
register_history(router)

urlpatterns = [*router.urls, *assurance.urlpatterns]
