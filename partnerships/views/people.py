"""People and their appointments in the browser."""

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.utils import timezone

from hcss.kernel import audit, policy
from partnerships import selectors
from partnerships.forms.filters import PersonFilter
from partnerships.forms.partnerships import EndAppointmentForm
from partnerships.forms.people import (
    AddressForm,
    AppointForm,
    LeaveForm,
    PersonForm,
)
from partnerships.models import Appointment, User
from partnerships.services import appointments, people
from partnerships.views.shared import (
    AppointedDetail,
    AppointedList,
    ServiceButton,
    ServiceForm,
)


class PeopleView(AppointedList):
    """The register of people: whom to ring, who never came, who has left."""

    template_name = "partnerships/people.html"
    context_object_name = "people"
    filterset_class = PersonFilter
    defaults = {"standing": "here"}
    csv_name = "people.csv"
    csv_header = ("Name", "Post", "Email", "Appointments", "Here", "Last signed in")

    def rows(self) -> QuerySet[User]:
        visible = User.objects.visible_to(self.who)
        found: QuerySet[User] = visible.with_appointments(
            on=timezone.localdate()
        ).order_by("name", "pk")
        return found

    def csv_rows(self, found: QuerySet) -> Iterable[tuple[Any, ...]]:
        manages = policy.allows(self.who, "partnerships.manage_people")
        for each in found:
            signed_in = each.last_login.date() if each.last_login else "Never"
            yield (
                each.name,
                each.post_title,
                each.email,
                "; ".join(str(held) for held in each.current_appointments),
                "Yes" if each.is_active else "Left",
                signed_in if manages else "",
            )


class PersonPage(AppointedDetail):
    """One person: how to reach them and what they hold, now and before."""

    rule = "partnerships.view_person"
    template_name = "partnerships/person.html"
    subject: User

    def find(self) -> None:
        self.subject = visible_person(self.who, self.kwargs["pk"])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        manages = policy.allows(self.who, "partnerships.manage_people")
        return super().get_context_data(
            person=self.subject,
            page=selectors.person_page(self.subject, on=timezone.localdate()),
            events=audit.history(self.subject)[:20] if manages else [],
            **kwargs,
        )


class _PersonForm(ServiceForm):
    """A form about one person."""

    rule = "partnerships.manage_people"
    subject: User

    def find(self) -> None:
        self.subject = visible_person(self.who, self.kwargs["pk"])


class EditPersonView(_PersonForm):
    """Change the name, the post or the employer."""

    form_class = PersonForm
    title, done = "Change the details", "Details changed."

    def get_initial(self) -> dict[str, Any]:
        return super().get_initial() | {
            "name": self.subject.name,
            "post_title": self.subject.post_title,
            "employer": self.subject.employer_id,
        }

    def call(self, typed: dict[str, Any]) -> User:
        return people.edit_person(
            actor=self.who, person=self.subject, now=timezone.now(), **typed
        )


class ChangeAddressView(_PersonForm):
    """Mend the address with which the person signs in."""

    rule = "partnerships.change_address"
    form_class = AddressForm
    title, button = "Change the email address", "Change address"
    done = "Address changed."

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        about = f"The address is now {self.subject.email}."
        return super().get_context_data(about=about, **kwargs)

    def call(self, typed: dict[str, Any]) -> User:
        return people.change_address(
            actor=self.who, person=self.subject, now=timezone.now(), **typed
        )


class AppointView(_PersonForm):
    """Appoint the person to another role."""

    rule = "partnerships.appoint_person"
    form_class = AppointForm
    title, button, done = "Appoint to a role", "Appoint", "Appointed."

    def get_initial(self) -> dict[str, Any]:
        return super().get_initial() | {"starts_on": timezone.localdate()}

    def call(self, typed: dict[str, Any]) -> User:
        appointments.appoint_person(
            actor=self.who, person=self.subject, now=timezone.now(), **typed
        )
        return self.subject


class EndAppointmentView(_PersonForm):
    """End one of the person's appointments."""

    form_class = EndAppointmentForm
    title, button = "End the appointment", "End appointment"
    done = "Appointment ended."

    def find(self) -> None:
        super().find()
        self.appointment = get_object_or_404(
            Appointment.objects.select_related("person", "agency", "partnership"),
            person=self.subject,
            pk=self.kwargs["appointment"],
        )

    def get_initial(self) -> dict[str, Any]:
        return super().get_initial() | {"ends_on": timezone.localdate()}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(about=str(self.appointment), **kwargs)

    def call(self, typed: dict[str, Any]) -> User:
        appointments.end_appointment(
            actor=self.who, appointment=self.appointment, now=timezone.now(), **typed
        )
        return self.subject


class LeaveView(_PersonForm):
    """Write down that the person has left."""

    form_class = LeaveForm
    template_name = "partnerships/leave.html"
    title, button, done = "This person has left", "Record leaver", "Leaver recorded."

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        today = timezone.localdate()
        return super().get_context_data(
            page=selectors.person_page(self.subject, on=today), **kwargs
        )

    def call(self, typed: dict[str, Any]) -> User:
        return people.end_person(
            actor=self.who,
            person=self.subject,
            on=timezone.localdate(),
            now=timezone.now(),
            **typed,
        )


class BringBackView(ServiceButton):
    """Let somebody who left sign in again."""

    rule = "partnerships.appoint_person"
    subject: User
    done = "They can sign in again. Appoint them to a role now."

    def find(self) -> None:
        self.subject = visible_person(self.who, self.kwargs["pk"])

    def call(self) -> User:
        return people.bring_person_back(
            actor=self.who, person=self.subject, now=timezone.now()
        )

    def next_page(self) -> str:
        return self.subject.get_absolute_url()


def visible_person(who: User, number: int) -> User:
    """Return the person with this number, if ``who`` may see them; else Http404."""
    visible = User.objects.visible_to(who).select_related("employer")
    found: User = get_object_or_404(visible, pk=number)
    return found
