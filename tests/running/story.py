"""When a story of several processes happens, and how far it has jumped since."""

import time
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path


@dataclass(frozen=True)
class Story:
    """A folder that every process of the story reads."""

    folder: Path

    def begin(self, at: datetime) -> None:
        """Write down that it is that moment now."""
        self.folder.mkdir()
        (self.folder / "ahead").write_text(str(at.timestamp() - time.time()))
        self.jump_to(0)

    def jump_to(self, seconds: int) -> None:
        """Let so much time have passed, besides what really has."""
        fresh = self.folder / "jumped.new"
        fresh.write_text(str(seconds))
        fresh.rename(self.folder / "jumped")

    def time(self) -> datetime:
        """Return what time it is in the story, before any jump."""
        ahead = float((self.folder / "ahead").read_text())
        return datetime.fromtimestamp(time.time() + ahead, UTC)

    def jumped(self) -> int:
        return int((self.folder / "jumped").read_text())
