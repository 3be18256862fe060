"""Who answers for an agency or an action on a day, and so is reminded (R17)."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from actions.models import Action, Ask
from hcss.kernel.reminding import Recipient
from partnerships.choices import IN_TURN, Role
from partnerships.models import Agency, Appointment, PostHolding, User
from priorities.models import Agreement


@dataclass(frozen=True)
class People:
    """Who holds which role and which post on a day, read in three queries."""

    #: Everybody active who holds any appointment: the others see nothing here.
    appointed: dict[int, User]
    #: By agency and role.
    serving: dict[tuple[int, str], list[User]]
    #: Who holds a post, by the post's id.
    holders: dict[int, int]
    #: Who may answer for the group: officers, then whoever chairs a board.
    officers: list[User]
    chairs: list[User]
    #: Who chairs the group itself; whoever chairs anything, if no group is named.
    in_the_chair: list[User]

    def contacts(self, agency: Agency) -> list[Recipient]:
        """Return the agency's contacts, or who is told in their place (R17).

        The deputies, if there are none the agency's member, if there is none the
        approvers: somebody is told as long as anybody is there.
        """
        for role in IN_TURN:
            if found := self.serving_as(role, agency):
                return found
        return []

    def serving_as(self, role: Role, agency: Agency) -> list[Recipient]:
        """Return who holds the role at the agency."""
        return [
            Recipient(person, f"{IN_TURN[role]} for {agency}")
            for person in self.serving.get((agency.pk, role), [])
        ]

    def everybody(self, agency: Agency) -> list[Recipient]:
        """Return all who speak for the agency, each person once."""
        every = [
            each
            for role in reversed(list(IN_TURN))
            for each in self.serving_as(role, agency)
        ]
        return list({each.person.pk: each for each in every}.values())

    def answering_for(self, action: Action) -> list[Recipient]:
        """Return who is reminded of an action (R17).

        The contact, by post or by name; if that place is vacant the deputy; if
        that is vacant too, the lead agency's. Somebody who has gone to another
        agency, or has no appointment left, has vacated it.
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
        return (self.contacts(agency) if agency else []) or self.group_officers()

    def group_officers(self) -> list[Recipient]:
        return [Recipient(person, "officer of the group") for person in self.officers]

    def group_chairs(self) -> list[Recipient]:
        return [Recipient(person, "chair") for person in self.in_the_chair]

    def named(self, person_id: int | None, role: str) -> list[Recipient]:
        """Return one person, if they are still here."""
        person = self.appointed.get(person_id or 0)
        return [Recipient(person, role)] if person else []

    def _of_group(self) -> list[Recipient]:
        return [
            Recipient(person, "speaks for the group")
            for person in [*self.officers, *self.chairs]
        ]

    def _is_of(self, person: User, agency: Agency) -> bool:
        """Say whether the agency employs the person or has appointed them."""
        serves = any(person == each.person for each in self.everybody(agency))
        return serves or person.employer_id == agency.pk


def people_on(*, day: date) -> People:
    """Return who holds which role and post on ``day``."""
    appointed: dict[int, User] = {}
    serving: dict[tuple[int, str], list[User]] = defaultdict(list)
    group = Agreement.objects.current().values_list("group", flat=True).first()
    in_the_chair: dict[int, User] = {}
    in_group: dict[str, dict[int, User]] = {Role.OFFICER: {}, Role.CHAIR: {}}
    held = Appointment.objects.current(on=day).filter(person__is_active=True)
    for each in held.select_related("person").order_by("person"):
        person = appointed.setdefault(each.person_id, each.person)
        if each.agency_id:
            serving[each.agency_id, each.role].append(person)
        if each.role in in_group:
            in_group[each.role].setdefault(person.pk, person)
        if each.role == Role.CHAIR and each.partnership_id in (group, None):
            in_the_chair[person.pk] = person
    holdings = PostHolding.objects.current(on=day)
    return People(
        appointed=appointed,
        serving=dict(serving),
        holders=dict(holdings.values_list("post", "person")),
        officers=list(in_group[Role.OFFICER].values()),
        chairs=list(in_group[Role.CHAIR].values()),
        in_the_chair=list((in_the_chair or in_group[Role.CHAIR]).values()),
    )
