"""A broker that is away is asked once, briefly, and then left alone for a while."""

import logging
import socket
import threading
from collections.abc import Iterator

import pytest
from celery import Celery
from django.db import transaction
from kombu.exceptions import OperationalError

from hcss.celery import Application, app
from hcss.kernel import publishing
from tests.machinery.redis_server import TemporaryRedis

NOBODY = "redis://127.0.0.1:1/0"


@pytest.fixture(autouse=True)
def no_pause() -> Iterator[None]:
    publishing.pause.end()
    yield
    publishing.pause.end()


def an_application(broker: str) -> Celery:
    made = Application("handing", set_as_current=False, broker=broker)
    made.conf.update(task_publish_retry=False, task_ignore_result=True)
    made.task(anything, name="anything", shared=False)
    return made


def anything() -> None:
    """Do nothing."""


def hand_over(application: Celery) -> None:
    application.tasks["anything"].hand_over()


@pytest.fixture
def silent_broker() -> Iterator[tuple[str, list[socket.socket]]]:
    """One that takes every connection and never says a word."""
    heard: list[socket.socket] = []
    with socket.create_server(("127.0.0.1", 0)) as server:

        def listen() -> None:
            while True:
                try:
                    heard.append(server.accept()[0])
                except OSError:
                    return

        thread = threading.Thread(target=listen)
        thread.start()
        yield f"redis://127.0.0.1:{server.getsockname()[1]}/0", heard
        server.shutdown(socket.SHUT_RDWR)
        thread.join()
    for each in heard:
        each.close()


def test_a_broker_that_is_away_is_said_to_be_so():
    with pytest.raises(OperationalError, match="refused"):
        hand_over(an_application(NOBODY))


def test_a_page_is_told_nothing_of_it_but_the_log_is(caplog):
    with caplog.at_level(logging.WARNING):
        an_application(NOBODY).tasks["anything"].delay()

    (line,) = caplog.messages
    assert line.startswith("Not handed over: anything (Error 111")


@pytest.mark.django_db(transaction=True)
def test_what_was_saved_stays_saved():
    task = an_application(NOBODY).tasks["anything"]

    with transaction.atomic():
        transaction.on_commit(task.delay)


def test_a_broker_that_is_silent_is_given_up(silent_broker):
    address, heard = silent_broker

    with pytest.raises(OperationalError, match="Timeout"):
        hand_over(an_application(address))

    assert len(heard) == 1


def test_after_a_failure_the_next_fifty_are_not_even_tried(silent_broker):
    address, heard = silent_broker
    application = an_application(address)

    for _ in range(50):
        application.tasks["anything"].delay()

    assert len(heard) == 1


def test_after_the_pause_it_is_tried_again(monkeypatch):
    application = an_application(NOBODY)
    with pytest.raises(OperationalError):
        hand_over(application)

    monkeypatch.setattr(publishing, "PAUSE_SECONDS", 0.0)
    publishing.pause.begin()

    with pytest.raises(OperationalError, match="refused"):
        hand_over(application)


def test_a_broker_that_is_full_is_no_different(real_redis: TemporaryRedis):
    application = an_application(real_redis.url)
    hand_over(application)

    with real_redis.client() as redis:
        redis.config_set("maxmemory", "1")
        application.tasks["anything"].delay()
        redis.config_set("maxmemory", "0")
        publishing.pause.end()
        application.tasks["anything"].delay()

        assert redis.llen("celery") == 2


def test_a_broker_that_was_killed_and_came_back_is_used_again(
    real_redis: TemporaryRedis,
):
    application = an_application(real_redis.url)
    hand_over(application)
    real_redis.kill()
    application.tasks["anything"].delay()

    real_redis.start()
    publishing.pause.end()
    hand_over(application)

    with real_redis.client() as redis:
        assert redis.llen("celery") >= 1


def test_every_task_of_the_product_is_handed_over_in_this_way():
    assert issubclass(app.Task, publishing.Handed)
