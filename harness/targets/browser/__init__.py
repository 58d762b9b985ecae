"""A real browser: Chromium, driven by Playwright. It opens pages and writes down what they do; it judges nothing.

``chromium.Chromium`` is the running browser, ``window.Window`` one shopper's window with cookies of its own, ``log``
what is written down of it. Playwright is imported when a browser is first needed.
"""
