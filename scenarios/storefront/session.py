"""storefront.session: a new session at every sign-in, and nothing left of the last customer (OWASP ASVS 7.2.4)."""

from http.cookiejar import Cookie
from itertools import pairwise

from harness.targets.http import Visitor
from harness.tokens import Draft
from harness.verdict.stop import Broken, NotApplicableError
from harness.verdict.storefront import StorefrontSuite
from harness.verdict.terms import needs

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
    before = _copy(storefront, visitor)
    storefront.redeem(storefront.token(), visitor, browser="the same").must_sign_in()
    storefront.must_be_nobody(before, "looked with the guest's session id")


def gives_a_new_session_id_at_each_sign_in(storefront: StorefrontSuite) -> None:
    """Signing in twice in one browser gives two session ids."""
    name = _cookie_name(storefront)
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
    copy = _copy(storefront, visitor)
    storefront.sign_in(storefront.bob, visitor)
    storefront.must_be_nobody(copy, "looked with the first customer's session id", but=(storefront.bob,))


def keeps_the_session_when_another_login_is_refused(storefront: StorefrontSuite, login_token: Draft) -> None:
    """A refused token does not change who is signed in."""
    visitor = storefront.sign_in(storefront.alice)
    forged = login_token.claim(customer_id=storefront.bob.id).signed_with("forger")
    storefront.driver.present(visitor, forged.wire())
    found = storefront.who(visitor, "looked after a forged token for another customer")
    if found.signed_in and found.customer not in (None, storefront.alice.id):
        raise Broken(f"a forged token made the browser customer {found.customer}", "storefront.signature")


def gives_session_ids_that_cannot_be_guessed(storefront: StorefrontSuite) -> None:
    """Eight session ids are all different, long, and share no pattern that counts up."""
    name = _cookie_name(storefront)
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
    thief = _copy(storefront, visitor)
    storefront.saw(
        "signed in by password", storefront.driver.sign_in(visitor, one.email, one.password.get_secret_value())
    )
    if storefront.who(visitor).customer not in (None, one.id):
        raise Broken("signed in by password as somebody else", "storefront.login")
    storefront.must_be_nobody(thief, "looked with the planted session id")


def _cookie_name(storefront: StorefrontSuite) -> str:
    """Return the name of the session's cookie: the profile's, or the one that a login sets."""
    name = storefront.context.profile.text("login.cookie.session")
    visitor = storefront.sign_in()
    found = [cookie.name for cookie in visitor.jar]
    if name not in found and len(found) != 1:
        raise NotApplicableError(f"no cookie {name}; the store set {', '.join(found) or 'none'}")
    return name if name in found else found[0]


def _copy(storefront: StorefrontSuite, visitor: Visitor) -> Visitor:
    """Return another browser with a copy of all the cookies of ``visitor``."""
    copy = storefront.visitor()
    for cookie in visitor.jar:
        copy.jar.set_cookie(cookie)
    return copy


def _plant(storefront: StorefrontSuite, visitor: Visitor, value: str) -> None:
    for name in (_cookie_name(storefront), storefront.context.profile.text("login.cookie.guest")):
        host = storefront.context.host
        visitor.jar.set_cookie(
            Cookie(0, name, value, None, False, host, False, False, "/", True, False, None, True, None, None, {}, False)
        )
