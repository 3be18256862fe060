"""The same figures once more, as somebody reads them on the dashboard's page."""

import re
from typing import Any

import lxml.html

from tests.assurance.recounts.figures import told
from tests.assurance.recounts.recount import Figures

#: What the page calls things, and what the recount does.
STATUSES = {
    "On track": "on_track",
    "At risk": "at_risk",
    "Off track": "off_track",
    "Complete": "complete",
    "Reported complete": "reported_complete",
    "Not started": "not_started",
    "Nothing due": "nothing_due",
    "On hold": "on_hold",
    "No return": "no_return",
    "No line this quarter": "no_line",
}
STATES = {
    "Substantial": "substantial",
    "Reasonable": "reasonable",
    "Limited": "limited",
    "No assurance": "none",
    "Not yet assessed": "not_assessed",
    "Out of date": "out_of_date",
    "No heading in the source": "no_heading",
}
DIRECTIONS = {
    "Improving": "improving",
    "Stable": "stable",
    "Deteriorating": "deteriorating",
    "New": "new",
    "Not comparable": "not_comparable",
}
GAPS = {
    "Agencies with no return": "returns",
    "Actions not reported on": "lines",
    "Priorities with no owner recorded": "owner",
    "Headings not yet assessed": "not_assessed",
    "Opinions out of date": "out_of_date",
    "Commitments proposed, with no lead agreed": "lead",
    "Actions with no date agreed": "date",
    "Actions with no contact": "contact",
}
RETURNS = {
    "On time": "on_time",
    "Late": "late",
    "No return": "no_return",
    "Not yet returned": "not_yet_returned",
    "Nil returns": "nil",
    "No return two quarters running": "twice",
}
TO_DECIDE = {
    "Asks not answered in time": "late_asks",
    "Asked for by what is off track": "asks",
    "New dates that need the group": "date_changes",
}


def of_page(html: str) -> Figures:
    """Return the figures of the dashboard's page."""
    page = lxml.html.fromstring(html)
    found: Figures = {}
    for read in _PARTS:
        found |= read(page)
    return told(found) | _cells(page) | _owners(page)


def words(element: Any) -> str:
    """Return an element's text with single spaces."""
    return " ".join(element.text_content().split())


def section(page: Any, name: str) -> Any:
    """Return the section of that name."""
    (found,) = page.xpath(f".//section[@aria-labelledby='{name}']")
    return found


def classed(element: Any, name: str) -> list[Any]:
    """Return what has a class, in order."""
    return [each for each in element.iter() if name in each.get("class", "").split()]


def number(text: str) -> int:
    """Return the first number in a text."""
    found = re.search(r"\d+", text)
    assert found, text
    return int(found[0])


def counted(text: str) -> tuple[int, int]:
    """Return the two numbers of "3 of 10"."""
    found = re.search(r"(\d+) of (\d+)", text)
    assert found, text
    return int(found[1]), int(found[2])


def _decide(page: Any) -> Figures:
    heads = [words(each) for each in section(page, "to-decide").iter("h3")]
    parted = [head.partition(": ") for head in heads]
    return {
        (TO_DECIDE[label],): number(figure) for label, _, figure in parted if figure
    }


def _owners(page: Any) -> Figures:
    found: Figures = {("unowned",): [], ("unused",): []}
    for item in section(page, "to-decide").iter("li"):
        if (link := item.find("a")) is not None and "/priorities/" in link.get("href"):
            kind = "unowned" if ": ownership " in words(item) else "unused"
            found[kind,].append(number(words(link)))
    return found


def _worse(page: Any) -> Figures:
    part = section(page, "worse")
    found: Figures = {("worse",): 0, ("gone_down",): 0}
    for item in part.iter("li"):
        is_opinion = "/priorities/" in item.find("a").get("href")
        found["gone_down" if is_opinion else "worse",] += 1
    for paragraph in map(words, part.iter("p")):
        if "counted and not named" in paragraph:
            found["worse",] += number(paragraph)
        if paragraph.startswith("Actions compared with"):
            moved = paragraph.rstrip(".").partition(": ")[2]
            for figure, word in re.findall(r"(\d+) ([a-z ]+)", moved):
                found["movement", DIRECTIONS[word.capitalize()]] = int(figure)
    return found


