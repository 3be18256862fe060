"""The product itself: web server, worker and clock as real processes.

``start_site`` starts them on a PostgreSQL and a Redis of the test's own and stops them
by process group; ``site`` is the plain case. Nothing is left running, even when the
test run itself is killed.
"""

import json
import os
import sys
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from scripts.processes import FailedError, Processes
from tests.machinery import folders
from tests.machinery.postgres import TemporaryPostgres
from tests.machinery.redis_server import TemporaryRedis, free_port

#: The programs of the environment that runs the tests.
PROGRAMS = Path(sys.executable).parent
_START_SECONDS = 60
_TEMPLATE = "site_template"
_names = (f"site_{number}" for number in count())


@dataclass
class Site:
    """A running product."""

    url: str
    database: str
    home: Path
    processes: Processes

    def manage(self, *command: str) -> str:
        """Run a management command on its database; return what it printed."""
        return self.processes.run(
            f"manage-{command[0]}", [str(PROGRAMS / "python"), "manage.py", *command]
        )

    def start_web(self) -> None:
        """Start the web server and wait until it answers."""
        self.processes.start("web", [str(PROGRAMS / "gunicorn"), "hcss.wsgi"])
        self.processes.wait_until(
            lambda: self.get("/healthz")[0] == 200, seconds=_START_SECONDS
        )

    def start_worker(self, name: str = "worker", concurrency: int = 2) -> None:
        """Start a worker; several may run under different names."""
        options = [
            "--loglevel",
            "INFO",
            "--concurrency",
            str(concurrency),
            "--hostname",
            f"{name}@%h",
        ]
        self.processes.start(name, [*_celery(), "worker", *options])

    def start_beat(self, name: str = "beat") -> None:
        """Start a clock; several may run under different names."""
        self.processes.start(
            name, [*_celery(), "beat", "--loglevel", "INFO", "--pidfile", ""]
        )

    def get(self, path: str) -> tuple[int, dict[str, Any]]:
        """Return the status and the JSON of a page; 0 where nobody answers."""
        return get(self.url + path)

    def wait_until_ready(self, *, seconds: float = _START_SECONDS) -> None:
        """Wait until the clock has reached a worker through the broker."""
        self.processes.wait_until(
            lambda: self.get("/readyz")[0] == 200, seconds=seconds
        )


StartSite = Callable[..., Site]


def get(url: str, headers: dict[str, str] | None = None) -> tuple[int, dict[str, Any]]:
    """Return the status and the JSON at an address; 0 where nobody answers."""
    request = urllib.request.Request(url, headers=headers or {})  # noqa: S310
    try:
        with urllib.request.urlopen(request, timeout=10) as response:  # noqa: S310
            return response.status, json.load(response)
    except urllib.error.HTTPError as error:
        with error:
            return error.code, json.load(error)
    except OSError:
        return 0, {}


def plain_environment(**variables: str) -> dict[str, str]:
    """Return an environment with nothing of this shell's but what programs need."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    quiet = {"PYTHONWARNINGS": "ignore:::celery.platforms"}
    return kept | quiet | {"LANG": "C.UTF-8", "PYTHONUNBUFFERED": "1"} | variables


def _celery() -> list[str]:
    return [str(PROGRAMS / "celery"), "--app", "hcss"]


@pytest.fixture(scope="session")
def static_files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Collect the static files once, as an installation does."""
    folder = tmp_path_factory.mktemp("static")
    env = plain_environment(
        SECRET_KEY="for-collecting", STATIC_ROOT=str(folder), HCSS_HOME=str(folder)
    )
    _once("collectstatic", env, folder, "collectstatic", "--no-input")
    return folder


@pytest.fixture(scope="session")
def migrated_template(
    postgres_server: TemporaryPostgres, tmp_path_factory: pytest.TempPathFactory
) -> str:
    """Migrate one database, of which every site gets a copy."""
    folder = tmp_path_factory.mktemp("template")
    postgres_server.create_database(_TEMPLATE)
    env = plain_environment(
        SECRET_KEY="for-migrating",
        HCSS_HOME=str(folder),
        **on_postgres(postgres_server, _TEMPLATE),
    )
    _once("migrate", env, folder, "migrate", "--no-input")
    _once("createcachetable", env, folder, "createcachetable")
    return _TEMPLATE


def on_postgres(server: TemporaryPostgres, name: str) -> dict[str, str]:
    """Return the variables that choose a database of this server."""
    return {
        "DB": "postgres",
        "DB_HOST": server.host,
        "DB_NAME": name,
        "DB_USER": "postgres",
        "DB_PASSWORD": "not-asked-for",
    }


def _once(name: str, env: dict[str, str], folder: Path, *command: str) -> None:
    with Processes(folder / "logs", env, folders.ROOT) as processes:
        processes.run(name, [str(PROGRAMS / "python"), "manage.py", *command])


@pytest.fixture
def start_site(
    tmp_path: Path,
    postgres_server: TemporaryPostgres,
    migrated_template: str,
    real_redis: TemporaryRedis,
    static_files: Path,
) -> Iterator[StartSite]:
    """Return a function that starts a product of its own.

    Variables given to it come over the usual ones: ``start_site(EMAIL_HOST=…)``.
    ``parts`` says which processes are started at once.
    """
    with ExitStack() as started:

        def start_site(
            *, parts: tuple[str, ...] = ("web", "worker", "beat"), **variables: str
        ) -> Site:
            database, port = next(_names), free_port()
            postgres_server.create_database(database, template=migrated_template)
            home = tmp_path / database
            env = plain_environment(
                HCSS_HOME=str(home),
                SECRET_KEY="a-key-for-this-test-and-for-no-other-installation",
                SECURE="false",
                SITE_URL=f"http://127.0.0.1:{port}",
                REDIS_URL=real_redis.url,
                STATIC_ROOT=str(static_files),
                PORT=str(port),
                **on_postgres(postgres_server, database),
            )
            processes = Processes(home / "logs", env | variables, folders.ROOT)
            site = Site(f"http://127.0.0.1:{port}", database, home, processes)
            started.enter_context(processes)
            for part in parts:
                getattr(site, f"start_{part}")()
            return site

        yield start_site


@pytest.fixture
def site(start_site: StartSite) -> Site:
    """Start the whole product, ready for use."""
    site = start_site()
    site.wait_until_ready()
    return site


__all__ = ["FailedError", "Site", "StartSite", "get", "on_postgres"]
