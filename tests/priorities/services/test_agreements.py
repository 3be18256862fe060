"""The Agreement is loaded whole, word for word, and nothing is invented."""

import re
from datetime import timedelta

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from hcss.kernel.models import AuditEvent
from partnerships.choices import AgencyKind
from partnerships.models import (
    Agency,
    Appointment,
    Partnership,
    Post,
    PostHolding,
    User,
)
from priorities.choices import StatementKind
from priorities.models import (
    Agreement,
    Fragment,
    FragmentLink,
    Heading,
    Mention,
    Owner,
    Ownership,
    Priority,
    RegisterAlias,
    RegisterEntry,
    Relationship,
    Statement,
)
from priorities.services.agreement_file import HAMPSHIRE, AgreementRefused
from priorities.services.agreements import load_agreement

OURS = [
    Agreement,
    Fragment,
    FragmentLink,
    Heading,
    Mention,
    Owner,
    Ownership,
    Priority,
    RegisterAlias,
    RegisterEntry,
    Relationship,
    Statement,
    Agency,
    Partnership,
    Post,
]
#: Statements and commitments by priority and heading, counted in the printed text.
COUNTS = {
    1: {"OW": 1, "CC": 2, "FL": 1, "RV": 7, "RR": 4, "AR": 1, "LL": 3},
    2: {"OW": 2, "CC": 4, "FL": 2, "RV": 2, "RR": 1, "AR": 1, "LL": 2},
    3: {"OW": 3, "CC": 8, "FL": 7, "RV": 8, "RR": 3, "AR": 5, "LL": 2},
    4: {"OW": 1, "CC": 6, "FL": 6, "RV": 19, "RR": 5, "AR": 1, "LL": 2},
    5: {"OW": 1, None: 10},
    6: {"OW": 1, "CC": 3, "FL": 1, "RV": 3, "RR": 2, "AR": 2, "LL": 1},
    7: {"OW": 1, "CC": 9, "FL": 6, "RV": 7, "RR": 3, "AR": 6, "LL": 5},
}
COMMITMENTS = {1: 10, 2: 4, 3: 9, 4: 14, 5: 5, 6: 0, 7: 7}


def rows() -> dict[str, list[tuple]]:
    return {
        model.__name__: list(model.objects.order_by("pk").values_list())
        for model in OURS
    }


def texts(**where) -> str:
    statements = Statement.objects.filter(**where).order_by("order")
    return " ".join(statements.values_list("text", flat=True))


def test_every_sentence_is_there_once_in_order_and_under_its_heading(hampshire):
    """R1."""
    statements = Statement.objects.of(hampshire).with_place()

    found: dict[int, dict] = {}
    for each in statements:
        code = each.heading.code if each.heading else None
        under = found.setdefault(each.priority.number, {})
        under[code] = under.get(code, 0) + 1
    assert found == COUNTS
    assert [each.order for each in statements] == list(range(1, 171))
    assert statements.values("text").distinct().count() == 170


def test_the_page_broken_bullets_are_whole(hampshire):
    """R2."""
    for words in [
        "the CSPs in the priority districts",
        "including the NHS, Criminal Justice and other services",
        "A Hampshire Leadership Forum provides",
        "(LCP's) participate in the allocation",
    ]:
        assert Statement.objects.filter(text__contains=words).count() == 1, words


def test_the_headings_inside_bullets_of_priority_2_are_headings(hampshire):
    """R3."""
    inline = Statement.objects.of(hampshire).filter(is_inline_heading=True)

    assert list(inline.values_list("ref", "source_heading")) == [
        ("2.RV.01", "Identification of risks and vulnerability –"),
        ("2.RV.02", "Identification of risks and vulnerability –"),
        ("2.RR.01", "Reporting and recording -"),
        ("2.AR.01", "Alignment of resources –"),
    ]
    sentence = Statement.objects.get(ref="3.FL.01")
    assert sentence.text.startswith("Action is enabled at the front-line along with")
    heading = Statement.objects.get(ref="7.FL.01").source_heading
    assert heading == "Action is enabled at the front-line"


def test_priority_5_has_no_headings_and_keeps_its_nesting(hampshire):
    """R4."""
    five = Statement.objects.of(hampshire).filter(priority__number=5)

    unheaded = five.without_heading()
    assert set(unheaded.values_list("source_heading", flat=True)) == {""}
    inside = unheaded.filter(level=1).values_list("ref", "bullet")
    assert list(inside) == [
        ("5.GN.06", 4),
        ("5.GN.07", 4),
        ("5.GN.08", 5),
        ("5.GN.09", 6),
        ("5.GN.10", 7),
    ]
    suggested = unheaded.values_list("suggested_heading__code", flat=True)
    assert list(suggested) == [
        *("CC", "CC", "AR", "CC", None),
        *("CC", "RV", "CC", "RR", "CC"),
    ]


