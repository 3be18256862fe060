"""Make the secrets that docker-compose.yml mounts, once. Standard library only.

They are readable by everybody, because the containers' users are not this user; the
folder they are in is not.
"""

import secrets
import sys
from pathlib import Path

USUAL = Path(__file__).resolve().parent.parent / "var" / "secrets"
NAMES = ("secret_key", "db_owner_password", "db_password")


def main(folder: Path) -> int:
    """Write each secret that is not there yet; never change one that is."""
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o700)
    for name in NAMES:
        path = folder / name
        if path.exists():
            print(f"{path} stays as it is")
            continue
        path.write_text(secrets.token_urlsafe(50))
        path.chmod(0o444)
        print(f"{path} made")
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(*sys.argv[1:]) if sys.argv[1:] else USUAL))
