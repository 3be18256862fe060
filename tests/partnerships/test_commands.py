"""The first officer, who invites the others."""

import re

import pytest
from django.core import mail
from django.core.cache import cache
from django.core.management import CommandError, call_command

from partnerships.models import User

pytestmark = pytest.mark.django_db


def test_the_first_officer_chooses_a_password_and_is_in(client, capsys):
    cache.clear()
    call_command("add_officer", "Ola@hcss.example", "Ola Officer")

    said = capsys.readouterr().out
    client.post("/accounts/password/reset/", {"email": "ola@hcss.example"})
    link = re.search(r"/accounts/password/reset/key/\S+", mail.outbox[0].body)
    form = client.get(link[0], follow=True)
    chosen = {
        "password1": "correct horse battery",
        "password2": "correct horse battery",
    }
    client.post(form.request["PATH_INFO"], chosen)
    client.post(
        "/accounts/login/",
        {"login": "ola@hcss.example", "password": "correct horse battery"},
    )

    assert "Ola Officer can now ask for a password at" in said
    assert client.get("/people/invite/").status_code == 200


def test_a_second_one_is_invited_instead(officer):
    with pytest.raises(CommandError) as caught:
        call_command("add_officer", "second@hcss.example", "Second")

    assert str(caught.value) == "There is an officer already: ask them to invite you."
    assert list(User.objects.all()) == [officer]


@pytest.mark.parametrize("email", ["no address", "", "a\x00@b.example"])
def test_what_is_no_address_is_refused(db, email):
    with pytest.raises(CommandError):
        call_command("add_officer", email, "Ola")

    assert not User.objects.exists()
