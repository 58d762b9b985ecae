"""issuer.authorization: make tokens for who is signed in at the app, and for no one else (OWASP ASVS 8.2.2)."""

import json
from collections.abc import Callable, Iterator

import pytest

from harness.contract.words import Level
from harness.targets.issuer_target import SessionTable
from harness.targets.sending import Beside
from harness.verdict.issuer.asked import Asked
from harness.verdict.issuer.odd import (
    FORM,
    GARBAGE,
    IMAGE,
    LINK,
    OTHER_SITE,
    PAIRS,
    SHAPES,
    SPELLINGS,
    TAILS,
    paired,
    spelled,
)
from harness.verdict.issuer.suite import IssuerSuite
from harness.verdict.issuer.wanted import names_of, with_pairs
from harness.verdict.naming import ID_HEADERS, NAMES
from harness.verdict.stop import Broken, NotApplicableError
from harness.verdict.terms import at, needs


def refuses_when_nobody_is_signed_in(issuer: IssuerSuite) -> None:
    """With nobody signed in at the app, no token is made."""
    if not issuer.asker.tells_session and issuer.asker.tells_nothing:
        asked = issuer.ask()
        asked.must_mint()
        raise Broken(
            "a token was made for whoever is asked for, though nothing in the request says who is signed in; "
            "if the app does know that, say in [session] how"
        )
    issuer.needs_session()
    for customer in (issuer.alice, issuer.bob):
        issuer.ask(customer, None).must_mint_nothing("a token was made though nobody is signed in")


@pytest.mark.parametrize("value", GARBAGE.values(), ids=list(GARBAGE))
@needs("session")
def refuses_a_session_that_is_none(issuer: IssuerSuite, value: str) -> None:
    """With something in place of a session that is none, no token is made."""
    table = issuer.context.target.session
    assert table
    if value in {*table.cookies.values(), *table.headers.values()}:
        raise NotApplicableError("the session is the customer's id itself")
    cookies = dict.fromkeys(issuer.asker.session_cookies, value)
    garbage = SessionTable(cookies=cookies, headers=dict.fromkeys(table.headers, value))
    issuer.ask(signed_in=None, session=garbage).must_mint_nothing(f"a token was made for the session {value!r}")


@needs("ended")
def refuses_a_session_that_is_over(issuer: IssuerSuite) -> None:
    """With a session that has ended or expired, no token is made."""
    for name, table in issuer.context.target.ended.items():
        asked = issuer.ask(session=table, did=f"asked with the session of [ended.{name}]")
        asked.must_mint_nothing(f"a token was made for the session of [ended.{name}], which is over")


@pytest.mark.parametrize("spelling", SPELLINGS.values(), ids=list(SPELLINGS))
def refuses_another_customer_who_is_asked_for(issuer: IssuerSuite, spelling: str) -> None:
    """Asked for another customer than the one signed in, in whatever spelling, the app makes no token for them."""
    issuer.needs_session()
    if not issuer.asker.tells_customer:
        raise NotApplicableError("requests name no customer: no {customer_id} in [send]")
    alice, bob = issuer.alice, issuer.bob
    issuer.ask(bob, alice, text=spelled(spelling, alice, bob)).must_not_name(bob)
    issuer.check_twin()


def refuses_another_customers_e_mail(issuer: IssuerSuite) -> None:
    """Asked with another customer's e-mail, the app makes no token for them."""
    issuer.needs_session()
    if not issuer.context.target.holds("email") or not issuer.context.target.send:
        raise NotApplicableError("requests name no e-mail: no {email} in [send]")
    issuer.ask(issuer.bob, issuer.alice, text=str(issuer.alice.id)).must_not_name(issuer.bob)


def refuses_another_customer_in_the_query(issuer: IssuerSuite) -> None:
    """Another customer's id in the query changes nothing."""
    bob = str(issuer.bob.id)
    _try(issuer, lambda names: Beside(query=dict.fromkeys(names, bob)))


def refuses_another_customer_given_twice(issuer: IssuerSuite) -> None:
    """A customer's id that is given twice, one's own and another's, is not taken for the other's."""
    _try_pairs(issuer, "other-alone", "own-and-other", "other-and-own")


def refuses_another_customer_in_a_list(issuer: IssuerSuite) -> None:
    """A list of customers, as PHP, Rails and Express read one, is not taken for another's."""
    _try_pairs(issuer, "list", "first-of-a-list", "object", "operator")


def refuses_another_customer_in_a_header(issuer: IssuerSuite) -> None:
    """Another customer's id in a header changes nothing."""
    bob = str(issuer.bob.id)
    _try(issuer, lambda _: Beside(headers=tuple((name, bob) for name in ID_HEADERS)))


