"""headless.logout: the button ends the session here, behind, and on the server (OWASP ASVS 5.0 7.4.1)."""

from harness.contract.words import Level
from harness.verdict.headless.suite import HeadlessSuite
from harness.verdict.stop import Broken, NotApplicableError
from harness.verdict.terms import at, needs


@needs("logout")
def ends_the_session_in_the_window(headless: HeadlessSuite) -> None:
    """After the button, the account does not open in that window."""
    if headless.departure().anew.opened:
        raise Broken("the account still opens in the window that signed out")


@needs("logout")
def ends_the_session_on_the_server(headless: HeadlessSuite) -> None:
    """After the button, a copy of what opened the account opens nothing."""
    if lasting := headless.departure().lasting:
        raise Broken(f"a copy of {' and '.join(lasting)} still opens the account")


@needs("logout")
@at(Level.SHOULD)
def ends_access_tokens_at_once(headless: HeadlessSuite) -> None:
    """After the button, a token with an exp is not good for the rest of its minutes either."""
    if alive := headless.departure().alive:
        raise Broken(f"a copy of {' and '.join(alive)} is still good, until it expires")


@needs("logout")
@at(Level.SHOULD)
def keeps_the_account_from_the_back_button(headless: HeadlessSuite) -> None:
    """After the button, going back does not show the account again."""
    behind = headless.departure().behind
    if behind is None:
        raise NotApplicableError("the back button does not lead to the account")
    if behind.opened:
        raise Broken("the back button shows the account again")
