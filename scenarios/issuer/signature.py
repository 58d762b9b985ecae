"""issuer.signature: sign with the exact client secret, and with none or a blank one not at all."""

from collections.abc import Callable

from harness.contract.words import Answer, Level
from harness.judge.envelope import Opened, read, verifies
from harness.judge.issued import Check
from harness.targets.errors import TargetDownError
from harness.targets.issuer_target import IssuerTarget
from harness.verdict.anew import SECRET, as_it_is, without_secret
from harness.verdict.issuer.second import second
from harness.verdict.issuer.suite import IssuerSuite
from harness.verdict.stop import Broken, NotApplicableError
from harness.verdict.terms import alone, at

Change = Callable[[IssuerTarget], IssuerTarget]
LONG = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-_"
"""64 characters, of which secrets of other lengths are cut."""


def mints(issuer: IssuerSuite, check: Check) -> None:
    """The MAC is made with the client secret."""
    issuer.holds(check)


@alone
def mints_nothing_when_the_secret_is_missing(issuer: IssuerSuite) -> None:
    """Started without its client secret, the app makes no token."""
    _mints_nothing(issuer, "", without_secret)


@alone
def mints_nothing_when_the_secret_is_empty(issuer: IssuerSuite) -> None:
    """Started with an empty client secret, the app makes no token."""
    _mints_nothing(issuer, "")


@alone
def mints_nothing_when_the_secret_is_blank(issuer: IssuerSuite) -> None:
    """Started with white space for a client secret, the app makes no token."""
    _mints_nothing(issuer, "   ")


@alone
@at(Level.SHOULD)
def mints_without_the_line_break_of_a_secret(issuer: IssuerSuite) -> None:
    """A line break behind the client secret, as files and consoles leave one, is not signed with."""
    secret = issuer.context.app.client_secret
    wire = _minted_by(issuer, f"{secret}\n")
    if wire and not _is_under(wire, secret.encode()):
        raise Broken("the line break behind the client secret was signed with; the store knows the secret without it")


@alone
@at(Level.SHOULD)
def mints_under_a_secret_of_31_characters(issuer: IssuerSuite) -> None:
    """A client secret of 31 characters, as older apps have, is signed with."""
    _mints_under(issuer, LONG[:31])


@alone
def mints_under_a_secret_of_32_characters(issuer: IssuerSuite) -> None:
    """A client secret of 32 characters is signed with."""
    _mints_under(issuer, LONG[:32])


@alone
def mints_under_a_secret_of_64_characters(issuer: IssuerSuite) -> None:
    """A client secret of 64 characters, as newer apps have, is signed with."""
    _mints_under(issuer, LONG)


def _mints_nothing(issuer: IssuerSuite, secret: str, change: Change = as_it_is) -> None:
    wire = _minted_by(issuer, secret, change)
    if not wire:
        return
    if _is_under(wire, issuer.context.app.key):
        raise NotApplicableError("the app does not take its secret from what start.env gives it")
    how = "with an empty key" if _is_under(wire, b"") else "with a key that is not the client secret"
    raise Broken(f"without a client secret a token was made, signed {how}: whoever knows that signs in as anybody")


def _minted_by(issuer: IssuerSuite, secret: str, change: Change = as_it_is) -> str:
    """Return the token that the app makes when it is started with ``secret``, "" if it makes none or does not start."""
    try:
        with second(issuer, change, {SECRET: secret}) as other:
            return other.ask(did="started the app anew, and asked it").handed.token
    except TargetDownError as error:
        issuer.note.step("started the app anew", str(error).partition("\n")[0])
        return ""


def _mints_under(issuer: IssuerSuite, secret: str) -> None:
    try:
        with second(issuer, more={SECRET: secret}) as other:
            asked = other.ask(did=f"started the app with a secret of {len(secret)} characters, and asked it")
    except TargetDownError as error:
        issuer.check_twin()
        said = " ".join(str(error).split())[-100:]
        raise Broken(f"the app does not start with a client secret of {len(secret)} characters: {said}") from error
    if asked.handed.answer is not Answer.ACCEPTED:
        raise Broken(f"no token was made under a client secret of {len(secret)} characters: {asked.handed}")
    if _is_under(asked.handed.token, issuer.context.app.key):
        raise NotApplicableError("the app does not take its secret from what start.env gives it")
    if not _is_under(asked.handed.token, secret.encode()):
        raise Broken(f"a client secret of {len(secret)} characters was not signed with as it is")


def _is_under(wire: str, key: bytes) -> bool:
    opened = read(wire)
    if not isinstance(opened, Opened) or opened.header.get("alg") not in ("HS256", "HS384", "HS512"):
        return False  # another rule's matter
    return verifies(opened, key)
