"""A login token needs no audience: store_hash names the store (Customer Login API, payload reference)."""

from harness.contract.words import Rule
from harness.judge.issued.order import Issued
from harness.judge.issued.registry import check, may


@check(Rule.AUDIENCE, may, "Customer Login API, payload reference: no aud", rests="login.unknown-claims")
def left_out(token: Issued) -> str:
    """There is no aud."""
    if "aud" not in token.claims:
        return ""
    return f"aud is {token.said(token.claims['aud'])}; leave it out: the store does not look at it"
