"""A rate limit that all processes count on together."""

from hashlib import blake2b

from harness.store.quota import Count
from harness.store.shared.link import Link


class SharedLimit:
    """Fixed windows on the server's clock; ``window_ms`` is in milliseconds."""

    def __init__(self, link: Link, name: str, quota: int, window_ms: int) -> None:
        self.quota = quota
        self.window_ms = window_ms
        self._link = link
        self._name = name

    def count(self, client: str) -> Count:
        """Count one request of ``client``, who is known; the name is not put into Redis, as it may be a secret."""
        name = f"{self._name}:{blake2b(client.encode(), digest_size=16).hexdigest()}"
        used, left, allowed = self._link.run("count", name, self.quota, self.window_ms)
        return Count(self.quota - used, left, bool(allowed))
