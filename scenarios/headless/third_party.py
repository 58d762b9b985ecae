"""headless.third-party: nobody else is handed token, password or account (OWASP ASVS 5.0 14.2.2, 14.2.3, 14.3.2)."""

from harness.contract.words import Level
from harness.verdict.headless.scraps import Place
from harness.verdict.headless.suite import HeadlessSuite
from harness.verdict.headless.thief import heard, listen_to
from harness.verdict.headless.visit import PASSWORD
from harness.verdict.stop import Broken
from harness.verdict.terms import at


def keeps_the_token_from_requests_to_others(headless: HeadlessSuite) -> None:
    """No request to another server has the token in its address, headers or body; own ones are named in api.origins."""
    headless.must_not_be_seen(Place.OTHERS)


def keeps_the_password_from_requests_to_others(headless: HeadlessSuite) -> None:
    """No request to another server has the password in it."""
    headless.must_not_be_seen(Place.OTHERS, what=PASSWORD)


def keeps_the_token_from_frames_of_others(headless: HeadlessSuite) -> None:
    """No frame or window of another origin is posted the token."""
    headless.must_not_be_seen(Place.MESSAGE)


def keeps_the_token_from_whoever_opened_it(headless: HeadlessSuite) -> None:
    """A page of another site that opens the storefront in a tab, and listens, hears no token."""
    shopper = headless.shopper("an attacker's page in a shopper's")
    shopper.must_sign_in()
    listen_to(shopper.window, headless.target.url + headless.target.account.path)
    shopper.spy.settle()
    said = heard(shopper.window)
    opens = headless.opening(shopper, said)
    headless.note.step("opened the account from a page of another site", f"it was posted {len(said)} characters")
    if opens:
        raise Broken("the page that opened the storefront is posted what it signs in with")


def sets_no_cache_control_that_lets_others_keep_it(headless: HeadlessSuite) -> None:
    """No shared cache may keep what the signed-in are answered (RFC 9111 5.2.2)."""
    policy = _cache_control(headless)
    if "public" in policy or any(one.startswith("s-maxage=") and one != "s-maxage=0" for one in policy):
        raise Broken(f"{headless.door().url} is answered with Cache-Control: {', '.join(policy)}")


@at(Level.SHOULD)
def sets_no_store(headless: HeadlessSuite) -> None:
    """What the signed-in are answered is kept nowhere: Cache-Control: no-store."""
    policy = _cache_control(headless)
    if "no-store" not in policy:
        said = f"Cache-Control: {', '.join(policy)}" if policy else "no Cache-Control"
        raise Broken(f"{headless.door().url} is answered with {said}")


def _cache_control(headless: HeadlessSuite) -> list[str]:
    """Return the Cache-Control of what the signed-in are answered."""
    exchange = headless.saw("asked as somebody who is signed in", headless.ask())
    return [one.strip().lower() for one in exchange.header("cache-control").split(",") if one.strip()]
