"""Rules of the house that no linter knows. Each names the ADR that made it."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
APPS = ["partnerships", "priorities", "actions", "assurance"]
WRITES = {
    "save",
    "create",
    "bulk_create",
    "update",
    "bulk_update",
    "delete",
    "get_or_create",
    "update_or_create",
}
CLOCKS = ("timezone.now", "localdate(", ".today()", "datetime.now")
#: The only domain code that reads the clock, and the only write outside services.
STANDING = "timezone.localdate()"
CREATE_USER = "person.save(using=self._db)"


def sources(*patterns: str) -> list[Path]:
    found = (
        path
        for app in APPS
        for pattern in patterns
        for path in (ROOT / app).glob(pattern)
    )
    return sorted(
        path.relative_to(ROOT)
        for path in found
        if not {"migrations", "__pycache__"} & set(path.parts)
    )


def text(path: Path) -> str:
    return (ROOT / path).read_text(encoding="utf-8")


def public_functions(path: Path) -> list[ast.FunctionDef]:
    return [
        node
        for node in ast.parse(text(path)).body
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_")
    ]


def test_the_rules_look_at_something():
    assert len(sources("services/*.py")) > len(APPS)
    assert len(sources("**/*.py")) > 50


@pytest.mark.parametrize("path", sources("services/*.py"), ids=str)
def test_services_are_called_by_keyword_and_explain_themselves(path):
    """ADR 0003. A service is told who acts, or what time it is."""
    for function in public_functions(path):
        told = {each.arg for each in function.args.kwonlyargs + function.args.args}
        if not told & {"actor", "now"}:
            continue  # a check that services share
        assert not function.args.args, f"{function.name}: keyword-only, please"
        assert function.returns, f"{function.name}: say what it returns"
        assert ast.get_docstring(function), f"{function.name}: say what it does"


@pytest.mark.parametrize("path", sources("**/*.py"), ids=str)
def test_only_services_write(path):
    """ADR 0003: a door that wants to write calls a service."""
    if "services" in path.parts:
        return
    calls = [
        ast.unparse(node)
        for node in ast.walk(ast.parse(text(path)))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in WRITES
    ]
    assert [call for call in calls if call != CREATE_USER] == []


@pytest.mark.parametrize("path", sources("models.py", "models/*.py"), ids=str)
def test_saving_a_model_has_no_surprises(path):
    """ADR 0004: no save() overrides, no signal receivers."""
    methods = {
        node.name
        for node in ast.walk(ast.parse(text(path)))
        if isinstance(node, ast.FunctionDef)
    }
    assert not methods & {"save", "delete"}
    assert "receiver" not in text(path)


@pytest.mark.parametrize(
    "path",
    sources(
        "services/*.py",
        "models.py",
        "models/*.py",
        "querysets.py",
        "policy.py",
        "selectors.py",
        "selectors/*.py",
        "payloads.py",
    ),
    ids=str,
)
def test_domain_code_is_told_the_time(path):
    """ADR 0005: doors read the clock and pass it in."""
    words = text(path).replace(STANDING, "")
    assert [clock for clock in CLOCKS if clock in words] == []


@pytest.mark.parametrize(
    "path",
    sorted(
        path.relative_to(ROOT)
        for app in ["hcss", *APPS]
        for path in (ROOT / app).rglob("*.py")
        if "migrations" not in path.parts
    ),
    ids=str,
)
def test_a_file_fits_in_the_head(path):
    """House style: at most 300 lines; past it, split by noun."""
    assert len(text(path).splitlines()) <= 300


@pytest.mark.parametrize(
    "path",
    sorted(path.relative_to(ROOT) for path in (ROOT / "templates").rglob("*.html")),
    ids=str,
)
def test_a_template_has_no_inline_code_and_no_query(path):
    """A strict content security policy; a template never counts or asks."""
    words = text(path).replace("paginator.count", "")
    assert len(words.splitlines()) <= 120
    # A mail has no style sheet beside it, and no policy of ours.
    inline = r"" if "mail" in path.parts else r"<style|\sstyle=|"
    assert not re.search(rf"{inline}\son[a-z]+=\"|javascript:", words)
    assert not re.search(r"<script(?![^>]*\ssrc=)", words)
    assert not re.search(r"\.(count|exists|filter|first)\b(?!\w)", words)


def test_every_event_is_named_for_what_happened_and_known_to_the_glossary():
    """ADR 0009: an event is app.noun_past and stands in the glossary."""
    glossary = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8")
    names = [
        value.value
        for app in APPS
        for path in [ROOT / app / "events.py"]
        if path.exists()
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Assign)
        for value in [node.value]
        if isinstance(value, ast.Constant) and isinstance(value.value, str)
    ]
    assert names
    assert [name for name in names if f"`{name}`" not in glossary] == []


PARTIALS = sorted(
    path.name
    for path in (ROOT / "templates").rglob("_*.html")
    if "csrf_token" in path.read_text(encoding="utf-8")
)


@pytest.mark.parametrize("partial", PARTIALS)
def test_a_partial_with_a_form_is_given_the_token(partial):
    """``only`` keeps the token out, and every post from such a form is refused."""
    includes = [
        line.strip()
        for path in (ROOT / "templates").rglob("*.html")
        for line in path.read_text(encoding="utf-8").splitlines()
        if f'/{partial}"' in line and " only %}" in line
    ]
    assert [line for line in includes if "csrf_token=csrf_token" not in line] == []
