"""What numbers, dates and phrases give a person away, and which only look so.

Every pattern is bounded, so that the time rises with the length of the text and
with nothing else.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from urllib.parse import unquote

from stdnum.gb import nhs

from hcss.kernel import personal_people as people


class Kind(StrEnum):
    """What a finding looks like."""

    NHS_NUMBER = "NHS number"
    NI_NUMBER = "National Insurance number"
    DATE_OF_BIRTH = "date of birth"
    TELEPHONE = "telephone number"
    EMAIL = "e-mail address"
    POSTCODE = "full postcode"
    AGE = "age"
    SMALL_COUNT = "small count"

    @property
    def is_identifier(self) -> bool:
        return self in (Kind.NHS_NUMBER, Kind.NI_NUMBER)

    @property
    def label(self) -> str:
        """The kind in a sentence."""
        if self is Kind.SMALL_COUNT:
            return "a count so small that people could be recognised"
        article = "an" if self in (Kind.NHS_NUMBER, Kind.EMAIL, Kind.AGE) else "a"
        return f"{article} {self.value}"


@dataclass(frozen=True, slots=True)
class Finding:
    """Something in a text that may be about a person."""

    kind: Kind
    excerpt: str

    @property
    def is_identifier(self) -> bool:
        """Whether it is a hard stop; the rest a person can confirm."""
        return self.kind.is_identifier


_Found = Iterator[tuple[int, Kind, str]]

# --- Reading a text as it is meant, not as it is encoded ---

_INVISIBLE = dict.fromkeys([0xAD, 0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF])
_DASHES = dict.fromkeys([0x2010, 0x2011, 0x2012, 0x2013, 0x2014, 0x2212], "-")
_QUOTES = {0x2018: "'", 0x2019: "'"}
_WIDE = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_AS_MEANT = {**_INVISIBLE, **_DASHES, **_QUOTES, **_WIDE}
#: An address of the web, in which a space may stand as %20 or as a plus.
_WEB = re.compile(r"https?://\S+", re.IGNORECASE)
_PLUS = re.compile(r"(?<=\w)\+(?=\w)")


def _as_meant(text: str) -> str:
    plain = _WEB.sub(lambda found: _PLUS.sub(" ", unquote(found[0])), text)
    return plain.translate(_AS_MEANT)


def find(text: str, *, on: date) -> list[Finding]:
    """Return what in ``text`` may be about a person, in the order of the text.

    ``on`` is today: a full date ten or more years back may be a date of birth.
    """
    plain = _as_meant(text)
    found = [
        *_nhs_numbers(plain),
        *_ni_numbers(plain),
        *_dates_of_birth(plain, on),
        *_telephones(plain),
        *_emails(plain),
        *_postcodes(plain),
        *((at, Kind.AGE, words) for at, words in people.ages(plain)),
        *((at, Kind.SMALL_COUNT, words) for at, words in people.small_counts(plain)),
    ]
    return [
        Finding(kind, " ".join(excerpt.split())) for _, kind, excerpt in sorted(found)
    ]


# --- Identifiers ---

_GAP = r"[\s.-]{1,3}"
_TEN_DIGITS = re.compile(
    r"(?<![\d£$€])(?<!\d[.,])(?=(?P<number>"
    rf"\d{{3}}{_GAP}\d{{3}}{_GAP}\d{{4}}|\d{{4}}{_GAP}\d{{3}}{_GAP}\d{{3}}"
    r"|\d{3}[\s-]\d{7}|\d{4}[\s-]\d{6}|\d{5}[\s-]\d{5}|\d{6}[\s-]\d{4}|\d{10}"
    r")(?![\d%])(?![.,]\d))"
)
_CHI = re.compile(r"(?:0[1-9]|[12]\d|3[01])(?:0[1-9]|1[0-2])\d{6}")
_THREE_THREE_FOUR = re.compile(r"\d{3}\D+\d{3}\D+\d{4}")


def _nhs_numbers(text: str) -> _Found:
    for match in _TEN_DIGITS.finditer(text):
        words = match["number"]
        digits = re.sub(r"\D", "", words)
        if nhs.is_valid(digits) and not _is_rather_a_telephone(words, digits):
            yield match.start(), Kind.NHS_NUMBER, words


def _is_rather_a_telephone(words: str, digits: str) -> bool:
    """A ten-digit number from 0 is one of the old short telephone numbers."""
    return digits.startswith("0") and not (
        _THREE_THREE_FOUR.fullmatch(words) or _CHI.fullmatch(digits)
    )


_NI = re.compile(
    r"(?<![A-Z0-9])(?!BG|GB|KN|NK|NT|TN|ZZ)(?:[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z]|QQ)"
    r"[\s-]?\d{2}(?P<gap>[\s.-]?)\d{2}(?P=gap)\d{2}[\s-]?(?P<suffix>[A-D])?"
    r"(?![A-Z0-9])",
    re.IGNORECASE,
)
_NI_NAMED = re.compile(r"\b(?:NI|NINO|insurance)\b", re.IGNORECASE)
_NEAR = 30


def _ni_numbers(text: str) -> _Found:
    """Without its last letter it must be named, or stand in pairs of digits."""
    for match in _NI.finditer(text):
        before = text[max(0, match.start() - _NEAR) : match.start()]
        if match["suffix"] or match["gap"] or _NI_NAMED.search(before):
            yield match.start(), Kind.NI_NUMBER, match[0]


# --- Dates of birth ---

_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun"]
_MONTHS += ["jul", "aug", "sep", "oct", "nov", "dec"]
_MONTH = (
    r"(?P<month{0}>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?"
    r"|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
)
_DATE = re.compile(
    r"(?<![\d/.-])(?:"
    r"(?P<day1>\d{1,2})(?P<sep>[/. -])(?P<month1>\d{1,2})(?P=sep)"
    r"(?P<year1>\d{4}|\d{2})"
    r"|(?P<year2>\d{4})[/-](?P<month2>\d{1,2})[/-](?P<day2>\d{1,2})"
    r"|(?P<day3>\d{1,2})(?:st|nd|rd|th)?[\s-]{1,2}(?:of\s)?"
    + _MONTH.format(3)
    + r"\.?,?[\s-]{1,2}(?P<year3>\d{4}|'?\d{2})"
    r"|" + _MONTH.format(4) + r"\s(?P<day4>\d{1,2})(?:st|nd|rd|th)?,?\s(?P<year4>\d{4})"
    r")(?!\d|[/-]\d)",
    re.IGNORECASE,
)
_BIRTH = re.compile(
    r"\b(?:born|birth|birthday|birthdate|d\.?\s?o\.?\s?b)\b", re.IGNORECASE
)
_BORN_IN = re.compile(
    r"\bborn\s(?:in\s|on\s|c\.?\s)?(?:[a-z]{3,9}\s)?(?:19|20)\d{2}\b", re.IGNORECASE
)
_LONG_AGO, _A_LIFE = 10, 115
_NEAR_AFTER = 20


def _dates_of_birth(text: str, on: date) -> _Found:
    for match in _DATE.finditer(text):
        near = text[max(0, match.start() - _NEAR) : match.end() + _NEAR_AFTER]
        given = _read(match, on)
        if given is not None and (
            _BIRTH.search(near) or _is_long_ago(match, given, on)
        ):
            yield match.start(), Kind.DATE_OF_BIRTH, match[0]
    for match in _BORN_IN.finditer(text):
        yield match.start(), Kind.DATE_OF_BIRTH, match[0]


def _is_long_ago(match: re.Match[str], given: date, on: date) -> bool:
    """Spaces, and two figures for a year, make it a date only beside a birth."""
    if match["sep"] == " " or (match["year1"] and len(match["year1"]) == len("09")):
        return False
    years = on.year - given.year - ((on.month, on.day) < (given.month, given.day))
    return _LONG_AGO <= years <= _A_LIFE


def _read(match: re.Match[str], on: date) -> date | None:
    """Return the day meant, or None if there is no such day."""
    way = next(way for way in "1234" if match[f"day{way}"])
    month = match[f"month{way}"]
    number = int(month) if month.isdigit() else _MONTHS.index(month[:3].lower()) + 1
    year = int(match[f"year{way}"].lstrip("'"))
    if year < 100:  # noqa: PLR2004
        year += 2000 if year <= on.year % 100 else 1900
    try:
        return date(year, number, int(match[f"day{way}"]))
    except ValueError:
        return None


# --- Ways to reach a person ---

_CALL = re.compile(
    r"(?<![\w£$€,./#-])(?:\+\s?44|0044|\(?0(?![.]))(?:[ ().-]{0,3}\d){8,11}(?!\d)"
)
#: Landlines and mobiles; 03, 080 and the like belong to organisations.
_A_PERSONS_LINE = re.compile(r"[127]\d{8,9}")


def _telephones(text: str) -> _Found:
    for match in _CALL.finditer(text):
        digits = re.sub(r"\D", "", match[0])
        national = re.sub(r"^(?:0044|44)?0?", "", digits)
        if _A_PERSONS_LINE.fullmatch(national) and not _DATE.match(match[0]):
            yield match.start(), Kind.TELEPHONE, match[0]


_AT = re.compile(r"(?<=[\w.+%'-])@(?=[a-z0-9])[\w-]{1,63}(?:\.[\w-]{1,63}){1,6}")
_MAILBOX = re.compile(r"[\w.+%'-]{1,64}$")


def _emails(text: str) -> _Found:
    for match in _AT.finditer(text.lower()):
        name = _MAILBOX.search(text[max(0, match.start() - 64) : match.start()])
        start = match.start() - (len(name[0]) if name else 0)
        yield start, Kind.EMAIL, text[start : match.end()]


_AREAS = (
    "AB|AL|B[ABDHLNRST]?|C[ABFHMORTVW]|D[ADEGHLNTY]|E[CHNX]?|FK|FY|G[LUY]?|H[ADGPRSUX]"
    "|I[GMPV]|JE|K[ATWY]|L[ADELNSU]?|M[EKL]?|N[EGNPRW]?|O[LX]|P[AEHLOR]|RG|RH|RM"
    "|S[AEGKLMNOPRSTWY]?|T[ADFNQRSW]|UB|W[ACDFNRSV]?|YO|ZE"
)
_POSTCODE = re.compile(
    rf"(?<![A-Z0-9-])(?:{_AREAS})\d[A-Z\d]?\s{{0,2}}(?P<inward>\d[ABD-HJLNP-UW-Z]{{2}})"
    r"(?![A-Z0-9])",
    re.IGNORECASE,
)
_ORDINALS = re.compile(r"\d(?:st|nd|rd|th)")


def _postcodes(text: str) -> _Found:
    for match in _POSTCODE.finditer(text):
        if not _ORDINALS.fullmatch(match["inward"]):
            yield match.start(), Kind.POSTCODE, match[0]
