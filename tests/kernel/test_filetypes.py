"""A file is known by its content, whatever it is called."""

import io

import pytest

from hcss.kernel import containers
from hcss.kernel.filetypes import TAKEN, UnfitFile, detect
from tests.kernel import documents as make

GIF = b"GIF89a\x01\0\x01\0\0\0\0;"
HTML = b"<!DOCTYPE html><html><script>alert(1)</script></html>"
SVG = b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"></svg>'
PROGRAM = b"MZ\x90\0\x03" + bytes(200)
OLD_OFFICE = bytes.fromhex("D0CF11E0A1B11AE1") + bytes(600)
MACRO_TYPE = "application/vnd.ms-word.document.macroEnabled.main+xml"
VBA_TYPE = "application/vnd.ms-office.vbaProject"
DOCX_TYPE = make.MAIN["docx"][1]


def extension(content: bytes, name: str = "anything.bin") -> str:
    return detect(io.BytesIO(content), name=name).extension


def refusal(content: bytes, name: str = "anything.bin") -> str:
    with pytest.raises(UnfitFile) as refused:
        detect(io.BytesIO(content), name=name)
    return str(refused.value)


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (make.pdf(), ".pdf"),
        (make.pdf(after=b"\r\n  "), ".pdf"),
        (make.png(), ".png"),
        (make.jpeg(), ".jpg"),
        (make.office("docx"), ".docx"),
        (make.office("xlsx"), ".xlsx"),
        (make.office("pptx", **{"ppt/media/image1.svg": SVG}), ".pptx"),
        (make.workbook(), ".xlsx"),
        (make.odf("odt"), ".odt"),
        (make.odf("ods"), ".ods"),
        (make.odf("odp"), ".odp"),
    ],
)
@pytest.mark.parametrize("name", ["plan.exe", "plan.html", "plan", "plan.pdf"])
def test_what_is_taken_is_known_whatever_it_is_called(content, expected, name):
    assert extension(content, name) == expected


@pytest.mark.parametrize(
    ("name", "expected"),
    [("minutes.txt", ".txt"), ("Counts.CSV", ".csv"), ("README", ".txt")],
)
def test_text_in_utf8_is_taken_where_it_calls_itself_text(name, expected):
    assert extension("Minute 6, £40 – agreed.\n".encode(), name) == expected
    assert extension("\ufeffa;b\n1;2\n".encode(), name) == expected


@pytest.mark.parametrize(
    "name", ["run.js", "run.vbs", "run.bat", "page.html", "a.svg", "a.eml", "a.rtf"]
)
def test_text_that_calls_itself_something_else_is_refused(name):
    assert "none of the kinds" in refusal(b"WScript.Echo 1", name)


