"""Steps of a flow at the app: somebody signs in there, and asks for a login, alone, for another, or with a crowd."""

from harness.contract.words import Answer
from harness.fuzz.flows.issuer_model import Token, Visit, broken, claims_of, seen_in
from harness.fuzz.flows.recording import Taken, told, unclear
from harness.verdict.issuer.asked import Asked
from harness.verdict.issuer.asker import Ask

AT_ONCE = 10
"""People of a crowd, more than an app has connections to its database by default."""
MINTED = ("issuer.customer", "issuer.authorization", "issuer.jti", "issuer.issued-at", "issuer.robustness")
"""Rules that a token puts to the test while it is only looked at."""


def sign_in(visit: Visit, who: str) -> Taken:
    """Let somebody else be signed in at the app from now on, or nobody."""
    visit.signed_in = {"first": visit.first.alice, "second": visit.first.bob}.get(who)
    return told("")


def ask(visit: Visit, path: str) -> Taken:
    """Ask for a login of who is signed in."""
    me = visit.signed_in
    asked = visit.app.ask(me, me, path if visit.app.asker.tells_path else "")
    return _held(visit, asked)


def ask_for_other(visit: Visit) -> Taken:
    """Ask for a login of somebody who is not signed in at the app."""
    other = visit.other
    asked = visit.app.ask(other, visit.signed_in)
    for wire in filter(None, (asked.handed.token, *asked.handed.stray)):
        if visit.signed_in is None or str(claims_of(wire).get("customer_id")) == str(other.id):
            said = f"a token for customer {other.id}, who is not signed in at the app, was made"
            return broken("authorization", said, "no such token", seen_in(visit, asked))
    return told(str(asked.handed.answer), ("issuer.authorization",))


def ask_when_over(visit: Visit) -> Taken:
    """Ask with a session that is over."""
    for name, table in visit.app.context.target.ended.items():
        asked = visit.app.ask(session=table)
        if asked.handed.minted:
            said = f"a token was made for the session of [ended.{name}], which is over"
            return broken("authorization", said, "no token", seen_in(visit, asked))
    return told("", ("issuer.authorization",))


def ask_at_once(visit: Visit, path: str) -> Taken:
    """Let a crowd ask at the same moment, two people by turns, each for a page of their own."""
    people = (visit.first.alice, visit.first.bob) * (AT_ONCE // 2)
    paths = [f"{path}?n={number}" if path and visit.app.asker.tells_path else "" for number in range(AT_ONCE)]
    asks = [Ask(one, one, place) for one, place in zip(people, paths, strict=True)]
    for asked in visit.app.ask_together(asks, f"{AT_ONCE} asked at the same moment"):
        claims, me = claims_of(asked.handed.token), asked.ask.customer
        others = {str(one.id) for one in people} - {str(me.id)}
        if str(claims.get("customer_id")) in others or claims.get("redirect_to") in {*paths} - {asked.ask.return_to}:
            said = f"customer {me.id} asked at the same moment as others, and got a token of somebody else's"
            return broken("concurrency", said, "a token of their own", seen_in(visit, asked))
        taken = _held(visit, asked)
        if taken.breach:
            return taken
    return told("", ("issuer.concurrency", *MINTED))


def _held(visit: Visit, asked: Asked) -> Taken:
    """Hold what an app hands over to the model: a token of its own for who is signed in, and none for nobody."""
    handed, me = asked.handed, asked.ask.signed_in
    if me is None and visit.app.asker.tells_session:
        if handed.minted:
            return broken(
                "authorization", "a token was made though nobody is signed in", "no token", seen_in(visit, asked)
            )
        return told(str(handed.answer), MINTED)
    if not handed.token:
        return _none(visit, asked)
    token = Token(
        asked.issued, claims_of(handed.token).get("jti"), asked.ask.customer, asked.ask.return_to, asked.since
    )
    visit.tokens.append(token)
    if not isinstance(token.jti, str):
        return told("a token", MINTED)  # what is wrong with it, the store will tell
    before = visit.ids.setdefault(token.jti, token)
    if before is token:
        return told("a token", MINTED)
    if before.issued.wire == handed.token and token.made - before.made >= 1:
        said = "a token was kept, and handed out again later: its second use is refused"
        return broken("issued-at", said, "another token", seen_in(visit, asked))
    said = f"two tokens have the jti {token.jti!r:.60}: the second login is refused"
    return broken("jti", said, "a jti of its own for each token", seen_in(visit, asked))


def _none(visit: Visit, asked: Asked) -> Taken:
    """Hold it against the app that somebody who is signed in gets no token, if others do."""
    handed = asked.handed
    if handed.answer is Answer.UNCLEAR:
        raise unclear(handed)
    visit.app.check_twin()
    if handed.answer is Answer.UNCLEAN:
        return broken("robustness", f"the app broke: {handed}", "a token", seen_in(visit, asked))
    rule = "redirect" if asked.ask.return_to else "customer"
    return broken(rule, "no token was made for who is signed in", "a token", seen_in(visit, asked))
