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
    return wait_for(0, word, seconds=seconds)


def wait_for(number: int, word: str, *, seconds: float) -> list[str]:
    """Wait until so many such processes live; return those that live at the end.

    One that has just been started shows no environment for a moment.
    """
    deadline = time.monotonic() + seconds
    while len(found := with_word(word)) != number and time.monotonic() < deadline:
        time.sleep(0.05)
    return found


def command_of(folder: Path, word: str) -> str:
    """Return the command if the process lives and knows the word, else nothing."""
    try:
        if word.encode() not in (folder / "environ").read_bytes():
            return ""
        command = (folder / "cmdline").read_bytes()  # empty for one that has ended
    except OSError:
        return ""
    return command.replace(b"\0", b" ").decode(errors="replace").strip()
