"""The locks hold what the hand-written lists ask for, each with its hashes."""

import re
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.machinery import folders

REQUIREMENTS = folders.ROOT / "requirements"


def asked_for(name: str) -> dict[str, Requirement]:
    lines = (REQUIREMENTS / f"{name}.in").read_text().splitlines()
    plain = [line.partition("#")[0].strip() for line in lines]
    found = [Requirement(line) for line in plain if line and not line.startswith("-")]
    return {canonicalize_name(each.name): each for each in found}


def locked(name: str) -> dict[str, str]:
    text = (REQUIREMENTS / f"{name}.txt").read_text()
    return dict(
        re.findall(r"^([a-z0-9.-]+)(?:\[[a-z,-]+\])?==(\S+)", text, re.MULTILINE)
    )


@pytest.mark.parametrize("name", ["runtime", "development"])
def test_the_lock_holds_a_fitting_version_of_everything_asked_for(name: str):
    versions = locked(name)

    unfit = [
        package
        for package, requirement in asked_for(name).items()
        if not requirement.specifier.contains(versions.get(package, "0"))
    ]

    assert unfit == []


def test_tests_run_with_the_very_versions_that_the_product_runs_with():
    product, tests = locked("runtime"), locked("development")

    assert {package: tests.get(package) for package in product} == product


@pytest.mark.parametrize("name", ["runtime", "development"])
def test_every_locked_package_has_a_hash(name: str):
    text = (REQUIREMENTS / f"{name}.txt").read_text()
    entries = re.split(r"^(?=[a-z0-9])", text, flags=re.MULTILINE)

    without = [entry for entry in entries if "==" in entry and "--hash=" not in entry]

    assert without == []


@pytest.mark.parametrize(
    "path", sorted(REQUIREMENTS.glob("*.txt")), ids=lambda p: p.stem
)
def test_no_lock_names_a_host(path: Path):
    assert re.findall(r"https?://\S+|--(?:extra-)?index-url", path.read_text()) == []
