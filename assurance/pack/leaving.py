"""How a paper leaves the house: as a download, named for what it is."""

from django.http import FileResponse, Http404

from actions.choices import Marking
from assurance.meeting_choices import PackFormat, Part
from assurance.models import Pack, Seal
from hcss.kernel.downloads import attachment

#: What each format is called by browsers, and how its file ends.
_KINDS = {
    PackFormat.PDF: ("application/pdf", ".pdf"),
    PackFormat.WORD: (
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        ".docx",
    ),
    PackFormat.WORKBOOK: (
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        ".xlsx",
    ),
    PackFormat.CSV: ("application/zip", ".zip"),
}


def handed_out(pack: Pack, seal: Seal) -> FileResponse:
    """Return a made pack as a download named for its quarter, part and marking.

    Raises:
        Http404: its file is gone from the store.
    """
    content_type, extension = _KINDS[PackFormat(pack.format)]
    is_open = pack.part == Part.OPEN
    marking = Marking.OFFICIAL if is_open else Marking.SENSITIVE
    try:
        content = pack.file.open("rb")
    except FileNotFoundError as error:
        raise Http404("the file is gone") from error
    return attachment(
        content,
        stem=f"{seal.period.slug}-{pack.part}-part-{marking.label}",
        extension=extension,
        content_type=content_type,
    )
