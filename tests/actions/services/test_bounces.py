"""Reading the mailbox that mail comes back to: files, and IMAP over TLS."""

import mailbox
from datetime import date
from functools import partial

import pytest
import time_machine
from django.core.management import CommandError, call_command

from actions import events
from actions.choices import DigestState
from actions.models import Digest, Reminder
from actions.services.reminding.bounces import BouncesRead, read_bounces
from actions.tasks import bounces as tasks
from hcss.kernel import mailboxes
from hcss.kernel.mailboxes import MailboxError
from hcss.kernel.models import AuditEvent
from tests.conftest import NOW
from tests.factories import DigestFactory, ReminderFactory
from tests.machinery import letters
from tests.machinery.imap_server import PASSWORD, USER, FakeImap, certificate
from tests.running.test_settings import PRODUCTION, manage

pytestmark = pytest.mark.django_db


@pytest.fixture
def digest():
    """The message that the reports are about."""
    digest = DigestFactory(
        reference=letters.REFERENCE, message_id=letters.NUMBER, address=letters.TO
    )
    digest.person.email = letters.TO
    digest.person.save()
    ReminderFactory(person=digest.person, sent=True, digest=digest)
    return digest


@pytest.fixture(params=["maildir", "mbox"])
def box(request, tmp_path):
    """A mailbox in files: its path, to be opened anew each time."""
    kind = mailbox.Maildir if request.param == "maildir" else mailbox.mbox
    path = tmp_path / request.param
    opened = kind(str(path), create=True)
    opened.flush()
    opened.close()
    return path, kind


def put(box, *all_letters):
    path, kind = box
    opened = kind(str(path))
    for letter in all_letters:
        opened.add(letter)
    opened.flush()
    opened.close()


def subjects(box):
    path, kind = box
    opened = kind(str(path))
    found = sorted(each["Subject"] for each in opened)
    opened.close()
    return found


def read(path):
    with mailboxes.files(path) as opened:
        return read_bounces(box=opened, now=NOW)


# --- Files ---


def test_a_report_is_written_down_and_taken_out_and_the_rest_stays(box, digest):
    strange = letters.postfix(original="From: x@y.example\n\nHello")
    put(box, letters.out_of_office(), letters.postfix(), strange, b"Subject: Lunch\n\n")

    assert read(box[0]) == BouncesRead(reports=1, left=3)

    assert subjects(box) == [
        "Automatic reply: SUBJECT",
        "Lunch",
        "Undelivered Mail Returned to Sender",
    ]
    assert Digest.objects.get().state == DigestState.BOUNCED
    assert Reminder.objects.get().state == "refused"
    assert Reminder.objects.get().error == (
        "The mail came back: 550 5.1.1 <a…@police.example>: Recipient address rejected"
    )


def test_nothing_of_our_mail_or_of_the_report_is_kept_but_the_reason(box, digest):
    put(box, letters.postfix(), letters.exchange())

    read(box[0])

    kept = str([*Digest.objects.values(), *Reminder.objects.values()])
    kept += str(list(AuditEvent.objects.values()))
    assert "WORDS OF OURS" not in kept
    assert "sorry to have to inform" not in kept


def test_reading_again_brings_nothing_new(box, digest):
    put(box, letters.postfix())
    read(box[0])
    put(box, letters.postfix())  # as if it could not be taken out

    assert read(box[0]) == BouncesRead(reports=1, left=0)
    assert read(box[0]) == BouncesRead(reports=0, left=0)

    came_back = AuditEvent.objects.filter(verb=events.REMINDER_CAME_BACK)
    assert came_back.count() == 1


def test_breaking_off_loses_no_letter(box, digest, monkeypatch):
    put(box, letters.postfix())
    monkeypatch.setattr(
        mailboxes._Files, "take_out", lambda *_: (_ for _ in ()).throw(KeyError)
    )

    with pytest.raises(KeyError):
        read(box[0])

    assert len(subjects(box)) == 1
    assert Digest.objects.get().state == DigestState.BOUNCED


def test_a_report_about_anothers_message_is_left(box):
    put(box, letters.postfix())

    assert read(box[0]) == BouncesRead(reports=0, left=1)


def test_of_two_people_only_the_one_it_came_back_from_is_concerned(box, digest):
    other = DigestFactory(message_id=letters.NUMBER)
    put(box, letters.postfix())

    read(box[0])

    other.refresh_from_db()
    assert other.state == DigestState.SENT


@time_machine.travel(NOW, tick=False)
def test_the_command_says_what_it_found(box, digest, capsys):
    put(box, letters.qmail(), b"Subject: Lunch\n\n")

    call_command("read_bounces", str(box[0]))

    assert capsys.readouterr().out == (
        "1 report(s) about our messages, 1 letter(s) left\n"
    )
    assert Digest.objects.get().came_back_at == NOW


def test_a_mailbox_that_is_not_there_is_said(tmp_path):
    (tmp_path / "folder").mkdir()

    for path in (tmp_path / "nowhere", tmp_path / "folder"):
        with pytest.raises(CommandError, match=str(path)):
            call_command("read_bounces", str(path))


