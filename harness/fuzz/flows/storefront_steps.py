"""The steps of a flow through a store: what each may be given, and how it is told."""

from hypothesis import strategies as st

from harness.fuzz.flows.recording import Steps

AGES = (0, 5, 20, 33, 90, 3600, -90, 29)
"""Seconds since a token was minted; the window is 30."""
WAITS = (1, 10, 29, 31, 120)
"""Seconds that pass."""
AT_ONCE = 8
"""Browsers of a race."""
WRONG = {
    "signature": "it is forged",
    "replay": "its jti was used before",
    "window": "its iat is outside of the window",
    "request-ip": "it names another address",
    "claims": "its customer is gone",
}
"""Why a token has to be refused, by the rule."""

BROWSER, WHO, PICK = st.integers(0, 2), st.integers(0, 1), st.integers(0, 9)
STEPS: Steps = {
    "mint": {
        "who": WHO,
        "age": st.integers(0, len(AGES) - 1),
        "landing": st.sampled_from((0, 0, 0, 1, 2, 3, 4, 5)),
        "ip": st.sampled_from(("", "", "right", "wrong")),
    },
    "present": {"token": PICK, "browser": BROWSER, "method": st.sampled_from(("GET", "GET", "GET", "HEAD", "POST"))},
    "copy_token": {"token": PICK, "how": st.sampled_from(("other customer", "new iat", "forged"))},
    "race": {"token": PICK},
    "password": {"who": WHO, "browser": BROWSER},
    "log_out": {"browser": BROWSER},
    "visit": {"browser": BROWSER},
    "sign_in": {"who": WHO, "browser": BROWSER},
    "plant": {"browser": BROWSER},
    "copy": {"browser": BROWSER},
    "use_copy": {"copy": PICK},
    "current": {"browser": BROWSER},
    "wait": {"seconds": st.integers(0, len(WAITS) - 1)},
}
WORDS = {
    "mint": "mints a token for person {who} (age {age}, landing {landing}, address {ip!r})",
    "present": "presents token {token} in browser {browser} by {method}",
    "copy_token": "makes another token with the jti of token {token}: {how}",
    "race": f"presents token {{token}} in {AT_ONCE} browsers at once",
    "password": "signs person {who} in by password in browser {browser}",
    "log_out": "logs out in browser {browser}",
    "visit": "opens the store in browser {browser}",
    "sign_in": "mints a token for person {who} and presents it in browser {browser}",
    "plant": "gives browser {browser} a session id that somebody else knows",
    "copy": "copies the cookies of browser {browser}",
    "use_copy": "looks who is signed in with copied cookies {copy}",
    "current": "fetches current.jwt in browser {browser}",
    "wait": "lets time pass ({seconds})",
}
