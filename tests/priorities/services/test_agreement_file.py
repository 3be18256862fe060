"""A file with a fault is refused whole, and each fault is named with its line."""

import pytest

from priorities.services.agreement_file import AgreementRefused, read_agreement
from priorities.services.agreement_file.tree import MOST_BYTES


def faults_of(text: str | bytes) -> list[str]:
    content = text.encode() if isinstance(text, str) else text
    with pytest.raises(AgreementRefused) as caught:
        read_agreement(content=content)
    return [str(fault) for fault in caught.value.faults]


def line_of(text: str, words: str) -> int:
    return text[: text.index(words)].count("\n") + 1


def test_a_good_file_is_read(county):
    document = read_agreement(content=county.encode())

    assert [priority.number for priority in document.priorities] == list(range(1, 10))
    assert [heading.code for heading in document.headings] == ["OW", "PR", "RE", "LE"]


#: What is changed in the file, the fault it makes, and words that mark its line.
CHANGES = [
    ("category: body\n", "colour: red\n    category: body\n",
     'unknown key "colour" in an entry of the register', "colour"),
    ("    type: Programme\n", "", 'missing key "type" in an entry', "code: FARM"),
    ("number: 4\n", "number: four\n", "this must be a whole number from 1 to 99",
     "number: four"),
    ("number: 4\n", "number: 5\n", "priority 5 should be 4", "number: 5"),
    ("ref: 1.PR.02", "ref: 1.PR.03", "1.PR.03 should be 1.PR.02", "1.PR.03"),
    ("ref: P1-O1", "ref: P1-O2", "P1-O2 is out of order: P1-O1 to P1-O1", "P1-O2"),
    ("quote: reach every", "quote: reach each",
     "these words are not in 1.PR.01", "reach each"),
    ("condition: if it is funded", "condition: if we are funded",
     "these words are not in 1.PR.01", "if we are"),
    ("names: [FARM]", "names: [BARN]", "unknown code BARN", "BARN"),
    ("kind: commitment\n                names", "kind: promise\n                names",
     '"promise" is not a known kind (ownership, arrangement, ', "promise"),
    ("strength: firm", "strength: iron",
     '"iron" is not a known strength (firm, soft, ', "iron"),
    ("                    strength: firm\n", "", 'missing key "strength" in P1-01',
     "ref: P1-01"),
    ("heading: LE", "heading: XX", "unknown heading XX", "XX"),
    ("        as_written: What we have learnt\n", "",
     'missing key "as_written": the heading in the source', "- heading: LE"),
    ("owners: [WCC, CHIEF]", "owners: [WCC, FARM]",
     "FARM is no agency, partnership or post", "[WCC, FARM]"),
    ("lead: WCC", "lead: FARM", "FARM leads but is not among the owners", "lead: F"),
    ("words: strong ownership by the Council", "words: weak ownership",
     "these words are not in the ownership paragraph", "words: weak"),
    ("listed_as: Fly", "listed_as: Dry", "these words are not in the introduction",
     "listed_as: Dry"),
    ("agency: council,", "agency: parish,", '"parish" is not a known kind of agency',
     "agency: parish"),
    ("at: WCC", "at: FARM", "FARM must stand earlier in the register", "at: FARM"),
    ("group: WSG", "group: WCC", "WCC is no partnership in register", "group: WCC"),
    ("2030-03-31", "31 March 2030", "this must be a day, such as 2019-04-01",
     "31 March 2030"),
    ("2030-03-31", "2026-03-31", "the agreement ends before it starts", "title: Wess"),
    ("said_in: [1.PR.01]", "said_in: [7.XX.09]", "unknown sentence 7.XX.09", "7.XX"),
    ("between: [P1-01, P1-O1]", "between: [P1-01, P1-01]",
     "a link is between two fragments", "between"),
    ("between: [P1-01, P1-O1]", "between: [P1-01, P9-01]", "unknown fragment P9-01",
     "between"),
    ("code: OW, label", "code: ZZ, label", "the first heading is OW: strategic",
     "code: ZZ"),
    ("name: Farm Watch", "name: ~", "this is empty: write it or leave the key out",
     "name: ~"),
    ("slug: wessenshire-2027", "slug: Wessen shire",
     '"Wessen shire" is not a name for addresses', "slug: Wessen"),
    ("short_title: Arson in barns", f"short_title: {'barn' * 20}",
     "this is too long: 60 characters at most", "barnbarn"),
    ("code: WCC\n", "code: WCC\n    code: BCC\n", '"code" is given twice', "code: BCC"),
    ("names: [WSG]", "names: WSG", "this must be a list", "names: WSG"),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "reason", "place"), CHANGES)
