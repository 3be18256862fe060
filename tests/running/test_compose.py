"""docker-compose.yml without containers: its commands, variables, secrets and order.

The product's services are started from a copy of what the image would hold, against a
real PostgreSQL and a real Redis; only host names and ports are exchanged.
"""

import re
import shlex
import shutil
import socket
import stat
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from graphlib import TopologicalSorter
from pathlib import Path
from typing import Any

import psycopg2
import pytest
import yaml
from psycopg2 import sql

from scripts.processes import Processes
from tests.machinery import folders, postgres
from tests.machinery.postgres import TemporaryPostgres
from tests.machinery.redis_server import TemporaryRedis, free_port
from tests.machinery.site import PROGRAMS, get, plain_environment

COMPOSE = yaml.safe_load((folders.ROOT / "docker-compose.yml").read_text())
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
OURS = [name for name, service in SERVICES.items() if service["image"] == "hcss"]
#: As the proxy of the installation would say it.
THROUGH_TLS = {"X-Forwarded-Proto": "https"}


def interpolated(value: str) -> str:
    """The value as Docker Compose makes it where nothing is set."""
    return re.sub(r"\$\{\w+:-([^}]*)\}", r"\1", value)


def starting_order() -> list[str]:
    needs = {name: list(each.get("depends_on", {})) for name, each in SERVICES.items()}
    return list(TopologicalSorter(needs).static_order())


def dockerfile_line(word: str) -> str:
    text = (folders.ROOT / "Dockerfile").read_text().replace("\\\n", " ")
    (line,) = [line for line in text.splitlines() if word in line]
    return line


@dataclass
class Installation:
    """What the containers would be: the product's services as processes."""

    processes: Processes
    image: Path
    secrets: Path
    exchanged: dict[str, str]
    addresses: dict[str, str] = field(default_factory=dict)

    def bring_up(self, service: str, copies: int = 1) -> None:
        """Start a service, several times over if it is scaled; wait if it is to end."""
        command = SERVICES[service]["command"]
        if service == "migrate":
            self.processes.run("migrate-1", command, self.environment("migrate-1"))
            return
        for name in (f"{service}-{number + 1}" for number in range(copies)):
            if service == "web":
                self.addresses[name] = f"http://127.0.0.1:{free_port()}"
            self.processes.start(name, command, self.environment(name))

    def environment(self, name: str) -> dict[str, str]:
        """The variables of one container, with what containers bring exchanged."""
        given = SERVICES[service_of(name)]["environment"]
        address = self.addresses.get(name, "")
        return (
            {
                variable: interpolated(value).replace("/run/secrets", str(self.secrets))
                for variable, value in given.items()
            }
            | self.exchanged
            | {"UPLOADS": str(self.image.parent / "uploads")}
            | {"HCSS_HOME": self.home(name), "HOSTNAME": socket.gethostname()}
            | ({"PORT": address.rpartition(":")[2]} if address else {})
        )

    def home(self, name: str) -> str:
        return str(self.image.parent / name)

    def healthy(self, name: str) -> bool:
        """Run the container's own health check in its own environment."""
        kind, *words = SERVICES[service_of(name)]["healthcheck"]["test"]
        exchanged = {"$$": "$", "/var/lib/hcss": self.home(name)}
        if name in self.addresses:
            exchanged["http://127.0.0.1:8000"] = self.addresses[name]
        for old, new in exchanged.items():
            words = [word.replace(old, new) for word in words]
        run = subprocess.run(
            ["/bin/sh", "-c", *words] if kind == "CMD-SHELL" else words,
            cwd=self.image,
            env=self.processes.env | self.environment(name),
            capture_output=True,
            check=False,
        )
        return run.returncode == 0


def service_of(name: str) -> str:
    return name.rpartition("-")[0]


