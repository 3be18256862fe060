"""Partnerships and their members in the browser."""

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.utils import timezone

from hcss.kernel import audit
from partnerships import selectors
from partnerships.forms.filters import PartnershipFilter
from partnerships.forms.partnerships import (
    EditPartnershipForm,
    EndForm,
    MemberForm,
    PartnershipForm,
)
from partnerships.models import Membership, Partnership
from partnerships.services import partnerships
from partnerships.views.shared import AppointedDetail, AppointedList, ServiceForm


class PartnershipsView(AppointedList):
    """The register of boards, partnerships, networks, panels, groups and forums."""

    template_name = "partnerships/partnerships.html"
    context_object_name = "partnerships"
    filterset_class = PartnershipFilter
    defaults = {"standing": "current"}
    csv_name = "partnerships.csv"
    csv_header = ("Name", "Short name", "Kind", "Host agency", "Chair", "Ended on")

    def rows(self) -> QuerySet[Partnership]:
        boards = Partnership.objects.with_chair(on=timezone.localdate())
        found: QuerySet[Partnership] = boards.order_by("name")
        return found

    def csv_rows(self, found: QuerySet) -> Iterable[tuple[Any, ...]]:
        for board in found:
            yield (
                board.name,
                board.short_name,
                board.get_kind_display(),
                board.host_agency,
                "; ".join(held.person.name for held in board.current_chairs),
                board.ended_on,
            )


class PartnershipPage(AppointedDetail):
    """One partnership: its chair, host and members, now and before."""

    template_name = "partnerships/partnership.html"

    def find(self) -> None:
        self.partnership = get_object_or_404(
            Partnership.objects.select_related("host_agency"),
            slug=self.kwargs["slug"],
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        today = timezone.localdate()
        return super().get_context_data(
            partnership=self.partnership,
            page=selectors.partnership_page(self.partnership, on=today),
            events=audit.history(self.partnership)[:20],
            **kwargs,
        )


class NewPartnershipView(ServiceForm):
    """Put a partnership on the register."""

    rule = "partnerships.manage_register"
    form_class = PartnershipForm
    title, button = "Add a partnership", "Add partnership"
    done = "Partnership added."

    def call(self, typed: dict[str, Any]) -> Partnership:
        return partnerships.create_partnership(
            actor=self.who, now=timezone.now(), **typed
        )


class _PartnershipForm(ServiceForm):
    """A form about one partnership."""

    rule = "partnerships.manage_register"
    subject: Partnership

    def find(self) -> None:
        self.subject = get_object_or_404(Partnership, slug=self.kwargs["slug"])


class EditPartnershipView(_PartnershipForm):
    """Change the name, the kind, the host, the note or the end."""

    form_class = EditPartnershipForm
    title, done = "Change the partnership", "Partnership changed."

    def get_initial(self) -> dict[str, Any]:
        board = self.subject
        return super().get_initial() | {
            "name": board.name,
            "kind": board.kind,
            "short_name": board.short_name,
            "host_agency": board.host_agency_id,
            "note": board.note,
            "ended_on": board.ended_on,
        }

    def call(self, typed: dict[str, Any]) -> Partnership:
        return partnerships.edit_partnership(
            actor=self.who, partnership=self.subject, now=timezone.now(), **typed
        )


class NewMemberView(_PartnershipForm):
    """Write down that an agency sits on the partnership."""

    form_class = MemberForm
    title, button, done = "Add a member", "Add member", "Member added."

    def call(self, typed: dict[str, Any]) -> Partnership:
        partnerships.add_member(
            actor=self.who, partnership=self.subject, now=timezone.now(), **typed
        )
        return self.subject


class EndMembershipView(_PartnershipForm):
    """Write down when an agency left."""

    form_class = EndForm
    title, button, done = "End the membership", "End membership", "Membership ended."

    def find(self) -> None:
        super().find()
        self.membership = get_object_or_404(
            Membership.objects.select_related("partnership", "agency"),
            partnership=self.subject,
            pk=self.kwargs["pk"],
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(about=self.membership.agency.name, **kwargs)

    def call(self, typed: dict[str, Any]) -> Partnership:
        partnerships.end_membership(
            actor=self.who, membership=self.membership, now=timezone.now(), **typed
        )
        return self.subject
