"""Why nothing can be concluded about an app, in words that lead to the key of the target file to look at."""

from harness.contract.words import Answer
from harness.targets.app_target import AppTarget
from harness.targets.connecting import UNTRUSTED
from harness.targets.http import Exchange

SHOWN = 300
"""Characters of an app's own words that are shown."""


def not_as_described(target: AppTarget, answer: Answer, exchange: Exchange, said: str, tables: str, given: str) -> str:
    """Return why an app gave no answer of use to ``given``, which is as it should be, and ``said`` instead.

    ``tables`` are those of the target file that say what answers mean.
    """
    if answer is Answer.UNCLEAN:
        own = target.shim or target.inprocess
        told = " ".join(exchange.body.split())[-SHOWN:] if own else ""
        return f"the app breaks on {given} ({said}){': ' if told else ''}{told}"
    if UNTRUSTED in exchange.error:
        return f"{said} ({target.where}): let SSL_CERT_FILE name the certificate that signed the app's"
    if target.shim or not target.speaks_http:
        return f"{said} ({target.where})"
    if exchange.status:
        return f"{said} ({target.where}): correct {tables} in the target file"
    return f"{said} ({target.where}): start it, or correct send.url in the target file"
