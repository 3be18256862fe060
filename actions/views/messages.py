"""The officer's doors to the messages that people were sent."""

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404

from actions.forms.messages import MessageFilter
from actions.models import Digest
from actions.selectors.messages import messages_shown
from hcss.kernel.csv import when
from partnerships.views.shared import AppointedDetail, AppointedList

_RULE = "actions.manage_reminders"


class MessagesView(AppointedList):
    """Every message, newest first, and what became of it."""

    rule = _RULE
    template_name = "actions/messages.html"
    filterset_class = MessageFilter
    csv_name = "messages.csv"
    csv_header = (
        "Begun",
        "Person",
        "E-mail",
        "About",
        "State",
        "Sent",
        "Delivered",
        "Failed",
        "Came back",
        "What was said",
    )

    def rows(self) -> QuerySet[Digest]:
        visible = Digest.objects.visible_to(self.who).select_related("person")
        found: QuerySet[Digest] = visible.prefetch_related("reminders")
        return found.order_by("-begun_at", "-pk")

    def csv_rows(self, found: QuerySet[Digest]) -> Iterable[tuple[Any, ...]]:
        """Return what was filtered; nothing in it is sensitive."""
        for each in messages_shown(found):
            digest = each.digest
            yield (
                when(digest.begun_at),
                digest.person.name,
                digest.address,
                each.about,
                digest.state.label,
                when(digest.sent_at),
                when(digest.delivered_at),
                when(digest.failed_at),
                when(digest.came_back_at),
                digest.error,
            )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        context["listed"] = messages_shown(context["page_obj"].object_list)
        return context


class MessageView(AppointedDetail):
    """One message: what became of it, what that means, and what it carried."""

    rule = _RULE
    template_name = "actions/message.html"
    subject: Digest

    def find(self) -> None:
        visible = Digest.objects.visible_to(self.who).select_related("person")
        found = visible.prefetch_related("reminders")
        self.subject = get_object_or_404(found, pk=self.kwargs["pk"])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        [shown] = messages_shown([self.subject])
        return super().get_context_data(shown=shown, digest=self.subject, **kwargs)
