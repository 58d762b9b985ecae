"""Login tokens for the customers of the sandbox."""

import time
from secrets import token_hex
from typing import Any

from harness.store.seeds import load_seed
from harness.tokens import Customer, Scene, login

_SEED = load_seed()
SHOP = _SEED.shops[0]
APP = next(iter(SHOP.apps.values()))
ALICE, BOB = SHOP.customers[:2]


def minted(customer: Customer = ALICE, **claims: Any) -> str:
    scene = Scene(APP, SHOP.store, customer, int(time.time()), token_hex(16), other_customer=customer)
    return login(scene, **claims).wire()
