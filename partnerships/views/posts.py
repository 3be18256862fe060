"""Posts and their holders in the browser (R14)."""

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.utils import timezone

from hcss.kernel import audit
from partnerships.forms.filters import PostFilter
from partnerships.forms.partnerships import EndForm, HolderForm, PostForm
from partnerships.models import Post, PostHolding
from partnerships.services import posts
from partnerships.views.shared import AppointedDetail, AppointedList, ServiceForm


class PostsView(AppointedList):
    """The register of posts: who holds each, and which are vacant."""

    template_name = "partnerships/posts.html"
    context_object_name = "posts"
    filterset_class = PostFilter
    csv_name = "posts.csv"
    csv_header = ("Title", "Agency", "Partnership", "Holder", "Since")

    def rows(self) -> QuerySet[Post]:
        found: QuerySet[Post] = Post.objects.with_holder(
            on=timezone.localdate()
        ).order_by("title", "pk")
        return found

    def csv_rows(self, found: QuerySet) -> Iterable[tuple[Any, ...]]:
        for post in found:
            holding = next(iter(post.current_holdings), None)
            yield (
                post.title,
                post.agency,
                post.partnership,
                holding.person.name if holding else "Vacant",
                holding.starts_on if holding else "",
            )


class PostPage(AppointedDetail):
    """One post and everybody who has held it."""

    template_name = "partnerships/post.html"

    def find(self) -> None:
        self.post_ = get_object_or_404(
            Post.objects.select_related("agency", "partnership"),
            slug=self.kwargs["slug"],
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        holdings = self.post_.holdings.select_related("person").order_by("-starts_on")
        return super().get_context_data(
            post=self.post_,
            holdings=list(holdings),
            is_vacant=not self.post_.holdings.current(on=timezone.localdate()).exists(),
            events=audit.history(self.post_)[:20],
            **kwargs,
        )


class NewPostView(ServiceForm):
    """Put a post on the register."""

    rule = "partnerships.manage_register"
    form_class = PostForm
    title, button, done = "Add a post", "Add post", "Post added."

    def call(self, typed: dict[str, Any]) -> Post:
        return posts.create_post(actor=self.who, now=timezone.now(), **typed)


class AppointToPostView(ServiceForm):
    """Write down who holds the post now."""

    rule = "partnerships.manage_register"
    form_class = HolderForm
    subject: Post
    title, button, done = "Who holds the post?", "Save", "Holder recorded."

    def find(self) -> None:
        self.subject = get_object_or_404(Post, slug=self.kwargs["slug"])

    def call(self, typed: dict[str, Any]) -> Post:
        posts.appoint_to_post(
            actor=self.who, post=self.subject, now=timezone.now(), **typed
        )
        return self.subject


class EndHoldingView(ServiceForm):
    """Write down when somebody gave the post up."""

    rule = "partnerships.manage_register"
    form_class = EndForm
    subject: Post
    title, button, done = "End the holding", "End holding", "Holding ended."

    def find(self) -> None:
        self.subject = get_object_or_404(Post, slug=self.kwargs["slug"])
        self.holding = get_object_or_404(
            PostHolding.objects.select_related("post", "person"),
            post=self.subject,
            pk=self.kwargs["pk"],
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(about=self.holding.person.name, **kwargs)

    def call(self, typed: dict[str, Any]) -> Post:
        posts.end_holding(
            actor=self.who, holding=self.holding, now=timezone.now(), **typed
        )
        return self.subject
