"""axe-core, which looks for barriers in a page that is open in the browser."""

from functools import cache

from playwright.sync_api import Page

from tests.machinery import folders

_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


#: Only what is wrong crosses over: all that axe knows of a page takes seconds to carry.
_ASK = """async tags => {
  const options = {runOnly: tags, resultTypes: ["violations"]};
  const found = await axe.run(document, options);
  return found.violations.map(each => {
    const places = each.nodes.slice(0, 3).map(node => node.html.slice(0, 120));
    return `${each.id} (${each.impact}): ${places.join("; ")}`;
  });
}"""


def violations(page: Page) -> list[str]:
    """Return what axe finds, one line for each rule: its name, weight and places.

    The script is evaluated, not added as an element: our own policy forbids that.
    """
    page.evaluate(f"{_source()}; undefined")
    found: list[str] = page.evaluate(_ASK, _TAGS)
    return found


@cache
def _source() -> str:
    return (folders.ROOT / "tests/vendor/axe-4.14.1.min.js").read_text()
