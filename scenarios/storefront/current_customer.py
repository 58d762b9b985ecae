"""storefront.current-customer: guests get 404, customers their own true token (Current Customer API)."""

import pytest

from harness.contract.words import Kind, Level
from harness.judge import CurrentPolicy, judge_current
from harness.judge.envelope import Opened, read
from harness.judge.values import is_integer
from harness.targets.http import Exchange, Visitor
from harness.tokens import App, Customer
from harness.verdict.context import party
from harness.verdict.stop import Broken
from harness.verdict.storefront.suite import StorefrontSuite
from harness.verdict.terms import at, needs, rests

PYTHON_TYPES = {"string": str, "integer": int, "object": dict, "boolean": bool}


@rests("current.guest.status")
def gives_guests_404(storefront: StorefrontSuite) -> None:
    """A guest gets the status that the profile has."""
    exchange, wanted = _ask(storefront, storefront.visitor()), storefront.context.profile.number("current.guest.status")
    if exchange.status != wanted:
        raise Broken(f"a guest got {exchange.status} instead of {wanted}")


def refuses_guests_a_token(storefront: StorefrontSuite) -> None:
    """A guest gets neither a token nor a success."""
    exchange = _ask(storefront, storefront.visitor())
    if exchange.status == 200 or isinstance(read(exchange.body.strip()), Opened):
        raise Broken(f"a guest got {exchange.status}")


def gives_a_guest_session_no_token(storefront: StorefrontSuite) -> None:
    """A browser that has looked around, but not signed in, gets no token."""
    visitor = storefront.visitor()
    storefront.saw("opened the store", visitor.get("/"))
    if _ask(storefront, visitor).status == 200:
        raise Broken("a guest with a session got an answer of 200")


def gives_a_token_that_a_sound_app_accepts(storefront: StorefrontSuite) -> None:
    """The token is signed with the app's secret and says what it should, for each customer."""
    for customer in (storefront.alice, storefront.bob):
        visitor = storefront.sign_in(customer)
        _must_be_true(storefront, _token(storefront, visitor), storefront.context.reader, customer)


def gives_every_claim_in_its_type(storefront: StorefrontSuite) -> None:
    """Claims have the names and types of real tokens; group_id is a string."""
    claims = _token(storefront, storefront.sign_in()).claims
    for row in storefront.context.profile.claims[Kind.CURRENT]:
        if type(claims.get(row.name)) is not PYTHON_TYPES[row.type]:
            raise Broken(f"{row.name} is {claims.get(row.name)!r}, not of type {row.type}")
    customer = claims["customer"]
    for name, kind in {"id": int, "email": str, "group_id": str}.items():
        if type(customer.get(name)) is not kind:
            raise Broken(f"customer.{name} is {customer.get(name)!r}, not of type {kind.__name__}")


@at(Level.SHOULD)
@rests("current.algorithm")
def gives_the_algorithm_of_the_profile(storefront: StorefrontSuite) -> None:
    """The token is signed with the algorithm that real stores use."""
    found, wanted = (
        _token(storefront, storefront.sign_in()).header.get("alg"),
        storefront.context.profile.text("current.algorithm"),
    )
    if found != wanted:
        raise Broken(f"alg is {found}; the profile has {wanted}")


def gives_a_life_of_fifteen_minutes(storefront: StorefrontSuite) -> None:
    """The token expires 900 seconds after it was issued, and was issued no later than now."""
    claims = _token(storefront, storefront.sign_in()).claims
    if not all(is_integer(claims.get(name)) for name in ("exp", "iat")):
        raise Broken(f"exp is {claims.get('exp')!r} and iat {claims.get('iat')!r}")
    lifetime = storefront.context.profile.number("current.lifetime")
    if claims["exp"] - claims["iat"] != lifetime:
        raise Broken(f"exp - iat is {claims['exp'] - claims['iat']} s instead of {lifetime} s")
    if not -lifetime <= claims["iat"] - storefront.context.now() <= 1 + storefront.context.bar:
        raise Broken(f"iat is {claims['iat'] - storefront.context.now()} s away from now")


@rests("current.client-id.status")
@pytest.mark.parametrize(
    "query", ["", "app_client_id=", "app_client_id=nobodys-client-id"], ids=["missing", "empty", "unknown"]
)
def refuses_without_a_known_client_id(storefront: StorefrontSuite, query: str) -> None:
    """Without the id of a known app there is no token."""
    exchange = storefront.driver.current_jwt(storefront.sign_in(), query=query)
    if storefront.saw(f"asked with {query or 'no query'}", exchange).status == 200:
        raise Broken("a token was given without a known app_client_id")


@pytest.mark.parametrize(
    "form",
    ["{0}&app_client_id={1}", "{1}&app_client_id={0}", "{0}%00", "{0}%20"],
    ids=["twice", "twice-turned", "nul", "space"],
)
def refuses_a_token_for_nobodys_audience(storefront: StorefrontSuite, form: str) -> None:
    """However the client id is asked for, a token names one known app as its audience."""
    reader = storefront.context.reader
    query = "app_client_id=" + form.format(reader.client_id, "nobodys-client-id")
    exchange = storefront.saw("asked oddly", storefront.driver.current_jwt(storefront.sign_in(), query=query))
    opened = read(exchange.body.strip()) if exchange.status == 200 else None
    if isinstance(opened, Opened) and opened.claims.get("aud") != reader.client_id:
        raise Broken(f"a token was given whose audience is {opened.claims.get('aud')!r}")


