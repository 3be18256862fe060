"""Real workers, a real broker, a real mail server: each person has one mail per stage.

The clock's part (asking every few minutes) is played by the test, faster.
"""

import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

import pytest

from tests.machinery.redis_server import TemporaryRedis
from tests.machinery.site import PROGRAMS, Site, StartSite
from tests.machinery.smtp_sink import Sink
from tests.running.reminder_steps import AGENCIES

pytestmark = pytest.mark.processes

#: Longer than a mail can take here, short enough to wait for.
LEASE_SECONDS = 10
DATABASES = ["postgres", "sqlite"]
FIRST = "First reminder of a return"
SECOND = "Second reminder of a return"


@dataclass
class World:
    """A product's workers and the mail server they send to."""

    site: Site
    sink: Sink

    def start_worker(self, name: str) -> None:
        """Start a worker that does one thing at a time."""
        celery = [str(PROGRAMS / "celery"), "--app", "tests.running.working_day"]
        options = ["--concurrency", "1", "--hostname", f"{name}@%h", "-l", "INFO"]
        self.site.processes.start(name, [*celery, "worker", *options])
        self.wait_until(lambda: " ready." in self.site.processes.printed(name))

    def steps(self, *names: str) -> str:
        """Run steps of reminder_steps; return what they printed."""
        python = [str(PROGRAMS / "python"), "-m", "tests.running.reminder_steps"]
        return self.site.processes.run(f"step-{names[0]}", [*python, *names])

    def wait_until(self, ready: Callable[[], bool], seconds: float = 60) -> None:
        self.site.processes.wait_until(ready, seconds=seconds)

    def plan(self) -> None:
        """Have it planned three times, and wait until it is written down."""
        self.steps("plan", "plan", "plan")
        self.wait_until(lambda: self.steps("count_owed") == str(AGENCIES))

    def send_until_all_have(self, stage: str) -> None:
        """Ask again and again, until everybody has the mail of this stage."""
        deadline = time.monotonic() + 90
        while self.received()[stage] < AGENCIES and time.monotonic() < deadline:
            self.steps("send")
            time.sleep(1)

    def wait_until_nothing_is_owed(self) -> None:
        self.wait_until(lambda: self.steps("count_owed") == "0")

    def received(self) -> Counter[str]:
        """Count the messages that arrived, by stage."""
        return Counter(
            str(message["Subject"]).partition(":")[0]
            for message in self.sink.messages()
        )

    def received_twice(self) -> list[tuple[str, str]]:
        """Return the persons and subjects that arrived more than once."""
        count = Counter(
            (str(message["To"]), str(message["Subject"]))
            for message in self.sink.messages()
        )
        return [each for each, times in count.items() if times > 1]


def a_world(start_site: StartSite, sink: Sink, **variables: str) -> World:
    site = start_site(
        parts=(),
        EMAIL_HOST="127.0.0.1",
        EMAIL_PORT=str(sink.port),
        REMINDER_LEASE_SECONDS=str(LEASE_SECONDS),
        VISIBILITY_TIMEOUT="5",
        **variables,
    )
    if variables.get("DB") == "sqlite":
        site.manage("migrate", "--no-input")
    world = World(site, sink)
    world.steps("seed")
    return world


@pytest.fixture
def world(request, start_site: StartSite, smtp_process: Sink) -> World:
    """Two workers on Redis, with returns to remind of; on PostgreSQL if not told."""
    database = getattr(request, "param", "postgres")
    world = a_world(start_site, smtp_process, DB=database)
    for name in ("one", "two"):
        world.start_worker(name)
    return world


@pytest.mark.parametrize("world", DATABASES, indirect=True)
def test_a_worker_killed_in_mid_send_costs_nobody_a_mail_and_doubles_none(world):
    world.plan()
    world.sink.be_slow(4)
    world.steps("send", "send", "send")
    world.wait_until(lambda: world.sink.attempts() >= 2)

    world.site.processes.kill("one")
    arrived_before = world.received()[FIRST]
    world.sink.be_agreeable()
    world.send_until_all_have(FIRST)
    world.wait_until_nothing_is_owed()

    assert arrived_before < AGENCIES
    assert world.sink.attempts() > AGENCIES
    assert world.received() == {FIRST: AGENCIES}
    assert world.received_twice() == []


@pytest.mark.parametrize("world", DATABASES, indirect=True)
def test_each_stage_goes_once_however_often_both_workers_are_asked(world):
    world.sink.be_slow(0.2)
    for stage in (FIRST, SECOND):
        world.plan()
        world.steps("send", "plan", "send", "plan", "send")
        world.send_until_all_have(stage)
        world.steps("reach_second_stage")
    world.wait_until_nothing_is_owed()

    assert world.received() == {FIRST: AGENCIES, SECOND: AGENCIES}
    assert world.received_twice() == []


def test_redis_that_goes_away_and_comes_back_keeps_nothing_from_anybody(
    world, real_redis: TemporaryRedis
):
    world.plan()
    world.sink.be_slow(1)
    world.steps("send", "send")
    world.wait_until(lambda: world.sink.attempts() >= 1)

    real_redis.stop()
    time.sleep(2)
    real_redis.start()
    world.sink.be_agreeable()
    world.send_until_all_have(FIRST)
    world.wait_until_nothing_is_owed()

    assert world.received() == {FIRST: AGENCIES}
    assert world.received_twice() == []


def test_one_worker_without_redis_sends_too(start_site, smtp_process):
    world = a_world(start_site, smtp_process, DB="sqlite", REDIS_URL="")
    world.start_worker("one")

    world.plan()
    world.send_until_all_have(FIRST)
    world.wait_until_nothing_is_owed()

    assert world.received() == {FIRST: AGENCIES}
    assert world.received_twice() == []


def test_a_mail_server_that_refuses_for_a_while_delays_and_loses_nothing(
    start_site, smtp_process
):
    smtp_process.refuse("451 Try again later")
    world = a_world(start_site, smtp_process)
    world.start_worker("one")
    world.plan()
    world.steps("send")
    world.wait_until(lambda: smtp_process.attempts() >= AGENCIES)

    smtp_process.be_agreeable()
    world.send_until_all_have(FIRST)
    world.wait_until_nothing_is_owed()

    assert world.received() == {FIRST: AGENCIES}
    assert world.received_twice() == []
