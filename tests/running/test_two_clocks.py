"""Two real clocks: one ticks, and when it is gone the other one does.

Each writes down when it asks for a job; the tests hold the moments of the two against
each other.
"""

import os
import re
import signal
import time
from datetime import datetime

import pytest

from tests.machinery.postgres import TemporaryPostgres
from tests.machinery.site import Site, StartSite

pytestmark = pytest.mark.processes

LEASE_SECONDS = 6
FIRST, SECOND = "beat", "beat-2"
LINE = re.compile(r"^(\S+ \S+) \w+ hcss\.clock (.*)$", re.MULTILINE)


def two_clocks(start_site: StartSite, lease: int = LEASE_SECONDS, **variables) -> Site:
    """Start a product with a clock that ticks and one that stands by."""
    site = start_site(parts=(), CLOCK_LEASE_SECONDS=str(lease), **variables)
    if variables.get("DB") == "sqlite":
        site.manage("migrate", "--no-input")
        site.manage("createcachetable")
    site.start_web()
    site.start_worker(concurrency=1)
    site.start_beat(FIRST)
    wait_for(site, FIRST, "Asked for hcss.beat")
    site.start_beat(SECOND)
    wait_for(site, SECOND, "Standing by")
    site.wait_until_ready()
    return site


def said(site: Site, clock: str, beginning: str) -> list[datetime]:
    """Return when a clock wrote lines of this beginning."""
    return [
        datetime.strptime(at, "%Y-%m-%d %H:%M:%S,%f")  # noqa: DTZ007 -- one machine
        for at, words in LINE.findall(site.processes.printed(clock))
        if words.startswith(beginning)
    ]


def wait_for(site: Site, clock: str, beginning: str, *, times: int = 1) -> None:
    site.processes.wait_until(
        lambda: len(said(site, clock, beginning)) >= times, seconds=60
    )


def work_is_done_again(site: Site) -> bool:
    """Wait until a worker has done what a clock asked for from now on."""
    before = jobs_done(site)["hcss.beat"]
    site.processes.wait_until(
        lambda: jobs_done(site)["hcss.beat"] != before, seconds=60
    )
    return True


def jobs_done(site: Site) -> dict[str, str]:
    return site.get("/readyz")[1]["jobs"]


def group_of(site: Site, clock: str) -> int:
    return site.processes.running[clock].pid


@pytest.mark.parametrize("database", ["postgres", "sqlite"])
def test_when_the_clock_is_killed_the_other_one_goes_on(start_site, database):
    site = two_clocks(start_site, DB=database)
    wait_for(site, FIRST, "Asked for hcss.beat", times=2)
    assert said(site, SECOND, "Asked for") == []

    site.processes.kill(FIRST)
    killed_at = datetime.now()  # noqa: DTZ005 -- as the clocks write it
    wait_for(site, SECOND, "Asked for hcss.beat", times=2)

    (taken_at,) = said(site, SECOND, "Took the lease")
    assert max(said(site, FIRST, "Asked for")) < min(said(site, SECOND, "Asked for"))
    assert (taken_at - killed_at).total_seconds() <= LEASE_SECONDS + 2
    assert work_is_done_again(site)


def test_a_clock_that_was_frozen_does_not_tick_beside_the_other(start_site):
    site = two_clocks(start_site)

    os.killpg(group_of(site, FIRST), signal.SIGSTOP)
    wait_for(site, SECOND, "Asked for hcss.beat")
    os.killpg(group_of(site, FIRST), signal.SIGCONT)
    wait_for(site, FIRST, "Another clock has taken the lease")
    wait_for(site, SECOND, "Asked for hcss.beat", times=3)

    assert max(said(site, FIRST, "Asked for")) < min(said(site, SECOND, "Asked for"))


def test_a_clock_that_is_stopped_makes_room_before_its_lease_is_over(start_site):
    site = two_clocks(start_site, lease=40)

    site.processes.stop(FIRST)
    stopped_at = datetime.now()  # noqa: DTZ005 -- as the clocks write it
    wait_for(site, SECOND, "Took the lease")

    (taken_at,) = said(site, SECOND, "Took the lease")
    assert len(said(site, FIRST, "Gave the lease back")) == 1
    assert (taken_at - stopped_at).total_seconds() < 20
    assert max(said(site, FIRST, "Asked for")) < taken_at


def test_while_the_database_is_away_nobody_ticks_and_nobody_ends(
    start_site, postgres_server: TemporaryPostgres
):
    site = two_clocks(start_site)

    close_the_door(site, postgres_server)
    for clock in (FIRST, SECOND):
        wait_for(site, clock, "The database does not answer", times=2)
    asked = [said(site, clock, "Asked for") for clock in (FIRST, SECOND)]
    time.sleep(16)  # in which a heartbeat would be due
    assert [said(site, clock, "Asked for") for clock in (FIRST, SECOND)] == asked
    site.processes.check()

    open_the_door(site, postgres_server)
    site.wait_until_ready()
    assert work_is_done_again(site)


def close_the_door(site: Site, server: TemporaryPostgres) -> None:
    server.execute(f"ALTER DATABASE {site.database} ALLOW_CONNECTIONS false")
    server.execute(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "  # noqa: S608
        f"WHERE datname = '{site.database}'"
    )


def open_the_door(site: Site, server: TemporaryPostgres) -> None:
    server.execute(f"ALTER DATABASE {site.database} ALLOW_CONNECTIONS true")
