"""The paper says everything that a seal holds, section by section, in words."""

from dataclasses import replace
from datetime import date

import pytest

from actions.choices import Marking
from assurance.meeting_choices import Part
from assurance.pack.blocks import Fact, Note, Quote
from assurance.pack.paper import paper
from assurance.selectors.seal_shapes import SealedWords
from hcss.kernel.plain import canonical, digest
from tests.assurance.pack.reading import section_of, table_of, words_of
from tests.assurance.pack.sealed_county import AGENCIES, TITLES, sealed_county
from tests.assurance.pack.shapes import some

SECTIONS = [
    "1. Recommendations",
    "2. Summary",
    "3. Returns received",
    "4. Assurance grid",
    "5. Delivery",
    "6. Exceptions",
    "7. Priorities",
    "8. Date changes and closures",
    "9. Risks and funding",
    "10. Matters arising",
    "11. Horizon",
    "12. Implications",
    "Appendix A: Every action",
    "Appendix B: Definitions, method and data",
    "Appendix C: Closed-part items",
]


def test_the_sections_are_those_of_a_board_paper(open_part):
    assert [each.heading for each in open_part.sections] == SECTIONS


def test_the_head_says_who_reports_what_to_whom_and_as_at_when(open_part):
    facts = {each.label: each.text for each in open_part.facts}

    assert facts == {
        "Part": "Open part",
        "Group": "Hampshire Community Safety Strategy Group",
        "Meeting": "11 November 2026 10:00, The Castle, Winchester",
        "Item": "4",
        "Report of": "Partnerships officer",
        "Contact": "Pat Officer",
        "Purpose": "To decide, and to give assurance",
        "Position as at": "30 October 2026 at 5:00pm",
        "Seal (SHA-256)": digest(canonical(sealed_county())),
    }
    assert open_part.marking == "OFFICIAL"


def test_the_recommendations_are_numbered_and_each_can_be_decided(open_part):
    [listed] = section_of(open_part, "recommendations").blocks

    assert listed.is_numbered
    assert [each.split()[0] for each in listed.items] == [
        "Agree",  # what the officer wrote, a line each
        "Thank",
        "Decide",  # an ask of the group
        "Ask",  # an answer that another agency owes
        "Approve",  # a third request for a new date
        "Settle",  # a priority that nobody owns
        "Agree",  # an escalation without a reply
        "Ask",  # weak assurance
        "Note",
    ]


def test_without_anything_to_decide_the_group_is_asked_to_note_the_position():
    made = paper(_empty(), Part.OPEN)
    [listed] = section_of(made, "recommendations").blocks

    assert listed.items == ("Note the position as at 30 October 2026.",)
    assert "To note, and to give assurance" in words_of(made.facts)


def _empty():
    """Return a quarter in which there is nothing but its frame."""
    nothing = (
        "actions",
        "returns",
        "opinions",
        "date_changes",
        "asks",
        "amendments",
        "matters_arising",
        "escalations",
        "checks",
        "funding",
        "history",
        "written",
        "priorities",
        "scales",
    )
    sealed = sealed_county(**dict.fromkeys(nothing, ()))
    return replace(sealed, meeting=None, position=some(type(sealed.position)))


def test_an_empty_quarter_says_in_every_section_that_there_is_nothing():
    made = paper(_empty(), Part.OPEN)

    assert [each.heading for each in made.sections] == SECTIONS
    assert [each.heading for each in made.sections if not each.blocks] == []
    assert words_of(section_of(made, "returns")).endswith(
        "No agency owed a return for this quarter.\nwords"
    )


def test_what_nobody_wrote_is_said_to_be_unwritten(open_part):
    implications = section_of(open_part, "implications")

    assert words_of(implications).count("Nothing was written under this heading.") == 5
    assert "None known." in words_of(implications)
    assert "Nothing was written" in words_of(section_of(open_part, "horizon"))


def test_returns_have_the_quarter_before_and_quality_beside_timeliness(open_part):
    table = table_of(section_of(open_part, "returns"), "Returns for")
    rows = {row[0]: row[1:] for row in table.rows}

    assert set(rows) == set(AGENCIES)
    assert rows["Police"][:3] == (
        "No return. No return two quarters running",
        "Late",
        "Not sent in",
    )
    assert rows["Police"][4:] == ("Not known", "Not known")
    assert rows["Probation"][4:] == ("3 of 12 lines", "0 of 12 lines")


def test_the_grid_says_levels_in_words_with_direction_and_date(open_part):
    table = table_of(section_of(open_part, "assurance-grid"), "Assurance")
    rows = {row[0]: row[1:] for row in table.rows}

    assert len(table.heads) == 8
    assert rows[f"1. {TITLES[0]}"][1] == (
        "Limited\nDeteriorating (was Reasonable)\n21 September 2026\nSecond line"
    )
    assert set(rows[f"5. {TITLES[4]}"][1:]) == {"No heading in the source"}
    assert set(rows[f"6. {TITLES[5]}"]) == {"Not yet assessed"}


