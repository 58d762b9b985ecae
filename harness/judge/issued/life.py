"""What a login token needs none of: exp and nbf. The store bounds its life by iat alone."""

from harness.contract.words import Rule
from harness.judge.issued.order import Issued
from harness.judge.issued.registry import check, may, should
from harness.judge.values import is_number

CLAUSE = "Customer Login API, payload reference: iat alone bounds the life"


def _is_over(token: Issued) -> bool:
    exp = token.claims.get("exp")
    return is_number(exp) and exp <= token.order.earliest


def _is_to_come(token: Issued) -> bool:
    # Less than a second is a time rounded up, as iat may be, too; that is told of iat.
    nbf = token.claims.get("nbf")
    return is_number(nbf) and nbf >= token.order.latest + 1


@check(Rule.EXPIRY, should, "RFC 7519 4.1.4", cwe=613, rests="login.exp.enforced")
def not_over(token: Issued) -> str:
    """The exp, if there is one, has not passed when the token is made."""
    if not _is_over(token):
        return ""
    return f"exp is {token.said(token.claims['exp'])}, which has passed already; leave it out: iat bounds the life"


@check(Rule.EXPIRY, may, CLAUSE, rests="login.unknown-claims")
def no_exp(token: Issued) -> str:
    """There is no exp."""
    if "exp" not in token.claims or _is_over(token):
        return ""
    return f"exp is {token.said(token.claims['exp'])}; leave it out: the life is counted from iat, whatever exp says"


@check(Rule.NOT_BEFORE, should, "RFC 7519 4.1.5", cwe=613, rests="login.exp.enforced")
def begun(token: Issued) -> str:
    """The nbf, if there is one, has come when the token is made."""
    if not _is_to_come(token):
        return ""
    return f"nbf is {token.said(token.claims['nbf'])}, which is still to come; leave it out: iat is enough"


@check(Rule.NOT_BEFORE, may, CLAUSE, rests="login.unknown-claims")
def no_nbf(token: Issued) -> str:
    """There is no nbf."""
    if "nbf" not in token.claims or _is_to_come(token):
        return ""
    return f"nbf is {token.said(token.claims['nbf'])}; leave it out: iat is enough"
