"""A listener of ours: an address that tokens name and that no sound server calls."""

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


class Listener:
    """Hears on loopback whoever calls, and answers every call with ``body``; ``…/redirect`` leads to it first."""

    def __init__(self, body: bytes) -> None:
        """Start to listen, in a thread of its own."""
        self.calls: list[str] = []
        calls = self.calls

        class Handler(BaseHTTPRequestHandler):
            """Notes the path and answers."""

            def do_GET(self) -> None:
                """Answer a call."""
                calls.append(self.path)
                away = self.path.endswith("/redirect")
                self.send_response(302 if away else 200)
                if away:
                    self.send_header("Location", self.path.removesuffix("redirect") + "keys.json")
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(0 if away else len(body)))
                self.end_headers()
                if not away:
                    self.wfile.write(body)

            do_HEAD = do_POST = do_GET  # noqa: N815 - as above

            def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - as http.server calls it
                """Stay silent."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"
        serve = self._server.serve_forever
        self._thread = threading.Thread(target=serve, kwargs={"poll_interval": 0.05}, daemon=True)
        self._thread.start()

    def heard(self, mark: str) -> bool:
        """Whether anybody has called an address with ``mark`` in it."""
        return any(mark in call for call in self.calls)

    def close(self) -> None:
        """Stop listening."""
        if self._thread.is_alive():  # else shutdown would wait for it for ever
            self._server.shutdown()
        self._server.server_close()
