"""Who can sign in to the demonstration, the three who walk a quarter first."""

from dataclasses import dataclass
from datetime import date

from hcss.demonstration import story
from partnerships.models import User

#: The story's keys of an officer, an agency's contact and the group's chair.
_FIRST = ("officer", "okafor", "chair")


@dataclass(frozen=True)
class SignIn:
    """A role, in words, and the address of somebody who has it."""

    role: str
    email: str


def sign_ins(*, on: date) -> list[SignIn]:
    """Return the story's people who can sign in on the day."""
    people = {part["email"]: part["key"] for part in story.read()["people"]}
    here = User.objects.active().filter(email__in=people).with_appointments(on=on)
    order = list(dict.fromkeys([*_FIRST, *people.values()]))
    known = sorted(here, key=lambda each: order.index(people[each.email]))
    return [
        SignIn(_role(each, plain=people[each.email] in _FIRST), each.email)
        for each in known
        if each.current_appointments
    ]


def _role(person: User, *, plain: bool) -> str:
    held = person.current_appointments[0]
    place = held.agency or held.partnership
    role: str = held.get_role_display()
    return role if plain or not place else f"{role} of {place.label}"
