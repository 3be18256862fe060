"""Who still runs? Processes are known by a word in their environment."""

import time
from pathlib import Path

import pytest


def with_word(word: str) -> list[str]:
    """Return the command of every living process that has this in its environment."""
    if not Path("/proc/self/environ").exists():
        pytest.skip("no /proc to look for processes in")
    return [
        command
        for folder in Path("/proc").glob("[0-9]*")
        if (command := command_of(folder, word))
    ]


def wait_for_none(word: str, *, seconds: float) -> list[str]:
    """Wait until no such process is left; return those that stay."""
    deadline = time.monotonic() + seconds
    while (left := with_word(word)) and time.monotonic() < deadline:
        time.sleep(0.1)
    return left


def command_of(folder: Path, word: str) -> str:
    """Return the command if the process lives and knows the word, else nothing."""
    try:
        if word.encode() not in (folder / "environ").read_bytes():
            return ""
        command = (folder / "cmdline").read_bytes()  # empty for one that has ended
    except OSError:
        return ""
    return command.replace(b"\0", b" ").decode(errors="replace").strip()
