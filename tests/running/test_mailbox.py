"""The demonstration's mail can be read in the browser; anybody else's cannot."""

from pathlib import Path

import pytest
from django.core import mail
from django.core.mail import EmailMultiAlternatives, get_connection
from django.test import Client
from django.urls import reverse

FILES = "django.core.mail.backends.filebased.EmailBackend"
LINK = "http://127.0.0.1:8000/returns/7/"


@pytest.fixture
def demonstration(settings, tmp_path: Path, db) -> Path:
    """A folder with the demonstration's mark, and mail written to files."""
    settings.HOME = tmp_path
    settings.EMAIL_BACKEND = FILES
    settings.EMAIL_FILE_PATH = str(tmp_path / "mail")
    (tmp_path / "mail").mkdir()
    (tmp_path / "demonstration").touch()
    return tmp_path


def send(subject: str, *, text: str = f"Open {LINK} today.") -> None:
    message = EmailMultiAlternatives(
        subject, text, "returns@hcss.example", ["contact@agency.example"]
    )
    message.attach_alternative(f"<p onclick='x()'>{text}</p>", "text/html")
    message.send()


def test_every_message_is_listed_for_somebody_not_signed_in(
    client: Client, demonstration: Path
):
    send("Your return is open")
    send("Your return is due")

    response = client.get(reverse("mailbox"))

    assert {letter.subject for letter in response.context["letters"]} == {
        "Your return is open",
        "Your return is due",
    }
    assert "contact@agency.example" in response.content.decode()


def test_letters_with_either_way_of_writing_utc_stand_in_one_list(
    client: Client, demonstration: Path
):
    send("Written as Django writes it")
    (sent,) = (demonstration / "mail").iterdir()
    loaded = sent.read_text().replace("-0000", "+0000").replace("Written", "Loaded")
    (demonstration / "mail" / "loaded.log").write_text(loaded)

    response = client.get(reverse("mailbox"))

    assert {letter.subject for letter in response.context["letters"]} == {
        "Written as Django writes it",
        "Loaded as Django writes it",
    }


def test_an_empty_mailbox_says_so(client: Client, demonstration: Path):
    response = client.get(reverse("mailbox"))

    assert "No message yet." in response.content.decode()


def test_messages_sent_over_one_connection_are_told_apart(
    client: Client, demonstration: Path
):
    with get_connection() as connection:
        for subject in ("First", "Second"):
            mail.EmailMessage(
                subject, "…", to=["a@b.example"], connection=connection
            ).send()

    letters = client.get(reverse("mailbox")).context["letters"]

    assert [letter.subject for letter in letters] == ["Second", "First"]
    assert len({letter.name for letter in letters}) == 2


def test_a_message_is_shown_with_its_links_and_its_markup_as_text(
    client: Client, demonstration: Path
):
    send("Your return is due")
    (letter,) = client.get(reverse("mailbox")).context["letters"]

    page = client.get(reverse("mailbox-message", args=[letter.name])).content.decode()

    assert f'<a href="{LINK}" rel="nofollow">{LINK}</a>' in page
    assert "&lt;p onclick=" in page
    assert "<p onclick" not in page


def test_a_message_that_is_still_being_written_waits(
    client: Client, demonstration: Path
):
    (demonstration / "mail" / "20260721-090000-1.log").write_text("Subject: Half")

    response = client.get(reverse("mailbox"))

    assert response.context["letters"] == []


@pytest.mark.parametrize("name", ["nothing", "nothing-0", "..-0", "secret-key-0"])
def test_a_name_that_is_no_message_is_not_found(
    client: Client, demonstration: Path, name: str
):
    (demonstration / "secret-key.log").write_text("Date: x\n" + "-" * 79 + "\n")
    send("Your return is due")

    response = client.get(reverse("mailbox-message", args=[name]))

    assert response.status_code == 404


def test_without_the_demonstration_there_is_no_mailbox(
    client: Client, demonstration: Path
):
    send("Your return is due")
    (demonstration / "demonstration").unlink()

    assert client.get(reverse("mailbox")).status_code == 404


def test_where_mail_is_really_sent_there_is_no_mailbox(
    client: Client, demonstration: Path, settings
):
    send("Your return is due")
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"

    assert client.get(reverse("mailbox")).status_code == 404
