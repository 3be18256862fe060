"""What this app looks for all the time: posts that own a priority and are empty."""

from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from hcss.kernel import policy
from hcss.kernel.standing import Check, Finding, Grade, Moment
from partnerships.models import Post
from priorities.models import Agreement, Owner


def _posts(moment: Moment) -> QuerySet:
    """Return the posts that the current agreement names as owners (R14)."""
    current = Agreement.objects.current().values("pk")[:1]
    of_it = Owner.objects.filter(ownership__priority__agreement__in=current)
    return of_it.filter(post__isnull=False)


def _vacant(moment: Moment) -> QuerySet:
    return _posts(moment).filter(post__in=Post.objects.vacant(on=moment.on))


def _in_order(rows: QuerySet, person: Any) -> QuerySet:
    related = ("post__agency", "post__partnership", "ownership__priority")
    return rows.select_related(*related).order_by("ownership__priority__number", "pk")


def _as_it_is(rows: QuerySet) -> QuerySet:
    return rows


def _finding(owner: Any, person: Any, moment: Moment) -> Finding:
    priority, post = owner.ownership.priority, owner.post
    mends = policy.allows(person, "partnerships.manage_register")
    return Finding(
        subject=f"P{priority.number} {priority.short_title}: {post}",
        why="The post owns this priority, and nobody holds it today.",
        url=post.get_absolute_url(),
        mend="Say who holds the post" if mends else "",
        mend_url=reverse("partnerships:post-appoint", args=[post.slug])
        if mends
        else "",
    )


CHECKS = (
    Check(
        code="post-vacant",
        grade=Grade.IMPORTANT,
        label="Posts that own a priority and that nobody holds",
        meaning="The group cannot ask the owner, because there is none today.",
        of="posts that own a priority",
        found=_vacant,
        among=_posts,
        visible=_in_order,
        official=_as_it_is,
        finding=_finding,
    ),
)
