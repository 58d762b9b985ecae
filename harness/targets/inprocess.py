"""The ways into an app in this process, ``[inprocess]``: find it, then speak ASGI or WSGI to it, or call it."""

from harness.targets.asgi import AsgiApp
from harness.targets.called import Called
from harness.targets.loading import load
from harness.targets.wsgi import WsgiApp

__all__ = ["AsgiApp", "Called", "WsgiApp", "load"]