@pytest.fixture
def image(tmp_path: Path) -> Path:
    """The files that .dockerignore lets into the image, static files collected."""
    target = tmp_path / "image"
    target.mkdir()
    for line in (folders.ROOT / ".dockerignore").read_text().splitlines():
        if line.startswith("!"):
            source, copy = folders.ROOT / line[1:], target / line[1:]
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copytree(source, copy) if source.is_dir() else shutil.copy(
                source, copy
            )
    assignments, command = (
        dockerfile_line("collectstatic").removeprefix("RUN ").split(" ", 1)
    )
    program, *rest = shlex.split(command)
    env = plain_environment(
        STATIC_ROOT=str(tmp_path / "static"), HCSS_HOME=str(tmp_path)
    )
    env |= dict([assignments.split("=", 1)])
    with Processes(tmp_path / "logs", env, target) as processes:
        processes.run("collectstatic", [str(PROGRAMS / program), *rest])
    return target


@pytest.fixture
def secrets(tmp_path: Path) -> Path:
    folder = tmp_path / "secrets"
    script = folders.ROOT / "scripts" / "secrets_for_compose.py"
    subprocess.run([sys.executable, script, folder], check=True, capture_output=True)
    return folder


@pytest.fixture
def database(secrets: Path) -> Iterator[str]:
    """What PostgreSQL's image does in a new volume, with our script in its folder."""
    variables = SERVICES["postgres"]["environment"]
    owner, name = variables["POSTGRES_USER"], variables["POSTGRES_DB"]
    password = (secrets / "db_owner_password").read_text()
    make = sql.SQL("CREATE ROLE {} SUPERUSER LOGIN PASSWORD {}")
    with TemporaryPostgres() as server:
        server.execute(make.format(sql.Identifier(owner), sql.Literal(password)))
        server.create_database(name)
        env = plain_environment(
            PGHOST=server.host,
            POSTGRES_USER=owner,
            POSTGRES_DB=name,
            APP_PASSWORD_FILE=str(secrets / "db_password"),
        )
        env["PATH"] = f"{postgres.programs()}:{env['PATH']}"
        script = folders.ROOT / "scripts" / "create-app-role.sh"
        subprocess.run([script], env=env, check=True)
        server.ask_for_passwords(owner, "hcss")
        yield server.host


@pytest.fixture
def installation(
    image: Path,
    secrets: Path,
    database: str,  # whose server is the DB_HOST
    real_redis: TemporaryRedis,
    tmp_path: Path,
) -> Iterator[Installation]:
    exchanged = {
        "DB_HOST": database,
        "REDIS_URL": real_redis.url,
        "BIND": "127.0.0.1",
        "STATIC_ROOT": str(tmp_path / "static"),
    }
    env = plain_environment()
    env["PATH"] = f"{PROGRAMS}:{env['PATH']}"
    with Processes(tmp_path / "logs", env, image) as processes:
        yield Installation(processes, image, secrets, exchanged)


# --- The file itself ---------------------------------------------------------------


def test_the_product_is_web_worker_beat_and_a_migration():
    assert sorted(OURS) == ["beat", "migrate", "web", "worker"]


def test_nothing_of_ours_starts_before_the_migration_has_ended():
    order = starting_order()

    assert order.index("postgres") < order.index("migrate")
    assert {
        name: SERVICES[name]["depends_on"]["migrate"]["condition"]
        for name in ("web", "worker", "beat")
    } == dict.fromkeys(("web", "worker", "beat"), "service_completed_successfully")


@pytest.mark.parametrize("name", OURS)
def test_our_containers_can_write_to_nothing_that_stays_but_uploads(name: str):
    service = SERVICES[name]
    shared = ["uploads:/srv/uploads"] if name in ("web", "worker") else []

    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service.get("volumes", []) == shared


def test_the_image_does_not_run_as_root():
    user = dockerfile_line("USER ").split()[1]

    assert user == "10001:10001"


def test_everything_that_runs_has_a_health_check():
    without = [name for name, each in SERVICES.items() if "healthcheck" not in each]

    assert without == ["migrate"]


