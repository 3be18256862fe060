"""Opening a file that somebody sent, as if it were meant to do harm.

Nothing is unpacked to disk, nothing is evaluated, nothing outside is fetched, and
reading stops at the first limit that is passed.
"""

import zipfile
import zlib
from collections.abc import Iterator
from io import BytesIO
from typing import IO

#: Limits within which any workbook of ours stays many times over.
MOST_PARTS = 200
MOST_UNPACKED = 40 * 1024 * 1024
MOST_RATIO = 250
#: Below this size a part may be packed as tightly as it likes.
RATIO_FROM = 1024 * 1024
_CHUNK = 64 * 1024
_ENCRYPTED_FLAG = 0x1
#: The other ways of packing give no way to stop in the middle of a bomb.
_PACKED = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)

_ENTRY = b"PK\x01\x02"
_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED_PACKAGE = "EncryptedPackage".encode("utf-16-le")

SAVE_AS = (
    "Open it in your spreadsheet program and save it as an Excel workbook (.xlsx)."
)
DAMAGED = (
    "The file is damaged or was not sent whole. Save it again, then upload it again."
)
TOO_BIG = (
    "The file unpacks to far more than a return can hold. Copy your words into a fresh "
    "download."
)
ENCRYPTED = "The workbook is protected with a password. Save it without one."
STRANGE = f"The file is packed as no spreadsheet program packs it. {SAVE_AS}"
#: What a workbook may carry that a return has no use for, and what to do about it.
_UNWANTED = (
    ("vbaproject", "The workbook holds macros. Save it without them, as .xlsx."),
    ("/macrosheets/", "The workbook holds macros. Save it without them, as .xlsx."),
    ("/dialogsheets/", "The workbook holds macros. Save it without them, as .xlsx."),
    ("/externallinks/", "The workbook holds links to other files. Break them first."),
    (
        "/connections.xml",
        "The workbook fetches data from elsewhere. Remove that first.",
    ),
    ("/querytables/", "The workbook fetches data from elsewhere. Remove that first."),
    ("/embeddings/", "The workbook holds other files. Take them out first."),
    ("/activex/", "The workbook holds controls. Take them out first."),
)


class NotAWorkbook(Exception):
    """The file cannot be read as a workbook. ``words`` say why, and what to do."""

    def __init__(self, words: str) -> None:
        super().__init__(words)
        self.words = words


class Package:
    """An .xlsx file whose every part was looked at once, within the limits.

    Raises:
        NotAWorkbook: it is something else, is damaged, or would do harm.
    """

    def __init__(self, data: bytes) -> None:
        _refuse_other_kinds(data)
        try:
            self._zip = zipfile.ZipFile(BytesIO(data))
            self._refuse_strange_parts()
            self._refuse_bombs()
        except (zipfile.BadZipFile, zlib.error, EOFError, ValueError) as fault:
            raise NotAWorkbook(DAMAGED) from fault
        except (NotImplementedError, RuntimeError, OSError) as fault:
            raise NotAWorkbook(STRANGE) from fault

    def has(self, name: str) -> bool:
        """Say whether there is such a part."""
        return name in self._zip.NameToInfo

    def open(self, name: str) -> IO[bytes]:
        """Open a part.

        Raises:
            NotAWorkbook: there is none of that name.
        """
        if not self.has(name):
            raise NotAWorkbook(DAMAGED)
        return self._zip.open(name)

    def _refuse_strange_parts(self) -> None:
        infos = self._zip.infolist()
        names = [info.orig_filename for info in infos]
        if len(set(names)) != len(names) or any(map(_is_strange, names)):
            raise NotAWorkbook(STRANGE)
        if any(info.flag_bits & _ENCRYPTED_FLAG for info in infos):
            raise NotAWorkbook(ENCRYPTED)
        if any(info.compress_type not in _PACKED for info in infos):
            raise NotAWorkbook(STRANGE)
        _refuse_unwanted(names)

    def _refuse_bombs(self) -> None:
        """Unpack everything once, to nowhere: what a part declares may be a lie."""
        infos = self._zip.infolist()
        if sum(info.file_size for info in infos) > MOST_UNPACKED:
            raise NotAWorkbook(TOO_BIG)
        total = 0
        for info in infos:
            if info.file_size > RATIO_FROM and (
                info.file_size > MOST_RATIO * max(info.compress_size, 1)
            ):
                raise NotAWorkbook(TOO_BIG)
            for size in self._sizes(info):
                total += size
                if total > MOST_UNPACKED:
                    raise NotAWorkbook(TOO_BIG)

    def _sizes(self, info: zipfile.ZipInfo) -> Iterator[int]:
        with self._zip.open(info) as part:
            while chunk := part.read(_CHUNK):
                yield len(chunk)


def _refuse_other_kinds(data: bytes) -> None:
    """Say of other kinds of file what they are, and what to do."""
    if not data:
        raise NotAWorkbook("The file is empty.")
    if data.startswith(_OLE):
        if _ENCRYPTED_PACKAGE in data:
            raise NotAWorkbook(ENCRYPTED)
        raise NotAWorkbook(f"This is an old kind of workbook (.xls). {SAVE_AS}")
    if not data.startswith(_ZIP):
        raise NotAWorkbook(f"This is not an Excel workbook (.xlsx). {SAVE_AS}")
    if data.count(_ENTRY) > MOST_PARTS:
        raise NotAWorkbook(STRANGE)


def _refuse_unwanted(names: list[str]) -> None:
    small = [f"/{name}".casefold() for name in names]
    if "/mimetype" in small:
        raise NotAWorkbook(f"This is an OpenDocument file (.ods). {SAVE_AS}")
    if any(name.endswith("/workbook.bin") for name in small):
        raise NotAWorkbook(f"This is a binary workbook (.xlsb). {SAVE_AS}")
    for part, words in _UNWANTED:
        if any(part in name for name in small):
            raise NotAWorkbook(words)
    if "/[content_types].xml" not in small:
        raise NotAWorkbook(f"This is not an Excel workbook (.xlsx). {SAVE_AS}")


def _is_strange(name: str) -> bool:
    """Say whether a name would lead out of the file, were it ever unpacked."""
    steps = name.split("/")
    leads_out = ".." in steps or name.startswith("/") or "\\" in name or ":" in name
    return leads_out or not name.isprintable()
