"""A small county: one of everything, seen by everybody. For tests that go over all.

``build(rows=10)`` has ten of whatever a list shows, so that the cost of a page can be
compared between a short and a long list.
"""

from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any

from django.core.files.base import ContentFile

from actions.choices import DeliveryStatus, Stage
from actions.models import Period
from actions.return_choices import AskReplyKind
from assurance.meeting_choices import PackFormat, PackState, Part
from assurance.selectors.seal_contents import contents
from assurance.selectors.seal_shapes import Sealed
from hcss.kernel.quarters import Quarter
from partnerships.choices import AgencyKind, Role
from partnerships.models import User
from tests import factories as make

#: Who looks, in the order of the matrix. ``anonymous`` is nobody.
PERSONAS = (
    "anonymous",
    "unappointed",
    "officer",
    "contact",
    "deputy",
    "approver",
    "member",
    "other_contact",
    "chair",
    "assurer",
    "reader",
    "administrator",
)


@dataclass
class World:
    """People by persona, and things by name."""

    people: dict[str, User | None] = field(default_factory=dict)
    things: dict[str, Any] = field(default_factory=dict)

    def __getitem__(self, name: str) -> Any:
        return self.things[name]


def build(*, now: datetime, rows: int = 1) -> World:
    """Make the county; ``rows`` of each thing that lists show."""
    world = World()
    _agreement(world, rows)
    _places(world, rows)
    _people(world, rows)
    _actions(world, rows)
    _quarter(world, now, rows)
    _sign_off(world, rows)
    _reminders(world, now, rows)
    _asks(world, rows)
    _evidence(world, rows)
    _uploads(world, rows)
    _locks(world, rows)
    _assurance(world, now, rows)
    _funding(world, rows)
    _written_parts(world, rows)
    _meetings(world, rows)
    _seals(world, now)
    _papers(world)
    return world


def _agreement(world: World, rows: int) -> None:
    agreement = make.AgreementFactory()
    headings = {
        code: make.HeadingFactory(
            agreement=agreement, code=code, label=label, order=order
        )
        for order, (code, label) in enumerate(
            [
                ("OW", "Strategic ownership"),
                ("CC", "County co-ordination"),
                ("FL", "Driving front-line delivery"),
            ]
        )
    }
    priority = make.PriorityFactory(agreement=agreement, number=1)
    make.OwnershipFactory(priority=priority)
    statements = [
        make.StatementFactory(
            priority=priority,
            heading=headings["CC"],
            ref=f"1.CC.{number:02}",
            order=number,
        )
        for number in range(1, rows + 1)
    ]
    entries = [
        make.RegisterEntryFactory(agreement=agreement, code=f"BODY{number}")
        for number in range(1, rows + 1)
    ]
    for statement, entry in zip(statements, entries, strict=True):
        make.MentionFactory(statement=statement, entry=entry)
        make.EditorialNoteFactory(statement=statement)
        make.FragmentFactory(
            statement=statement, ref=f"P1-O{entry.pk}", opportunity=True
        )
    world.things |= {
        "agreement": agreement,
        "headings": headings,
        "priority": priority,
        "statement": statements[0],
        "entry": entries[0],
        "note": statements[0].editorial_notes.get(),
        "fragment": statements[0].fragments.get(),
    }


def _places(world: World, rows: int) -> None:
    own = make.AgencyFactory(name="Wessex Council")
    other = make.AgencyFactory(name="Solent Police", kind=AgencyKind.POLICE)
    group = make.PartnershipFactory(name="County Strategy Group")
    for number in range(rows):
        agency = make.AgencyFactory(name=f"District {number}")
        make.AgencyNameFactory(agency=agency)
        make.MembershipFactory(partnership=group, agency=agency)
        make.PartnershipFactory(name=f"Local board {number}", host_agency=own)
        make.PostFactory(title=f"Head of safety {number}", agency=own)
    world.things |= {
        "own_agency": own,
        "other_agency": other,
        "group": group,
        "membership": group.memberships.order_by("pk")[0],
        "post": own.posts.order_by("pk")[0],
    }


