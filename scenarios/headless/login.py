"""headless.login: the form signs in whom it names, under a new token, and nobody else (OWASP ASVS 5.0 7.2.4)."""

from pydantic import SecretStr

from harness.verdict.headless.shopper import plain
from harness.verdict.headless.suite import HeadlessSuite
from harness.verdict.headless.visit import NOT_TYPED
from harness.verdict.stop import Broken, InconclusiveError, NotApplicableError
from harness.verdict.terms import needs

PLANTED = "planted-by-somebody-else-0123456789"


def refuses_a_wrong_password(headless: HeadlessSuite) -> None:
    """The form with a wrong password opens nothing."""
    if not (names := headless.visit.passwords):
        raise NotApplicableError(NOT_TYPED)
    wrong = {name: SecretStr(f"not-{plain(headless.target.login.fields[name])}") for name in names}
    shopper = headless.shopper()
    if shopper.sign_in({**headless.target.login.fields, **wrong}).opened or shopper.try_account().opened:
        raise Broken("a wrong password signs in")
    twin = headless.shopper("another shopper's")
    twin.must_sign_in()
    if broken := shopper.unanswered() - twin.unanswered():
        raise InconclusiveError(f"a wrong password is neither refused nor let in: {' and '.join(sorted(broken))}")


def gives_a_new_session_at_sign_in(headless: HeadlessSuite) -> None:
    """A session that was there before the sign-in, whoever planted it, is not the one that is signed in."""
    names = {one["name"]: one for one in headless.cookies()}
    shopper, door = headless.shopper(), headless.door()
    shopper.visit(headless.target.login.path)
    there = {one["name"]: one["value"] for one in shopper.cookies() if one["name"] in names}
    missing = [{**one, "value": PLANTED, "expires": -1} for name, one in names.items() if name not in there]
    shopper.window.context.add_cookies(missing)
    before = {**there, **{one["name"]: PLANTED for one in missing}}
    shopper.must_sign_in()
    after = {one["name"]: one["value"] for one in shopper.cookies()}
    headless.note.step("compared the cookies of before and after", _told(before, after))
    kept = [name for name, value in before.items() if after.get(name) == value]
    if kept or door.lets_in(door.ask(before)):
        raise Broken(f"the cookie {' and '.join(kept or before)} of before the sign-in opens the account after it")


@needs("other")
def keeps_two_people_apart(headless: HeadlessSuite) -> None:
    """Two people in two windows each stay who they are."""
    assert headless.target.other
    first, door = headless.shopper("one person's"), headless.door()
    first.must_sign_in()
    alone = headless.who(first, door)
    second = headless.shopper("another person's")
    second.must_sign_in(headless.target.other.fields)
    other, again = headless.who(second, door), headless.who(first, door)
    if other == alone:
        raise InconclusiveError("other.fields signs in the same person as login.fields")
    if again != alone:
        raise Broken("whoever signed in first is taken for whoever signed in last")


def _told(before: dict[str, str], after: dict[str, str]) -> str:
    return ", ".join(f"{name} is {'the same' if after.get(name) == old else 'new'}" for name, old in before.items())
