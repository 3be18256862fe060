"""The product as real processes goes on through the faults that a night brings."""

import pytest

from tests.machinery.postgres import TemporaryPostgres
from tests.machinery.redis_server import TemporaryRedis
from tests.machinery.site import Site

pytestmark = pytest.mark.processes


def forget_the_heartbeat(site: Site, server: TemporaryPostgres) -> None:
    server.execute("DELETE FROM cache_entry", database=site.database)


def test_all_parts_reach_one_another(site: Site):
    status, said = site.get("/readyz")

    assert (status, said["status"]) == (200, "ok")
    assert said["jobs"]["hcss.beat"] is not None


def test_worker_and_clock_come_back_after_redis_was_away(
    site: Site, real_redis: TemporaryRedis, postgres_server: TemporaryPostgres
):
    real_redis.stop()
    assert site.get("/healthz")[0] == 200
    real_redis.start()
    forget_the_heartbeat(site, postgres_server)
    assert site.get("/readyz")[0] == 503

    site.wait_until_ready(seconds=90)


def test_pages_come_back_after_the_database_closed_every_connection(
    site: Site, postgres_server: TemporaryPostgres
):
    postgres_server.execute(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
        "WHERE pid <> pg_backend_pid() AND backend_type = 'client backend'"
    )

    answers = [site.get("/readyz") for _ in range(8)]

    assert [said for status, said in answers if status != 200] == []