def _people(world: World, rows: int) -> None:
    own, other = world["own_agency"], world["other_agency"]
    world.people = {
        "anonymous": None,
        "unappointed": make.UserFactory(name="Una Pointed"),
        "officer": make.UserFactory(name="Olive Officer", officer=True),
        "contact": make.UserFactory(name="Connie Contact", contact=own, employer=own),
        "deputy": make.UserFactory(name="Dee Puty", deputy=own, employer=own),
        "approver": make.UserFactory(name="Apu Prover", approver=own, employer=own),
        "member": make.UserFactory(name="Mem Burr", member=own, employer=own),
        "other_contact": make.UserFactory(
            name="Otto Other", contact=other, employer=other
        ),
        "chair": make.UserFactory(name="Charlie Chair", chair=world["group"]),
        "assurer": make.UserFactory(name="Asha Surer", assurer=True),
        "reader": make.UserFactory(name="Rita Reader", reader=True),
        "administrator": make.UserFactory(
            name="Adam Administrator", administrator=True
        ),
    }
    for number in range(rows):
        holder = make.UserFactory(reader=True)
        make.PostHoldingFactory(
            post=make.PostFactory(title=f"Lead {number}"), person=holder
        )
        make.InvitationFactory(invited_by=world.people["officer"])
    leaver = make.UserFactory(name="Lee Aver", is_active=False)
    spare = make.UserFactory(name="Spare Reader", reader=True)
    world.things |= {
        "leaver": leaver,
        "spare": spare,
        "spare_appointment": spare.appointments.get(),
        "holding": holder.post_holdings.get(),
        "invitation": make.InvitationFactory(invited_by=world.people["officer"]),
    }
    make.AppointmentFactory(person=spare, role=Role.ASSURER)


def _action(
    world: World, agency: Any, contact: User, number: int, **traits: Any
) -> Any:
    statement = world["statement"]
    action = make.ActionFactory(
        priority=world["priority"],
        heading=world["headings"]["CC"],
        ref=f"P1-{number:02}",
        title=f"Agree plan {number}",
        **({"lead_agency": agency, "contact": contact} | traits),
    )
    fragment = make.FragmentFactory(statement=statement, ref=f"P1-{number:02}")
    action.fragments.add(fragment)
    return action


def _actions(world: World, rows: int) -> None:
    own, other = world["own_agency"], world["other_agency"]
    contact, stranger = world.people["contact"], world.people["other_contact"]
    things = world.things
    things["own_actions"] = [
        _action(world, own, contact, number, active=True)
        for number in range(1, rows + 1)
    ]
    things["own_action"] = things["own_actions"][0]
    things["other_actions"] = [
        _action(world, other, stranger, 200 + number, active=True)
        for number in range(rows)
    ]
    things["other_action"] = things["other_actions"][0]
    things["hidden_action"] = _action(
        world, other, stranger, 400, active=True, sensitive=True
    )
    things["agreed_action"] = _action(world, own, contact, 401, agreed=True)
    things["held_action"] = _action(world, own, contact, 402, on_hold=True)
    things["undated_action"] = _action(world, own, contact, 403, undated=True)
    things["conditional_action"] = _action(
        world, own, contact, 404, active=True, conditional=True
    )
    things["proposed_actions"] = [
        _action(world, None, None, 500 + number) for number in range(rows)
    ]
    things["proposed_action"] = things["proposed_actions"][0]
    things["date_changes"] = [
        make.DateChangeFactory(action=action, asked_by=contact)
        for action in things["own_actions"]
    ]
    things["date_change"] = things["date_changes"][0]
    things["hidden_change"] = make.DateChangeFactory(
        action=things["hidden_action"], asked_by=stranger
    )
    for action in things["own_actions"]:
        make.ContributionFactory(action=action, agency=make.AgencyFactory())


