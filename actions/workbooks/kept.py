"""Reading an upload again from where it is kept: the lines may have moved on."""

from datetime import datetime

from actions.models import Upload
from actions.workbooks.checking import Check, check
from actions.workbooks.opening import NotAWorkbook
from actions.workbooks.reading import Book
from partnerships.models import User

_GONE = "The file is no longer there. Upload it again."


def check_kept(upload: Upload, *, reader: User, now: datetime) -> Check:
    """Hold an upload against the lines of its return as they are now.

    Raises:
        NotAWorkbook: the file is gone from the store, or was changed there.
    """
    try:
        with upload.file.open("rb") as file:
            data: bytes = file.read()
    except (OSError, ValueError) as fault:
        raise NotAWorkbook(_GONE) from fault
    return check(Book(data), upload.quarterly_return, reader=reader, now=now)
