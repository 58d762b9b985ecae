"""Load on an app that checks tokens, or makes them, through Locust: every answer is judged, and none only counted.

``locustfile.py`` is what Locust loads; importing Locust changes how this process waits, so that file, and those that
it alone imports (``wire.py``, ``reporting.py``), are imported nowhere else.
"""
