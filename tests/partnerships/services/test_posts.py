"""A post stays while people come and go (R14)."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from hcss.kernel import audit
from hcss.kernel.errors import Conflict, NotPermitted
from partnerships.models import Post, PostHolding
from partnerships.services import posts
from tests.factories import (
    AgencyFactory,
    PartnershipFactory,
    PostFactory,
    PostHoldingFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db


def test_a_post_is_at_one_place(officer, now):
    agency, board = AgencyFactory(), PartnershipFactory()

    posts.create_post(actor=officer, title="Director", agency=agency, now=now)
    for places in ({}, {"agency": agency, "partnership": board}):
        with pytest.raises(ValidationError) as caught:
            posts.create_post(actor=officer, title="Chair", now=now, **places)
        assert caught.value.messages == [
            "Choose an agency or a partnership, and not both."
        ]

    assert Post.objects.get().slug == "director"


def test_a_post_is_on_the_register_once(officer, now):
    agency = AgencyFactory()
    posts.create_post(actor=officer, title="Director", agency=agency, now=now)

    with pytest.raises(ValidationError) as caught:
        posts.create_post(actor=officer, title="Director", agency=agency, now=now)

    assert caught.value.messages == ["There is such a post already."]


def test_a_change_of_holder_keeps_the_history(officer, now):
    post = PostFactory()
    first, second = UserFactory(), UserFactory()

    held = posts.appoint_to_post(
        actor=officer, post=post, person=first, starts_on=date(2020, 1, 1), now=now
    )
    posts.end_holding(actor=officer, holding=held, ends_on=date(2024, 1, 1), now=now)
    posts.appoint_to_post(
        actor=officer, post=post, person=second, starts_on=date(2024, 1, 1), now=now
    )

    holders = PostHolding.objects.order_by("starts_on").values_list("person", flat=True)
    assert list(holders) == [first.pk, second.pk]
    assert audit.history(post).count() == 3


def test_a_post_has_one_holder_at_a_time(officer, now):
    held = PostHoldingFactory()

    with pytest.raises(ValidationError) as caught:
        posts.appoint_to_post(
            actor=officer,
            post=held.post,
            person=UserFactory(),
            starts_on=date(2024, 1, 1),
            now=now,
        )

    assert caught.value.messages == ["Somebody holds this post: end that first."]


def test_a_holding_does_not_begin_before_the_last_one_ended(officer, now):
    held = PostHoldingFactory(ends_on=date(2024, 1, 1))

    with pytest.raises(ValidationError) as caught:
        posts.appoint_to_post(
            actor=officer,
            post=held.post,
            person=UserFactory(),
            starts_on=date(2023, 1, 1),
            now=now,
        )

    assert caught.value.messages == [
        f"{held.person} held this post until 1 January 2024."
    ]


def test_somebody_who_has_left_takes_up_no_post(officer, now):
    with pytest.raises(ValidationError) as caught:
        posts.appoint_to_post(
            actor=officer,
            post=PostFactory(),
            person=UserFactory(name="Gone", is_active=False),
            starts_on=date(2024, 1, 1),
            now=now,
        )

    assert caught.value.message_dict == {"person": ["Gone has left."]}


def test_a_holding_ends_once(officer, now):
    held = PostHoldingFactory()
    posts.end_holding(actor=officer, holding=held, ends_on=date(2024, 1, 1), now=now)

    with pytest.raises(Conflict):
        posts.end_holding(
            actor=officer, holding=held, ends_on=date(2025, 1, 1), now=now
        )


def test_only_officers_change_posts(administrator, now):
    held = PostHoldingFactory()

    with pytest.raises(NotPermitted):
        posts.create_post(actor=administrator, title="X", now=now)
    with pytest.raises(NotPermitted):
        posts.appoint_to_post(
            actor=administrator,
            post=held.post,
            person=held.person,
            starts_on=date(2024, 1, 1),
            now=now,
        )
    with pytest.raises(NotPermitted):
        posts.end_holding(
            actor=administrator, holding=held, ends_on=date(2024, 1, 1), now=now
        )
