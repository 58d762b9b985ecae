"""Steps of a flow in which many come to a store: at the same moment, or one after the other."""

from concurrent.futures import ThreadPoolExecutor
from functools import partial

from harness.contract.words import Answer
from harness.fuzz.flows.minted import Minted
from harness.fuzz.flows.recording import Taken, told, unclear
from harness.fuzz.flows.storefront_model import Shop
from harness.targets.http import Exchange, Visitor

AT_ONCE = 8
"""Browsers of a race."""
RACES = 2
"""Races of one step."""
CROWD = 12
"""Sign-ins of a crowd."""


def race(shop: Shop, who: int) -> Taken:
    """Present one new token from several browsers at the same moment; once more with another, for a race is chance."""
    for _ in range(RACES):
        minted = shop.mint(shop.people[who])
        visitors = [shop.suite.visitor() for _ in range(AT_ONCE)]
        with ThreadPoolExecutor(AT_ONCE) as pool:
            sent = list(pool.map(partial(_presented, shop, minted), visitors))
        found = [shop.suite.presenter.settle(*pair) for pair in zip(sent, visitors, strict=True)]
        if all(one.answer is Answer.UNCLEAR for one in found):
            raise unclear(found[0])
        winners = [one for one in found if one.answer is Answer.ACCEPTED]
        if len(winners) > 1:
            said = f"{len(winners)} of {AT_ONCE} browsers were signed in by one token"
            return shop.broken("race", said, "one of them at most", winners[0])
        if winners:
            shop.opened[minted.jti] = shop.now()
        else:
            shop.doubtful.add(minted.jti)
    return told(f"{len(winners)} signed in", ("storefront.race",))


def _presented(shop: Shop, minted: Minted, visitor: Visitor) -> Exchange:
    return shop.suite.driver.present(visitor, minted.wire)


def crowd(shop: Shop) -> Taken:
    """Sign in many others, each in a browser of its own; once in a flow, for it takes long."""
    if shop.crowded:
        return told("")
    shop.crowded = True
    for _ in range(CROWD):
        token = shop.mint(shop.people[0])
        shop.tokens.remove(token)
        shop.suite.driver.present(shop.suite.visitor(), token.wire)
    return told("")
