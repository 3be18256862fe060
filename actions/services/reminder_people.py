"""Who answers for an agency or an action on a day, and so is reminded (R17)."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from actions.models import Action, Ask
from partnerships.choices import Role
from partnerships.models import Agency, Appointment, PostHolding, User


@dataclass(frozen=True)
class Recipient:
    """Somebody to remind, and as what."""

    person: User
    role: str


@dataclass(frozen=True)
class People:
    """Who holds which role and which post on a day, read in two queries."""

    #: Everybody active who holds any appointment: the others see nothing here.
    appointed: dict[int, User]
    #: By agency and role.
    serving: dict[tuple[int, str], list[User]]
    #: Who holds a post, by the post's id.
    holders: dict[int, int]
    #: Who may answer for the group: officers, then chairs.
    officers: list[User]
    chairs: list[User]

    def contacts(self, agency: Agency) -> list[Recipient]:
        """Return the agency's contacts; its approvers if it has none."""
        return self._as(Role.CONTACT, agency) or self.approvers(agency)

    def approvers(self, agency: Agency) -> list[Recipient]:
        return self._as(Role.APPROVER, agency)

    def everybody(self, agency: Agency) -> list[Recipient]:
        """Return contacts and approvers, each person once."""
        both = [*self._as(Role.APPROVER, agency), *self._as(Role.CONTACT, agency)]
        return list({each.person.pk: each for each in both}.values())

    def answering_for(self, action: Action) -> list[Recipient]:
        """Return who is reminded of an action (R17).

        The contact, by post or by name; if that place is vacant the deputy; if
        that is vacant too, the lead agency's contacts or approvers. Somebody who
        has gone to another agency, or has no appointment left, has vacated it.
        """
        agency = action.lead_agency
        if agency is None:
            return []
        holder = self.appointed.get(self.holders.get(action.contact_post_id or 0, 0))
        if holder:
            return [Recipient(holder, "holder of the contact’s post")]
        for person_id, role in (
            (action.contact_id, "contact of the action"),
            (action.deputy_id, "deputy: the contact’s place is vacant"),
        ):
            person = self.appointed.get(person_id or 0)
            if person and self._is_of(person, agency):
                return [Recipient(person, role)]
        return self.contacts(agency)

    def answering(self, ask: Ask) -> list[Recipient]:
        """Return who is reminded of an ask: who is named, else whose agency it is.

        Where an agency has nobody, and for the group, it is the officers.
        """
        agency = ask.of_agency
        able = self.everybody(agency) if agency else self._of_group()
        for each in able:
            if each.person.pk == ask.answerer_id:
                return [Recipient(each.person, "named to answer the ask")]
        return (self.contacts(agency) if agency else []) or [
            Recipient(person, "officer of the group") for person in self.officers
        ]

    def _of_group(self) -> list[Recipient]:
        return [
            Recipient(person, "speaks for the group")
            for person in [*self.officers, *self.chairs]
        ]

    def _as(self, role: Role, agency: Agency) -> list[Recipient]:
        return [
            Recipient(person, f"{role.value} of {agency}")
            for person in self.serving.get((agency.pk, role), [])
        ]

    def _is_of(self, person: User, agency: Agency) -> bool:
        """Say whether the agency employs the person or has appointed them."""
        serves = any(person == each.person for each in self.everybody(agency))
        return serves or person.employer_id == agency.pk


def people_on(*, day: date) -> People:
    """Return who holds which role and post on ``day``."""
    appointed: dict[int, User] = {}
    serving: dict[tuple[int, str], list[User]] = defaultdict(list)
    in_group: dict[str, dict[int, User]] = {Role.OFFICER: {}, Role.CHAIR: {}}
    held = Appointment.objects.current(on=day).filter(person__is_active=True)
    for each in held.select_related("person").order_by("person"):
        person = appointed.setdefault(each.person_id, each.person)
        if each.agency_id:
            serving[each.agency_id, each.role].append(person)
        if each.role in in_group:
            in_group[each.role].setdefault(person.pk, person)
    holdings = PostHolding.objects.current(on=day)
    return People(
        appointed=appointed,
        serving=dict(serving),
        holders=dict(holdings.values_list("post", "person")),
        officers=list(in_group[Role.OFFICER].values()),
        chairs=list(in_group[Role.CHAIR].values()),
    )
