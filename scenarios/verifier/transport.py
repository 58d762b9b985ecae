"""verifier.transport: tokens are kept out of harm's way. All of it is advice."""

from harness.contract.words import Level
from harness.targets.sending import Beside, Wording
from harness.verdict.stop import Broken, NotApplicableError
from harness.verdict.terms import at
from harness.verdict.verifier.suite import VerifierSuite

NAMES = ("token", "jwt", "access_token", "bc_token", "customer_token", "current_customer_jwt", "auth", "t")
STRANGER = "https://stranger.example"


def refuses_a_token_in_the_url(verifier: VerifierSuite) -> None:
    """A token in an address ends up in logs, histories and referrers; no place but the usual one is read."""
    wording = _wording(verifier)
    if wording.in_url():
        raise Broken("the target file itself sends the token in the address")
    token = verifier.token().wire()
    for name in NAMES:
        reply = verifier.present(token, Beside(query={name: token}, drop=True), did=f"presented it as ?{name}=").reply
        if reply.accepted:
            raise Broken(f"a token in the query ({name}) is accepted")
    verifier.check_twin()


def refuses_two_tokens_at_once(verifier: VerifierSuite) -> None:
    """Tokens of two customers in one request leave it open who is meant."""
    send = _wording(verifier).send
    header = next((name for name, value in send.headers.items() if "{token}" in value), "")
    if not header:
        raise NotApplicableError("send.headers does not carry the token")
    second = send.headers[header].replace("{token}", verifier.token(verifier.bob).wire())
    reply = verifier.present(verifier.token(), Beside(headers=((header, second),)), did=f"sent two {header}").reply
    if reply.accepted:
        raise Broken(f"of two tokens in two {header} headers one was believed ({reply.believed!r:.40})")
    verifier.check_twin()


def keeps_answers_from_other_origins(verifier: VerifierSuite) -> None:
    """Pages of another origin cannot read the answer with the shopper's credentials (Fetch, CORS protocol)."""
    _wording(verifier)
    reply = verifier.present(verifier.token(), Beside(headers=(("Origin", STRANGER),)), did="asked from another origin")
    allowed = reply.must_be_accepted(blame="verifier.real-tokens").reply.exchange
    origin, credentials = (
        allowed.header("access-control-allow-origin"),
        allowed.header("access-control-allow-credentials"),
    )
    if origin in ("*", STRANGER, "null") and credentials.lower() == "true":
        raise Broken(f"Access-Control-Allow-Origin: {origin} with credentials")


@at(Level.MAY)
def keeps_answers_from_every_origin(verifier: VerifierSuite) -> None:
    """An answer about one customer is not offered to every origin, even without credentials."""
    _wording(verifier)
    reply = verifier.present(verifier.token(), Beside(headers=(("Origin", STRANGER),)), did="asked from another origin")
    if reply.must_be_accepted(blame="verifier.real-tokens").reply.exchange.header("access-control-allow-origin") == "*":
        raise Broken("Access-Control-Allow-Origin: *")


def keeps_answers_out_of_shared_caches(verifier: VerifierSuite) -> None:
    """An answer about one customer says that no shared cache may keep it (RFC 9111 3)."""
    _wording(verifier)
    answer = verifier.present(verifier.token()).must_be_accepted(blame="verifier.real-tokens").reply.exchange
    control = answer.header("cache-control").lower()
    if "public" in control or "s-maxage" in control:
        raise Broken(f"Cache-Control: {control}")
    if ("max-age" in control or answer.header("expires")) and not {"private", "no-store", "no-cache"} & _words(control):
        raise Broken(
            f"the answer may be cached: Cache-Control: {control or 'absent'}, Expires: {answer.header('expires')}"
        )


@at(Level.MAY)
def says_that_answers_are_not_stored(verifier: VerifierSuite) -> None:
    """An answer about one customer carries Cache-Control: no-store, or private at least."""
    _wording(verifier)
    answer = verifier.present(verifier.token()).must_be_accepted(blame="verifier.real-tokens").reply.exchange
    if not {"no-store", "private", "no-cache"} & _words(answer.header("cache-control").lower()):
        raise Broken(f"Cache-Control: {answer.header('cache-control') or 'absent'}")


def _words(control: str) -> set[str]:
    return {one.strip().partition("=")[0] for one in control.split(",")}


def _wording(verifier: VerifierSuite) -> Wording:
    wording = verifier.presenter.wording
    if wording is None or not verifier.context.target.speaks_http:
        raise NotApplicableError("nothing but the token reaches this app")
    return wording
