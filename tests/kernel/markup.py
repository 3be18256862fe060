"""HTML as a tree that can be compared: ids and names renamed, space ignored."""

from typing import Any
from xml.etree.ElementTree import Element

import html5lib

POINTING_AT_IDS = {"id", "for", "aria-describedby", "aria-controls", "aria-labelledby"}


def parse(page: str) -> Element:
    """Parse a whole page; any fault in it is an error."""
    return html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(page)


def tree(fragment: str) -> list[Any]:
    """Return the fragment as nested lists, ids and names numbered as they come."""
    parser = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False)
    root = parser.parseFragment(fragment)
    ids: dict[str, str] = {}
    names: dict[str, str] = {}
    return [_node(child, ids, names) for child in root]


def _node(node: Element, ids: dict[str, str], names: dict[str, str]) -> list[Any]:
    attributes = {
        name: _attribute(name, value, ids, names) for name, value in node.items()
    }
    children = [_node(child, ids, names) for child in node]
    words = " ".join("".join(node.itertext()).split())
    return [node.tag, dict(sorted(attributes.items())), words, children]


def _attribute(
    name: str, value: str, ids: dict[str, str], names: dict[str, str]
) -> str:
    if name in POINTING_AT_IDS:
        return " ".join(ids.setdefault(word, f"id{len(ids)}") for word in value.split())
    if name == "class":
        return " ".join(sorted(value.split()))
    if name == "name":
        return names.setdefault(value, f"name{len(names)}")
    return value
