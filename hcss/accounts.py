"""Who may make an account: somebody with an open invitation, nobody else."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.utils import timezone

from partnerships.models import Invitation, User
from partnerships.services.invitations import accept_invitation
from partnerships.views.invitations import SESSION_KEY


class InvitationOnlyAdapter(DefaultAccountAdapter):
    """allauth's questions, answered for this site."""

    def invitation(self) -> Invitation | None:
        """Return the invitation that this visitor followed, while it can be used."""
        digest = self.request.session.get(SESSION_KEY, "")
        if not digest:
            return None
        usable = Invitation.objects.usable(at=timezone.now())
        found: Invitation | None = usable.filter(digest=digest).first()
        return found

    def is_open_for_signup(self, request: Any) -> bool:
        """Say whether the visitor has come by an invitation that is still open."""
        return self.invitation() is not None

    def save_user(
        self,
        request: Any,
        user: User,
        form: Any,
        commit: bool = True,  # noqa: FBT001, FBT002 -- allauth's signature
    ) -> User:
        """Make the invited person's account and appointment, in one transaction.

        Raises:
            Conflict: the invitation was used or withdrawn a moment ago.
        """
        invitation = self.invitation()
        if invitation is None:
            raise RuntimeError("the sign-up page was open without an invitation")
        person = accept_invitation(
            invitation=invitation,
            password=form.cleaned_data["password1"],
            on=timezone.localdate(),
            now=timezone.now(),
        )
        del request.session[SESSION_KEY]
        return person
