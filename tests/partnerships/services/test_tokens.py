"""A token acts as its person, for a time, and can be taken back."""

import pytest
from django.core.exceptions import ValidationError
from knox.models import AuthToken

from hcss.kernel import audit
from hcss.kernel.errors import Conflict, NotPermitted
from partnerships.services import tokens
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db


def test_a_token_expires_and_its_secret_is_not_stored(reader, now, settings):
    made = tokens.create_token(actor=reader, now=now)

    assert made.token.expiry == now + settings.REST_KNOX["TOKEN_TTL"]
    assert made.secret not in str(AuthToken.objects.values().get())
    assert made.secret not in str(audit.history(reader).get().changes)


def test_nobody_has_more_tokens_than_the_limit(reader, now):
    for _ in range(10):
        tokens.create_token(actor=reader, now=now)

    with pytest.raises(ValidationError) as caught:
        tokens.create_token(actor=reader, now=now)

    assert caught.value.messages == ["You have 10 tokens: revoke one first."]


def test_somebody_without_an_appointment_has_no_token(db, now):
    with pytest.raises(NotPermitted):
        tokens.create_token(actor=UserFactory(), now=now)


def test_only_ones_own_token_can_be_revoked_and_once(reader, officer, now):
    made = tokens.create_token(actor=reader, now=now)
    key = made.token.token_key

    with pytest.raises(Conflict):
        tokens.revoke_token(actor=officer, token_key=key, now=now)
    tokens.revoke_token(actor=reader, token_key=key, now=now)
    with pytest.raises(Conflict):
        tokens.revoke_token(actor=reader, token_key=key, now=now)

    assert not AuthToken.objects.exists()
