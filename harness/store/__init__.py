"""The mock BigCommerce: storefront, management API and control, one ASGI app in one event loop.

Start it with ``harness.store.server.run_in_thread`` or ``serve``; tests of one's own take
``harness.store.mock.MockStore``, which also mints the tokens.
"""