def test_delivery_is_counted_with_its_denominator_and_what_is_not_rated(open_part):
    table = table_of(section_of(open_part, "delivery"), "Actions by priority")
    everything = dict(zip(table.heads, table.rows[-1], strict=True))

    assert everything["Actions"] == "60"
    assert everything["On track"] == "20 of 60"
    assert everything["No return"] == "10 of 60"
    assert "%" not in words_of(section_of(open_part, "delivery"))


def test_every_exception_has_its_cause_its_recovery_and_its_ask(open_part):
    blocks = section_of(open_part, "exceptions").blocks
    quotes = [each for each in blocks if isinstance(each, Quote)]
    labels = [part.label for part in quotes[0].parts]

    assert labels == [
        "Cause",
        "Issue",
        "Recovery, by 13 November 2026",
        "Asked of the group, by 20 November 2026",
    ]
    assert quotes[0].source.endswith(
        "signed by Sam Signer, Head of Partnerships, 30 October 2026"
    )


def test_an_exception_without_words_says_that_they_are_not_given():
    sealed = sealed_county()
    line = replace(sealed.actions[2].line, cause="", issue="", ask="")
    silent = replace(sealed.actions[2], line=line)
    actions = (*sealed.actions[:2], silent, *sealed.actions[3:])

    blocks = section_of(
        paper(replace(sealed, actions=actions), Part.OPEN), "exceptions"
    ).blocks

    assert Fact("Cause", "Not given") in blocks
    assert Fact("Asked", "Not given") in blocks


def test_agencies_words_stay_theirs_and_the_officer_is_set_apart(open_part):
    blocks = section_of(open_part, "priorities").blocks
    progress = next(each for each in blocks if isinstance(each, Quote))
    notes = [each for each in blocks if isinstance(each, Note)]

    assert progress.parts[0].text.startswith("P1-01: The multi-agency plan was agreed")
    assert progress.source.startswith("Police, signed by Sam Signer")
    assert Note("Attendance is better.", "Pat Officer, 21 September 2026") in notes


def test_each_priority_but_the_first_begins_a_page(open_part):
    pages = [
        each.starts_page
        for each in section_of(open_part, "priorities").blocks
        if each.kind == "heading" and each.level == 2
    ]

    assert pages == [False, *[True] * 6]


def test_a_date_change_has_baseline_current_proposed_and_times_moved(open_part):
    table = table_of(section_of(open_part, "changes"), "New dates")

    assert table.rows[0] == (
        "P1-01 Agree and carry out the plan",
        "30 September 2026",
        "15 December 2026",
        "31 March 2027",
        "Funding not confirmed or withdrawn",
        "3",
        "0 times",
        "Waiting for a decision",
    )


def test_a_change_to_a_closed_quarter_shows_before_and_after(open_part):
    table = table_of(section_of(open_part, "changes"), "Amendment")

    assert table.rows == (("Progress", "Before words", "After words"),)


def test_what_was_completed_this_quarter_is_named():
    sealed = sealed_county()
    done = replace(sealed.actions[5], completed_on=date(2026, 9, 3))
    long_ago = replace(sealed.actions[11], completed_on=date(2026, 6, 30))
    actions = (*sealed.actions[:5], done, *sealed.actions[6:11], long_ago)

    made = paper(replace(sealed, actions=actions), Part.OPEN)
    table = table_of(section_of(made, "changes"), "Since")

    assert [row[3] for row in table.rows] == ["3 September 2026"]


def test_every_action_has_its_row(open_part):
    table = table_of(section_of(open_part, "appendix-a"), "All")

    assert len(table.rows) == 60
    assert table.caption == "All 60 actions"


def test_a_summary_says_what_changed_since_the_seal_before():
    now = sealed_county()
    before = replace(
        now,
        quarter="2026-27-q1",
        quarter_label="Q1 2026/27",
        date_changes=now.date_changes[:1],
    )

    words = words_of(section_of(paper(now, Part.OPEN, earlier=before), "summary"))

    assert "Since Q1 2026/27:" in words
    assert "Worse: New date asked for 1" in words


def test_no_cell_of_any_table_is_blank(open_part):
    blank = [
        (section.heading, block.caption, row)
        for section in open_part.sections
        for block in section.blocks
        if block.kind == "table"
        for row in block.rows
        if not all(cell.strip() for cell in row)
    ]

    assert [each for each in blank if "worst" not in each[1]] == []


def test_the_same_seal_gives_the_same_paper():
    assert paper(sealed_county(), Part.OPEN) == paper(sealed_county(), Part.OPEN)


@pytest.mark.parametrize("part", Part)
def test_long_words_are_whole_in_the_part_that_they_are_for(part):
    marking = Marking.OFFICIAL if part == Part.OPEN else Marking.SENSITIVE
    long = " ".join(f"word{number}" for number in range(1500))
    written = some(SealedWords, code="horizon", text=long, marking=marking)

    made = paper(sealed_county(written=(written,)), part)

    assert long in words_of(made)
