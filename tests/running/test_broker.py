"""A worker outlives the broker, also with work in its hands."""

from collections.abc import Iterator

import pytest
from kombu import Connection, Consumer, Message, Producer, Queue
from kombu.common import ignore_errors

from hcss.celery import app
from tests.machinery.redis_server import TemporaryRedis

_QUEUE = Queue("in-hand")


@pytest.fixture
def connection(real_redis: TemporaryRedis) -> Iterator[Connection]:
    """Return a connection to Redis such as a worker has."""
    connection = app.connection_for_read(real_redis.url)
    yield connection
    connection.release()


@pytest.fixture
def in_hand(connection: Connection) -> Message:
    """Return a message that is not acknowledged.

    More is waited for, on another channel as well: so it is in a worker.
    """
    received: list[Message] = []
    channel = connection.default_channel
    Consumer(connection.channel(), [Queue("of-another-channel")]).consume()
    Producer(channel).publish("work", routing_key=_QUEUE.name, declare=[_QUEUE])
    consumer = Consumer(channel, [_QUEUE])
    consumer.register_callback(lambda _, message: received.append(message))
    consumer.consume()
    while not received:
        connection.drain_events(timeout=5)
    with pytest.raises(TimeoutError):
        connection.drain_events(timeout=0.1)
    return received[0]


def test_a_lost_connection_is_collected_and_closed(
    connection: Connection, in_hand: Message, real_redis: TemporaryRedis
):
    real_redis.stop()

    connection.collect()  # what Celery does, in this order
    ignore_errors(connection, connection.close)

    real_redis.start()
    assert not in_hand.acknowledged


def test_an_acknowledgement_that_comes_too_late_is_a_lost_connection(
    connection: Connection, in_hand: Message, real_redis: TemporaryRedis
):
    real_redis.stop()
    with pytest.raises(connection.connection_errors):
        in_hand.ack()
    connection.collect()
    in_hand.channel._disconnect_pools()

    with pytest.raises(connection.connection_errors):
        in_hand.ack()

    real_redis.start()


def test_what_was_in_hand_is_delivered_again(
    connection: Connection, in_hand: Message, real_redis: TemporaryRedis
):
    connection.collect()

    with app.connection_for_read(real_redis.url) as another:
        again = another.SimpleQueue(_QUEUE).get(timeout=5)
        assert again.payload == in_hand.payload
        again.ack()


def test_an_encrypted_broker_stays_encrypted():
    connection = app.connection_for_read("rediss://:secret@cache.example:6390/2")

    assert connection.ssl
    assert connection.transport_cls == "rediss"


def test_a_worker_never_gives_up_on_the_broker():
    assert app.conf.broker_connection_max_retries is None