def test_both_titles_of_priority_2_are_kept(hampshire):
    two = Priority.objects.get(agreement=hampshire, number=2)

    assert two.list_title == (
        "The increase in serious violence including knife crime affecting young people"
    )
    assert two.heading_title == "The rise in serious violence affecting young people."
    assert two.title == "The rise in serious violence affecting young people"


@pytest.mark.parametrize(
    "slip",
    [
        "joint ownership of the agenda focused on understand the threat",
        "strategically owned by the Director Public Health",
        "with the mental health strategy which being undertaken",
        "improved understanding of roles, barriers opportunities and",
        "A new service of perpetrators of domestic abuse in place.",
        "Programmes to tackling County Lines are in place",
        "co-design substance misuse service which target",
        "domestic abuses services",
        "the Counter-Terrorism local Profile which",
        "in neighbouring other local authorities",
        "act of terrorism, The Panel's core group",
        "measures (TPIM's)",
        "the University of Southampton to a review local",
        "including SERAF's identify",
        "Childhood and Adolescent Mental Health Service funding",
        "Hampshire Children's Safeguarding Partnership (HCSP)",
    ],
)
def test_the_slips_of_the_source_are_kept(hampshire, slip):
    assert Statement.objects.filter(text__icontains=slip).count() == 1


def test_the_introduction_is_kept_with_its_list_and_its_slip(hampshire):
    assert "to complement and district and borough" in hampshire.introduction
    listed = re.findall(r"^\d\. (.*)$", hampshire.introduction, re.MULTILINE)
    titles = Priority.objects.of(hampshire).values_list("list_title", flat=True)
    assert listed == list(titles)


def test_every_fragment_is_found_in_its_sentence(hampshire):
    """R6 and R9."""
    fragments = Fragment.objects.of(hampshire).with_statement()

    assert all(each.quote in each.statement.text for each in fragments)
    assert fragments.opportunities().count() == 13
    assert fragments.concerns().count() == 6
    assert {
        number: fragments.commitments()
        .filter(statement__priority__number=number)
        .count()
        for number in COMMITMENTS
    } == COMMITMENTS


def test_commitments_are_as_firm_as_they_are_worded(hampshire):
    strengths = Fragment.objects.commitments().values_list("strength", flat=True)

    counted = {each: list(strengths).count(each) for each in set(strengths)}
    assert counted == {
        "firm": 17,
        "soft": 12,
        "in_progress": 7,
        "need": 9,
        "stated_priority": 4,
    }


def test_nothing_is_invented(hampshire):
    """R7."""
    assert (hampshire.starts_on, hampshire.ends_on) == (None, None)
    assert [model.objects.count() for model in (User, Appointment, PostHolding)] == [
        0,
        0,
        0,
    ]
    assert Agency.objects.exclude(ended_on=None).count() == 0
    assert apps.get_model("actions", "Action").objects.count() == 0
    first = Fragment.objects.get(ref="P1-06")
    assert (first.owner_in_source, first.suggested_lead) == (
        "",
        "Hampshire Constabulary",
    )


def test_loading_twice_changes_no_row(hampshire, hampshire_document, now):
    """R8."""
    before, events = rows(), AuditEvent.objects.count()

    again = load_agreement(document=hampshire_document, now=now + timedelta(days=1))

    assert rows() == before
    assert AuditEvent.objects.count() == events
    assert (again.is_new, again.corrections) == (False, {})


def test_owners_are_all_shown_and_only_the_source_makes_a_lead(hampshire):
    """R13, R14 and R15."""
    owners = {
        priority.number: [
            (str(each.owner), each.is_lead) for each in priority.ownership.owners.all()
        ]
        for priority in Priority.objects.of(hampshire).with_ownership()
    }

    both = [("Hampshire County Council", False), ("Hampshire Constabulary", False)]
    health = ("Director of Public Health, Hampshire County Council", False)
    assert owners == {
        1: both,
        2: [
            ("Hampshire Constabulary", False),
            ("Office of the Police and Crime Commissioner", False),
            health,
        ],
        3: [health],
        4: both,
        5: [],
        6: [
            ("Network of Councils for Voluntary Service", False),
            ("Hampshire Leadership Forum", False),
        ],
        7: [("Hampshire County Council", True)],
    }


def test_the_grades_of_ownership_are_the_sources(hampshire):
    grades = Ownership.objects.order_by("priority__number")

    assert [each.get_grade_display() for each in grades] == [
        "Strong, joint",
        "Strategic",
        "Strategic",
        "Strong, joint",
        "To be developed",
        "Strong",
        "Adopted, with leadership",
    ]
    for each in grades:
        number = each.priority.number
        assert each.words in texts(priority__number=number, heading__code="OW")


