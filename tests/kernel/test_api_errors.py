"""A refusal reads the same whichever part of the API gives it."""

import pytest
from django.urls import reverse

from hcss.kernel.errors import NOT_ALLOWED
from tests.factories import ActionFactory, ReturnFactory, UserFactory

pytestmark = pytest.mark.django_db


def test_refused_by_rule_or_by_object_the_words_are_the_same(api_client):
    api_client.force_authenticate(UserFactory(reader=True))
    action = ActionFactory(active=True)
    returned = ReturnFactory(accepted=True)
    addresses = [
        reverse("api:actions-list"),
        reverse("api:actions-start", args=[action.pk]),
        reverse("api:returns-submit", args=[returned.pk]),
    ]

    answers = [api_client.post(address, {}) for address in addresses]

    assert [answer.status_code for answer in answers] == [403, 403, 403]
    assert {answer.json()["detail"] for answer in answers} == {NOT_ALLOWED}
