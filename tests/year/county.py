"""The county of a year in the database, and what happens in it."""

from collections.abc import Callable
from datetime import datetime

from actions.choices import ActionLife, ClosedAs, DateChangeState
from actions.models import Action, DateChange, ReminderPreference, Return
from actions.return_choices import AskState
from actions.services.returns import submit_nil
from hcss.kernel.quarters import Quarter
from partnerships.models import Agency, User
from partnerships.services.people import end_person
from tests.factories import (
    ActionFactory,
    AgencyFactory,
    AgreementFactory,
    AskFactory,
    DateChangeFactory,
    UserFactory,
)
from tests.year.facts import LEAVING, Person, Promise, Wanted, Year, at
from tests.year.reckoning import AGREEMENT_ENDS, AGREEMENT_STARTS

#: Something that happens at a moment.
Happening = tuple[datetime, Callable[[], object]]


def build(year: Year) -> list[Happening]:
    """Make the county as the year begins; return what happens in it, in order."""
    AgreementFactory(starts_on=AGREEMENT_STARTS, ends_on=AGREEMENT_ENDS)
    agencies = {name: AgencyFactory(name=name) for name in year.agencies}
    people = {
        each.name: _person(each, agencies.get(each.agency))
        for each in year.people.values()
    }
    for each in year.promises:
        _action(each, agencies, people)
    asks = [_ask(each, agencies) for each in year.asks]
    return sorted(
        [
            *_answers(year, asks),
            *_leavings(year, people),
            *(one for each in year.promises for one in _of_action(each, people)),
            *_sendings(year),
        ],
        key=lambda each: each[0],
    )


def _answers(year: Year, asks: list[object]) -> list[Happening]:
    return [
        (each.answered_at, _answered(ask))
        for each, ask in zip(year.asks, asks, strict=True)
        if each.answered_at
    ]


def _leavings(year: Year, people: dict[str, User]) -> list[Happening]:
    leaving = [each for each in year.people.values() if each.left_on]
    found = []
    for each in leaving:
        moment = at(each.left_on, LEAVING)  # type: ignore[arg-type]
        found.append((moment, _leaves(each, people, people["Officer 0"], moment)))
    return found


def _sendings(year: Year) -> list[Happening]:
    return [
        (sent, _sends(year, agency, quarter, sent))
        for (agency, quarter), sent in year.sent.items()
        if sent
    ]


def _person(person: Person, agency: Agency | None) -> User:
    made: User = UserFactory(
        name=person.name,
        email=person.email,
        employer=agency,
        password="!",
        **{person.role: agency or True},
    )
    if person.weekdays or person.in_service_only:
        ReminderPreference.objects.create(
            person=made,
            weekdays=list(person.weekdays),
            in_service_only=person.in_service_only,
        )
    return made


def _action(
    each: Promise, agencies: dict[str, Agency], people: dict[str, User]
) -> None:
    ActionFactory(
        active=True,
        sensitive=each.is_sensitive,
        ref=each.ref,
        title=each.title,
        lead_agency=agencies[each.agency],
        contact=people[each.contact],
        deputy=people.get(each.deputy),
        agreed_on=each.agreed_on,
        baseline_on=each.due_on,
        forecast_on=each.due_on,
        is_continuing=each.review_on is not None,
        review_on=each.review_on,
        priority__short_title="Domestic abuse",
    )


def _ask(each: Wanted, agencies: dict[str, Agency]) -> object:
    action = Action.objects.get(ref=each.ref)
    return AskFactory(
        line=None,
        action=action,
        raised_by=action.contact,
        agency=agencies[each.by],
        of_agency=agencies[each.of],
        need_by=each.need_by,
        answerer=None,
    )


def _answered(ask: object) -> Callable[[], object]:
    return lambda: type(ask).objects.filter(pk=ask.pk).update(state=AskState.ANSWERED)  # type: ignore[attr-defined]


def _leaves(
    person: Person, people: dict[str, User], officer: User, moment: datetime
) -> Callable[[], object]:
    return lambda: end_person(
        actor=officer, person=people[person.name], on=moment.date(), now=moment
    )


def _of_action(each: Promise, people: dict[str, User]) -> list[Happening]:
    mine = Action.objects.filter(ref=each.ref)
    found: list[Happening] = []
    if each.closed_at:
        day = each.closed_at.date()
        closed = {
            "life": ActionLife.CLOSED,
            "closed_as": ClosedAs.WITHDRAWN,
            "closed_on": day,
            "closing_decision": "HCSSG, minute 1",
        }
        found.append((each.closed_at, lambda: mine.update(**closed)))
    if each.asked_at and each.granted_at:
        asked_at, granted_at = each.asked_at, each.granted_at
        changes = DateChange.objects.filter(action__ref=each.ref)
        found.append(
            (
                asked_at,
                lambda: DateChangeFactory(
                    action=mine.get(),
                    old_on=each.due_on,
                    new_on=each.moved_to,
                    asked_by=people[each.contact],
                    asked_at=asked_at,
                ),
            )
        )

        def grant() -> None:
            changes.update(
                state=DateChangeState.APPROVED,
                decided_by=people["Officer 0"],
                decided_at=granted_at,
            )
            mine.update(forecast_on=each.moved_to)

        found.append((granted_at, grant))
    return found


def _sends(
    year: Year, agency: str, quarter: str, moment: datetime
) -> Callable[[], object]:
    """Have somebody who is still there send in a nil return."""

    def send() -> None:
        here = [
            each
            for role in ("contact", "approver")
            for each in year.serving(agency, role)
            if each.left_on is None
        ]
        submit_nil(
            actor=User.objects.get(email=here[0].email),
            quarterly_return=Return.objects.for_quarter(Quarter.parse(quarter)).get(
                agency__name=agency
            ),
            is_confirmed=True,
            signed_name=here[0].name,
            signed_post="Head of service",
            now=moment,
        )

    return send
