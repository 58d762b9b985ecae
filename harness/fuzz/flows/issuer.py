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
    "tend": {
        "what": (*(tending.PAGES, tending.LOG) * 4, tending.ANEW, *tending.SECRETS, *tending.BLANK, tending.PAGES)
    },
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
    "tend": tending.tend,
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
    "tend": "{what}",
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
    absent = {name for name, is_there in _there(suite, moments).items() if not is_there}
    steps = {name: choices for name, choices in CHOICES.items() if name not in absent}
    what = tuple(one for one in CHOICES["tend"]["what"] if one not in absent)
    steps["tend"] = {"what": what}
    return FlowProbe(lambda: IssuerFlow(suite, moments), steps if what else _without(steps, "tend"), WORDS)


def _there(suite: IssuerSuite, moments: Moments) -> dict[str, bool]:
    """Return which steps can be taken at this app."""
    context, asker = suite.context, suite.asker
    startable = dict.fromkeys(tending.RESTARTS, _is_startable(context))
    return {
        "sign_in": asker.tells_session or asker.tells_customer,
        "ask_for_other": asker.tells_session and asker.tells_customer,
        "ask_when_over": bool(context.target.ended),
        "ask_at_once": asker.app.parallel and (asker.tells_session or asker.tells_customer),
        "wait": moments.ours,
        tending.PAGES: context.target.speaks_http,
        tending.LOG: bool(context.log or context.target.shim or context.target.inprocess),
        **startable,
    }


def _without(steps: Choices, name: str) -> Choices:
    return {key: choices for key, choices in steps.items() if key != name}


def _is_startable(context: IssuerContext) -> bool:
    """Whether the app can be started anew, as its target file has it."""
    told = load_target(Path(context.file)) if context.file else context.target
    start, send = getattr(told, "start", None), getattr(told, "send", None)
    return bool(getattr(told, "shim", None)) or (start is not None and PORT in str(send))
