"""Addresses of the messages that people were sent, and of what becomes of them."""

from django.urls import path

from actions.views import messages, notify

urlpatterns = [
    path("reminders/messages/", messages.MessagesView.as_view(), name="messages"),
    path(
        "reminders/messages/<int:pk>/", messages.MessageView.as_view(), name="message"
    ),
    path("mail/notify/callback", notify.notify_callback, name="notify-callback"),
]
