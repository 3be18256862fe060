"""The real things that other tests lean on are themselves what they claim to be."""

import os
import signal
import smtplib
import subprocess
import sys
import threading
import time
from email.message import EmailMessage
from pathlib import Path

import psycopg2
import pytest
from django.db import connection
from playwright.sync_api import Page

from tests.machinery import axe, folders, living
from tests.machinery.browser import OpenPage
from tests.machinery.postgres import TemporaryPostgres
from tests.machinery.redis_server import TemporaryRedis
from tests.machinery.smtp_sink import Sink

SCRIPTED = "<body><p id=p>plain</p><script>p.textContent = 'scripted'</script></body>"


def letter() -> EmailMessage:
    message = EmailMessage()
    message["From"], message["To"] = "returns@hcss.example", "contact@agency.example"
    message["Subject"] = "Your return is due"
    message.set_content("It is due on 21 July 2026.")
    return message


def send(sink: Sink) -> None:
    with smtplib.SMTP("127.0.0.1", sink.port, timeout=10) as server:
        server.send_message(letter())


# --- The database of this run ----------------------------------------------------


@pytest.mark.django_db
def test_the_tests_run_on_the_database_that_was_asked_for():
    vendors = {"sqlite": "sqlite", "postgres": "postgresql"}

    assert connection.vendor == vendors[os.environ.get("TEST_DB", "sqlite")]


@pytest.mark.django_db(transaction=True)
def test_what_one_thread_commits_another_one_reads():
    def create() -> None:
        with connection.cursor() as cursor:
            cursor.execute("CREATE TABLE met_here (id integer)")
        connection.close()

    thread = threading.Thread(target=create)
    thread.start()
    thread.join()

    assert "met_here" in connection.introspection.table_names()
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE met_here")


# --- PostgreSQL --------------------------------------------------------------------


@pytest.mark.postgres
def test_a_temporary_postgres_answers_and_leaves_nothing_behind():
    with TemporaryPostgres() as server:
        server.create_database("county")
        session = psycopg2.connect(host=server.host, user="postgres", dbname="county")
        with session.cursor() as cursor:
            cursor.execute("SHOW server_encoding")
            encoding = cursor.fetchone()
        session.close()

    assert encoding == ("UTF8",)
    assert not server.folder.exists()


@pytest.mark.postgres
def test_postgres_never_runs_as_root():
    with TemporaryPostgres() as server:
        owner = (Path(server.host) / ".s.PGSQL.5432").stat().st_uid

    assert owner != 0


# --- Redis -------------------------------------------------------------------------


def test_what_redis_holds_survives_its_restart(real_redis: TemporaryRedis):
    with real_redis.client() as client:
        client.set("queued", "a reminder")

    real_redis.stop()
    real_redis.start()

    with real_redis.client() as client:
        assert client.get("queued") == b"a reminder"


def test_every_test_gets_an_empty_redis(real_redis: TemporaryRedis):
    with real_redis.client() as client:
        assert client.dbsize() == 0


# --- Mail --------------------------------------------------------------------------


def test_the_mail_server_keeps_what_it_is_sent(smtp_sink: Sink):
    send(smtp_sink)
    send(smtp_sink)

    assert [message["To"] for message in smtp_sink.messages()] == [
        "contact@agency.example",
        "contact@agency.example",
    ]


def test_the_mail_server_can_refuse_and_relent(smtp_sink: Sink):
    smtp_sink.refuse()
    with pytest.raises(smtplib.SMTPDataError):
        send(smtp_sink)
    smtp_sink.be_agreeable()

    send(smtp_sink)

    assert (smtp_sink.attempts(), len(smtp_sink.messages())) == (2, 1)


def test_a_sender_that_dies_while_the_server_is_slow_has_sent_nothing(
    smtp_process: Sink,
):
    smtp_process.be_slow(30)
    program = (
        "import smtplib, sys; server = smtplib.SMTP('127.0.0.1', int(sys.argv[1]));"
        "server.sendmail('a@b.example', 'c@d.example', 'Subject: Lost\\n\\nLost')"
    )
    command = [sys.executable, "-c", program, str(smtp_process.port)]
    sender = subprocess.Popen(command)
    while smtp_process.attempts() == 0:
        time.sleep(0.02)

    sender.kill()
    sender.wait()

    smtp_process.be_agreeable()
    send(smtp_process)
    assert [message["Subject"] for message in smtp_process.messages()] == [
        "Your return is due"
    ]


# --- The browser -------------------------------------------------------------------


def test_the_browser_runs_scripts_unless_told_not_to(open_page: OpenPage):
    with_script, without_script = open_page(), open_page(javascript=False)

    for page in (with_script, without_script):
        page.set_content(SCRIPTED)

    assert with_script.inner_text("p") == "scripted"
    assert without_script.inner_text("p") == "plain"


def test_the_browser_can_be_as_narrow_as_a_telephone(open_page: OpenPage):
    page = open_page(width=320, height=640)

    assert page.evaluate("window.innerWidth") == 320


def test_axe_finds_a_picture_that_nobody_describes(browser_page: Page):
    browser_page.set_content('<html lang="en"><img src="data:,"></html>')

    found = [violation.split(" ")[0] for violation in axe.violations(browser_page)]

    assert "image-alt" in found


# --- Nothing skipped ---------------------------------------------------------------


@pytest.fixture
def a_skipping_test(tmp_path: Path) -> Path:
    path = tmp_path / "test_skipping.py"
    path.write_text(
        "import pytest\ndef test_it():\n    pytest.skip('no Chromium here')\n"
    )
    return path


def run_pytest(path: Path, *, ci: str) -> subprocess.CompletedProcess[str]:
    plugins = ["-p", "tests.machinery.nothing_skipped", "-p", "no:django"]
    plugins += ["-p", "no:schemathesis", "-p", "no:cacheprovider"]
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-c", os.devnull, *plugins, str(path)],
        cwd=folders.ROOT,
        env=os.environ | {"CI": ci},
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_plain_machine_skips_with_the_reason_printed(a_skipping_test: Path):
    run = run_pytest(a_skipping_test, ci="")

    assert run.returncode == 0
    assert "Skipped here (1): no Chromium here" in run.stdout


def test_ci_fails_where_a_plain_machine_skips(a_skipping_test: Path):
    run = run_pytest(a_skipping_test, ci="true")

    assert run.returncode == 1
    assert "With CI=true nothing may be skipped." in run.stdout
    assert "1 failed" in run.stdout.splitlines()[-1]


# --- A run that is ended from outside ------------------------------------------------


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL])
def test_a_run_that_is_killed_leaves_no_server(
    tmp_path: Path, real_redis: TemporaryRedis, number: signal.Signals
):
    word = f"KNOWN_BY={tmp_path}"
    program = (
        "import time; from tests.machinery.redis_server import TemporaryRedis\n"
        f"with TemporaryRedis({real_redis.program!r}):\n"
        "    print('runs', flush=True); time.sleep(600)"
    )
    with subprocess.Popen(
        [sys.executable, "-c", program],
        cwd=folders.ROOT,
        env=os.environ | dict([word.split("=")]),
        stdout=subprocess.PIPE,
        text=True,
    ) as run:
        assert run.stdout
        assert run.stdout.readline() == "runs\n"

        run.send_signal(number)

    assert living.wait_for_none(word, seconds=20) == []
