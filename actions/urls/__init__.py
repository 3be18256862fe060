"""Pages of actions, the quarter and its reminders, from the site's root."""

from actions.urls import actions, quarter, reminders

app_name = "actions"

urlpatterns = [
    *actions.urlpatterns,
    *quarter.urlpatterns,
    *reminders.urlpatterns,
]
