"""Bad values stop the start-up, production is safe, every variable is written down."""

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from hcss import env
from tests.machinery import folders
from tests.machinery.site import plain_environment

READERS = {
    "text",
    "choice",
    "flag",
    "whole",
    "words",
    "link",
    "mailbox",
    "folder",
    "secret",
    "shaped",
}
SETTINGS = sorted((folders.ROOT / "hcss" / "settings").glob("*.py"))
PRODUCTION = {
    "SECRET_KEY": "jN3vV0m6h9s8Q2kX4pT7bL1zR5wY0cG8dF6aE3uH9iJ2oM4nP7qS1t",
    "ALLOWED_HOSTS": "priorities.example.gov.uk",
    "DB_PASSWORD": "not-used-by-a-check",
}


def variables_read_by(path: Path) -> list[str]:
    """The first argument of every call env.<reader>("NAME", …) in a file."""
    return [
        node.args[0].value
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and isinstance(node.func.value, ast.Name)
        and node.func.value.id == "env"
        and isinstance(node.args[0], ast.Constant)
    ]


def manage(*command: str, home: Path, **variables: str) -> subprocess.CompletedProcess:
    return subprocess.run(
        [sys.executable, "manage.py", *command],
        cwd=folders.ROOT,
        env=plain_environment(HCSS_HOME=str(home), **variables),
        capture_output=True,
        text=True,
        check=False,
    )


# --- .env.example ------------------------------------------------------------------


def test_the_example_names_exactly_the_variables_that_are_read():
    read = {
        name
        for source in [*SETTINGS, folders.ROOT / "gunicorn.conf.py"]
        for name in variables_read_by(source)
    }

    documented = folders.documented_variables()

    assert sorted(documented) == sorted(read)


def test_every_variable_of_the_example_has_a_comment_of_its_own():
    paragraphs = (folders.ROOT / ".env.example").read_text().split("\n\n")[1:]

    explained = [
        re.fullmatch(r"(#[^\n]*\n)+(# )?[A-Z_]+=[^\n]*\n?", paragraph) is not None
        for paragraph in paragraphs
    ]

    assert explained == [True] * len(folders.documented_variables())


# --- The readers ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("reader", "value", "options"),
    [
        ("flag", "yes", {"default": False}),
        ("flag", "2", {"default": False}),
        ("whole", "many", {"default": 1}),
        ("whole", "1.5", {"default": 1}),
        ("whole", "-1", {"default": 1}),
        ("whole", "0", {"default": 1, "least": 1}),
        ("whole", "65536", {"default": 1, "most": 65535}),
        ("choice", "mysql", {"default": "sqlite", "among": ("sqlite", "postgres")}),
        ("link", "localhost:6379", {"schemes": ("redis",)}),
        ("link", "http://localhost", {"schemes": ("redis",)}),
        ("link", "redis://", {"schemes": ("redis",)}),
        ("mailbox", "returns", {"default": "a@b.example"}),
        ("mailbox", "Returns <returns@>", {"default": "a@b.example"}),
    ],
)
def test_a_value_that_makes_no_sense_is_refused_by_name(
    monkeypatch, reader: str, value: str, options: dict
):
    monkeypatch.setenv("SETTING", value)

    with pytest.raises(ImproperlyConfigured, match=r"^SETTING"):
        getattr(env, reader)("SETTING", **options)


@pytest.mark.parametrize(
    ("reader", "value", "options", "meant"),
    [
        ("flag", "TRUE", {"default": False}, True),
        ("flag", "0", {"default": True}, False),
        ("flag", "", {"default": True}, True),
        ("whole", "8001", {"default": 1, "most": 65535}, 8001),
        ("words", " a.example, ,b.example ", {}, ["a.example", "b.example"]),
        ("choice", "postgres", {"default": "", "among": ("postgres",)}, "postgres"),
        ("link", "redis://r:6379/0", {"schemes": ("redis",)}, "redis://r:6379/0"),
        ("link", "", {"schemes": ("redis",)}, ""),
        ("mailbox", "Returns <r@b.example>", {"default": ""}, "Returns <r@b.example>"),
        ("secret", " spaced ", {}, " spaced "),
    ],
)
def test_a_value_that_makes_sense_is_read(
    monkeypatch, reader: str, value: str, options: dict, meant: object
):
    monkeypatch.setenv("SETTING", value)

    assert getattr(env, reader)("SETTING", **options) == meant


