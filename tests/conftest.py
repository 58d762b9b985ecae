"""Parties and scenes that the tests share."""

import pytest

from harness.contract.profile import load
from harness.judge import Door, LoginPolicy
from harness.tokens import App, Channel, Customer, Scene, Store

NOW = 1_789_000_000
LISTENER = "http://127.0.0.1:8999"
ALICE = Customer(4927, "alice@example.com", first_name="Alice")
BOB = Customer(4928, "bob@example.com", first_name="Bob")
CHANNEL = Channel(1, allow_global_logins=True)
MIXED = App("r3Client1d0fThirtyOneCharacters", "M1xed-Case-Secret-Of-31-Bytes-x")
HEX = App("hexclientidofthirtyonecharacters"[:31], "0123456789abcdef" * 4)
SPACED = App("spacedclientidofthirtyonechars0", " secret with white space around ")
OTHER = App("0therclientid0fthirty0necharact", "other-app-secret-" * 4)


def scene(app: App = HEX, jti: str = "0123456789abcdef" * 2) -> Scene:
    """Return a scene at NOW."""
    return Scene(
        app, Store("abc123"), ALICE, NOW, jti, BOB, other_app=OTHER, other_store=Store("zz9other"), listener=LISTENER
    )


def door(app: App = HEX) -> Door:
    """Return the door of the scene's store."""
    apps = {one.client_id: one for one in (app, OTHER)}
    return Door("abc123", CHANNEL, apps, {one.id: one for one in (ALICE, BOB)}, {1: CHANNEL})


@pytest.fixture(scope="session")
def policy() -> LoginPolicy:
    """Return the shipped profile's policy."""
    return LoginPolicy.of(load())
