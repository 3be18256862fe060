"""A throw-away Redis: Debian's redis-server on a free loopback port."""

import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

import pytest
import redis

from scripts.processes import Warden
from tests.machinery import folders

_START_SECONDS = 10


def free_port() -> int:
    """Return a loopback port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class TemporaryRedis:
    """A server that lives as long as the ``with`` block; ``url`` is its address."""

    program: str
    port: int = field(default_factory=free_port)
    _folder: Path = field(init=False)
    _process: subprocess.Popen[bytes] = field(init=False)
    _warden: Warden = field(default_factory=Warden)

    @property
    def url(self) -> str:
        """Return the address, for REDIS_URL."""
        return f"redis://127.0.0.1:{self.port}/0"

    def __enter__(self) -> Self:
        self._folder = Path(tempfile.mkdtemp(prefix="hcss-redis-", dir=folders.fast()))
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()
        self._warden.close()
        shutil.rmtree(self._folder, ignore_errors=True)

    def start(self) -> None:
        """Start the server, and wait until it answers. What it held comes back."""
        command = [self.program, "--bind", "127.0.0.1", "--port", str(self.port)]
        command += ["--dir", str(self._folder), "--appendonly", "yes", "--save", ""]
        with (self._folder / "log").open("ab") as log:
            self._process = subprocess.Popen(
                command,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        self._warden.watch(self._process.pid)
        deadline = time.monotonic() + _START_SECONDS
        while not self._answers():
            if self._process.poll() is not None or time.monotonic() > deadline:
                self._process.kill()
                raise RuntimeError((self._folder / "log").read_text())
            time.sleep(0.02)

    def stop(self) -> None:
        """Stop the server, as when its machine is restarted."""
        self._process.terminate()
        self._process.wait(10)
        self._warden.forget(self._process.pid)

    def kill(self) -> None:
        """Kill the server, as a fault would."""
        self._process.kill()
        self._process.wait(10)
        self._warden.forget(self._process.pid)

    def client(self) -> redis.Redis:
        """Return a client to look inside with; close it after use."""
        return redis.Redis.from_url(self.url)

    def _answers(self) -> bool:
        try:
            with self.client() as client:
                return bool(client.ping())
        except redis.exceptions.RedisError:
            return False


@pytest.fixture(scope="session")
def _one_redis() -> Iterator[TemporaryRedis]:
    program = shutil.which("redis-server")
    if program is None:
        pytest.skip("no Redis (apt-get install redis-server)")
    with TemporaryRedis(program) as server:
        yield server


@pytest.fixture
def real_redis(_one_redis: TemporaryRedis) -> TemporaryRedis:
    """Return a real Redis with nothing in it."""
    with _one_redis.client() as client:
        client.flushall()
    return _one_redis