def test_sectors_and_collectives_can_never_lead(hampshire):
    """R11."""
    entries = RegisterEntry.objects.of(hampshire).select_related("agency")
    kinds = {each.code: each.agency.kind for each in entries if each.agency}

    assert {code for code, kind in kinds.items() if kind == AgencyKind.SECTOR} == {
        "NHS",
        "SCH",
        "CJS",
        "VCS",
    }
    collectives = {c for c, kind in kinds.items() if kind == AgencyKind.COLLECTIVE}
    assert collectives == {"CCG5", "DBC", "HSGA", "OLA", "LSCB", "LOEG", "CSP", "LCP"}
    programmes = entries.filter(category__in=["programme", "plan", "funding"])
    assert [each for each in programmes if each.stands_for] == []
    vcs = entries.get(code="VCS").agency
    assert vcs.why_it_cannot_lead.startswith("Voluntary and community sector cannot")


def test_bodies_that_only_look_alike_stay_apart(hampshire):
    """R52."""
    boards = RegisterEntry.objects.filter(code__in=["IPSB", "PHPSB"])
    names = RegisterEntry.objects.filter(agency__name="Hampshire County Council")

    assert len({each.partnership_id for each in boards}) == 2
    assert [each.code for each in names] == ["HCC"]
    aliases = RegisterAlias.objects.filter(entry__code="HCC")
    assert [each.name for each in aliases] == [
        "the County Council",
        "HCC",
        "the Local Authority",
    ]


def test_the_register_is_whole_and_its_other_names_are_the_agreements(hampshire):
    counts = {
        category: RegisterEntry.objects.filter(category=category).count()
        for category in ["body", "partnership", "programme", "plan", "funding"]
    }
    words = " ".join([hampshire.title, hampshire.introduction, texts()]).lower()
    words = " ".join(words.split())

    assert counts == {
        "body": 24,
        "partnership": 29,
        "programme": 15,
        "plan": 38,
        "funding": 3,
    }
    for alias in RegisterAlias.objects.all():
        assert alias.name.lower() in words, alias.name


def test_every_entry_is_named_somewhere(hampshire):
    silent = RegisterEntry.objects.filter(mentions=None)

    assert [each.code for each in silent] == []
    intro = Mention.objects.filter(in_introduction=True)
    assert {each.entry.code for each in intro} == {"AGR", "SA20", "DBS", "HCSSG"}


def test_the_undefined_partnership_of_priority_1_is_nobodys(hampshire):
    names = Mention.objects.filter(statement__ref="1.RV.03")

    assert [each.entry.code for each in names] == ["STV"]


def test_sentences_that_only_sound_like_promises_promise_nothing(hampshire):
    for ref in ["4.RV.18", "6.RV.02", "6.LL.01", "7.CC.01", "4.RV.13", "5.GN.05"]:
        assert Fragment.objects.filter(statement__ref=ref).count() == 0, ref


def test_a_relationship_links_each_pair_and_says_where_it_is_said(hampshire):
    leads = Relationship.objects.filter(to_entry__code="HSCP", relation="lead")

    assert [(each.from_entry.code, each.statements) for each in leads] == [
        ("HCC", "1.CC.02"),
        ("CON", "1.CC.02"),
        ("WHCCG", "1.CC.02"),
    ]


def test_related_fragments_are_linked_and_not_merged(hampshire):
    links = {(each.first.ref, each.second.ref) for each in FragmentLink.objects.all()}

    assert ("P1-02", "P4-01") in links
    assert len(links) == 12


def test_the_database_refuses_other_words(hampshire):
    """R5."""
    for model, change in [
        (Statement, {"text": "Something else."}),
        (Statement, {"source_heading": "Something else"}),
        (Priority, {"heading_title": "Something else"}),
        (Agreement, {"introduction": "Something else."}),
    ]:
        with pytest.raises(IntegrityError), transaction.atomic():
            model.objects.update(**change)
    with pytest.raises(IntegrityError), transaction.atomic():
        Statement.objects.filter(ref="3.OW.03")._raw_delete("default")


def test_the_load_is_written_down_once(hampshire):
    events = AuditEvent.objects.filter(verb="priorities.agreement_loaded")

    assert [(each.subject_id, each.actor) for each in events] == [(hampshire.pk, None)]


