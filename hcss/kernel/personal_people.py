"""Phrases about people: an age, and so few of them that each could be recognised."""

import re
from collections.abc import Iterator

Phrases = Iterator[tuple[int, str]]

# --- An age ---

_UNITS = (
    "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen"
    "|fifteen|sixteen|seventeen|eighteen|nineteen"
)
_TENS = "twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety"
_YEARS = rf"(?:1[01]\d|\d{{1,2}}|(?:{_TENS})(?:[\s-](?:{_UNITS}))?|{_UNITS})"
_AGED = re.compile(
    rf"\bage[ds]?\s?(?:of\s|is\s|was\s|:\s?)?{_YEARS}\b(?![.,:/]\d|%)", re.IGNORECASE
)
_OLD = re.compile(
    rf"\b{_YEARS}[\s-]?(?:(?:years?|yrs?)\b\.?[\s-]{{0,2}}(?:old|of\sage)s?"
    r"|(?:y/o|yo)s?)\b",
    re.IGNORECASE,
)
#: After an age it makes a range, which describes a service and not a person.
_AND_MORE = re.compile(
    r"\s?(?:\+|-|to\b|and\s(?:over|above|under|up|older|below|\d)"
    r"|or\s(?:over|above|under|older|younger|below|more)|upwards)",
    re.IGNORECASE,
)
#: Before an age it does the same.
_FROM = re.compile(
    r"(?:\d\s?-|\bto|\bunder|\bover|\bbetween|\d\sand|\bthan|\bleast)\s?$",
    re.IGNORECASE,
)
_THINGS = re.compile(
    r"(?:\s(?:information|data|computer|shared|joint|local|county|existing|national))?"
    r"\s(?:agreement|system|building|strategy|plan|policy|contract|document|data"
    r"|database|protocol|vehicle|car|van|house|estate|scheme|service|process"
    r"|partnership|problem|issue|record|report|figure)s?\b",
    re.IGNORECASE,
)
_BEFORE = 12
_AFTER = 24


def ages(text: str) -> Phrases:
    """Find the ages of people: "aged 14", "a 14-year-old"; not "aged 14 to 17"."""
    for match in _AGED.finditer(text):
        if not _AND_MORE.match(text[match.end() : match.end() + _AFTER]):
            yield match.start(), match[0]
    for match in _OLD.finditer(text):
        before = text[max(0, match.start() - _BEFORE) : match.start()]
        after = text[match.end() : match.end() + _AFTER]
        if not (_FROM.search(before) or _THINGS.match(after) or _AND_MORE.match(after)):
            yield match.start(), match[0]


# --- A small count ---

