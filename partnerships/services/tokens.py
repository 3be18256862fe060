"""API tokens: a person lets a program of theirs act as them, for a time."""

from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from knox.models import AuthToken
from knox.settings import knox_settings

from hcss.kernel import audit, policy
from hcss.kernel.errors import Conflict
from partnerships import events
from partnerships.models import User


@dataclass(frozen=True)
class NewToken:
    """A token just made. ``secret`` is shown once and kept nowhere."""

    token: AuthToken
    secret: str


@transaction.atomic
def create_token(*, actor: User, now: datetime) -> NewToken:
    """Make a token that acts as ``actor`` until it expires.

    Raises:
        NotPermitted: ``actor`` has no appointment.
        ValidationError: they have as many as they may have.
    """
    policy.require(actor, "partnerships.keep_tokens")
    most = knox_settings.TOKEN_LIMIT_PER_USER
    if AuthToken.objects.filter(user=actor, expiry__gt=now).count() >= most:
        raise ValidationError(f"You have {most} tokens: revoke one first.")
    token, secret = AuthToken.objects.create(user=actor)
    audit.record(
        events.TOKEN_MADE,
        actor=actor,
        subject=actor,
        now=now,
        changes={"token": [None, token.token_key]},
    )
    return NewToken(token=token, secret=secret)


@transaction.atomic
def revoke_token(*, actor: User, token_key: str, now: datetime) -> None:
    """Make one of the actor's own tokens useless at once.

    Raises:
        Conflict: they have no such token, or no longer.
    """
    deleted, _ = AuthToken.objects.filter(user=actor, token_key=token_key).delete()
    if not deleted:
        raise Conflict("You have no such token any more.", code="revoked")
    audit.record(
        events.TOKEN_REVOKED,
        actor=actor,
        subject=actor,
        now=now,
        changes={"token": [token_key, None]},
    )