def test_an_mbox_that_another_program_holds_is_left_alone(tmp_path, digest):
    path = tmp_path / "mbox"
    put((path, mailbox.mbox), letters.postfix())
    holder = mailbox.mbox(str(path))
    holder.lock()
    try:
        with pytest.raises(CommandError, match="cannot be read"):
            call_command("read_bounces", str(path))
    finally:
        holder.unlock()
        holder.close()

    assert Digest.objects.get().state == DigestState.SENT


# --- IMAP ---


@pytest.fixture(scope="module")
def localhost(tmp_path_factory):
    return certificate(tmp_path_factory.mktemp("certificates"))


@pytest.fixture
def imap(localhost, monkeypatch, settings):
    """A server whose certificate we trust, and settings that name it."""
    monkeypatch.setenv("SSL_CERT_FILE", str(localhost))
    with FakeImap(localhost) as imap:
        settings.BOUNCES = {
            "host": "localhost",
            "port": imap.port,
            "user": USER,
            "password": PASSWORD,
            "folder": "INBOX",
        }
        yield imap


run = time_machine.travel(NOW, tick=False)(partial(tasks.read_bounces.delay))


def test_what_came_back_is_read_and_expunged(imap, digest):
    imap.letters = {4: letters.out_of_office(), 7: letters.postfix(), 9: b"\xff\n\n"}

    run()

    assert sorted(imap.letters) == [4, 9]
    assert imap.flags == {7: {r"\Deleted"}}
    assert Digest.objects.get().state == DigestState.BOUNCED


def test_only_the_last_month_is_asked_for_and_nothing_marked_as_read(imap, digest):
    imap.letters = {4: letters.out_of_office()}

    run()

    assert "UID SEARCH UNDELETED SINCE 20-Sep-2026" in imap.commands
    assert "UID FETCH 4 (BODY.PEEK[]<0.262144>)" in imap.commands
    assert imap.flags == {}


def test_without_uidplus_nothing_else_is_expunged_with_it(imap, digest):
    imap.has_uidplus = False
    imap.letters = {7: letters.postfix()}

    run()
    run()

    assert imap.flags == {7: {r"\Deleted"}}
    assert [each for each in imap.commands if "EXPUNGE" in each] == []
    assert len([each for each in imap.commands if "FETCH" in each]) == 1


def test_a_folder_with_a_space_or_a_quote_in_its_name(imap, digest, settings):
    imap.folder = r"Came \"back\""
    settings.BOUNCES |= {"folder": 'Came "back"'}
    imap.letters = {7: letters.postfix()}

    run()

    assert imap.letters == {}


def test_an_empty_mailbox_is_no_fault(imap):
    run()

    assert imap.commands[-1] == "LOGOUT"


@pytest.mark.parametrize("command", ["LOGIN", "SELECT", "SEARCH", "FETCH", "STORE"])
def test_a_server_that_dies_is_said_and_next_time_it_goes_on(imap, digest, command):
    imap.letters, imap.dies_at = {7: letters.postfix()}, command

    with pytest.raises(MailboxError):
        run()
    imap.dies_at = ""
    run()

    assert imap.letters == {}
    assert Digest.objects.get().state == DigestState.BOUNCED


@pytest.mark.parametrize(
    "wrong", [{"password": "other"}, {"folder": "Elsewhere"}, {"password": "ö"}]
)
def test_a_wrong_setting_is_said_without_the_password(imap, settings, wrong):
    settings.BOUNCES |= wrong

    with pytest.raises(MailboxError, match="mailbox") as found:
        run()

    assert PASSWORD not in str(found.value)


def test_a_certificate_of_somebody_else_is_not_taken(imap, settings, tmp_path):
    with FakeImap(certificate(tmp_path, "elsewhere.example")) as other:
        settings.BOUNCES |= {"port": other.port}

        with pytest.raises(MailboxError, match="certificate"):
            run()

        assert other.commands == []


def test_nobody_there_is_said(imap, settings):
    settings.BOUNCES |= {"port": 1}

    with pytest.raises(CommandError, match="localhost cannot be read"):
        call_command("read_bounces")


def test_without_a_mailbox_the_command_says_what_it_needs():
    with pytest.raises(CommandError, match="BOUNCES_IMAP_HOST"):
        call_command("read_bounces")


# --- The clock ---


@pytest.mark.parametrize(("host", "is_asked"), [("mail.example", True), ("", False)])
def test_the_clock_reads_only_where_there_is_a_mailbox(tmp_path, host, is_asked):
    shown = manage(
        "shell",
        "--command",
        "from django.conf import settings; "
        "print('actions.read_bounces' in "
        "[each['task'] for each in settings.CELERY_BEAT_SCHEDULE.values()])",
        home=tmp_path,
        **PRODUCTION,
        BOUNCES_IMAP_HOST=host,
    )

    assert shown.stdout.splitlines()[-1] == str(is_asked)


def test_letters_from_before_a_day_are_not_asked_for(imap):
    with mailboxes.imap(
        host="localhost",
        port=imap.port,
        user=USER,
        password=PASSWORD,
        folder="INBOX",
        since=date(2026, 1, 2),
    ) as box:
        assert list(box.letters()) == []

    assert "UID SEARCH UNDELETED SINCE 2-Jan-2026" in imap.commands