def _quarter(world: World, now: datetime, rows: int) -> None:
    things = world.things
    period = make.PeriodFactory()
    earlier = make.PeriodFactory(quarter=Quarter(2026, 1), closed=True)
    planned = make.PeriodFactory(quarter=Quarter(2026, 3), planned=True)
    own_return = make.ReturnFactory(
        period=period, agency=things["own_agency"], draft=True
    )
    things["own_lines"] = [
        make.ReturnLineFactory(
            quarterly_return=own_return, action=action, finished=True
        )
        for action in things["own_actions"]
    ]
    other_return = make.ReturnFactory(
        period=period, agency=things["other_agency"], draft=True
    )
    other_lines = [
        make.ReturnLineFactory(quarterly_return=other_return, action=action)
        for action in things["other_actions"]
    ]
    accepted = make.ReturnFactory(
        period=earlier, agency=things["other_agency"], accepted=True
    )
    accepted_lines = [
        make.ReturnLineFactory(
            quarterly_return=accepted, action=action, reported=DeliveryStatus.AT_RISK
        )
        for action in things["other_actions"]
    ]
    things |= {
        "period": period,
        "earlier_period": earlier,
        "planned_period": planned,
        "own_return": own_return,
        "own_line": things["own_lines"][0],
        "other_return": other_return,
        "other_line": other_lines[0],
        "accepted_return": accepted,
        "accepted_line": accepted_lines[0],
        "hidden_line": make.ReturnLineFactory(
            quarterly_return=accepted,
            action=things["hidden_action"],
            reported=DeliveryStatus.ON_TRACK,
        ),
    }
    _districts(world, period, earlier, rows)


def _districts(world: World, period: Any, earlier: Any, rows: int) -> None:
    """More agencies that have sent in, with an open question each."""
    for number in range(rows):
        agency = make.AgencyFactory(name=f"Unitary {number}")
        contact = make.UserFactory(contact=agency, employer=agency)
        action = _action(world, agency, contact, 600 + number, active=True)
        for each in (earlier, period):
            sent = make.ReturnFactory(period=each, agency=agency, submitted=True)
            line = make.ReturnLineFactory(
                quarterly_return=sent, action=action, reported=DeliveryStatus.OFF_TRACK
            )
            make.OfficerNoteFactory(line=line)
        queried = make.ReturnFactory(
            period=period, agency=make.AgencyFactory(), queried=True
        )
        query = make.QueryFactory(quarterly_return=queried)
    world.things |= {
        "submitted_return": sent,
        "submitted_line": line,
        "officer_note": line.officer_notes.get(),
        "receipt": sent.submissions.get(),
        "query": query,
    }


def _sign_off(world: World, rows: int) -> None:
    """Rounds between the agency's writers and its approver; the draft is back."""
    rounds = [
        make.SignOffFactory(
            quarterly_return=world["own_return"],
            sent_back=True,
            asked_by=world.people["contact"],
            decided_by=world.people["approver"],
        )
        for _ in range(rows)
    ]
    world.things |= {"sign_off": rounds[0]}


def _locks(world: World, rows: int) -> None:
    """More time asked for and given, and amendments to what was accepted."""
    extension = make.ExtensionFactory(
        quarterly_return=world["own_return"], asked_by=world.people["contact"]
    )
    amendments = [
        make.AmendmentFactory(line=line, proposed_by=world.people["other_contact"])
        for line in world["accepted_return"].lines.exclude(pk=world["hidden_line"].pk)
    ]
    hidden = make.AmendmentFactory(
        line=world["hidden_line"], proposed_by=world.people["other_contact"]
    )
    for action in world["own_actions"]:
        make.DateChangeFactory(
            action=action, approved=True, asked_by=world.people["contact"]
        )
    for _ in range(rows):
        make.ExtensionFactory(
            quarterly_return=make.ReturnFactory(
                period=world["period"], agency=make.AgencyFactory(), draft=True
            ),
            granted=True,
        )
    world.things |= {
        "extension": extension,
        "amendment": amendments[0],
        "hidden_amendment": hidden,
    }


