"""axe-core, which looks for barriers in a page that is open in the browser."""

from functools import cache

from playwright.sync_api import Page

from tests.machinery import folders

_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def violations(page: Page) -> list[str]:
    """Return what axe finds, one line for each rule: its name, weight and places.

    The script is evaluated, not added as an element: our own policy forbids that.
    """
    page.evaluate(_source())
    found = page.evaluate("tags => axe.run(document, {runOnly: tags})", _TAGS)
    return [
        f"{each['id']} ({each['impact']}): "
        + "; ".join(node["html"][:120] for node in each["nodes"][:3])
        for each in found["violations"]
    ]


@cache
def _source() -> str:
    return (folders.ROOT / "tests/vendor/axe-4.14.1.min.js").read_text()