def _unknown(page: Any) -> Figures:
    found: Figures = {}
    for row in classed(section(page, "unknown"), "govuk-summary-list__row"):
        label = GAPS[words(row.find("dt"))]
        found["gap", label], found["of", label] = counted(words(row.find("dd")))
    return found


def _matrix(page: Any) -> Figures:
    found: Figures = {}
    for figure in classed(section(page, "matrix"), "hcss-figure"):
        said = words(figure)
        count, found["cells",] = counted(said)
        state = STATES[re.sub(r"^\d+ of \d+ ", "", said)]
        found["states", state] = count
    return found


def _cells(page: Any) -> Figures:
    found: Figures = {}
    for link in classed(section(page, "matrix"), "hcss-matrix__cell"):
        place = re.search(r"priorities/(\d+)/(\w+)/", link.get("href"))
        assert place
        if place[2] == "OW":
            continue
        key = (int(place[1]), place[2])
        found["state", *key] = STATES[words(classed(link, "hcss-tag")[0])]
        notes = [words(each) for each in classed(link, "hcss-matrix__note")]
        went = [DIRECTIONS[note] for note in notes if note in DIRECTIONS]
        found["direction", *key] = went[0] if went else ""
    return found


def _delivery(page: Any) -> Figures:
    found: Figures = {}
    for row in section(page, "delivery").xpath(".//tbody/tr"):
        title = words(row.find("th"))
        place = None if title == "All priorities" else number(title)
        cells = {cell.get("data-label"): cell for cell in row.iter("td")}
        found["overdue", place], found["actions", place] = counted(
            words(cells["Overdue"])
        )
        found["proposed", place] = number(words(cells["Proposed"]))
        for item in cells["By status"].iter("li"):
            status = STATUSES[words(classed(item, "hcss-tag")[0])]
            found["delivery", place, status], total = counted(words(item))
            assert total == found["actions", place]
    return found


def _exceptions(page: Any) -> Figures:
    head = words(section(page, "exceptions").find("h2"))
    actions, _, weak, _ = re.findall(r"\d+", head)
    found: Figures = {("exceptions",): int(actions), ("weak",): int(weak)}
    for each in page.xpath(".//section[@aria-labelledby='issues']/h2"):
        found["issues",] = number(words(each))
    return found


def _returns(page: Any) -> Figures:
    said = words(next(section(page, "returns").iter("p")))
    found: Figures = {}
    for label, name in RETURNS.items():
        figure = re.search(rf"(?:^|[.;] ){label}: (\d+)", said)
        found["returns", name] = int(figure[1]) if figure else 0
    whole = re.search(r"of (\d+) returned", said)
    found["returns", "all"] = int(whole[1]) if whole else 0
    return found


def _escalated(page: Any) -> Figures:
    part = section(page, "escalated")
    said = words(part.find("p"))
    if "escalated wait" not in said:
        return {}
    waiting, raised = counted(said)
    late = re.search(r"(\d+) of them late", said)
    return {
        ("escalations",): waiting,
        ("escalated",): raised,
        ("escalations", "late"): int(late[1]) if late else 0,
    }


def _last_meeting(page: Any) -> Figures:
    part = section(page, "last-meeting")
    found: Figures = {("decisions",): len(part.xpath(".//tbody/tr"))}
    if "follow-up" in (said := words(part.find("p"))) and "complete" in said:
        found["done",], found["follow_ups",] = counted(said)
    return found


_PARTS = (
    _decide,
    _worse,
    _unknown,
    _matrix,
    _delivery,
    _exceptions,
    _returns,
    _escalated,
    _last_meeting,
)