def _reminders(world: World, now: datetime, rows: int) -> None:
    contact = world.people["contact"]
    reminders = [
        make.ReminderFactory(
            person=contact,
            stage=Stage.RETURN_FIRST,
            occasion=f"return:{number}",
            about=world["own_return"],
            planned_at=now - timedelta(minutes=number),
        )
        for number in range(rows)
    ]
    messages = [
        make.DigestFactory(person=contact, begun_at=now - timedelta(minutes=number))
        for number in range(rows)
    ]
    for message in messages:
        make.ReminderFactory(
            person=contact,
            stage=Stage.RETURN_SECOND,
            occasion=f"message:{message.pk}",
            about=world["own_return"],
            sent=True,
            digest=message,
        )
    address = make.CalendarAddressFactory(person=contact, secret="a-good-secret")
    world.things |= {
        "reminder": reminders[0],
        "message": messages[0],
        "calendar_address": address,
        "calendar_secret": "a-good-secret",
    }


def _asks(world: World, rows: int) -> None:
    """What the agency asks of the group, and a sensitive ask between others."""
    own = [
        make.AskFactory(
            line=world["own_line"],
            raised_by=world.people["contact"],
            need_by=date(2026, 10, 1),
        )
        for _ in range(rows)
    ]
    hidden = [
        make.AskFactory(
            line=world["hidden_line"], of_agency=make.AgencyFactory(), sensitive=True
        )
        for _ in range(rows)
    ]
    for ask in own:
        make.AskReplyFactory(ask=ask, kind=AskReplyKind.ASKED_AGAIN)
    world.things |= {"ask": own[0], "hidden_ask": hidden[0]}
    _passed_on(world, rows)


def _passed_on(world: World, rows: int) -> None:
    """The agency's line, passed to its approver and by links; what came of it."""
    line, giver = world["own_line"], world.people["contact"]
    passed = [
        make.DelegationFactory(
            line=line,
            given_by=giver,
            to_person=make.UserFactory(employer=world["own_agency"])
            if number
            else world.people["approver"],
        )
        for number in range(rows)
    ]
    proposals = [
        make.ProposalFactory(
            delegation__line=line, delegation__given_by=giver, delegation__link=True
        )
        for _ in range(rows)
    ]
    said = [
        make.ContributorReportFactory(line=each) for each in world["own_lines"][:rows]
    ]
    make.ContributionFactory(action=world["own_action"], agency=world["other_agency"])
    world.things |= {
        "passed": passed[0],
        "proposal": proposals[0],
        "contribution": said[0],
    }


def _uploads(world: World, rows: int) -> None:
    """Spreadsheets of the draft, one of which waits for a decision."""
    sent: dict[str, Any] = {
        "quarterly_return": world["own_return"],
        "uploaded_by": world.people["contact"],
    }
    waiting = make.UploadFactory(**sent)
    for _ in range(rows):
        make.UploadFactory(**sent, set_aside=True, data=b"as it was downloaded")
    world.things |= {"upload": waiting}


def _evidence(world: World, rows: int) -> None:
    """A file of a draft, a link of what was accepted, one of a sensitive action."""
    for _ in range(rows):
        own = make.EvidenceUseFactory(
            line=world["own_line"],
            evidence=make.FileEvidenceFactory(agency=world["own_agency"]),
        )
        accepted = make.EvidenceUseFactory(line=world["accepted_line"])
        hidden = make.EvidenceUseFactory(line=world["hidden_line"])
    world.things |= {
        "own_evidence": own.evidence,
        "accepted_evidence": accepted.evidence,
        "hidden_evidence": hidden.evidence,
    }


def _assurance(world: World, now: datetime, rows: int) -> None:
    opinions = [
        make.OpinionFactory(
            priority=world["priority"],
            heading=world["headings"]["FL"],
            given_by=world.people["assurer"],
        )
        for _ in range(rows)
    ]
    world.things |= {"opinion": opinions[0]}


