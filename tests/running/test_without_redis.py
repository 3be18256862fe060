"""The broker is killed while people work: they do not notice, and nothing is lost.

A real site with real processes; the day is that of the tests' stories, so that every
page of the county can be opened, and time can be let pass.
"""

import json
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import NOW
from tests.machinery.caller import Caller
from tests.machinery.clamd import FakeClamd
from tests.machinery.redis_server import TemporaryRedis
from tests.machinery.site import PROGRAMS, Site, StartSite
from tests.machinery.smtp_sink import Sink
from tests.running.story import Story

pytestmark = pytest.mark.processes

#: Generous, for a machine that does much else; three papers that each wait for the
#: broker as Celery would have it take longer.
AT_MOST_SECONDS = 20
QUARTER_OF_AN_HOUR = 15 * 60
#: In London it is ten to eight, and nobody is written to before eight.
BEFORE_WORK = NOW.replace(hour=6, minute=50)
NOTHING = dict.fromkeys(
    ("invitations", "passed lines", "papers", "scans", "reminders"), 0
)
#: The county has its paper as CSV already; PDF, Word and a workbook are to be made.
PAPERS = 3
THREE = ("officer", "contact", "chair")
WAY = "tests.running.that_day"


@dataclass
class County:
    """A site in which there is one of everything, and where it is."""

    site: Site
    story: Story
    facts: dict[str, Any]

    def caller(self, who: str) -> Caller:
        """Return somebody who has signed in."""
        caller = Caller(self.site.url)
        assert caller.sign_in(self.facts["people"][who]) == 200
        return caller

    def owed(self) -> dict[str, int]:
        return step(self.site, "owed")

    def printed(self, part: str) -> str:
        return self.site.processes.printed(part)

    def times_the_broker_was_missed(self) -> int:
        return self.printed("web").count("Not handed over")

    def times_the_clock_missed_it(self) -> int:
        return self.printed("beat").count("Not asked for")


@pytest.fixture
def clamd(tmp_path: Path) -> Iterator[FakeClamd]:
    with FakeClamd(folder=tmp_path) as clamd:
        yield clamd


@pytest.fixture
def county(
    start_site: StartSite, smtp_process: Sink, clamd: FakeClamd, tmp_path: Path
) -> County:
    story = Story(tmp_path / "story")
    story.begin(BEFORE_WORK)
    site = start_site(
        parts=(),
        STORY=str(story.folder),
        EMAIL_HOST="127.0.0.1",
        EMAIL_PORT=str(smtp_process.port),
        CLAMD=clamd.url,
    )
    facts = step(site, "seed")
    facts["pages"].remove("/readyz")  # it is to say that the broker is away
    celery = [str(PROGRAMS / "celery"), "--app", WAY]
    processes = {
        "web": [str(PROGRAMS / "gunicorn"), WAY],
        "worker": [*celery, "worker", "--pool", "solo", "--loglevel", "INFO"],
        "beat": [*celery, "beat", "--loglevel", "INFO", "--pidfile", ""],
    }
    for name, command in processes.items():
        site.processes.start(name, command)
    site.wait_until_ready(seconds=90)
    return County(site, story, facts)


def step(site: Site, name: str) -> dict[str, Any]:
    command = [sys.executable, "-m", "tests.running.outage_steps", name]
    return json.loads(site.processes.run(f"outage-{name}", command))


def walk(callers: list[Caller], pages: list[str]) -> list[list[tuple[str, int]]]:
    """Open every page as each of them; return how it answered."""

    def all_pages(caller: Caller) -> list[tuple[str, int]]:
        return [(page, caller.get(page)) for page in pages]

    with ThreadPoolExecutor(len(callers)) as at_once:
        return list(at_once.map(all_pages, callers))


def changed(
    before: list[list[tuple[str, int]]], after: list[list[tuple[str, int]]]
) -> list[tuple[str, int, int]]:
    """Return the pages that answer otherwise than before."""
    return [
        (page, as_usual, now)
        for these, those in zip(before, after, strict=True)
        for (page, as_usual), (_, now) in zip(these, those, strict=True)
        if as_usual != now
    ]


def work_without(county: County, callers: list[Caller]) -> None:
    """Work while the broker is away: it is missed in the log, and nowhere else."""
    officer, contact, _ = callers
    latecomer = county.caller("sender")
    assert county.times_the_broker_was_missed() == 0

    for caller in (officer, contact):
        caller.longest = 0.0
    work(county, officer, contact, latecomer)

    assert county.times_the_broker_was_missed() == 3 + PAPERS
    longest = max(each.longest for each in (officer, contact, latecomer))
    assert longest < AT_MOST_SECONDS


def work(county: County, officer: Caller, contact: Caller, sender: Caller) -> None:
    """Do what hands something to the workers, and send a return in."""
    facts, api = county.facts, "/api/v1"
    line = facts["line"]
    answers = {
        "invite": officer.ask(
            f"{api}/invitations/",
            email="nina@hcss.example",
            name="Nina New",
            role="reader",
        ),
        "papers": officer.ask(f"{api}/packs/", quarter=facts["quarter"], part="open"),
        "evidence": contact.upload(
            f"{api}/evidence/files/", "minutes.txt", b"What was agreed.", line=str(line)
        ),
        "pass on": contact.ask(
            f"{api}/passed-lines/",
            line=line,
            to_name="Pat Passed",
            to_email="pat@elsewhere.example",
        ),
        "send in": sender.ask(
            f"{api}/returns/{facts['return']}/submit/",
            signed_name="Connie Contact",
            signed_post="Community safety manager",
        ),
    }
    for name, (status, body) in answers.items():
        assert status < 300, (name, body.decode())


def wait_until(county: County, happened: Callable[[], Any]) -> None:
    county.site.processes.wait_until(lambda: bool(happened()), seconds=180)


def has_planned(county: County) -> bool:
    """Tell whether the clock has asked for planning, and a worker has done it."""
    return county.site.get("/readyz")[1]["jobs"]["actions.plan_reminders"] is not None


def test_people_go_on_without_redis_and_what_is_owed_goes_out_when_it_is_back(
    county: County, real_redis: TemporaryRedis, smtp_process: Sink
):
    callers, pages = [county.caller(who) for who in THREE], county.facts["pages"]
    as_usual = walk(callers, pages)
    assert county.owed() == NOTHING | {"reminders": 1}  # planned the day before

    real_redis.kill()
    try:
        without = walk(callers, pages)
        work_without(county, callers)
        owed = county.owed()
        county.story.jump_to(QUARTER_OF_AN_HOUR)  # past eight: reminders are due
        missed = county.times_the_clock_missed_it()
        wait_until(county, lambda: county.times_the_clock_missed_it() > missed + 1)
    finally:
        real_redis.start()

    assert changed(as_usual, without) == []
    assert [page for each in without for page in each if page[1] >= 500] == []
    assert owed == {
        "invitations": 1,
        "passed lines": 1,
        "papers": PAPERS,
        "scans": 1,
        "reminders": 1,
    }

    wait_until(county, lambda: has_planned(county))  # and nobody does anything
    county.story.jump_to(2 * QUARTER_OF_AN_HOUR)
    wait_until(county, lambda: county.owed() == NOTHING)
    to = Counter(str(each["To"]) for each in smtp_process.messages())
    assert to["nina@hcss.example"] == to["pat@elsewhere.example"] == 1
    assert to[county.facts["people"]["contact"]] == 1
