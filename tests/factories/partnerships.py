"""Agencies, boards, posts and people. Plain, valid, predictable: no clock, no chance.

People are appointed from 1 April 2019, so that they hold their role on any day that
a test may choose. ``UserFactory(contact=agency)`` is a contact of that agency,
``UserFactory(contact=True)`` one of a new agency; ``chair=`` takes a partnership.
"""

import hashlib
from datetime import UTC, date, datetime

import factory
from factory.django import DjangoModelFactory

from partnerships.choices import AGENCY_ROLES, AgencyKind, PartnershipKind, Role
from partnerships.models import (
    Agency,
    AgencyName,
    Appointment,
    Invitation,
    Membership,
    Partnership,
    Post,
    PostHolding,
    Succession,
    User,
)

#: The day from which the factories' people hold their roles.
APPOINTED_ON = date(2019, 4, 1)
#: A password for tests that really sign in.
PASSWORD = "a long enough password"


class AgencyFactory(DjangoModelFactory):
    class Meta:
        model = Agency

    name = factory.Sequence(lambda n: f"Agency {n}")
    slug = factory.LazyAttribute(lambda agency: agency.name.lower().replace(" ", "-"))
    kind = AgencyKind.COUNCIL


class AgencyNameFactory(DjangoModelFactory):
    class Meta:
        model = AgencyName

    agency = factory.SubFactory(AgencyFactory)
    name = factory.Sequence(lambda n: f"Earlier name {n}")
    to_on = date(2020, 3, 31)


class SuccessionFactory(DjangoModelFactory):
    class Meta:
        model = Succession

    predecessor = factory.SubFactory(AgencyFactory, ended_on=date(2021, 4, 1))
    successor = factory.SubFactory(AgencyFactory)
    took_over_on = date(2021, 4, 1)


class PartnershipFactory(DjangoModelFactory):
    class Meta:
        model = Partnership

    name = factory.Sequence(lambda n: f"Partnership {n}")
    slug = factory.LazyAttribute(lambda board: board.name.lower().replace(" ", "-"))
    kind = PartnershipKind.BOARD


class MembershipFactory(DjangoModelFactory):
    class Meta:
        model = Membership

    partnership = factory.SubFactory(PartnershipFactory)
    agency = factory.SubFactory(AgencyFactory)
    starts_on = APPOINTED_ON


class AppointmentFactory(DjangoModelFactory):
    """A reader's appointment; a role that needs a place is given one."""

    class Meta:
        model = Appointment

    person = factory.SubFactory("tests.factories.partnerships.UserFactory")
    role = Role.READER
    agency = factory.Maybe(
        factory.LazyAttribute(lambda held: held.role in AGENCY_ROLES),
        yes_declaration=factory.SubFactory(AgencyFactory),
        no_declaration=None,
    )
    partnership = factory.Maybe(
        factory.LazyAttribute(lambda held: held.role == Role.CHAIR),
        yes_declaration=factory.SubFactory(PartnershipFactory),
        no_declaration=None,
    )
    starts_on = APPOINTED_ON


def _appointed(role: Role) -> factory.PostGeneration:
    """Return the trait that appoints the new person to ``role``."""

    def appoint(person, create, place, **where):
        if isinstance(place, Agency):
            where["agency"] = place
        if isinstance(place, Partnership):
            where["partnership"] = place
        if create and (place or where):
            AppointmentFactory(person=person, role=role, **where)

    return factory.PostGeneration(appoint)


class UserFactory(DjangoModelFactory):
    """A person without any appointment; the traits appoint them."""

    class Meta:
        model = User
        skip_postgeneration_save = True

    name = factory.Sequence(lambda n: f"Person {n}")
    email = factory.Sequence(lambda n: f"person{n}@hcss.example")
    post_title = "Partnerships officer"
    password = factory.django.Password(PASSWORD)

    officer = _appointed(Role.OFFICER)
    contact = _appointed(Role.CONTACT)
    deputy = _appointed(Role.DEPUTY)
    approver = _appointed(Role.APPROVER)
    member = _appointed(Role.MEMBER)
    chair = _appointed(Role.CHAIR)
    assurer = _appointed(Role.ASSURER)
    reader = _appointed(Role.READER)
    administrator = _appointed(Role.ADMINISTRATOR)


class PostFactory(DjangoModelFactory):
    class Meta:
        model = Post

    title = factory.Sequence(lambda n: f"Head of service {n}")
    slug = factory.LazyAttribute(lambda post: post.title.lower().replace(" ", "-"))


class PostHoldingFactory(DjangoModelFactory):
    class Meta:
        model = PostHolding

    post = factory.SubFactory(PostFactory)
    person = factory.SubFactory(UserFactory)
    starts_on = APPOINTED_ON


class InvitationFactory(DjangoModelFactory):
    """An open invitation to read, sent on 1 October 2026; its secret is ``secret``."""

    class Meta:
        model = Invitation

    class Params:
        secret = factory.Sequence(lambda n: f"secret-{n}")

    email = factory.Sequence(lambda n: f"invited{n}@hcss.example")
    name = factory.Sequence(lambda n: f"Invited person {n}")
    post_title = "Partnerships officer"
    role = Role.READER
    digest = factory.LazyAttribute(
        lambda invitation: hashlib.sha256(invitation.secret.encode()).hexdigest()
    )
    invited_by = factory.SubFactory(UserFactory, officer=True)
    invited_at = datetime(2026, 10, 1, 9, tzinfo=UTC)
    expires_at = datetime(2026, 10, 15, 9, tzinfo=UTC)
