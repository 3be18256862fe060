"""Posts and their holders: the office stays, people come and go (R14)."""

from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q

from hcss.kernel import audit, policy
from hcss.kernel.errors import Conflict
from hcss.kernel.transitions import compare_and_set
from partnerships import events
from partnerships.models import Agency, Partnership, Post, PostHolding, User
from partnerships.services.changes import free_slug, one_winner, refuse_strange_day


@one_winner()
@transaction.atomic
def create_post(
    *,
    actor: User,
    title: str,
    now: datetime,
    agency: Agency | None = None,
    partnership: Partnership | None = None,
) -> Post:
    """Put a post at an agency or a partnership on the register; nobody holds it yet.

    Raises:
        NotPermitted: ``actor`` is not an officer.
        ValidationError: no place or two, or there is such a post there already.
    """
    policy.require(actor, "partnerships.manage_register")
    if bool(agency) == bool(partnership):
        raise ValidationError("Choose an agency or a partnership, and not both.")
    post = Post(
        title=title,
        slug=free_slug(model=Post, name=title),
        agency=agency,
        partnership=partnership,
    )
    post.full_clean()
    post.save()
    audit.record(events.POST_CREATED, actor=actor, subject=post, now=now)
    return post


@one_winner()
@transaction.atomic
def appoint_to_post(
    *, actor: User, post: Post, person: User, starts_on: date, now: datetime
) -> PostHolding:
    """Write down that a person holds the post from a day.

    Raises:
        NotPermitted: ``actor`` is not an officer.
        ValidationError: somebody holds it or held it then, or the person has left.
    """
    policy.require(actor, "partnerships.manage_register", post)
    refuse_strange_day(field="starts_on", day=starts_on)
    if not person.is_active:
        raise ValidationError({"person": f"{person.name} has left."})
    holding = PostHolding(post=post, person=person, starts_on=starts_on)
    holding.full_clean()
    last = post.holdings.filter(ends_on__gt=starts_on).order_by("-ends_on").first()
    if last and last.ends_on:
        until = f"{last.ends_on:%-d %B %Y}"
        raise ValidationError(
            {"starts_on": f"{last.person} held this post until {until}."}
        )
    holding.save()
    audit.record(
        events.POST_TAKEN_UP,
        actor=actor,
        subject=post,
        now=now,
        changes={"holder": [None, person.name]},
        why=f"from {starts_on:%-d %B %Y}",
    )
    return holding


@transaction.atomic
def end_holding(
    *, actor: User, holding: PostHolding, ends_on: date, now: datetime
) -> PostHolding:
    """Write down the first day on which the person no longer holds the post.

    Raises:
        NotPermitted: ``actor`` is not an officer.
        ValidationError: the day is before the holding began.
        Conflict: it has ended already.
    """
    policy.require(actor, "partnerships.manage_register", holding.post)
    refuse_strange_day(field="ends_on", day=ends_on)
    if holding.ends_on or not compare_and_set(
        holding, expected={"ends_on": None}, ends_on=ends_on
    ):
        raise Conflict("This holding has ended already.", code="ended")
    record_given_up(actor=actor, holding=holding, now=now)
    return holding


@transaction.atomic
def give_up_posts(*, actor: User, person: User, on: date, now: datetime) -> None:
    """End every post that a leaver holds, or was about to hold (R14, R62).

    Raises:
        NotPermitted: ``actor`` does not manage people.
    """
    policy.require(actor, "partnerships.manage_people", person)
    held = person.post_holdings.filter(Q(ends_on=None) | Q(ends_on__gt=on))
    for holding in held.select_related("post", "person"):
        holding.ends_on = max(on, holding.starts_on)
        holding.full_clean()
        holding.save(update_fields=["ends_on"])
        record_given_up(actor=actor, holding=holding, now=now)


def record_given_up(*, actor: User, holding: PostHolding, now: datetime) -> None:
    """Write down, on the post, who gave it up and from when."""
    audit.record(
        events.POST_GIVEN_UP,
        actor=actor,
        subject=holding.post,
        now=now,
        changes={"holder": [holding.person.name, None]},
        why=f"from {holding.ends_on:%-d %B %Y}",
    )
