"""What every page says of this installation, known without asking the database."""

from django.conf import settings

#: The file, under HOME, that the demonstration load leaves and takes away.
DEMONSTRATION_MARK = "demonstration"


def is_demonstration() -> bool:
    """Say whether people and returns here are fictitious.

    A file and not a row, so that the pages of people who have not signed in can
    carry the banner without a query.
    """
    return bool((settings.HOME / DEMONSTRATION_MARK).exists())