def test_a_secret_is_read_from_a_file(monkeypatch, tmp_path: Path):
    (tmp_path / "key").write_text("from the file\n")
    monkeypatch.setenv("KEY_FILE", str(tmp_path / "key"))

    assert env.secret("KEY") == "from the file"


def test_a_secret_that_is_nowhere_stops_the_start(monkeypatch):
    monkeypatch.delenv("KEY", raising=False)

    with pytest.raises(ImproperlyConfigured, match=r"KEY \(or KEY_FILE\) must be set"):
        env.secret("KEY")


@pytest.mark.parametrize("content", [None, "", " \n"])
def test_a_file_that_holds_no_secret_stops_the_start(
    monkeypatch, tmp_path: Path, content: str | None
):
    if content is not None:
        (tmp_path / "key").write_text(content)
    monkeypatch.setenv("KEY_FILE", str(tmp_path / "key"))

    with pytest.raises(ImproperlyConfigured, match=r"^KEY_FILE"):
        env.secret("KEY")


def test_a_refused_link_is_not_repeated_for_it_may_hold_a_password(monkeypatch):
    monkeypatch.setenv("SETTING", "http://:hidden@redis")

    with pytest.raises(ImproperlyConfigured) as refused:
        env.link("SETTING", schemes=("redis",))

    assert str(refused.value) == "SETTING: use redis://…"


# --- The settings as a whole ---------------------------------------------------------


@pytest.mark.parametrize("database", ["sqlite", "postgres"])
def test_production_passes_the_deployment_check_without_a_warning(
    tmp_path: Path, database: str
):
    checked = manage(
        "check",
        "--deploy",
        "--fail-level=INFO",
        home=tmp_path,
        DB=database,
        **PRODUCTION,
    )

    assert (checked.stdout, checked.stderr, checked.returncode) == (
        "System check identified no issues (0 silenced).\n",
        "",
        0,
    )


@pytest.mark.parametrize(
    ("variables", "reason"),
    [
        ({"SECRET_KEY": ""}, "SECRET_KEY (or SECRET_KEY_FILE) must be set"),
        ({"DEBUG": "maybe"}, "DEBUG='maybe': use 'true' or 'false'"),
        ({"DB": "oracle"}, "DB='oracle': use one of sqlite, postgres"),
        (
            {"DB": "postgres", "DB_PASSWORD": ""},
            "DB_PASSWORD (or DB_PASSWORD_FILE) must be set",
        ),
        (
            {"WINDOW_DUE": "1"},
            "WINDOW_…: each must be later than the one before",
        ),
        ({"LOG_LEVEL": "LOUD"}, "LOG_LEVEL='LOUD': use one of"),
    ],
)
def test_bad_settings_stop_the_start_with_the_reason(
    tmp_path: Path, variables: dict[str, str], reason: str
):
    checked = manage("check", home=tmp_path, **PRODUCTION | variables)

    assert checked.returncode != 0
    assert reason in checked.stderr.splitlines()[-1]


def test_connections_are_kept_and_looked_at_before_use():
    database = settings.DATABASES["default"]

    assert (database["CONN_MAX_AGE"], database["CONN_HEALTH_CHECKS"]) == (60, True)


def test_every_reader_is_used():
    texts = [path.read_text() for path in SETTINGS]

    used = {name for text in texts for name in re.findall(r"env\.(\w+)\(", text)}

    assert used == READERS


@pytest.mark.parametrize(
    ("scheme", "said"), [("rediss", ["CERT_REQUIRED"]), ("redis", [])]
)
def test_the_certificate_of_an_encrypted_broker_is_checked(
    scheme: str, said: list[str], tmp_path: Path
):
    done = manage(
        "diffsettings",
        home=tmp_path,
        SECRET_KEY="a-key",
        DEBUG="true",
        REDIS_URL=f"{scheme}://cache.example:6390/0",
    )

    [line] = [line for line in done.stdout.splitlines() if "BROKER_USE_SSL" in line]
    assert re.findall(r"CERT_\w+", line) == said
