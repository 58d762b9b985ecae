"""Flows through an app that makes login tokens, and through the store that takes them.

    from harness.fuzz.flows.issuer import issuer_flows

Somebody signs in at the app, asks, and is led to the embedded store; the model knows who may be signed in there.
"""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from harness.fuzz.flows import issuer_asking as asking
from harness.fuzz.flows import issuer_redeeming as redeeming
from harness.fuzz.flows import issuer_tending as tending
from harness.fuzz.flows.issuer_model import Visit
from harness.fuzz.flows.recording import Choices, FlowProbe, Taken
from harness.fuzz.moments import Moments
from harness.targets.placing import PORT
from harness.targets.target_file import load_target
from harness.verdict.issuer.context import IssuerContext
from harness.verdict.issuer.suite import IssuerSuite

# What comes twice is tried more often, and so is the last.
PATH, BROWSER, PICK = ("", "", "/cart.php", "/account.php?page=2", ""), (0, 0, 1, 0), (0, 0, 1, 2, 0)
CHOICES: Choices = {
    "log_in": {"path": PATH, "browser": BROWSER},
    "ask": {"path": PATH},
    "redeem": {"token": PICK, "browser": BROWSER},
    "sign_in": {"who": ("first", "second", "nobody", "second")},
    "ask_for_other": {},
    "ask_when_over": {},
    "ask_at_once": {"path": ("", "/account.php")},
    "current": {"browser": BROWSER},
    "log_out": {"browser": BROWSER},
    "wait": {"seconds": (1, 2, 20, 28, 32)},
    "open_pages": {},
    "read_log": {},
    "restart": {"secret": ("the same", *tending.SECRETS, *tending.BLANK, "the same")},
}
TAKE: dict[str, Callable[..., Taken]] = {
    "log_in": redeeming.log_in,
    "ask": asking.ask,
    "redeem": redeeming.redeem,
    "sign_in": asking.sign_in,
    "ask_for_other": asking.ask_for_other,
    "ask_when_over": asking.ask_when_over,
    "ask_at_once": asking.ask_at_once,
    "current": redeeming.current,
    "log_out": redeeming.log_out,
    "wait": redeeming.wait,
    "open_pages": tending.open_pages,
    "read_log": tending.read_log,
    "restart": tending.restart,
}
"""What takes a step."""
WORDS = {
    "log_in": "asks the app for a login that leads to {path!r}, and redeems it in browser {browser}",
    "ask": "asks the app for a login that leads to {path!r}",
    "redeem": "redeems token {token} (0 is the newest) in browser {browser}",
    "sign_in": "lets {who} be signed in at the app",
    "ask_for_other": "asks the app for a login of somebody else",
    "ask_when_over": "asks the app with a session that is over",
    "ask_at_once": f"lets {asking.AT_ONCE} ask at the same moment, for {{path!r}}",
    "current": "fetches current.jwt in browser {browser}",
    "log_out": "logs out at the store in browser {browser}",
    "wait": "lets {seconds} s pass",
    "open_pages": "opens the app's pages",
    "read_log": "reads what the app has printed",
    "restart": "starts the app anew with {secret}",
}


class IssuerFlow:
    """One run through the app of ``suite``; in the end, what was started anew is ended."""

    def __init__(self, suite: IssuerSuite, moments: Moments) -> None:
        """Begin a flow."""
        self.visit = Visit(suite, moments)

    def take(self, name: str, arguments: Mapping[str, Any]) -> Taken:
        """Take the step called ``name``."""
        return TAKE[name](self.visit, **arguments)

    def close(self) -> None:
        """End what was started."""
        self.visit.ending.close()


def issuer_flows(suite: IssuerSuite) -> FlowProbe:
    """Return what takes made-up flows through the app of ``suite``."""
    moments = Moments(suite)
    absent = set(_absent(suite, moments))
    return FlowProbe(
        lambda: IssuerFlow(suite, moments), {key: CHOICES[key] for key in CHOICES if key not in absent}, WORDS
    )


def _absent(suite: IssuerSuite, moments: Moments) -> list[str]:
    """Return the steps that cannot be taken at this app."""
    context, asker = suite.context, suite.asker
    there = {
        "sign_in": asker.tells_session or asker.tells_customer,
        "ask_for_other": asker.tells_session and asker.tells_customer,
        "ask_when_over": bool(context.target.ended),
        "ask_at_once": asker.app.parallel and (asker.tells_session or asker.tells_customer),
        "wait": moments.ours,
        "open_pages": context.target.speaks_http,
        "read_log": bool(context.log or context.target.shim or context.target.inprocess),
        "restart": _is_startable(context),
    }
    return [name for name, is_there in there.items() if not is_there]


def _is_startable(context: IssuerContext) -> bool:
    """Whether the app can be started anew, as its target file has it."""
    told = load_target(Path(context.file)) if context.file else context.target
    start, send = getattr(told, "start", None), getattr(told, "send", None)
    return bool(getattr(told, "shim", None)) or (start is not None and PORT in str(send))
