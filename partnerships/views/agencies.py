"""Agencies in the browser."""

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.utils import timezone

from hcss.kernel import audit
from partnerships import selectors
from partnerships.choices import AgencyKind
from partnerships.forms.agencies import (
    AgencyForm,
    CorrectAgencyNameForm,
    EditAgencyForm,
    RenameAgencyForm,
    SuccessionForm,
)
from partnerships.forms.filters import AgencyFilter
from partnerships.models import Agency
from partnerships.services import agencies
from partnerships.views.shared import AppointedDetail, AppointedList, ServiceForm


class AgenciesView(AppointedList):
    """The register of agencies: what they are, who is their contact, who is missing."""

    template_name = "partnerships/agencies.html"
    context_object_name = "agencies"
    filterset_class = AgencyFilter
    defaults = {"standing": "current"}
    csv_name = "agencies.csv"
    csv_header = (
        "Name",
        "Short name",
        "Kind",
        "Can lead",
        "Contacts",
        "Deputies",
        "Members of the group",
        "Approvers",
        "Ended on",
    )

    def rows(self) -> QuerySet[Agency]:
        agencies_ = Agency.objects.with_people(on=timezone.localdate())
        found: QuerySet[Agency] = agencies_.order_by("name")
        return found

    def csv_rows(self, found: QuerySet) -> Iterable[tuple[Any, ...]]:
        for agency in found:
            yield (
                agency.name,
                agency.short_name,
                agency.get_kind_display(),
                "No" if agency.why_it_cannot_lead else "Yes",
                *(
                    "; ".join(each.name for each in people)
                    for people in (
                        agency.contacts_now,
                        agency.deputies_now,
                        agency.members_now,
                        agency.approvers_now,
                    )
                ),
                agency.ended_on,
            )


class AgencyPage(AppointedDetail):
    """One agency: its names, people, posts and boards, now and before (R51)."""

    template_name = "partnerships/agency.html"

    def find(self) -> None:
        self.agency = get_object_or_404(
            Agency.objects.select_related("parent"), slug=self.kwargs["slug"]
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            agency=self.agency,
            page=selectors.agency_page(self.agency, on=timezone.localdate()),
            events=audit.history(self.agency)[:20],
            **kwargs,
        )


class NewAgencyView(ServiceForm):
    """Put an agency on the register."""

    rule = "partnerships.manage_register"
    form_class = AgencyForm
    title, button, done = "Add an agency", "Add agency", "Agency added."

    def call(self, typed: dict[str, Any]) -> Agency:
        return agencies.create_agency(actor=self.who, now=timezone.now(), **typed)


class _AgencyForm(ServiceForm):
    """A form about one agency."""

    rule = "partnerships.manage_register"
    subject: Agency

    def find(self) -> None:
        self.subject = get_object_or_404(Agency, slug=self.kwargs["slug"])


class EditAgencyView(_AgencyForm):
    """Change kind, short name, note, and who signs its returns."""

    form_class = EditAgencyForm
    title, done = "Change the agency", "Agency changed."

    def get_initial(self) -> dict[str, Any]:
        return super().get_initial() | {
            "kind": AgencyKind(self.subject.kind),
            "short_name": self.subject.short_name,
            "note": self.subject.note,
            "needs_sign_off": self.subject.needs_sign_off,
        }

    def call(self, typed: dict[str, Any]) -> Agency:
        return agencies.edit_agency(
            actor=self.who, agency=self.subject, now=timezone.now(), **typed
        )


class RenameAgencyView(_AgencyForm):
    """Give the agency a new name from a day."""

    form_class = RenameAgencyForm
    title, button, done = "Rename the agency", "Rename", "Agency renamed."

    def call(self, typed: dict[str, Any]) -> Agency:
        return agencies.rename_agency(
            actor=self.who,
            agency=self.subject,
            on=timezone.localdate(),
            now=timezone.now(),
            **typed,
        )


class CorrectAgencyNameView(_AgencyForm):
    """Put right a name that was written wrongly."""

    form_class = CorrectAgencyNameForm
    title, button, done = "Correct the name", "Correct", "Name corrected."

    def get_initial(self) -> dict[str, Any]:
        return super().get_initial() | {"name": self.subject.name}

    def call(self, typed: dict[str, Any]) -> Agency:
        return agencies.correct_agency_name(
            actor=self.who, agency=self.subject, now=timezone.now(), **typed
        )


class SuccessionView(_AgencyForm):
    """Record that another agency took over."""

    form_class = SuccessionForm
    title, button = "Record a successor", "Record"
    done = "Succession recorded. The agency has ended."

    def call(self, typed: dict[str, Any]) -> Agency:
        succession = agencies.record_succession(
            actor=self.who,
            predecessor=self.subject,
            on=timezone.localdate(),
            now=timezone.now(),
            **typed,
        )
        return succession.predecessor
