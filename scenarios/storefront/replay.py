"""storefront.replay: a jti opens one session, however it is presented again (Customer Login API, jti)."""

from harness.contract.words import Level
from harness.tokens import Draft, login
from harness.verdict.context import party
from harness.verdict.stop import Broken
from harness.verdict.storefront.suite import StorefrontSuite
from harness.verdict.terms import alone, at, needs, rests


def refuses_a_second_use(storefront: StorefrontSuite, login_token: Draft) -> None:
    """A login token works once."""
    token = login_token.wire()
    storefront.redeem(token).must_sign_in()
    storefront.redeem(token, browser="another").must_be_refused()


def refuses_a_second_use_in_the_same_browser(storefront: StorefrontSuite, login_token: Draft) -> None:
    """After logging out, the same link does not sign the same browser in again."""
    token = login_token.wire()
    visitor = storefront.redeem(token).must_sign_in().visitor
    storefront.saw("logged out", storefront.driver.log_out(visitor))
    if storefront.who(visitor).signed_in:
        raise Broken("still signed in after logging out", "storefront.logout")
    storefront.redeem(token, visitor, browser="the same").must_be_refused()


def refuses_a_second_use_from_elsewhere(storefront: StorefrontSuite, login_token: Draft) -> None:
    """A used token does not work from another address either."""
    elsewhere = storefront.visitor_from_elsewhere()
    token = login_token.wire()
    storefront.redeem(token).must_sign_in()
    storefront.redeem(token, elsewhere, browser="another machine's").must_be_refused()


def refuses_a_third_and_fourth_use(storefront: StorefrontSuite, login_token: Draft) -> None:
    """A refused second use does not free the token for a third."""
    token = login_token.wire()
    storefront.redeem(token).must_sign_in()
    for browser in ("a second", "a third", "a fourth"):
        storefront.redeem(token, browser=browser).must_be_refused()


def refuses_a_token_that_twenty_others_followed(storefront: StorefrontSuite, login_token: Draft) -> None:
    """A used token is remembered also after twenty others were used."""
    token = login_token.wire()
    storefront.redeem(token).must_sign_in()
    for _ in range(20):
        storefront.sign_in()
    storefront.redeem(token, browser="another").must_be_refused()


def refuses_a_new_token_with_a_spent_jti(storefront: StorefrontSuite, login_token: Draft) -> None:
    """The jti is spent, not the string: another token that carries it is refused."""
    storefront.redeem(login_token.wire()).must_sign_in()
    storefront.redeem(login_token.claim(redirect_to="/cart.php").wire(), browser="another").must_be_refused()


def refuses_a_spent_jti_for_another_customer(storefront: StorefrontSuite, login_token: Draft) -> None:
    """A spent jti does not work for another customer either."""
    storefront.redeem(login_token.wire()).must_sign_in()
    storefront.redeem(login_token.claim(customer_id=storefront.bob.id).wire(), browser="another").must_be_refused()


def refuses_a_spent_jti_with_a_new_iat(storefront: StorefrontSuite, login_token: Draft) -> None:
    """A spent jti does not work again with another time."""
    storefront.redeem(login_token.claim(iat=login_token.scene.within(-5)).wire()).must_sign_in()
    storefront.redeem(login_token.wire(), browser="another").must_be_refused()


def refuses_another_spelling_of_a_used_token(storefront: StorefrontSuite, login_token: Draft) -> None:
    """A used token stays used with padding, a line feed or a space after it."""
    token = login_token.wire()
    storefront.redeem(token).must_sign_in()
    for tail in ("=", "\n", " "):
        storefront.redeem(token + tail, browser=f"(with {tail!r} after the token) another").must_be_refused()


@rests("login.post")
def refuses_by_get_what_post_has_spent(storefront: StorefrontSuite, login_token: Draft) -> None:
    """GET and POST spend the same jti."""
    token = login_token.wire()
    storefront.redeem(token, method="POST").must_sign_in()
    storefront.redeem(token, browser="another").must_be_refused()


def refuses_a_second_session_after_head(storefront: StorefrontSuite, login_token: Draft) -> None:
    """A HEAD request before the GET gives one session at the most."""
    token = login_token.wire()
    first = storefront.redeem(token, method="HEAD")
    if first.outcome.identity.signed_in:
        storefront.redeem(token, browser="another").must_be_refused()


@at(Level.SHOULD)
@rests("login.head")
def keeps_a_token_good_after_head(storefront: StorefrontSuite, login_token: Draft) -> None:
    """A HEAD request, as link previews send it, does not burn the token."""
    token = login_token.wire()
    storefront.saw("sent HEAD", storefront.driver.present(storefront.visitor(), token, "HEAD"))
    storefront.redeem(token).must_sign_in()


@at(Level.MAY)
@rests("login.head")
def says_whether_a_prefetch_burns_the_token(storefront: StorefrontSuite, login_token: Draft) -> None:
    """A prefetching browser's GET uses the token up, as any GET does."""
    token = login_token.wire()
    storefront.redeem(token, headers={"Purpose": "prefetch", "Sec-Purpose": "prefetch"})
    storefront.redeem(token, browser="another").must_be_refused()


def keeps_a_jti_good_that_a_forgery_named(storefront: StorefrontSuite, login_token: Draft) -> None:
    """A forged token cannot spend the jti of a true one."""
    storefront.redeem(login_token.signed_with("forger").wire()).must_be_refused("storefront.signature")
    storefront.redeem(login_token.wire()).must_sign_in()


@needs("others.app")
@rests("login.jti.scope")
def accepts_the_same_jti_from_another_app(storefront: StorefrontSuite, login_token: Draft) -> None:
    """A jti is unique per app: the same one from another app works."""
    others = storefront.context.target.others
    assert others.app is not None
    storefront.redeem(login_token.wire()).must_sign_in()
    other = party(others.app)
    twin = login_token.claim(iss=other.client_id).signed_with(other.key)
    storefront.redeem(twin.wire(), browser="another").must_sign_in()


@alone
@needs("control")
def refuses_a_second_use_until_the_window_closes(storefront: StorefrontSuite) -> None:
    """A used token is still remembered in the last second of its window."""
    now = storefront.context.now()
    token = login(storefront.scene()).claim(iat=now).wire()
    with storefront.control.frozen(now):
        storefront.redeem(token).must_sign_in()
        for later in (10, 29, 30):
            storefront.control.move(now + later)
            if storefront.redeem(token, browser=f"({later} s later) another").outcome.identity.signed_in:
                raise Broken(f"the token was accepted again {later} s after its first use")
