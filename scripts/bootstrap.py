"""Make the virtual environment, from locks with hashes. Standard library only.

A stamp remembers which lock was installed, so that a second time costs nothing.
"""

import hashlib
import os
import sys
from pathlib import Path

from processes import FailedError, Processes

ROOT = Path(__file__).resolve().parent.parent


def virtual_environment() -> Path:
    """Return the folder of the virtual environment: .venv, or HCSS_VENV."""
    return Path(os.environ.get("HCSS_VENV") or ROOT / ".venv").expanduser().resolve()


def program(name: str) -> str:
    """Return a program of the virtual environment."""
    return str(virtual_environment() / "bin" / name)


def ensure(processes: Processes, lock: str) -> None:
    """Install what ``requirements/<lock>.txt`` names, unless that is done already.

    Raises:
        FailedError: the folder is something else, or pip could not install it all.
    """
    if _installed(lock):
        return
    if not _usable():
        _make(processes)
    print(
        f"Installing requirements/{lock}.txt into {virtual_environment()}", flush=True
    )
    command = [program("python"), "-m", "pip", "install", "--require-hashes"]
    command += ["--disable-pip-version-check", "--no-input", "--quiet"]
    requirements = ROOT / "requirements" / f"{lock}.txt"
    processes.run("pip", [*command, "-r", str(requirements)])
    # The development lock holds the runtime lock (a test compares them).
    for done in {lock, "runtime"}:
        _stamp(done).write_text(_digest(done))


def _installed(lock: str) -> bool:
    stamp = _stamp(lock)
    return _usable() and stamp.exists() and stamp.read_text() == _digest(lock)


def _stamp(lock: str) -> Path:
    return virtual_environment() / f"installed-{lock}"


def _digest(lock: str) -> str:
    content = (ROOT / "requirements" / f"{lock}.txt").read_bytes()
    return hashlib.sha256(content).hexdigest()


def _usable() -> bool:
    """Tell whether the environment's Python, often a link, is still there."""
    return Path(program("python")).exists() and Path(program("pip")).exists()


def _make(processes: Processes) -> None:
    target = virtual_environment()
    taken = target.exists() and any(target.iterdir())
    if taken and not (target / "pyvenv.cfg").exists():
        raise FailedError(f"{target} is no virtual environment: set HCSS_VENV.")
    print(f"Making a virtual environment in {target}", flush=True)
    processes.run("venv", [sys.executable, "-m", "venv", "--clear", str(target)])
