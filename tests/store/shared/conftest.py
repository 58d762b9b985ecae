"""A Redis for the tests of a module, emptied before each of them that asks for ``empty``."""

from collections.abc import Iterator

import pytest

from .redis_server import RedisServer


@pytest.fixture(scope="module")
def redis(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RedisServer]:
    server = RedisServer(tmp_path_factory.mktemp("redis"))
    yield server
    server.kill()


@pytest.fixture
def empty(redis: RedisServer) -> RedisServer:
    redis.ask("FLUSHALL")
    return redis
