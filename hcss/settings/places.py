"""Where the product is, by the clock too, and where it writes."""

from pathlib import Path

from hcss import env

TIME_ZONE = "Europe/London"
BASE_DIR = Path(__file__).resolve().parent.parent.parent
#: Everything that is written while running: database, mail, queues, uploads.
HOME = env.folder("HCSS_HOME", default=BASE_DIR / "var")
