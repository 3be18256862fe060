"""Two thousand messages while workers, clocks and Redis are killed again and again.

The fifty moments are random and spread over the whole sending.

Nothing is lost. A second copy goes out only where a worker died between the mail
server's yes and our note of it: at most one for each worker killed, and each of them
is counted as doubtful.
"""

import random
import time
from collections import Counter
from itertools import count

import pytest

from tests.machinery.redis_server import TemporaryRedis
from tests.machinery.site import PROGRAMS, Site, StartSite
from tests.machinery.smtp_sink import Sink
from tests.running.reminder_steps import MANY

pytestmark = pytest.mark.processes

KILLS = 50
WORKERS = 3
CLOCKS = 2
#: Longer than a mail can take here, short enough to wait for.
LEASE_SECONDS = 15
SECONDS_TO_FINISH = 900


class Victims:
    """The processes that are killed, and those that take their place."""

    def __init__(
        self, site: Site, redis: TemporaryRedis, chance: random.Random
    ) -> None:
        self.site, self.redis, self.chance = site, redis, chance
        self.numbers = count()
        self.running: dict[str, list[str]] = {"worker": [], "beat": []}
        self.killed: Counter[str] = Counter()
        for _ in range(WORKERS):
            self._start("worker")
        for _ in range(CLOCKS):
            self._start("beat")

    def kill_one(self) -> None:
        """Kill somebody as the chance has it, without warning, and replace them."""
        what = self.chance.choices(["worker", "beat", "redis"], [7, 1.5, 1.5])[0]
        self.killed[what] += 1
        if what == "redis":
            self.redis.kill()
            time.sleep(self.chance.random())
            self.redis.start()
            return
        name = self.chance.choice(self.running[what])
        self.running[what].remove(name)
        self.site.processes.kill(name)
        self._start(what)

    def _start(self, what: str) -> None:
        name = f"{what}-{next(self.numbers)}"
        celery = [str(PROGRAMS / "celery"), "--app", "tests.running.fast_clock"]
        options = ["--concurrency", "1", "--hostname", f"{name}@%h"]
        command = (
            ["worker", *options] if what == "worker" else ["beat", "--pidfile", ""]
        )
        self.site.processes.start(name, [*celery, *command, "--loglevel", "WARNING"])
        self.running[what].append(name)


def steps(site: Site, *names: str) -> str:
    python = [str(PROGRAMS / "python"), "-m", "tests.running.reminder_steps"]
    return site.processes.run(f"step-{names[0]}", [*python, *names])


@pytest.fixture
def site(start_site: StartSite, smtp_process: Sink) -> Site:
    site = start_site(
        parts=(),
        EMAIL_HOST="127.0.0.1",
        EMAIL_PORT=str(smtp_process.port),
        REMINDER_LEASE_SECONDS=str(LEASE_SECONDS),
        REMINDER_RETRY_SECONDS="1",
        VISIBILITY_TIMEOUT="5",
        CLOCK_LEASE_SECONDS="4",
    )
    steps(site, "seed_many")
    return site


def test_fifty_kills_lose_nothing_and_double_at_most_one_a_worker(
    site: Site, smtp_process: Sink, real_redis: TemporaryRedis
):
    chance = random.Random(50)  # noqa: S311 -- no secret
    smtp_process.refuse_some(one_in=10, delay=0.05)
    victims = Victims(site, real_redis, chance)
    for number in range(KILLS):
        goal = number * MANY * 0.9 / KILLS
        site.processes.wait_until(
            lambda goal=goal: smtp_process.arrived() >= goal, seconds=SECONDS_TO_FINISH
        )
        time.sleep(chance.random())
        victims.kill_one()
    for is_done in (
        lambda: smtp_process.arrived() >= MANY,
        lambda: steps(site, "count_owed") == "0",
    ):
        site.processes.wait_until(is_done, seconds=SECONDS_TO_FINISH)

    copies = Counter(str(message["To"]) for message in smtp_process.messages())
    doubled = sum(copies.values()) - len(copies)
    doubtful = int(steps(site, "count_doubtful"))
    assert len(copies) == MANY
    assert doubled <= doubtful <= victims.killed["worker"]
    assert sum(victims.killed.values()) == KILLS
    assert set(victims.killed) == {"worker", "beat", "redis"}
    assert smtp_process.attempts() > MANY * 1.05
