"""Run management commands one after another in one process: loading Django takes time.

Run it as a module from the project's folder: python -m scripts.commands migrate …
"""

import os
import sys

import django
from django.core.management import call_command


def main(names: list[str]) -> None:
    """Run each command without options; the first that fails ends it."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hcss.settings")
    django.setup()
    for name in names:
        call_command(name, interactive=False) if name == "migrate" else call_command(
            name
        )


if __name__ == "__main__":
    main(sys.argv[1:])