def held_in_seals(world: World, now: datetime) -> dict[str, Sealed]:
    """Return what two quarters of the year before hold; most stood otherwise then."""
    officer = world.people["officer"]
    held = contents(period=world["earlier_period"], actor=officer, now=now)
    changed = tuple(
        replace(each, contact="Somebody else", status="on_track")
        for each in held.actions
    )
    return {
        "earlier_seal": _held(held, Quarter(2025, 3), actions=changed, previous=""),
        "seal": _held(held, Quarter(2025, 4), previous=Quarter(2025, 3).slug),
    }


def _held(held: Sealed, quarter: Quarter, **changes: Any) -> Sealed:
    sealed_at = make.PeriodFactory(quarter=quarter, sealed=True).sealed_at
    named = {"quarter": quarter.slug, "quarter_label": str(quarter)}
    return replace(held, sealed_at=sealed_at, **named, **changes)


def _seals(world: World, now: datetime) -> None:
    for name, held in held_in_seals(world, now).items():
        world.things[name] = make.SealFactory(
            period=Period.objects.get(slug=held.quarter),
            sealed=held,
            agreement=world["agreement"],
            sealed_by=world.people["officer"],
        )


def _papers(world: World) -> None:
    """The papers of the later seal, made: one of each part."""
    for part in Part.values:
        world.things[f"{part}_pack"] = make.PackFactory(
            seal=world["seal"],
            part=part,
            format=PackFormat.CSV,
            state=PackState.MADE,
            made_at=world["seal"].sealed_at,
            file=ContentFile(b"the paper", name="paper.csv"),
            sha256="0" * 64,
            size=9,
        )


def _written_parts(world: World, rows: int) -> None:
    """What an officer writes for the paper of the period, before it is sealed."""
    parts = [
        make.WrittenPartFactory(
            period=world["period"], code=code, written_by=world.people["officer"]
        )
        for code in ("summary", "horizon", "legal", "financial", "crime")[:rows]
    ]
    world.things |= {"written_part": parts[0]}


def _funding(world: World, rows: int) -> None:
    """Money that ends, on which a sensitive action depends too; some is settled."""
    depending = [
        *world["own_actions"],
        world["hidden_action"],
        world["proposed_action"],
    ]
    concerns = [make.FundingConcernFactory(actions=depending) for _ in range(rows)]
    for _ in range(rows):
        make.FundingConcernFactory(settled=True)
    world.things |= {"funding": concerns[0]}


def _meetings(world: World, rows: int) -> None:
    """A meeting of the group with what it decided; escalations, and one answered."""
    group, period = world["group"], world["earlier_period"]
    world["agreement"].group = group
    world["agreement"].save()
    scope: dict[str, Any] = {
        "priority": world["priority"],
        "heading": world["headings"]["CC"],
    }
    held = [
        make.MeetingFactory(group=group, held_on=date(2026, 9, 30) - timedelta(days=n))
        for n in range(rows)
    ]
    upcoming = make.MeetingFactory(
        group=group, held_on=date(2026, 11, 12), period=world["period"]
    )
    for meeting in (*held, upcoming):
        make.MeetingPaperFactory(meeting=meeting)
        make.MeetingPaperFactory(meeting=meeting, sensitive=True)
    decided = [
        make.DecisionFactory(
            meeting=held[0],
            follow_up=world["own_actions"][n],
            recorded_by=world.people["officer"],
            **scope,
        )
        for n in range(rows)
    ]
    hidden = make.DecisionFactory(meeting=held[0], sensitive=True, **scope)
    make.DecisionFactory(
        meeting=held[0], corrects=decided[0], action=world["hidden_action"]
    )
    raised = [
        make.EscalationFactory(
            red=True,
            period=period,
            agency=world["own_agency"],
            action=action,
            to_person=world.people["approver"],
        )
        for action in world["own_actions"]
    ]
    hidden_one = make.EscalationFactory(
        red=True,
        period=period,
        agency=world["other_agency"],
        action=world["hidden_action"],
    )
    make.EscalationFactory(answered=True, period=period)
    world.things |= {
        "meeting": held[0],
        "upcoming_meeting": upcoming,
        "decision": decided[0],
        "hidden_decision": hidden,
        "escalation": raised[0],
        "hidden_escalation": hidden_one,
    }
