"""storefront.session: a new session at every sign-in, and nothing left of the last customer (OWASP ASVS 7.2.4)."""

from http.cookiejar import Cookie
from itertools import pairwise

from harness.contract.words import Level
from harness.targets.http import Visitor
from harness.tokens import Draft
from harness.verdict.stop import Broken
from harness.verdict.storefront.outcome import Identity
from harness.verdict.storefront.suite import StorefrontSuite
from harness.verdict.terms import at, needs

PLANTED = "0123456789abcdef" * 2


def refuses_a_planted_session(storefront: StorefrontSuite) -> None:
    """A session id that was planted before sign-in is not the customer's afterwards."""
    victim, thief = storefront.visitor(), storefront.visitor()
    for one in (victim, thief):
        _plant(storefront, one, PLANTED)
    storefront.redeem(storefront.token(), victim, browser="the victim's").must_sign_in()
    storefront.must_be_nobody(thief, "looked with the planted session id")


def refuses_the_session_id_of_before(storefront: StorefrontSuite) -> None:
    """A guest's session id, known to someone else, is not the customer's after sign-in."""
    visitor = storefront.visitor()
    storefront.saw("opened the store as a guest", visitor.get("/"))
    before = storefront.copy_of(visitor)
    storefront.redeem(storefront.token(), visitor, browser="the same").must_sign_in()
    storefront.must_be_nobody(before, "looked with the guest's session id")


def gives_a_new_session_id_at_each_sign_in(storefront: StorefrontSuite) -> None:
    """Signing in twice in one browser gives two session ids."""
    name = storefront.session_cookie()
    visitor = storefront.sign_in()
    first = visitor.cookie(name)
    storefront.sign_in(visitor=visitor)
    if first == visitor.cookie(name):
        raise Broken(f"{name} stayed the same over a second sign-in")


def gives_the_new_customer_alone(storefront: StorefrontSuite) -> None:
    """Signed in as one customer, a token for another makes the browser the other's alone."""
    visitor = storefront.sign_in(storefront.alice)
    storefront.redeem(storefront.token(storefront.bob), visitor, browser="Alice's").must_sign_in(storefront.bob)
    page = storefront.saw("opened the account page", visitor.get(storefront.context.target.signed_in.page))
    alice, bob = storefront.alice, storefront.bob
    if alice.email and alice.email in page.body and alice.email != bob.email:
        raise Broken("the account page of the new customer names the one before")


def ends_the_old_session_when_switching(storefront: StorefrontSuite) -> None:
    """After a switch of customers, a copy of the first one's session id is nobody's."""
    visitor = storefront.sign_in(storefront.alice)
    copy = storefront.copy_of(visitor)
    storefront.sign_in(storefront.bob, visitor)
    storefront.must_be_nobody(copy, "looked with the first customer's session id", but=(storefront.bob,))


def refuses_to_switch_on_a_forged_token(storefront: StorefrontSuite, login_token: Draft) -> None:
    """A forged token for another customer does not change who is signed in."""
    found = _after_a_forged_token(storefront, login_token)
    if found.signed_in and found.customer not in (None, storefront.alice.id):
        raise Broken(f"a forged token made the browser customer {found.customer}", "storefront.signature")


@at(Level.MAY)
def keeps_the_session_when_another_login_is_refused(storefront: StorefrontSuite, login_token: Draft) -> None:
    """A refused token does not sign the present customer out."""
    if not _after_a_forged_token(storefront, login_token).signed_in:
        raise Broken("a refused token signed the present customer out")


def gives_session_ids_that_cannot_be_guessed(storefront: StorefrontSuite) -> None:
    """Eight session ids are all different, long, and share no pattern that counts up."""
    name = storefront.session_cookie()
    ids = [storefront.sign_in().cookie(name) for _ in range(8)]
    if len(set(ids)) < len(ids):
        raise Broken("two sign-ins got the same session id")
    if min(map(len, ids)) < 16:
        raise Broken(f"session ids of {min(map(len, ids))} characters can be guessed")
    common = max(sum(a == b for a, b in zip(one, other, strict=False)) / len(one) for one, other in pairwise(ids))
    if common > 0.75:
        raise Broken("session ids of following sign-ins are almost the same")


@needs("customers.password")
def gives_password_sign_in_a_new_session_id(storefront: StorefrontSuite) -> None:
    """Signing in by password rotates the session, too."""
    target = storefront.context.target
    one = next(person for person in target.customers.values() if person.password)
    assert one.password is not None
    visitor = storefront.visitor()
    _plant(storefront, visitor, PLANTED)
    thief = storefront.copy_of(visitor)
    storefront.saw(
        "signed in by password", storefront.driver.sign_in(visitor, one.email, one.password.get_secret_value())
    )
    if storefront.who(visitor).customer not in (None, one.id):
        raise Broken("signed in by password as somebody else", "storefront.login")
    storefront.must_be_nobody(thief, "looked with the planted session id")


def _after_a_forged_token(storefront: StorefrontSuite, login_token: Draft) -> Identity:
    """Return who is signed in after Alice's browser presented a forged token for Bob."""
    visitor = storefront.sign_in(storefront.alice)
    forged = login_token.claim(customer_id=storefront.bob.id).signed_with("forger")
    storefront.saw("presented a forged token", storefront.driver.present(visitor, forged.wire()))
    return storefront.who(visitor, "looked after that")


def _plant(storefront: StorefrontSuite, visitor: Visitor, value: str) -> None:
    for name in (storefront.session_cookie(), storefront.context.profile.text("login.cookie.guest")):
        host = storefront.context.host
        visitor.jar.set_cookie(
            Cookie(0, name, value, None, False, host, False, False, "/", True, False, None, True, None, None, {}, False)
        )
