"""The steps of a flow through a store: what each may be given, and how it is told."""

from collections.abc import Callable

from harness.fuzz.flows import storefront_crowds as crowds
from harness.fuzz.flows import storefront_sessions as sessions
from harness.fuzz.flows import storefront_tokens as tokens
from harness.fuzz.flows.recording import Choices, Taken
from harness.fuzz.flows.storefront_crowds import AT_ONCE, CROWD
from harness.fuzz.flows.storefront_tokens import HOSTILE, OWN

# What comes twice is tried more often, and so is the last: a flow says more if its steps are about one browser.
BROWSER, WHO, PICK = (0, 0, 0, 1, 1, 2, 0), (0, 1), (0, 0, 1, 1, 2, 4, 0)
TOKEN = {
    "age": (0, 0, 0, 0, 0, 5, 20, 60, 3600, -90, -3600, 0),
    "landing": ("",) * 7 + OWN + HOSTILE + ("",),
    "ip": ("", "", "", "", "right", "far", "near", "longer", "unreadable", ""),
}
HEADER = ("", "", "X-Forwarded-For", "X-Real-IP", "Forwarded", "")
CHOICES: Choices = {
    "sign_in": {"who": WHO, "browser": BROWSER, **TOKEN, "header": HEADER},
    "mint": {"who": WHO, **TOKEN},
    "present": {"token": PICK, "browser": BROWSER, "method": ("GET", "GET", "HEAD", "POST", "GET"), "header": HEADER},
    "copy_token": {"token": PICK, "how": ("new iat", "other customer", "forged"), "browser": BROWSER},
    "race": {"who": WHO},
    "crowd": {},
    "password": {"who": WHO, "browser": BROWSER},
    "log_out": {"browser": BROWSER},
    "visit": {"browser": BROWSER, "session": ("new", "planted")},
    "account": {"browser": BROWSER},
    "copy": {"browser": BROWSER},
    "use_copy": {"copy": PICK},
    "current": {"browser": BROWSER, "app": ("own", "another", "nobody's", "own")},
    "wait": {"seconds": (1, 10, 29, 31, 120)},
    "delete": {"browser": BROWSER},
}
TAKE: dict[str, Callable[..., Taken]] = {
    "sign_in": tokens.sign_in,
    "mint": tokens.mint,
    "present": tokens.present,
    "copy_token": tokens.copy_token,
    "race": crowds.race,
    "crowd": crowds.crowd,
    "password": sessions.password,
    "log_out": sessions.log_out,
    "visit": sessions.visit,
    "account": sessions.account,
    "copy": sessions.copy_cookies,
    "use_copy": sessions.use_copy,
    "current": sessions.current,
    "wait": sessions.wait,
    "delete": sessions.delete,
}
"""What takes a step."""
WORDS = {
    "sign_in": "presents a new token for customer {who} in browser {browser} "
    "({age} s old, redirect_to {landing!r}, request_ip {ip!r}, header {header!r})",
    "mint": "mints a token for customer {who} ({age} s old, redirect_to {landing!r}, request_ip {ip!r})",
    "present": "presents token {token} (0 is the newest) in browser {browser} by {method} (header {header!r})",
    "copy_token": "presents another token with the jti of token {token} (0 is the newest) in browser {browser}: {how}",
    "race": f"presents a new token for customer {{who}} in {AT_ONCE} browsers at once",
    "crowd": f"signs {CROWD} others in",
    "password": "signs customer {who} in by password in browser {browser}",
    "log_out": "logs out in browser {browser}",
    "visit": "opens the store in browser {browser}, as a guest with a {session} session",
    "account": "opens the account page in browser {browser}",
    "copy": "copies the cookies of browser {browser}",
    "use_copy": "looks who is signed in with copied cookies {copy} (0 are the newest)",
    "current": "fetches current.jwt for {app} app in browser {browser}",
    "wait": "lets {seconds} s pass",
    "delete": "creates a customer, signs them in in browser {browser}, and deletes them",
}
