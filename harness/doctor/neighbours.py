"""``[others]``: whether the other apps, the other store and the other channel are what they are there for."""

from collections.abc import Iterator

from harness.contract.words import Answer
from harness.doctor.line import Line, none, well, wrong
from harness.doctor.people import by_id
from harness.doctor.visit import Visit
from harness.targets.storefront_target import OthersTable
from harness.verdict.context import party


def neighbours(visit: Visit) -> Iterator[Line]:
    """Try what the file says of others, and name what is absent."""
    others = visit.context.target.others
    if absent := [name for name in OthersTable.model_fields if getattr(others, name) is None]:
        yield none("others", f"no others.{', others.'.join(absent)}: their scenarios are not applicable")
    if visit.outcomes and all(one.answer is Answer.ACCEPTED for one in visit.outcomes):
        yield from _apps(visit)
    if others.store and others.store.store_hash == visit.context.target.app.store_hash:
        yield wrong("other store", "it is the store itself", "give the hash of another store, or leave it out")
    yield from _channel(visit)


def _apps(visit: Visit) -> Iterator[Line]:
    """Sign in by the other apps' tokens: one has to work and one must not."""
    others, alice = visit.context.target.others, visit.context.people[0]
    scope = visit.context.profile.text("login.scope")
    if others.app:
        outcome = visit.present(alice, party(others.app))
        if outcome.answer is Answer.ACCEPTED:
            yield well("other app", f"tokens of {others.app.client_id} sign in, too")
        else:
            yield wrong("other app", f"a valid token of {others.app.client_id} is {outcome}",
                        f"check its client_id and client_secret, and that it has {scope}")  # fmt: skip
    if others.unscoped_app:
        outcome = visit.present(alice, party(others.unscoped_app))
        if outcome.answer is Answer.REFUSED:
            yield well("unscoped app", f"tokens of {others.unscoped_app.client_id} are refused")
        else:
            yield wrong("unscoped app", f"a token of {others.unscoped_app.client_id} is {outcome}",
                        f"name an app of the store without {scope}, or leave it out")  # fmt: skip


def _channel(visit: Visit) -> Iterator[Line]:
    """Look up the customer who is allowed on another channel alone."""
    table = visit.context.target.others.channel
    if table is None:
        return
    if table.customer is None:
        yield none("other channel", "no customer who is allowed there alone")
    elif visit.management is None or not visit.reads_customers:
        yield none("other channel", f"whether customer {table.customer.id} is allowed there alone is not known")
    else:
        found = by_id(visit, [table.customer.id]).get(table.customer.id, {})
        allowed = found.get("channel_ids", "none: there is no such customer")
        if allowed == [table.id]:
            yield well("other channel", f"customer {table.customer.id} is allowed on channel {table.id} alone")
        else:
            yield wrong("other channel", f"customer {table.customer.id} is allowed on channels {allowed}",
                        f"name one whose channel_ids are [{table.id}], or leave customer out")  # fmt: skip