def test_each_fault_is_named_with_its_line(county, old, new, reason, place):
    assert old in county
    text = county.replace(old, new, 1)

    found = faults_of(text)

    due = f"line {line_of(text, place)}: {reason}"
    assert [fault for fault in found if fault.startswith(due)]


def test_all_faults_are_named_at_once_in_the_order_of_their_lines(county):
    text = county.replace("type: Programme", "sort: Programme")
    text = text.replace("ref: 1.PR.02", "ref: 1.PR.01")
    text = text.replace("names: [FARM]", "names: [BARN]")
    text = text.replace("quote: could be locked", "quote: must be locked")

    found = faults_of(text)

    farm, twice = line_of(text, "code: FARM"), line_of(text, "text: Gates") - 1
    assert found == [
        f'line {farm}: missing key "type" in an entry of the register',
        f'line {farm + 3}: unknown key "sort" in an entry of the register',
        f"line {line_of(text, 'BARN')}: unknown code BARN",
        f"line {twice}: 1.PR.01 is a sentence twice",
        f"line {twice}: 1.PR.01 should be 1.PR.02",
        f"line {line_of(text, 'must be locked')}: these words are not in 1.PR.01",
    ]


def test_two_entries_that_would_become_one_body_are_refused(county):
    """R52: bodies are merged by an officer only."""
    twin = (
        "  - {code: WCC2, name: Wessenshire county council, category: body, "
        "type: Agency, is: {agency: council}}\n\npriorities:"
    )
    text = county.replace("\npriorities:", twin, 1)

    assert faults_of(text) == [
        f"line {line_of(text, 'WCC2')}: WCC2 and WCC would be one agency"
    ]


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("", "line 1: the file is empty"),
        ("# only a remark\n", "line 1: the file is empty"),
        ("a: [1\nb: 2\n", "line 2: this is not YAML: "),
        ("a: 1\n\tb: 2\n", "line 2: this is not YAML: "),
        ("a: 1\nb: &x 2\n", "line 2: anchors and aliases (& and *) are not allowed"),
        ("a: 1\nb: *x\n", "line 2: anchors and aliases (& and *) are not allowed"),
        ("a: !!python/object:os.system 1\n", "line 1: tags (!) are not allowed"),
        ("a: 1\n---\nb: 2\n", "line 2: one file holds one agreement"),
        ("[" * 100_000, "line 1: nested more than 16 levels deep"),
        ("{a: " * 100_000, "line 1: nested more than 16 levels deep"),
        ("? [a]\n: b\n", "line 1: a key must be a word"),
        ('a: "b\\0c"\n', "line 1: there is a character that cannot be printed"),
        ("a: 1\nb: \x01\n", "line 2: this is not YAML: "),
        (b"a: 1\nb: \xff\xfe\n", "line 2: this is not text in UTF-8"),
        ("- a\n- b\n", "line 1: the file must be a mapping of keys and values"),
        ("a: b\n", 'line 1: missing key "agreement" in the file'),
        ("a" * (MOST_BYTES + 1), "line 1: the file is too large: 1,000,000 bytes"),
    ],
)  # fmt: skip
def test_what_is_no_plain_yaml_is_refused_with_its_line(text, fault):
    found = faults_of(text)

    assert [each for each in found if each.startswith(fault)]


def test_a_bomb_of_aliases_is_refused_before_it_unfolds():
    bomb = "a: &a [x, x]\n" + "".join(
        f"{new}: &{new} [*{old}, *{old}]\n"
        for old, new in zip("abcdefghij", "bcdefghijk", strict=True)
    )

    assert faults_of(bomb) == ["line 1: anchors and aliases (& and *) are not allowed"]
