"""How uploads are received: bounded before anything looks at them."""

from typing import Any

from django.conf import settings
from django.core.files.uploadhandler import FileUploadHandler


class BoundedUploads(FileUploadHandler):
    """Stop keeping a file once it is longer than the longest that is taken.

    What went over is read and dropped, so that the person gets an answer and not a
    broken connection; the file stays just longer than the limit, and whoever checks
    its size refuses it.
    """

    def new_file(self, *args: Any, **options: Any) -> None:
        super().new_file(*args, **options)
        self.kept = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        if self.kept > settings.UPLOAD_MOST_BYTES:
            return None
        self.kept += len(raw_data)
        return raw_data

    def file_complete(self, file_size: int) -> None:
        """Leave it to the handlers behind this one to hand over the file."""


def is_too_large(request: Any) -> bool:
    """Say whether a request announces more than any page takes."""
    try:
        announced = int(request.META.get("CONTENT_LENGTH") or 0)
    except ValueError:
        return False
    return announced > settings.REQUEST_MOST_BYTES
