"""Run the demonstration: web server, worker and clock together, until Ctrl-C.

Needs nothing but Python. Everything it writes is under var/, or HCSS_HOME.
"""

import errno
import fcntl
import hashlib
import os
import secrets
import signal
import socket
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import TextIO

import bootstrap
from processes import FailedError, Processes

ROOT = bootstrap.ROOT
HOME = Path(os.environ.get("HCSS_HOME") or ROOT / "var").expanduser().resolve()
START_SECONDS = 60
_STEPS = ("migrate", "createcachetable", "load_agreement", "load_demonstration")
_PORTS = range(1, 65536)
#: Variables that Django, Celery and gunicorn would obey before our own settings.
_NOT_OURS = ("DJANGO_", "CELERY_", "GUNICORN_")
_TICK = 0.2


class StoppedError(Exception):
    """Somebody asked the demonstration to stop."""


class Attention:
    """Notices a signal, and the end of the process that started us (``make``)."""

    def __init__(self) -> None:
        self._parent = os.getppid()
        self._called = False
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._notice)

    def _notice(self, *_: object) -> None:
        self._called = True

    def heed(self) -> None:
        """Raise StoppedError if it is time to go."""
        if self._called or os.getppid() != self._parent:
            raise StoppedError


def chosen_port() -> int:
    """Return PORT, checked, and free at this moment."""
    raw = os.environ.get("PORT") or "8000"
    if not raw.isdecimal() or int(raw) not in _PORTS:
        raise FailedError(f"PORT={raw}: use a number from 1 to 65535.")
    port = int(raw)
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            raise FailedError(_why_not(port, error)) from None
    return port


def _why_not(port: int, error: OSError) -> str:
    if error.errno == errno.EADDRINUSE:
        why = f"Port {port} is taken: something else answers there."
    else:
        why = f"Port {port} cannot be used: {error.strerror}."
    other = port + 1 if port + 1 in _PORTS else 8000
    return f"{why}\nStop it, or choose another: make demo PORT={other}"


def only_one() -> TextIO:
    """Return the lock that keeps a second demonstration out of the same folder."""
    try:
        HOME.mkdir(parents=True, exist_ok=True)
        lock = (HOME / "demo.lock").open("a+")
    except OSError as error:
        raise FailedError(
            f"Nothing can be written in {HOME}: {error.strerror}."
        ) from None
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        lock.seek(0)
        raise FailedError(
            f"A demonstration already runs on {HOME} (process {lock.read().strip()}).\n"
            "Stop it first, or use another folder: make demo HCSS_HOME=/some/folder"
        ) from None
    lock.truncate(0)
    lock.write(f"{os.getpid()}\n")
    lock.flush()
    return lock


def environment(port: int) -> dict[str, str]:
    """Return the demonstration's settings, and nothing of a real installation's."""
    documented = (ROOT / ".env.example").read_text().splitlines()
    theirs = {line.lstrip("# ").partition("=")[0] for line in documented if "=" in line}
    theirs |= {f"{name}_FILE" for name in theirs}
    kept = {
        name: value
        for name, value in os.environ.items()
        if name not in theirs and not name.startswith(_NOT_OURS)
    }
    return kept | {
        "DJANGO_SETTINGS_MODULE": "hcss.settings",
        "HCSS_HOME": str(HOME),
        "SECRET_KEY_FILE": str(_secret_key()),
        "SECURE": "false",
        "ALLOWED_HOSTS": "localhost,127.0.0.1,[::1]",
        "SITE_URL": f"http://127.0.0.1:{port}",
        "BIND": "127.0.0.1",
        "PORT": str(port),
        "WEB_CONCURRENCY": "2",
        "PYTHONUNBUFFERED": "1",
        # Celery warns root off a queue that could carry code; ours carries JSON only.
        "PYTHONWARNINGS": "ignore:::celery.platforms",
    }


def _secret_key() -> Path:
    """Return the file with this installation's own key, made at the first run."""
    path = HOME / "secret-key"
    if not path.exists():
        fresh = HOME / "secret-key.new"
        fresh.touch(mode=0o600)
        fresh.write_text(secrets.token_urlsafe(50))
        fresh.rename(path)
    return path


def prepare(processes: Processes) -> None:
    """Bring the environment, the database and the static files up to date."""
    bootstrap.ensure(processes, "runtime")
    stamp, state = HOME / "static-collected", _state_of_static_files()
    stale = not stamp.exists() or stamp.read_text() != state
    python = bootstrap.program("python")
    if stale:  # beside the rest: it packs for a while
        print("Collecting the static files", flush=True)
        collect = ["manage.py", "collectstatic", "--no-input", "--clear"]
        processes.start("collectstatic", [python, *collect])
    print("Migrating the database, loading agreement and demonstration", flush=True)
    processes.run("prepare", [python, "-m", "scripts.commands", *_STEPS])
    if stale:
        processes.finish("collectstatic")
        stamp.write_text(state)


def _state_of_static_files() -> str:
    """Return what changes when a static file or a requirement does."""
    files = sorted(path for path in (ROOT / "static").rglob("*") if path.is_file())
    files += sorted((ROOT / "hcss" / "settings").glob("*.py"))
    files.append(ROOT / "requirements" / "runtime.txt")
    state = hashlib.sha256()
    for path in files:
        state.update(f"{path}\0{path.stat().st_mtime_ns}\0".encode())
    return state.hexdigest()


def serve(processes: Processes) -> None:
    """Start the three processes."""
    celery = [bootstrap.program("celery"), "--app", "hcss"]
    processes.start("web", [bootstrap.program("gunicorn"), "hcss.wsgi"])
    processes.start(
        "worker", [*celery, "worker", "--pool", "solo", "--loglevel", "INFO"]
    )
    processes.start("beat", [*celery, "beat", "--loglevel", "INFO", "--pidfile", ""])


def answers(port: int) -> bool:
    """Tell whether the web server answers."""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5):
            return True
    except (urllib.error.URLError, OSError):
        return False


def who_can_sign_in(processes: Processes) -> str:
    """Return a line for each person, as the demonstration itself knows them."""
    command = [bootstrap.program("python"), "manage.py", "load_demonstration"]
    return processes.run("sign-ins", [*command, "--sign-ins"])


def welcome(sign_ins: str, port: int) -> None:
    """Print the address, who can sign in, and where the mail is."""
    people = "\n".join(f"  {line}" for line in sign_ins.strip().splitlines())
    address = f"http://127.0.0.1:{port}/"
    print(
        f"\nThe demonstration runs at {address}\n\n"
        f"Sign in as:\n{people}\n\n"
        f"Mail it sends can be read at {address}mailbox/\n"
        f"Data, mail and logs are in {HOME}\n"
        "Ctrl-C stops everything.",
        flush=True,
    )


def main() -> int:
    """Run the demonstration; return the exit code."""
    attention = Attention()
    try:
        port = chosen_port()
        with only_one():
            logs, env = HOME / "logs", environment(port)
            with Processes(logs, env, ROOT, heed=attention.heed) as processes:
                prepare(processes)
                serve(processes)
                sign_ins = who_can_sign_in(processes)
                processes.wait_until(lambda: answers(port), seconds=START_SECONDS)
                welcome(sign_ins, port)
                while True:
                    attention.heed()
                    processes.check()
                    time.sleep(_TICK)
    except StoppedError:
        print("\nStopped.", flush=True)
        return 0
    except FailedError as error:
        print(f"\n{error}", file=sys.stderr, flush=True)
        return 1


if __name__ == "__main__":
    sys.exit(main())
