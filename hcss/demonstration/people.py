"""The story's people: asked in, appointed, at their boards and posts, and one gone."""

from datetime import datetime, time
from functools import partial

from django.contrib.auth.hashers import make_password

from hcss.demonstration.stage import Stage
from hcss.demonstration.story import Part
from hcss.demonstration.story_calendar import LAST
from hcss.kernel.models import AuditEvent
from partnerships.choices import Role
from partnerships.events import INVITATION_ACCEPTED
from partnerships.models import Invitation, User
from partnerships.services.agencies import create_agency, record_succession
from partnerships.services.invitations import accept_invitation, invite_person
from partnerships.services.partnerships import add_member
from partnerships.services.people import add_first_officer, edit_person, end_person
from partnerships.services.posts import appoint_to_post

#: Working days before the first quarter.
_FIRST_OFFICER, _REGISTER, _INVITED, _ACCEPTED, _BOARDS = 30, 28, 25, 22, 20
_MORNING, _NOON, _EVENING = time(9, 30), time(12, 15), time(16, 45)


def bring_people_in(stage: Stage) -> None:
    """Put on the timetable how everybody came, and how one left."""
    calendar, timetable = stage.calendar, stage.timetable
    first, *others = stage.story["people"]
    timetable.add(
        calendar.before_it_began(_FIRST_OFFICER),
        _MORNING,
        partial(_begin, stage, first),
    )
    timetable.add(
        calendar.before_it_began(_REGISTER), _MORNING, partial(_add_agencies, stage)
    )
    for part in others:
        timetable.add(
            calendar.before_it_began(_INVITED), _NOON, partial(_ask_in, stage, part)
        )
        timetable.add(
            calendar.before_it_began(_ACCEPTED), _NOON, partial(_arrive, stage, part)
        )
    timetable.add(
        calendar.before_it_began(_BOARDS), _MORNING, partial(_fill_places, stage)
    )
    for part in others:
        if "leaves" in part:
            left_on = calendar.day(f"middle of {part['leaves']}")
            timetable.add(left_on, _EVENING, partial(_leave, stage, part))


def let_them_sign_in(stage: Stage) -> None:
    """Give everybody the story's password, and the day on which they were last here.

    Who only reads leaves no trace, and came when the last period opened. Hashing is
    slow on purpose, so it is done once; these accounts are public anyway.
    """
    password = make_password(stage.story["password"])
    opened_at = stage.calendar.windows(LAST).opens_at
    for person in User.objects.active():
        done = AuditEvent.objects.filter(actor=person).exclude(verb=INVITATION_ACCEPTED)
        last = done.order_by("-happened_at").first()
        person.password = password
        person.last_login = last.happened_at if last else opened_at
        person.save(update_fields=["password", "last_login"])


def _begin(stage: Stage, part: Part, now: datetime) -> None:
    officer = add_first_officer(
        name=part["name"], email=part["email"], on=now.date(), now=now
    )
    stage.people[part["key"]] = officer
    _describe(stage, part, officer, now)


def _add_agencies(stage: Stage, now: datetime) -> None:
    for part in stage.story["agencies"]:
        successor = create_agency(
            actor=stage.officer,
            name=part["name"],
            kind=part["kind"],
            short_name=part["short_name"],
            now=now,
        )
        record_succession(
            actor=stage.officer,
            predecessor=stage.agency(part["succeeds"]),
            successor=successor,
            took_over_on=part["since"],
            on=now.date(),
            now=now,
        )


def _ask_in(stage: Stage, part: Part, now: datetime) -> None:
    place = part.get("at", "")
    is_chair = part["role"] == Role.CHAIR
    invitation = invite_person(
        actor=stage.officer,
        email=part["email"],
        name=part["name"],
        post_title=part["post"],
        role=part["role"],
        agency=stage.agency(place) if place and not is_chair else None,
        partnership=stage.board(place) if is_chair else None,
        now=now,
    )
    invitation.sent_at = now
    invitation.save(update_fields=["sent_at"])


def _arrive(stage: Stage, part: Part, now: datetime) -> None:
    invitation = Invitation.objects.get(email=part["email"])
    stage.people[part["key"]] = accept_invitation(
        invitation=invitation,
        password=None,  # type: ignore[arg-type]  # let_them_sign_in() gives one
        on=now.date(),
        now=now,
    )
    _describe(stage, part, stage.people[part["key"]], now)


def _describe(stage: Stage, part: Part, person: User, now: datetime) -> None:
    employer = part.get("employer")
    edit_person(
        actor=stage.officer,
        person=person,
        post_title=part["post"],
        employer=stage.agency(employer) if employer else None,
        now=now,
    )


def _fill_places(stage: Stage, now: datetime) -> None:
    for name, agencies in stage.story["members"].items():
        board = stage.board(name)
        for agency in agencies:
            add_member(
                actor=stage.officer,
                partnership=board,
                agency=stage.agency(agency),
                now=now,
            )
    for part in stage.story["posts"]:
        appoint_to_post(
            actor=stage.officer,
            post=stage.post(part["title"]),
            person=stage.people[part["holder"]],
            starts_on=now.date(),
            now=now,
        )


def _leave(stage: Stage, part: Part, now: datetime) -> None:
    end_person(
        actor=stage.second_officer,
        person=stage.people[part["key"]],
        on=now.date(),
        now=now,
        why="Moved to another organisation.",
    )