@pytest.mark.parametrize("name", OURS)
def test_our_services_are_given_variables_that_are_documented(name: str):
    given = {
        variable.removesuffix("_FILE") for variable in SERVICES[name]["environment"]
    }

    assert given - set(folders.documented_variables()) == set()


def test_no_secret_is_written_in_the_file():
    written = {
        (name, variable)
        for name, service in SERVICES.items()
        for variable, value in service.get("environment", {}).items()
        if re.search("PASSWORD|SECRET", variable)
        and not str(value).startswith(("/run/secrets/", "${"))
    }

    assert written == set()


def test_secrets_are_made_once_and_the_folder_is_closed(secrets: Path):
    first = {path.name: path.read_text() for path in secrets.iterdir()}

    script = folders.ROOT / "scripts" / "secrets_for_compose.py"
    subprocess.run([sys.executable, script, secrets], check=True, capture_output=True)

    assert {path.name: path.read_text() for path in secrets.iterdir()} == first
    assert sorted(first) == sorted(COMPOSE["secrets"])
    assert min(len(secret) for secret in first.values()) >= 50
    assert stat.S_IMODE(secrets.stat().st_mode) == 0o700


# --- The same commands, outside containers -------------------------------------------


@pytest.mark.processes
def test_the_services_start_in_their_order_and_are_ready(installation: Installation):
    copies = {"web": 2, "worker": 2, "beat": 2}  # as with --scale web=2 and so on

    for service in (name for name in starting_order() if name in OURS):
        installation.bring_up(service, copies.get(service, 1))

    for url in installation.addresses.values():
        installation.processes.wait_until(
            lambda url=url: get(f"{url}/readyz", THROUGH_TLS)[0] == 200, seconds=90
        )
    names = ["web-1", "web-2", "worker-1", "worker-2", "beat-1", "beat-2"]
    assert [name for name in names if not installation.healthy(name)] == []


@pytest.mark.processes
def test_the_service_cannot_take_away_what_keeps_the_history(
    installation: Installation, database: str, secrets: Path
):
    installation.bring_up("migrate")
    session = psycopg2.connect(
        host=database,
        dbname=SERVICES["postgres"]["environment"]["POSTGRES_DB"],
        user="hcss",
        password=(secrets / "db_password").read_text(),
    )
    try:
        cursor = session.cursor()
        cursor.execute(
            "SELECT tgname, tgrelid::regclass FROM pg_trigger "
            "WHERE tgname LIKE 'keep_%' ORDER BY 1 LIMIT 1"
        )
        trigger, table = cursor.fetchone()

        with pytest.raises(psycopg2.errors.InsufficientPrivilege):
            cursor.execute(f"DROP TRIGGER {trigger} ON {table}")
    finally:
        session.close()


@pytest.mark.processes
def test_what_was_backed_up_is_whole_when_it_is_restored(
    installation: Installation, database: str, secrets: Path, tmp_path: Path
):
    installation.bring_up("migrate")
    env = plain_environment(
        PGHOST=database,
        PGUSER="hcss_owner",
        PGPASSWORD=(secrets / "db_owner_password").read_text(),
    )
    steps = [  # the commands of docs/operations.md
        ["pg_dump", "--format=custom", "--file", tmp_path / "hcss.dump", "hcss"],
        ["createdb", "restored"],
        ["pg_restore", "--exit-on-error", "--dbname=restored", tmp_path / "hcss.dump"],
    ]
    for program, *rest in steps:
        subprocess.run([postgres.programs() / program, *rest], env=env, check=True)

    installation.exchanged["DB_NAME"] = "restored"
    installation.bring_up("web")

    (address,) = installation.addresses.values()
    installation.processes.wait_until(
        lambda: get(f"{address}/healthz")[0] == 200, seconds=60
    )
    assert get(f"{address}/readyz", THROUGH_TLS)[1]["reasons"] == [
        "Clock and worker have not been seen yet."
    ]