def test_an_editors_label_can_be_corrected_and_the_correction_is_written_down(
    county, load
):
    agreement = load(county).agreement
    corrected = county.replace("title: Lock gates", "title: Lock the gates")
    corrected = corrected.replace("aliases: [the Council]", "aliases: [Council]")

    again = load(corrected)

    assert Fragment.objects.get(ref="P1-O1").title == "Lock the gates"
    assert [each.name for each in RegisterAlias.objects.all()] == ["Council"]
    event = AuditEvent.objects.get(verb="priorities.agreement_corrected")
    assert event.subject_id == agreement.pk
    assert event.changes == again.corrections
    assert event.changes["P1-O1 title"] == ["Lock gates", "Lock the gates"]


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        (
            "Gates could be locked",
            "Gates could be locked at night",
            "1.PR.02: the words",
        ),
        ("What we have learnt", "Learning", "1.LE.01: the words of a loaded agreement"),
        ("title: Speeding on lanes", "title: Speeding", "priority 2: the words"),
        ("title: Wessenshire Comm", "title: A Wessenshire Comm", "the agreement: the"),
    ],
)
def test_the_words_of_a_loaded_agreement_never_change(county, load, old, new, reason):
    """R5."""
    load(county)
    before = rows()

    with pytest.raises(AgreementRefused) as caught:
        load(county.replace(old, new, 1))

    assert reason in str(caught.value.faults)
    assert "load it as a new version" in str(caught.value.faults)
    assert rows() == before


def test_a_sentence_is_neither_added_to_a_loaded_agreement_nor_taken_away(county, load):
    load(county)
    last = "              - {ref: 1.LE.01, text: Lorries come at night., kind: concern}"
    more = last.replace("1.LE.01", "1.LE.02").replace("Lorries", "Vans")
    before = rows()

    with pytest.raises(AgreementRefused) as added:
        load(county.replace(last, f"{last}\n{more}"))
    with pytest.raises(AgreementRefused) as taken:
        load(county[: county.index("  - number: 9")])

    assert "1.LE.02 is new: the words of" in str(added.value.faults)
    assert "9.RE.01 is missing: the words of" in str(taken.value.faults)
    assert rows() == before


def test_another_county_loads_beside_it(hampshire, county, load):
    before = rows()

    other = load(county).agreement

    assert Priority.objects.of(other).count() == 9
    headings = Heading.objects.of(other).values_list("code", flat=True)
    assert list(headings) == ["OW", "PR", "RE", "LE"]
    assert other.group.name == "Wessenshire Safety Group"
    assert Statement.objects.of(hampshire).count() == 170
    for name, kept in before.items():
        assert rows()[name][: len(kept)] == kept


def test_a_new_version_replaces_the_old_one_and_leaves_it_readable(county, load):
    """R49 and R50."""
    old = load(county).agreement
    text = county.replace("wessenshire-2027\n", "wessenshire-2030\n  replaces: "
                          "wessenshire-2027\n")  # fmt: skip
    text = text.replace("Lorries come at night.", "Lorries come by day.")

    new = load(text).agreement

    assert list(Agreement.objects.current()) == [new]
    assert new.replaces == old
    assert texts(priority__agreement=old, ref="1.LE.01") == "Lorries come at night."
    assert texts(priority__agreement=new, ref="1.LE.01") == "Lorries come by day."


def test_a_version_to_replace_must_be_there_and_be_the_last(county, load):
    lost = county.replace("wessenshire-2027\n", "other\n  replaces: nowhere\n")

    with pytest.raises(AgreementRefused) as caught:
        load(lost)

    assert [str(fault) for fault in caught.value.faults] == [
        "line 5: there is no agreement nowhere to replace"
    ]
    assert Agreement.objects.count() == 0


def test_a_name_that_belongs_to_another_agency_is_a_fault_of_the_file(county, load):
    Agency.objects.create(
        name="Wessenshire County Council", slug="other", kind=AgencyKind.COUNCIL
    )

    with pytest.raises(ValidationError) as caught:
        load(county)

    line = county[: county.index("- code: WCC")].count("\n") + 1
    assert caught.value.messages[0].startswith(f"line {line}: WCC: ")
    assert Agreement.objects.count() == 0


def test_the_file_itself_holds_no_date_person_or_rating():
    """R7: every date in the file is in the source's own words."""
    text = HAMPSHIRE.read_text()
    data = "\n".join(
        line for line in text.splitlines() if not line.lstrip().startswith("#")
    )

    assert set(re.findall(r"\b20\d\d\b(?![/-])", data)) <= {"2020", "1989", "2004"}
    for word in ["due", "rating", "green", "amber"]:
        assert not re.search(rf"^\s*-? ?{word}\w*:", data, re.MULTILINE), word


def test_kinds_are_counted_as_they_were_read(hampshire):
    kinds = list(Statement.objects.values_list("kind", flat=True))

    assert {kind: kinds.count(kind) for kind in StatementKind.values} == {
        "ownership": 10,
        "arrangement": 103,
        "commitment": 39,
        "opportunity": 13,
        "concern": 5,
    }
