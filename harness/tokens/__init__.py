"""Drafts and valid tokens of every kind. Nothing here knows the time, chance or a server: all come as arguments."""

from harness.tokens.draft import Draft, Stage
from harness.tokens.parties import App, Channel, Customer, Store
from harness.tokens.scene import Scene
from harness.tokens.valid import current, login, mint, payload, session_sync, storefront_api

__all__ = [
    "App",
    "Channel",
    "Customer",
    "Draft",
    "Scene",
    "Stage",
    "Store",
    "current",
    "login",
    "mint",
    "payload",
    "session_sync",
    "storefront_api",
]
