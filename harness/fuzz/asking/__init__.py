"""Made-up requests for a login, each answer judged: the fuzzer of apps that make login tokens.

    from harness.fuzz.asking import asks_probe

``asks_probe(suite)`` is the probe. Anybody is signed in, or nobody; anybody's id is asked for, in odd spellings and
odd places; logins are to lead anywhere; requests come alone, again, later, and at the same moment.
"""

from harness.fuzz.asking.probe import AskProbe, asks_probe

__all__ = ["AskProbe", "asks_probe"]
