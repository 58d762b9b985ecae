"""headless.storage: no script of a page can read the token (OWASP HTML5 Security Cheat Sheet, Local Storage)."""

from harness.contract.words import Level
from harness.verdict.headless.scraps import Place
from harness.verdict.headless.suite import HeadlessSuite
from harness.verdict.headless.thief import plant
from harness.verdict.headless.visit import PASSWORD
from harness.verdict.stop import Broken
from harness.verdict.terms import at


def keeps_the_token_out_of_local_storage(headless: HeadlessSuite) -> None:
    """The token is not in localStorage."""
    headless.must_not_be_seen(Place.LOCAL_STORAGE)


def keeps_the_token_out_of_session_storage(headless: HeadlessSuite) -> None:
    """The token is not in sessionStorage."""
    headless.must_not_be_seen(Place.SESSION_STORAGE)


def keeps_the_token_out_of_indexed_db(headless: HeadlessSuite) -> None:
    """The token is not in IndexedDB."""
    headless.must_not_be_seen(Place.INDEXED_DB)


def keeps_the_token_out_of_the_cache_api(headless: HeadlessSuite) -> None:
    """The token is in no answer that the Cache API keeps."""
    headless.must_not_be_seen(Place.CACHE)


def keeps_the_token_out_of_the_page(headless: HeadlessSuite) -> None:
    """The token is in no attribute, input, or state that is written into a page."""
    headless.must_not_be_seen(Place.PAGE)


def keeps_the_token_out_of_globals(headless: HeadlessSuite) -> None:
    """The token is in nothing that hangs on window."""
    headless.must_not_be_seen(Place.GLOBAL)


@at(Level.SHOULD)
def keeps_the_token_out_of_the_console(headless: HeadlessSuite) -> None:
    """The token is in no line of the console."""
    headless.must_not_be_seen(Place.CONSOLE)


def keeps_the_password_out_of_storages(headless: HeadlessSuite) -> None:
    """The password is kept nowhere in the browser."""
    headless.must_not_be_seen(
        Place.LOCAL_STORAGE, Place.SESSION_STORAGE, Place.INDEXED_DB, Place.CACHE, Place.COOKIE, what=PASSWORD
    )


def gives_a_thief_of_the_storages_nothing(headless: HeadlessSuite) -> None:
    """A copy of localStorage and sessionStorage does not open the account in another browser."""
    storages = headless.visit.storages
    if not any(storages.values()):
        headless.note.step("copied localStorage and sessionStorage", "they are empty")
        return
    thief = headless.shopper("a thief's")
    plant(thief.window, headless.target.url, storages)
    if thief.try_account().opened:
        raise Broken("localStorage and sessionStorage, copied to another browser, open the account there")


@at(Level.MAY)
def keeps_the_token_from_a_script_that_wraps_fetch(headless: HeadlessSuite) -> None:
    """A script that was there before the page's own, and wraps fetch and XMLHttpRequest, sees no token."""
    headless.must_not_be_seen(Place.HEADER, Place.ANSWER)