_ONE = r"one|1|single"
_FEW = r"two|three|four|[2-4]|couple\sof|pair\sof"
_WHO = (
    "young|vulnerable|adult|female|male|repeat|missing|exploited|new|more|further|local"
    "|elderly|older|younger|disabled|homeless|trafficked|known|identified|confirmed"
    "|abused|teenage|foreign|named|active|open|live|separate|suspected|potential"
    "|serious|current|additional|other|different|primary|secondary|school|care|child"
    "|small|unaccompanied|injured|deceased|dead|further|alleged|convicted|released"
    "|at-risk|high|medium|low|standard|risk|domestic|abuse|modern|slavery|sexual"
    "|violence|knife|crime|stalking|fraud|burglary|rape|assault|murder|homicide"
    "|bereaved|affected|looked|after|street|persistent|prolific|priority|complex"
)
_MIDDLE = (
    r"(?:of\s(?:the|our|their|these|those|its)\s)?"
    rf"(?:(?:{_WHO}|[a-z]{{2,12}}-[a-z]{{2,12}}),?[\s-]){{0,3}}"
)
_PERSON = (
    "child|young\\sperson|person|individual|victim|survivor|adult|family|resident"
    "|offender|perpetrator|suspect|pupil|student|patient|woman|man|girl|boy|teenager"
    "|youth|baby|infant|toddler|mother|father|parent|carer|tenant|client|witness"
    "|prisoner|detainee|learner|sibling|brother|sister|refugee|household|case|referral"
)
_PEOPLE = (
    "children|young\\speople|people|persons|individuals|victims|survivors|adults"
    "|families|residents|offenders|perpetrators|suspects|pupils|students|patients"
    "|women|men|girls|boys|teenagers|youths|babies|infants|toddlers|mothers|fathers"
    "|parents|carers|tenants|clients|witnesses|prisoners|detainees|learners|siblings"
    "|brothers|sisters|refugees|households|cases|referrals|deaths|fatalities"
)
_START = r"(?<![\w£$€.,:/#-])"
_COUNT = re.compile(
    rf"{_START}(?:(?:{_ONE})\s{_MIDDLE}(?:{_PERSON})"
    rf"|(?:(?:one|1|two|three|[23])\s?(?:-|to|or|and)\s?)?(?:{_FEW})\s{_MIDDLE}"
    rf"(?:{_PEOPLE})|one\sof\s(?:the|our|their|these|those|its)\s(?:{_PEOPLE}))\b",
    re.IGNORECASE,
)
_TALLY = re.compile(
    rf"\b(?:{_PEOPLE})\s?[:=]\s?[1-4](?=\s{{0,3}}(?:[;,\n]|\.?\s{{0,3}}\Z))",
    re.IGNORECASE,
)
#: After a person it makes the name of a service, a place or a paper.
_SERVICE = re.compile(
    r"(?:'s|s')?[\s-](?:hubs?|centres?|services?|teams?|boards?|strateg(?:y|ies)|groups?"
    r"|support|panels?|pathways?|routes?|forms?|management|reviews?|stud(?:y|ies)"
    r"|protection|social|safeguarding|conferences?|officers?|workers?|practitioners?"
    r"|leads?|plans?|polic(?:y|ies)|systems?|surveys?|forums?|champions?|networks?"
    r"|partnerships?|courts?|colleges?|homes?|refuges?|commissioners?|directors?"
    r"|representatives?|associations?|charit(?:y|ies)|charters?|codes?|files?|records?"
    r"|responsible|accountable|in\scharge|leads|from\seach|per|first|health|mental"
    r"|education|learning|housing|justice|liaison|engagement|voice|feedback|journeys?"
    r"|notes?|numbers?|rates?|levels?|types?|days?|weeks?)\b",
    re.IGNORECASE,
)
#: Before a count it makes a share ("one in four women") or a label ("Tier 2 victims").
_NO_COUNT = re.compile(
    r"(?:\b(?:in|out\sof|priority|tier|level|phase|stage|step|section|part|category"
    r"|band|grade|table|quarter|number|no\.?|action|year|type|schedule|chapter|figure"
    r"|appendix|annex|zone|area|ward|wave|cohort|group|objective|outcome|strand|theme"
    r"|item|paragraph|page|question|option|class)|\bany|\bevery)\s$",
    re.IGNORECASE,
)
_SHARE = re.compile(r"(?:\d|one|two|three|four|nine)\s(?:in|out\sof)\s$", re.IGNORECASE)
_LABEL_LENGTH = 20


def small_counts(text: str) -> Phrases:
    """Find one to four people who are helped; not "two family hubs"."""
    for match in _COUNT.finditer(text):
        before = text[max(0, match.start() - _LABEL_LENGTH) : match.start()]
        after = text[match.end() : match.end() + _LABEL_LENGTH]
        if not (_is_no_count(before) or _SERVICE.match(after)):
            yield match.start(), match[0]
    for match in _TALLY.finditer(text):
        yield match.start(), match[0]


def _is_no_count(before: str) -> bool:
    if re.search(r"\bin\s$", before, re.IGNORECASE):
        return bool(_SHARE.search(before))
    return bool(_NO_COUNT.search(before))
