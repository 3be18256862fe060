"""Who signs an agency's return, in words that a refusal can use."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from actions.choices import ReturnState
from actions.models import Return, SignOff
from actions.selectors.locks import officers
from hcss.kernel import policy
from partnerships.choices import Role
from partnerships.models import Appointment, User

#: From where a return goes to the approver (domain 3.5). What came back with a
#: question, or comes after the close, the approver signs where it is.
SENDABLE = (ReturnState.OPEN, ReturnState.DRAFT)


def approvers_of(agency_ids: Iterable[int], *, on: date) -> dict[int, list[User]]:
    """Return each agency's approvers on the day, by name. One query."""
    approvers: dict[int, list[User]] = {agency_id: [] for agency_id in agency_ids}
    held = (
        Appointment.objects.current(on=on)
        .filter(role=Role.APPROVER, agency__in=approvers, person__is_active=True)
        .select_related("person")
        .order_by("person__name", "person")
    )
    for each in held:
        if each.agency_id and each.person not in approvers[each.agency_id]:
            approvers[each.agency_id].append(each.person)
    return approvers


def approvers(quarterly_return: Return, *, on: date) -> list[User]:
    """Return who may sign the return for its agency on the day."""
    agency = quarterly_return.agency_id
    return approvers_of([agency], on=on)[agency]


def in_words(people: Iterable[User]) -> str:
    """Return names as a sentence has them: "A", "A or B", "A, B or C"."""
    names = [str(each) for each in people]
    return " or ".join(filter(None, [", ".join(names[:-1]), *names[-1:]]))


def who_signs(quarterly_return: Return, *, on: date) -> str:
    """Say who can sign the return, or that nobody can and who puts that right."""
    people = approvers(quarterly_return, on=on)
    agency = quarterly_return.agency
    if not people:
        return nobody_signs(quarterly_return, on=on)
    named = " or ".join(f"{each.name} ({each.email})" for each in people)
    return f"Only an approver signs for {agency}: {named}."


def nobody_signs(quarterly_return: Return, *, on: date) -> str:
    """Say that the agency has no approver today, and who can appoint one."""
    helpers = " or ".join(map(str, officers(on=on)))
    words = f"{quarterly_return.agency} has no approver today, so nobody can sign."
    if not helpers:
        return words
    return f"{words} An HCSSG officer can appoint one: {helpers}."


@dataclass(frozen=True)
class WaysToSend:
    """What one person can do with a return of theirs: sign it, or have it signed."""

    may_sign: bool
    may_send: bool
    approvers: list[User]
    #: Who signs, or why nobody can; empty for those who sign themselves.
    words: str

    @property
    def approver_names(self) -> str:
        return in_words(self.approvers)


def ways_to_send(quarterly_return: Return, *, actor: User, on: date) -> WaysToSend:
    """Return the one way on for this person and this state (domain 3.5)."""
    if policy.allows(actor, "actions.sign_return", quarterly_return):
        return WaysToSend(may_sign=True, may_send=False, approvers=[], words="")
    people = approvers(quarterly_return, on=on)
    may_send = policy.allows(actor, "actions.send_for_sign_off", quarterly_return)
    return WaysToSend(
        may_sign=False,
        may_send=may_send and bool(people) and quarterly_return.state in SENDABLE,
        approvers=people,
        words=who_signs(quarterly_return, on=on),
    )


def rounds_of(quarterly_return: Return, *, reader: User) -> list[SignOff]:
    """Return every round of sign-off that the person may read, the first one first."""
    if not policy.allows(reader, "actions.write_return", quarterly_return):
        return []
    found = quarterly_return.sign_offs.select_related("asked_by", "decided_by")
    return list(found.order_by("pk"))
