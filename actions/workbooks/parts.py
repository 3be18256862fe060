"""The XML inside a workbook: streamed, counted, and thrown away once read."""

import posixpath
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO
from xml.etree.ElementTree import Element, ParseError  # noqa: S405, RUF100 (types)

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import iterparse

from actions.workbooks.cells import unescaped
from actions.workbooks.opening import DAMAGED, TOO_BIG, NotAWorkbook, Package

MOST_ELEMENTS = 200_000
MOST_DEPTH = 40
#: The longest text that a cell of any spreadsheet holds; the rest is not read.
MOST_TEXT = 32_767


@dataclass(frozen=True)
class Relation:
    """That one part of a workbook belongs to another."""

    kind: str
    target: str
    key: str


class Parts:
    """The parts of a workbook, within one budget of elements for all of them."""

    def __init__(self, package: Package) -> None:
        self._package = package
        self._elements = 0

    def has(self, part: str) -> bool:
        """Say whether there is such a part."""
        return self._package.has(part)

    def relations(self, part: str) -> list[Relation]:
        """Return what belongs to a part; ``""`` is the whole file."""
        folder, file_name = posixpath.split(part)
        listed = posixpath.join(folder, "_rels", f"{file_name}.rels")
        if not self.has(listed):
            return []
        return [
            Relation(
                kind=element.get("Type", "").rpartition("/")[2],
                target=_within(folder, element.get("Target", "")),
                key=element.get("Id", ""),
            )
            for element in self.ends(listed)
            if name_of(element) == "Relationship"
        ]

    def ends(self, part: str, *, whole: str = "") -> Iterator[Element]:
        """Yield each element of a part when it ends; see :meth:`walk`."""
        return (
            element for event, element in self.walk(part, whole=whole) if event == "end"
        )

    def walk(self, part: str, *, whole: str = "") -> Iterator[tuple[str, Element]]:
        """Yield each element of a part when it starts and when it ends.

        What has been read is thrown away at once; what stands inside a ``whole`` is
        kept until that ends.

        Raises:
            NotAWorkbook: it is not XML, defines entities, or is too large.
        """
        try:
            with self._package.open(part) as stream:
                yield from self._walk(stream, whole)
        except (ParseError, DefusedXmlException, LookupError, ValueError) as fault:
            raise NotAWorkbook(DAMAGED) from fault

    def _walk(self, stream: IO[bytes], whole: str) -> Iterator[tuple[str, Element]]:
        above: list[Element] = []
        inside = 0
        events = iterparse(stream, events=("start", "end"), forbid_dtd=True)
        for event, element in events:
            is_whole = name_of(element) == whole
            if event == "start":
                self._count(len(above))
                above.append(element)
                inside += is_whole
                yield event, element
                continue
            above.pop()
            inside -= is_whole
            yield event, element
            if not inside:
                element.clear()
                if above:
                    above[-1].remove(element)

    def _count(self, depth: int) -> None:
        self._elements += 1
        if self._elements > MOST_ELEMENTS or depth > MOST_DEPTH:
            raise NotAWorkbook(TOO_BIG)


def name_of(element: Element) -> str:
    """Return the name of an element: both kinds of Excel file use the same ones."""
    return element.tag.rpartition("}")[2]


def text_of(element: Element) -> str:
    """Return the text in all its runs, without guides to pronunciation."""
    runs = (child for child in element if name_of(child) != "rPh")
    texts = [
        part.text or "" for run in runs for part in (run, *run) if name_of(part) == "t"
    ]
    return cut("".join(map(unescaped, texts)))


def cut(text: str) -> str:
    """Return no more of a text than a cell holds, and one character to show it."""
    return text[: MOST_TEXT + 1]


def _within(folder: str, target: str) -> str:
    """Return the name of a part that is named from inside a folder."""
    return posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")
