"""Which keys each part of an agreement's file has, and what may stand there."""

from partnerships.choices import AgencyKind, PartnershipKind
from priorities.choices import (
    FragmentKind,
    OwnershipGrade,
    RegisterCategory,
    StatementKind,
    Strength,
)
from priorities.services.agreement_file.faults import Faults
from priorities.services.agreement_file.parts import (
    AgreementDocument,
    BulletPart,
    EntryPart,
    FragmentPart,
    HeadingPart,
    IsPart,
    LinkPart,
    OwnershipPart,
    PartyPart,
    PriorityPart,
    RelationshipPart,
    SectionPart,
    SentencePart,
    TitlePart,
)
from priorities.services.agreement_file.shapes import (
    ChoiceReader,
    DayReader,
    FlagReader,
    ListReader,
    MaybeReader,
    NumberReader,
    RecordReader,
    Text,
    TextReader,
)
from priorities.services.agreement_file.tree import Node, Words


class _PartyReader:
    """Reads a party: a code alone, or a mapping of text and code."""

    def read(self, node: Node, faults: Faults) -> PartyPart:
        if isinstance(node, Words):
            code = CODE.read(node, faults)
            return PartyPart(line=node.line, code=code, text=Text("", node.line))
        party: PartyPart = _PARTY.read(node, faults)
        return party

    def blank(self, line: int) -> PartyPart:
        return PartyPart(line=line, code=Text("", line), text=Text("", line))


CODE = TextReader(20, r"[A-Za-z][A-Za-z0-9-]*", "a code (letters, digits, hyphens)")
SLUG = TextReader(80, r"[a-z0-9]+(-[a-z0-9]+)*", "a name for addresses (a-z, 0-9, -)")
REF = TextReader(20, r"[A-Za-z0-9.-]+", "a reference, such as 1.CC.01")
SHORT, NAME, LONG = TextReader(60), TextReader(200), TextReader(300)
WORDS = TextReader()

_PARTY = RecordReader(PartyPart, "a party", {"text": NAME}, {"code": CODE})
_FRAGMENT = RecordReader(
    FragmentPart,
    "a fragment",
    {
        "ref": REF,
        "kind": ChoiceReader(FragmentKind, "kind of fragment"),
        "quote": WORDS,
        "title": NAME,
    },
    {
        "strength": ChoiceReader(Strength, "strength"),
        "condition": NAME,
        "owner_in_source": NAME,
        "suggested_lead": NAME,
        "note": TextReader(400),
    },
)
_SENTENCE = RecordReader(
    SentencePart,
    "a sentence",
    {"ref": REF, "text": WORDS, "kind": ChoiceReader(StatementKind, "kind")},
    {
        "also": ChoiceReader(StatementKind, "kind"),
        "names": ListReader(CODE),
        "suggested_heading": CODE,
        "note": WORDS,
        "fragments": ListReader(_FRAGMENT),
    },
)
_BULLET = RecordReader(
    BulletPart,
    "a bullet",
    {"sentences": ListReader(_SENTENCE)},
    {"lines": TextReader(40), "level": NumberReader(0, 1)},
)
_SECTION = RecordReader(
    SectionPart,
    "a section",
    {"heading": CODE},
    {
        "as_written": TextReader(120),
        "inside_a_bullet": FlagReader(),
        "bullets": ListReader(_BULLET),
        "paragraphs": ListReader(_BULLET),
    },
)
_OWNERSHIP = RecordReader(
    OwnershipPart,
    "an ownership",
    {"grade": ChoiceReader(OwnershipGrade, "grade of ownership")},
    {
        "words": TextReader(400),
        "owners": ListReader(CODE, may_be_empty=True),
        "lead": CODE,
        "note": WORDS,
    },
)
_PRIORITY = RecordReader(
    PriorityPart,
    "a priority",
    {
        "number": NumberReader(1, 99),
        "title": LONG,
        "short_title": SHORT,
        "ownership": _OWNERSHIP,
        "sections": ListReader(_SECTION),
    },
    {"listed_as": LONG},
)
_IS = RecordReader(
    IsPart,
    '"is"',
    {},
    {
        "agency": ChoiceReader(AgencyKind, "kind of agency"),
        "partnership": ChoiceReader(PartnershipKind, "kind of partnership"),
        "post": NAME,
        "at": CODE,
        "part_of": CODE,
        "hosted_by": CODE,
        "called": NAME,
        "short_name": SHORT,
    },
)
_ENTRY = RecordReader(
    EntryPart,
    "an entry of the register",
    {
        "code": CODE,
        "name": NAME,
        "category": ChoiceReader(RegisterCategory, "category"),
        "type": TextReader(100),
    },
    {"aliases": ListReader(NAME), "is": MaybeReader(_IS), "note": WORDS},
)
_HEADING = RecordReader(
    HeadingPart,
    "a heading",
    {"code": TextReader(10, r"[A-Z]{2,10}", "a heading's code (capital letters)"),
     "label": TextReader(100), "question": LONG},
    {},
)  # fmt: skip
_TITLE = RecordReader(
    TitlePart,
    "the agreement",
    {
        "title": NAME,
        "slug": SLUG,
        "period": TextReader(40),
        "introduction": TextReader(keeps_lines=True),
    },
    {
        "byline": NAME,
        "group": CODE,
        "names": ListReader(CODE),
        "replaces": SLUG,
        "starts_on": DayReader(),
        "ends_on": DayReader(),
    },
)
_RELATIONSHIP = RecordReader(
    RelationshipPart,
    "a relationship",
    {
        "from": ListReader(_PartyReader()),
        "does": TextReader(100),
        "to": ListReader(_PartyReader()),
        "said_in": ListReader(REF),
    },
    {"note": NAME},
)
_LINK = RecordReader(LinkPart, "a link", {"between": ListReader(REF), "why": NAME}, {})
DOCUMENT = RecordReader(
    AgreementDocument,
    "the file",
    {
        "agreement": _TITLE,
        "headings": ListReader(_HEADING),
        "priorities": ListReader(_PRIORITY),
    },
    {
        "register": ListReader(_ENTRY),
        "relationships": ListReader(_RELATIONSHIP),
        "links": ListReader(_LINK),
    },
)