@pytest.mark.parametrize(
    ("content", "name", "words"),
    [
        (b"", "a.pdf", "it is empty."),
        (b" \n\t ", "a.txt", "it is empty."),
        (HTML, "a.txt", "a web page"),
        (b"\xef\xbb\xbf  " + HTML, "a.txt", "web page or a script"),
        (SVG, "a.txt", "Scalable Vector Graphics"),
        (b"Notes <SCRIPT >x</SCRIPT>", "a.txt", "web page or a script"),
        (b"<SVG/onload=alert(1)>", "a.txt", "web page or a script"),
        (b"#!/bin/sh\nrm -rf /", "a.txt", "a script"),
        (b"@echo off\r\ndel *", "a.txt", "not text"),
        (b"{\\rtf1 hello}", "a.txt", "RTF"),
        (b"one\0two", "a.txt", "not text"),
        (b"one\x1btwo", "a.txt", "not text"),
        ("Größe".encode("latin-1"), "a.csv", "not text in UTF-8"),
        ("wide".encode("utf-16"), "a.csv", "not text in UTF-8"),
        (PROGRAM, "a.pdf", "a program for Windows"),
        (b"\x7fELF\x02\x01\x01" + bytes(60), "a.png", "a program for Linux"),
        (GIF, "a.gif", "GIF"),
        (GIF + HTML, "a.png", "GIF"),
        (OLD_OFFICE, "a.doc", "old format, or one with a password"),
        (b"7z\xbc\xaf\x27\x1c" + bytes(20), "a.zip", "7-Zip"),
    ],
)
def test_what_is_not_taken_is_refused_in_words(content, name, words):
    said = refusal(content, name)

    assert any(each in said for each in words.split("|")), said


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (make.pdf(inside=HTML), "web page or a script"),
        (make.pdf(after=HTML), "web page or a script"),
        (make.pdf(after=make.archive({"a.txt": "x"})), "second file"),
        (make.pdf(after=PROGRAM), "something besides"),
        (make.pdf(after=b"Rar!\x1a\x07\x01\0" + bytes(90)), "something besides"),
        (make.pdf()[:40], "breaks off"),
        (b"\n" + make.pdf(), "Portable Document|none of the kinds"),
        (make.png(after=b"x"), "something besides"),
        (make.png(after=make.archive({"a.txt": "x"})), "something besides"),
        (make.png(text=b"<script>alert(1)</script>"), "web page or a script"),
        (make.png()[:-6], "something besides"),
        (b"\x89PNG\r\n\x1a\n", "broken"),
        (make.jpeg(inside=b"<svg onload=alert(1)>"), "web page or a script"),
        (make.jpeg() + make.archive({"a.txt": "x"}), "second file"),
        (make.jpeg()[:-2], "breaks off"),
    ],
)
def test_two_files_in_one_are_refused(content, words):
    said = refusal(content)

    assert any(each in said for each in words.split("|")), said


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (make.archive({"a.txt": "x"}), "no document that is taken"),
        (make.archive({}), "none of the kinds|ZIP"),
        (make.office("docx", **{"word/vbaProject.bin": b"x"}), "macros"),
        (make.office("docx", **{"word/VBAPROJECT.BIN": b"x"}), "macros"),
        (make.office("xlsx", **{"xl/macrosheets/sheet1.xml": b"x"}), "macros"),
        (
            make.office("docx", **{"[Content_Types].xml": make.types(MACRO_TYPE)}),
            "macros",
        ),
        (
            make.office(
                "docx", **{"[Content_Types].xml": make.types(DOCX_TYPE, VBA_TYPE)}
            ),
            "macros",
        ),
        (
            make.office(
                "docx",
                **{
                    "[Content_Types].xml": make.types(
                        DOCX_TYPE, VBA_TYPE.replace("v", "&#118;")
                    )
                },
            ),
            "macros",
        ),
        (
            make.office(
                "docx",
                **{
                    "[Content_Types].xml": "<!DOCTYPE x [<!ENTITY a 'b'>]>"
                    + make.types(DOCX_TYPE)
                },
            ),
            "broken",
        ),
        (
            make.office(
                "docx",
                **{"[Content_Types].xml": make.types(DOCX_TYPE).encode("utf-16")},
            ),
            "broken",
        ),
        (make.office("docx", **{"[Content_Types].xml": "<Types"}), "broken"),
        (make.office("docx", **{"word/embeddings/a.exe": b"MZ"}), "a program"),
        (make.office("docx", **{"word/embeddings/a.docm": b"PK"}), "a program"),
        (make.office("docx", **{"../evil.xml": b"x"}), "something besides"),
        (make.odf("odt", **{"Basic/Standard/Module1.xml": b"x"}), "macros"),
        (make.odf("odt", **{"Scripts/python/a.py": b"x"}), "macros"),
        (
            make.odf(
                "odt",
                **{
                    "META-INF/manifest.xml": make.MANIFEST.replace(
                        "/>", "><m:encryption-data/></m:manifest>"
                    )
                },
            ),
            "password",
        ),
        (make.archive({"mimetype": "application/epub+zip"}), "no document"),
        (make.encrypted(make.office("docx")), "password"),
        (make.office("docx") + HTML, "something besides"),
        (make.office("docx")[:-30], "something besides"),
        (b"PK\x03\x04" + HTML + make.office("docx"), "something besides"),
    ],
)
def test_an_archive_is_taken_only_as_a_document_and_nothing_besides(content, words):
    said = refusal(content)

    assert any(each in said for each in words.split("|")), said


def test_a_document_that_unpacks_to_far_more_is_refused(monkeypatch):
    monkeypatch.setattr(containers, "MOST_UNPACKED", 1_000_000)

    assert extension(make.bomb(900_000)) == ".docx"
    assert "far more" in refusal(make.bomb(2_000_000))


def test_what_an_archive_says_of_its_sizes_is_not_believed():
    assert extension(make.bomb(3_000_000)) == ".docx"
    assert "far more" in refusal(make.bomb(3_000_000, says=10))
    assert "broken" in refusal(make.bomb(3_000_000, says=3_000_001))


def test_a_document_of_too_many_parts_is_refused(monkeypatch):
    monkeypatch.setattr(containers, "MOST_PARTS", 2)

    assert "far more" in refusal(make.office("docx"))


def test_parts_that_share_their_bytes_are_refused():
    """A bomb whose many parts all point at the same few bytes."""
    once = make.archive({"a": bytes(1000), "b": bytes(1000)})
    second = once.rindex(b"PK\x01\x02")
    shared = bytearray(once)
    shared[second + 42 : second + 46] = bytes(4)

    assert "far more" in refusal(bytes(shared))


def test_what_is_taken_is_said_in_one_line():
    assert TAKEN == (
        "PDF, PNG, JPEG, Word (DOCX), Excel (XLSX), PowerPoint (PPTX), "
        "OpenDocument (ODT, ODS, ODP), plain text and CSV"
    )


def test_the_file_is_left_at_its_beginning():
    content = io.BytesIO(make.pdf())

    detect(content, name="a.pdf")

    assert content.tell() == 0