@needs("others.app")
def gives_another_app_a_token_of_its_own(storefront: StorefrontSuite) -> None:
    """Asked by another app, the token names that app and is signed with that app's secret."""
    table = storefront.context.target.others.app
    assert table is not None
    visitor = storefront.sign_in()
    _must_be_true(storefront, _token(storefront, visitor), storefront.context.reader, storefront.alice)
    _must_be_true(storefront, _token(storefront, visitor, party(table)), party(table), storefront.alice)


def gives_nothing_after_logout(storefront: StorefrontSuite) -> None:
    """After logout there is no token any more, though one was given a moment ago."""
    visitor = storefront.sign_in()
    _token(storefront, visitor)
    copy = storefront.copy_of(visitor)
    storefront.saw("logged out", storefront.driver.log_out(visitor))
    account = copy.get(storefront.context.target.signed_in.page)
    for one in (visitor, copy):
        if _ask(storefront, one).status == 200 and account.status != 200:
            raise Broken("a token is still given after logout")
    if _ask(storefront, visitor).status == 200:
        raise Broken("a token is still given to the browser that logged out")


def gives_the_new_customers_token_after_switching(storefront: StorefrontSuite) -> None:
    """After another customer signs in, the token is theirs, though the first one's was cached."""
    visitor = storefront.sign_in(storefront.alice)
    _token(storefront, visitor)
    storefront.sign_in(storefront.bob, visitor)
    _must_be_true(storefront, _token(storefront, visitor), storefront.context.reader, storefront.bob)


def gives_two_browsers_each_their_own(storefront: StorefrontSuite) -> None:
    """Two customers who ask in turn each get their own token."""
    people = {one.id: (one, storefront.sign_in(one)) for one in (storefront.alice, storefront.bob)}
    for _ in range(2):
        for customer, visitor in people.values():
            _must_be_true(storefront, _token(storefront, visitor), storefront.context.reader, customer)


@at(Level.MAY)
@rests("current.cached")
def gives_the_same_token_while_it_lives(storefront: StorefrontSuite) -> None:
    """Asked twice, the store gives the same token, as real ones do."""
    visitor = storefront.sign_in()
    if _token(storefront, visitor).segments != _token(storefront, visitor).segments:
        raise Broken("two requests in a row got two tokens")


def refuses_to_be_cached_by_others(storefront: StorefrontSuite) -> None:
    """No cache that several people share may keep the answer."""
    found = _success(storefront).header("cache-control").lower()
    if "public" in found or "s-maxage" in found:
        raise Broken(f"Cache-Control is {found!r}: a shared cache may hand it to somebody else")


@at(Level.SHOULD)
@rests("current.cache-control")
def says_not_to_store_the_token(storefront: StorefrontSuite) -> None:
    """The answer says no-store or private."""
    found = _success(storefront).header("cache-control").lower()
    if not ("no-store" in found or "private" in found):
        raise Broken(f"Cache-Control is {found!r}")


@rests("current.cors")
@pytest.mark.parametrize(
    "origin", ["https://evil.example", "null", "https://www.tea.example.evil.example"], ids=["other", "null", "suffix"]
)
def refuses_to_be_read_from_another_origin(storefront: StorefrontSuite, origin: str) -> None:
    """A page of another origin cannot read the token."""
    visitor = storefront.sign_in()
    path = f"/customer/current.jwt?app_client_id={storefront.context.reader.client_id}"
    exchange = storefront.saw(f"asked from {origin}", visitor.get(path, {"Origin": origin}))
    if exchange.status != 200 and _ask(storefront, visitor).status != 200:
        raise Broken("a customer who just signed in gets no token")
    if exchange.header("access-control-allow-origin") in ("*", origin):
        raise Broken(f"the answer lets {origin} read it")


@at(Level.SHOULD)
@rests("current.content-type")
def gives_plain_text(storefront: StorefrontSuite) -> None:
    """The answer is the bare token, nothing around it."""
    exchange = _success(storefront)
    if exchange.body != exchange.body.strip() or "html" in exchange.header("content-type"):
        raise Broken(f"the answer is {exchange.header('content-type')} and starts with {exchange.body[:20]!r}")


def _ask(storefront: StorefrontSuite, visitor: Visitor, app: App | None = None) -> Exchange:
    asked = (app or storefront.context.reader).client_id
    return storefront.saw("asked for the current customer", storefront.driver.current_jwt(visitor, asked))


def _success(storefront: StorefrontSuite) -> Exchange:
    """Return the answer that a customer gets."""
    exchange = _ask(storefront, storefront.sign_in())
    if exchange.status != 200:
        raise Broken(f"a customer who just signed in got {exchange.status}")
    return exchange


def _token(storefront: StorefrontSuite, visitor: Visitor, app: App | None = None) -> Opened:
    exchange = _ask(storefront, visitor, app)
    opened = read(exchange.body.strip())
    if exchange.status != 200 or not isinstance(opened, Opened):
        raise Broken(f"a customer got {exchange.status} and no token")
    return opened


def _must_be_true(storefront: StorefrontSuite, opened: Opened, app: App, customer: Customer) -> None:
    policy = CurrentPolicy.of(storefront.context.profile)
    text = ".".join(opened.segments)
    judgement = judge_current(
        text, app, storefront.context.store.hash, storefront.context.now() + 1 + storefront.context.bar, policy
    )
    if judgement.reasons:
        raise Broken(f"a sound app refuses the token: {judgement.reasons[0].message}")
    found = opened.claims["customer"]
    if found["id"] != customer.id:
        raise Broken(f"the token speaks of customer {found['id']} instead of {customer.id}")
    if customer.email and found.get("email") != customer.email:
        key = f"customers.{customer.first_name}.email"
        raise Broken(f"the token's e-mail is not the one of {key} in the target file, though the id is right")
