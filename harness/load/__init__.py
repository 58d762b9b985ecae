"""Load on an app that checks tokens, or makes them, through Locust: every answer is judged, and none only counted.

``locustfile.py`` is what Locust loads. Importing Locust changes how a process waits, so that file, and what it alone
imports (``conducting.py``, ``gathering.py``, ``ending.py``, ``progress.py``), is imported nowhere else.
"""
