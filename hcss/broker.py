"""Redis as Celery speaks to it, but for what a worker does when the broker is lost.

Celery 5.7 closes a lost connection twice, and acknowledges work through one that is
closed. Kombu 5.7 then asks the closed connection for its address and finds nothing: an
``AttributeError``, at which a worker with work in its hands ends instead of connecting
again. Here it is what it is, a lost connection, and they know what to do with that.
It can go once ``tests/running/test_broker.py`` passes without it.
"""

from typing import Any

from kombu.transport import redis as kombu_redis
from redis.exceptions import ConnectionError as LostError


class Channel(kombu_redis.Channel):
    """A channel that says so when its connection is gone."""

    def _connparams(self, **options: Any) -> dict[str, Any]:
        if self.connection.client is None:
            raise LostError("The connection to the broker is closed.")
        return super()._connparams(**options)  # type: ignore[misc, no-any-return]


class Transport(kombu_redis.Transport):
    """The transport that makes these channels."""

    Channel = Channel
