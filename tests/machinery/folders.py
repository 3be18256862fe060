"""Where a test run may write, and which variables belong to an installation."""

import atexit
import os
import re
import shutil
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
_VARIABLE = re.compile(r"^#?\s?([A-Z][A-Z0-9_]*)=", re.MULTILINE)


def documented_variables() -> list[str]:
    """Return the variables that .env.example documents, in its order."""
    return _VARIABLE.findall((ROOT / ".env.example").read_text())


def fast() -> Path | None:
    """Return a folder in memory where there is one: databases are quicker there."""
    memory = Path("/dev/shm")
    return memory if os.access(memory, os.W_OK) else None


def home(*, for_a_run: bool) -> Path:
    """Return the folder that takes the place of HCSS_HOME.

    A run of the tests makes its own, shares it with its workers, and removes it at
    the end. A tool that only reads the settings gets one that is always the same.
    """
    if not for_a_run:
        return ROOT / "var" / "tests"
    if "HCSS_TEST_HOME" not in os.environ:
        made = tempfile.mkdtemp(prefix="hcss-tests-", dir=fast())
        os.environ["HCSS_TEST_HOME"] = made
        atexit.register(shutil.rmtree, made, ignore_errors=True)
    return Path(os.environ["HCSS_TEST_HOME"])