def refuses_another_customer_in_a_cookie(issuer: IssuerSuite) -> None:
    """Another customer's id in a cookie beside the session changes nothing."""
    bob = str(issuer.bob.id)
    taken = issuer.asker.session_cookies
    _try(issuer, lambda names: Beside(cookies={name: bob for name in names if name not in taken}))


def refuses_another_customer_in_a_form(issuer: IssuerSuite) -> None:
    """Another customer's id in a form changes nothing."""
    bob = str(issuer.bob.id)
    _try(issuer, lambda names: Beside(form=dict.fromkeys(names, bob)))


@pytest.mark.parametrize("shape", list(SHAPES))
def refuses_another_customer_in_json(issuer: IssuerSuite, shape: str) -> None:
    """Another customer's id in a JSON body, as whatever type, changes nothing."""
    value = json.loads(spelled(SHAPES[shape], issuer.alice, issuer.bob))
    _try(issuer, lambda names: Beside(fields=dict.fromkeys(names, value)))


def refuses_another_customer_in_the_path(issuer: IssuerSuite) -> None:
    """Another customer's id behind the path changes nothing."""
    issuer.needs_session()
    issuer.needs_http()
    send = issuer.context.target.send
    assert send
    path, asks, query = send.url.partition("?")
    for tail in (spelled(one, issuer.alice, issuer.bob) for one in TAILS):
        beside = Beside(url=f"{path.rstrip('/')}{tail}{asks}{query}")
        _no_token_for_bob(issuer, issuer.ask(beside=beside, did=f"asked with {tail} behind the path"))
    issuer.check_twin()


@at(Level.SHOULD)
def refuses_another_sites_image(issuer: IssuerSuite) -> None:
    """A page of another site that loads the address as an image gets no token made."""
    send = issuer.context.target.send
    if send and send.method != "GET":
        raise NotApplicableError("no image is loaded by anything but GET")
    _from_another_site(issuer, IMAGE)


@at(Level.SHOULD)
def refuses_another_sites_form(issuer: IssuerSuite) -> None:
    """A form on a page of another site gets no token made."""
    send = issuer.context.target.send
    if not send or send.method == "GET":
        raise NotApplicableError("the app is asked by GET")
    if send.json_ is not None:
        raise NotApplicableError("no form of another site sends JSON as such")
    _from_another_site(issuer, FORM)


@at(Level.MAY)
def refuses_another_sites_link(issuer: IssuerSuite) -> None:
    """A link on a page of another site signs nobody in unasked."""
    send = issuer.context.target.send
    if send and send.method != "GET":
        raise NotApplicableError("no link sends anything but GET")
    _from_another_site(issuer, LINK)


def _from_another_site(issuer: IssuerSuite, headers: tuple[tuple[str, str], ...]) -> None:
    issuer.needs_http()
    if not issuer.asker.session_cookies:
        raise NotApplicableError("the session is no cookie, so no other site can send it along")
    asked = issuer.ask(beside=Beside(headers=headers), did=f"asked from a page of {OTHER_SITE}")
    asked.must_mint_nothing("a page of another site had a token made: it signs shoppers in without their doing")


def _try(issuer: IssuerSuite, beside: Callable[[tuple[str, ...]], Beside]) -> None:
    """Ask as one customer, with another's id beside under all names at once, and then under those of [send]."""
    issuer.needs_session()
    issuer.needs_http()
    send = issuer.context.target.send
    assert send
    own = {name for _, name in names_of(send, "customer_id")}
    others = tuple(name for name in NAMES if name not in own)
    for names in filter(None, (others, tuple(sorted(own)))):
        asked = issuer.ask(beside=beside(names), did=f"asked as customer {issuer.alice.id} with another's id beside")
        _no_token_for_bob(issuer, asked)
    issuer.check_twin()


def _try_pairs(issuer: IssuerSuite, *names: str) -> None:
    """Ask as one customer, with pairs of the query or form in place of [send]'s own."""
    issuer.needs_session()
    issuer.needs_http()
    for asked in _with_pairs(issuer, names):
        _no_token_for_bob(issuer, asked)
    issuer.check_twin()


def _with_pairs(issuer: IssuerSuite, names: tuple[str, ...]) -> Iterator[Asked]:
    send = issuer.context.target.send
    assert send
    found = [one for one in names_of(send, "customer_id") if one[0] != "json"] or [("query", "customer_id")]
    for place, name in found:
        for given in (paired(PAIRS[one], name, issuer.alice, issuer.bob) for one in names):
            yield issuer.ask(beside=with_pairs(send, place, name, given), did=f"asked with {given} in the {place}")


def _no_token_for_bob(issuer: IssuerSuite, asked: Asked) -> None:
    asked.must_not_name(issuer.bob)
