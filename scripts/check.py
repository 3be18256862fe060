"""Run the checks and the tests: all, quick, static or format. Standard library only.

``all`` runs the tests twice: on SQLite with everything, and on PostgreSQL without what
is the same there (the browser, the product's real processes). For two cores it makes
two lanes: SQLite with the browser and what takes minutes is in front; beside it goes
PostgreSQL, then the real processes. It stops at the first part that fails, so the
closing lines are always the test runner's own.
"""

import os
import signal
import subprocess
import sys
import time
from typing import NoReturn

import bootstrap
from processes import FailedError, Processes

ROOT = bootstrap.ROOT
LOGS = ROOT / "var" / "checks"
#: pytest's own code for "no test was chosen".
_NONE_CHOSEN = 5
_QUICK = "not browser and not slow and not processes"


def static_checks() -> dict[str, list[str]]:
    """Return the checks that need no test, by name."""
    return {
        "ruff-format": ["ruff", "format", "--check", "."],
        "ruff": ["ruff", "check", "."],
        "mypy": ["mypy", "."],
        "lint-imports": ["lint-imports"],
        "djade": ["djade", "--check", "--target-version", "5.2", *templates()],
        "migrations": ["python", "manage.py", "makemigrations", "--check", "--dry-run"],
    }


def templates() -> list[str]:
    """Return every template of the project."""
    folders = [ROOT / "templates", *ROOT.glob("*/templates")]
    return [str(path) for folder in folders for path in sorted(folder.rglob("*.html"))]


def check(processes: Processes) -> None:
    """Run the static checks beside one another.

    Raises:
        FailedError: at least one of them found something.
    """
    began = time.monotonic()
    children = {
        name: processes.start(name, _in_environment(command))
        for name, command in static_checks().items()
    }
    failed = []
    for name, child in children.items():
        code = child.wait()
        print(f"{name}: {'ok' if code == 0 else 'FAILED'}", flush=True)
        if code:
            failed.append(name)
            print(processes.printed(name), flush=True)
    processes.stop()
    if failed:
        raise FailedError(f"Failed: {', '.join(failed)}")
    print(f"Checked in {time.monotonic() - began:.0f} s", flush=True)


def form(processes: Processes) -> None:
    """Put Python and templates into the house's form."""
    processes.run("ruff-fix", _in_environment(["ruff", "check", "--fix-only", "."]))
    processes.run("ruff-format", _in_environment(["ruff", "format", "."]))
    # djade ends with 1 when it has changed a file.
    command = _in_environment(["djade", "--target-version", "5.2", *templates()])
    processes.start("djade", command).wait()
    processes.stop()


def quick(arguments: list[str]) -> int:
    """Run what needs neither a browser nor real processes, on SQLite."""
    return _pytest("sqlite", ["-m", _QUICK, *arguments])


def everything(processes: Processes, arguments: list[str]) -> int:
    """Run the two lanes; show the one of SQLite and the browser first."""
    command = _in_environment(["python", __file__, "beside", *arguments])
    other = processes.start("beside", command)
    code = _pytest("sqlite", ["-m", "not processes", *arguments])
    if code not in (0, _NONE_CHOSEN):
        return code
    if other.poll() is None:
        print("Beside it, on PostgreSQL, then the real processes:", flush=True)
    other_code = other.wait()
    print(processes.printed("beside"), end="", flush=True)
    processes.stop()
    return _together(code, other_code)


def beside(arguments: list[str]) -> int:
    """Run the other lane: PostgreSQL, then the real processes."""
    code = _pytest("postgres", ["-m", _QUICK, *arguments])
    if code not in (0, _NONE_CHOSEN):
        return code
    return _together(code, _pytest("sqlite", ["-m", "processes", *arguments]))


def _together(first: int, second: int) -> int:
    """Return the code of both: one may choose no test, but not each of them."""
    return second if second != _NONE_CHOSEN else first


def _pytest(database: str, arguments: list[str]) -> int:
    """Run tests on a database in front of the reader's eyes; return the exit code."""
    command = _in_environment(["pytest", *arguments])
    env = os.environ | {"TEST_DB": database}
    with subprocess.Popen(command, cwd=ROOT, env=env) as child:
        try:
            return child.wait()
        except SystemExit:  # Ctrl-C in a terminal reaches pytest by itself
            child.send_signal(signal.SIGINT)
            raise


def _asked_to_stop(*_: object) -> NoReturn:
    sys.exit(128 + signal.SIGTERM)


def _in_environment(command: list[str]) -> list[str]:
    return [bootstrap.program(command[0]), *command[1:]]


def main(what: str, *arguments: str) -> int:
    """Run it; return the exit code."""
    signal.signal(signal.SIGTERM, _asked_to_stop)
    env = os.environ | {"DJANGO_SETTINGS_MODULE": "tests.settings"}
    try:
        if what == "beside":
            return beside(list(arguments))
        with Processes(LOGS, env, ROOT) as processes:
            bootstrap.ensure(processes, "development")
            return _run(processes, what, list(arguments))
    except FailedError as error:
        print(f"\n{error}", file=sys.stderr, flush=True)
        return 1
    except KeyboardInterrupt:
        return 128 + signal.SIGINT


def _run(processes: Processes, what: str, arguments: list[str]) -> int:
    if what == "format":
        form(processes)
        return 0
    if what in ("all", "static") and not arguments:
        check(processes)
    if what == "all":
        return everything(processes, arguments)
    return quick(arguments) if what == "quick" else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
