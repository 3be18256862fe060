"""Invitations: sending them, and following the link in one."""

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from partnerships.forms.filters import InvitationFilter
from partnerships.forms.people import InviteForm
from partnerships.models import Invitation
from partnerships.services import invitations
from partnerships.views.shared import AppointedList, ServiceButton, ServiceForm

#: Where a visitor's session keeps the digest of the invitation they followed.
SESSION_KEY = "invitation"


class InvitationsView(AppointedList):
    """What was sent, what came of it, and what has run out."""

    rule = "partnerships.manage_people"
    template_name = "partnerships/invitations.html"
    context_object_name = "invitations"
    filterset_class = InvitationFilter

    def rows(self) -> QuerySet[Invitation]:
        asked = Invitation.objects.select_related("invited_by", "agency", "partnership")
        found: QuerySet[Invitation] = asked.order_by("-invited_at", "-pk")
        return found

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        now = timezone.now()
        context["rows"] = [
            {"invitation": each, "standing": each.standing(at=now)}
            for each in context["invitations"]
        ]
        return context


class InviteView(ServiceForm):
    """Ask somebody in."""

    rule = "partnerships.manage_people"
    form_class = InviteForm
    title, button, done = "Invite somebody", "Send invitation", "Invitation sent."

    def get_initial(self) -> dict[str, Any]:
        """Return the role and the agency that the address names, if it does."""
        named = self.request.GET
        return super().get_initial() | {
            name: named[name] for name in ("role", "agency") if name in named
        }

    def call(self, typed: dict[str, Any]) -> Invitation:
        return invitations.invite_person(actor=self.who, now=timezone.now(), **typed)

    def next_page(self, changed: Any) -> str:
        return reverse("partnerships:invitations")


class _InvitationButton(ServiceButton):
    """A button beside one invitation."""

    rule = "partnerships.manage_people"
    subject: Invitation

    def find(self) -> None:
        self.subject = get_object_or_404(Invitation, pk=self.kwargs["pk"])

    def next_page(self) -> str:
        return reverse("partnerships:invitations")


class ResendView(_InvitationButton):
    """Send a new link."""

    done = "Invitation sent again. The old link no longer works."

    def call(self) -> Invitation:
        return invitations.resend_invitation(
            actor=self.who, invitation=self.subject, now=timezone.now()
        )


class WithdrawView(_InvitationButton):
    """Stop an invitation."""

    done = "Invitation withdrawn."

    def call(self) -> Invitation:
        return invitations.withdraw_invitation(
            actor=self.who, invitation=self.subject, now=timezone.now()
        )


@login_not_required
@never_cache
@require_safe
def follow_invitation(request: HttpRequest, secret: str) -> HttpResponse:
    """Lead the invited person to sign-up, or say why the link is of no use."""
    digest = invitations.digest_of(secret=secret)
    asked = Invitation.objects.select_related("invited_by").filter(digest=digest)
    invitation = asked.first()
    standing = invitation.standing(at=timezone.now()) if invitation else "unknown"
    context = {"invitation": invitation, "standing": standing}
    if request.user.is_authenticated:
        return render(request, "partnerships/invitation_signed_in.html", context)
    if standing != "open":
        return render(
            request, "partnerships/invitation_unusable.html", context, status=410
        )
    request.session[SESSION_KEY] = digest
    return redirect("account_signup")
