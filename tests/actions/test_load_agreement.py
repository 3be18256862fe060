"""The shell's door: loads, proposes, says what it did, and refuses a bad file whole."""

import io
import re
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from actions.models import Action
from priorities.models import Agreement, Fragment
from tests.priorities.conftest import SECOND_COUNTY


def load(*arguments: str) -> str:
    out = io.StringIO()
    call_command("load_agreement", *arguments, stdout=out, stderr=out)
    return out.getvalue()


def test_the_agreement_is_loaded_and_its_commitments_are_proposed(db):
    """R6 and R7."""
    said = load()

    assert said.splitlines() == [
        "Hampshire County Agreement for Community Safety - 2019-21: loaded",
        "170 statements",
        "49 commitments, 13 opportunities, 6 concerns",
        "109 register entries",
        "0 corrections",
        "49 actions proposed",
    ]
    actions = Action.objects.order_by("ref")
    fragments = Fragment.objects.commitments().order_by("ref")
    assert [(each.ref, each.title) for each in actions] == [
        (each.ref, each.title) for each in fragments
    ]
    for action in actions:
        assert [each.ref for each in action.fragments.all()] == [action.ref]
    empty = ["lead_agency", "lead_partnership", "contact", "baseline_on", "forecast_on"]
    for name in [*empty, "review_on", "starts_on", "agreed_on", "reviewed_at"]:
        assert set(actions.values_list(name, flat=True)) == {None}, name
    assert set(actions.values_list("life", flat=True)) == {"proposed"}


def test_loading_again_changes_no_row(db):
    """R8."""
    load()
    before = list(Action.objects.order_by("pk").values())

    said = load()

    assert "was loaded already" in said
    assert "0 actions proposed" in said
    assert list(Action.objects.order_by("pk").values()) == before


def test_another_countys_file_loads_too(db):
    said = load(str(SECOND_COUNTY))

    assert said.startswith("Wessenshire Community Safety Agreement: loaded\n")
    assert [action.condition for action in Action.objects.all()] == ["if it is funded"]


def test_a_bad_file_is_refused_whole_with_lines_and_reasons(db, tmp_path: Path):
    bad = tmp_path / "bad.yaml"
    text = SECOND_COUNTY.read_text().replace("strength: firm", "strength: iron")
    bad.write_text(text.replace("names: [FARM]", "names: [BARN]"))
    out = io.StringIO()

    with pytest.raises(CommandError, match=r"bad\.yaml is refused\. Nothing was wr"):
        call_command("load_agreement", str(bad), stderr=out)

    named, worded = out.getvalue().splitlines()
    assert re.fullmatch(r"line \d+: unknown code BARN", named)
    assert re.fullmatch(r'line \d+: "iron" is not a known strength \(firm, .*', worded)
    assert Agreement.objects.count() == 0


def test_a_file_that_is_not_there_is_said_to_be_missing(db, tmp_path: Path):
    with pytest.raises(CommandError, match=r"none\.yaml: No such file or directory"):
        load(str(tmp_path / "none.yaml"))
