"""How a workbook leaves the house: as a download, the new ones and the old."""

from io import BytesIO

from django.http import FileResponse

from actions.models import Return, Upload
from actions.workbooks.columns import MEDIA_TYPE
from hcss.kernel.downloads import handed_over


def fresh_download(content: bytes, quarterly_return: Return) -> FileResponse:
    """Return the lines of a return as a download that is named for it."""
    agency, period = quarterly_return.agency.slug, quarterly_return.period.slug
    return _download(content, f"{agency}-{period}-lines.xlsx")


def kept_download(upload: Upload) -> FileResponse:
    """Return an upload as it came.

    Raises:
        FileNotFoundError: the file was not kept, or is gone from the store.
    """
    if not upload.file:
        raise FileNotFoundError(upload.file_name)
    with upload.file.open("rb") as file:
        return _download(file.read(), upload.file_name)


def _download(content: bytes, name: str) -> FileResponse:
    return handed_over(BytesIO(content), name=name, media_type=MEDIA_TYPE)
