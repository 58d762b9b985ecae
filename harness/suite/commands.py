"""Command lines that show a scenario again. They mint the token when they run, and never hold a secret."""

import json
import re
import shlex
from urllib.parse import quote

from harness.targets.headless_target import HeadlessTarget
from harness.targets.issuer_target import IssuerTarget
from harness.targets.sending import Beside, Wording, put
from harness.targets.verifier_target import VerifierTarget
from harness.verdict.context import Context
from harness.verdict.storefront.context import StorefrontContext

SERVED = "http://127.0.0.1:8641"
"""Where ``tokenassay serve`` stands by default; the embedded store itself is gone when its run is over."""


def replay_line(scenario: str, context: Context) -> str:
    """Return the command that runs one scenario again."""
    target = f" {shlex.quote(context.file)}" if context.file else ""
    switches = "".join(
        [
            f" --profile {shlex.quote(context.profile_name)}" if context.profile_name != "observed" else "",
            f" --seed {context.seed}" if context.seed else "",
            " --strict" if context.strict else "",
            " --browser" if context.browser else "",
        ]
    )
    return f"tokenassay replay {shlex.quote(scenario)}{target}{switches}"


def curl_line(deviation: str, context: Context, algorithm: str = "") -> str:
    """Return the command that presents one deviating token by hand; a flow of several steps has none.

    Nor is there one for customers who are gone when the run is over.
    """
    if not deviation or (isinstance(context, StorefrontContext) and context.created):
        return ""
    fault = f" --fault {shlex.quote(deviation)}"
    target = f" --target {shlex.quote(context.file)}" if context.file else ""
    if isinstance(context.target, VerifierTarget):
        alg = f" --alg {algorithm}" if algorithm else ""
        return _by_send(context.target, f"tokenassay mint current{alg}{fault}{target}")
    if isinstance(context.target, IssuerTarget):
        return _by_asking(context.target)
    if isinstance(context.target, HeadlessTarget):
        return ""
    url = context.target.url if context.file else SERVED
    field = context.profile.text("current.preview-code")
    code = f"?{field}=$PREVIEW_CODE" if context.target.preview_code else ""
    return f'curl -si "{url}/login/token/$(tokenassay mint login --as path{fault}{target}){code}"'


def _by_asking(target: IssuerTarget) -> str:
    """Return the request of somebody who is signed in, as curl makes it; one that needs their own session has none."""
    send, session = target.send, target.session
    if send is None or target.inprocess or (session and (session.login or "{session}" in session.texts)):
        return ""
    first = next(iter(target.customers.values()))
    values = {"customer_id": str(first.id), "email": first.email, "return_to": "/cart.php"}
    beside = Beside(
        headers=tuple((name, put(value, values)) for name, value in session.headers.items()) if session else (),
        cookies={name: put(value, values) for name, value in session.cookies.items()} if session else {},
    )
    asked = Wording(send, {"client_id": target.app.client_id, "store_hash": target.app.store_hash})
    outgoing = asked.request(values, beside)
    words = ["curl", "-si", *(["-X", outgoing.method] if outgoing.method != "GET" else [])]
    words += [word for name, value in outgoing.headers for word in ("-H", f"{name}: {value}")]
    words += ["--data-raw", outgoing.body.decode()] if outgoing.body else []
    return shlex.join([*words, f"{outgoing.scheme}://{outgoing.host}{outgoing.target}"])


def _by_send(target: VerifierTarget, mint: str) -> str:
    """Return the request of [send] as curl makes it; an app that is not behind a socket has none."""
    send = target.send
    if send is None or target.inprocess:
        return ""
    raw, encoded = f"$({mint})", f"$({mint} --as path)"
    words = ["curl", "-si"]
    if set("{}[]") & set(send.url.replace("{token}", "")):
        words.append("-g")  # else curl takes them for patterns
    if send.method != "GET" or send.form is not None or send.json_ is not None:
        words += ["-X", send.method]
    headers = {name: _plain(target, value) for name, value in send.headers.items()}
    words += [_quoted("-H", f"{name}: {value}", raw) for name, value in headers.items()]
    cookies = "; ".join(f"{name}={_plain(target, value)}" for name, value in send.cookies.items())
    words += [_quoted("-b", cookies, raw)] if cookies else []
    for name, value in (send.form or {}).items():
        words.append(_quoted("-d", _pair(target, name, value), encoded))
    if send.json_ is not None:
        if all(name.lower() != "content-type" for name in headers):
            words.append(_quoted("-H", "Content-Type: application/json", raw))
        words.append(_quoted("-d", _plain(target, json.dumps(send.json_)), raw))
    query = "&".join(_pair(target, name, value) for name, value in send.query.items())
    url = _plain(target, send.url) + (("&" if "?" in send.url else "?") + query if query else "")
    return " ".join([*words, _in_quotes(url, encoded)])


def _pair(target: VerifierTarget, name: str, value: str) -> str:
    """Return one pair of a query or a form, percent-encoded but for the token, which is so when it is minted."""
    filled = "{token}".join(quote(part, safe="") for part in _plain(target, value).split("{token}"))
    return f"{quote(name, safe='')}={filled}"


def _quoted(option: str, text: str, command: str) -> str:
    return f"{option} {_in_quotes(text, command)}"


def _in_quotes(text: str, command: str) -> str:
    """Return ``text`` in double quotes, the token minted where it stands."""
    safe = re.sub(r'([\\"$`])', r"\\\1", text)
    return '"' + safe.replace("{token}", command) + '"'


def _plain(target: VerifierTarget, text: str) -> str:
    """Return ``text`` with every placeholder filled but the token's."""
    first = next(iter(target.customers.values()))
    values = {"customer_id": str(first.id), "client_id": target.app.client_id, "store_hash": target.app.store_hash}
    return put(text, values)
