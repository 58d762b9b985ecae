"""The MAC is the one that the exact client secret gives (Customer Login API; RFC 8725 3.5).

Where alg names no HMAC there is no MAC to judge, and where another HMAC fits under the secret it is alg that is
wrong: both are ``algorithm``'s to tell.
"""

from harness.contract.words import Rule
from harness.judge.envelope import explain_mac
from harness.judge.issued.macs import fitting, is_hmac
from harness.judge.issued.order import Issued
from harness.judge.issued.registry import check, must
from harness.judge.reasons import Reason

EXACTLY = "sign with the client secret itself: the whole text, undecoded and untrimmed"
NEAR = ("mac-key", "mac-header-key")


def _fault(token: Issued) -> Reason | None:
    """Return why the MAC is not the secret's; None where it is, or where that is told elsewhere."""
    if token.opened is None or not is_hmac(token.header.get("alg")) or _is_blank(token):
        return None
    if fitting(token, token.order.app.key):
        return None
    return explain_mac(token.opened, token.order.app, tuple)


def _is_blank(token: Issued) -> bool:
    """Whether an empty key fits, or a secret that is white space alone."""
    key = token.order.app.key
    return bool(fitting(token, b"") or (not key.strip() and fitting(token, key)))


@check(Rule.KEY, must, "RFC 8725 3.5 (CVE-2019-20933)", cwe=(347, 1391))
def no_blank_key(token: Issued) -> str:
    """Nothing is signed with a blank key."""
    if not is_hmac(token.header.get("alg")) or not _is_blank(token):
        return ""
    return "the MAC verifies under a blank key, with which anyone can sign; make no token while there is no secret"


@check(Rule.KEY, must, "Customer Login API: signed by the app's client secret", cwe=(347, 798))
def exact_secret(token: Issued) -> str:
    """The key is the client secret itself, in no other form, and no other value."""
    fault = _fault(token)
    if fault is None or fault.code not in NEAR:
        return ""
    return f"{fault.message.partition(', not under')[0]}; {EXACTLY}"


@check(Rule.SIGNATURE, must, "RFC 7518 3.2", cwe=347)
def whole(token: Issued) -> str:
    """The MAC has the length that its algorithm gives."""
    fault = _fault(token)
    return f"{fault.message}; hand over the raw MAC, whole" if fault and fault.code == "mac-length" else ""


@check(Rule.SIGNATURE, must, "RFC 7515 5.2; Customer Login API: signed by the app's client secret", cwe=347)
def under_the_secret(token: Issued) -> str:
    """The MAC verifies under the client secret."""
    fault = _fault(token)
    if fault is None or fault.code in NEAR or fault.code == "mac-length":
        return ""
    told = "the MAC is made with a key that is not the client secret (is the one you gave this app's?)"
    return f"{told}, or something was changed after it; {EXACTLY}"
