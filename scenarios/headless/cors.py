"""headless.cors: scripts of no other site read who is signed in (Fetch, CORS protocol; OWASP ASVS 5.0 3.4.2)."""

from urllib.parse import urlsplit

from harness.targets.browser.sites import sibling
from harness.targets.http import Exchange
from harness.verdict.headless.suite import HeadlessSuite
from harness.verdict.headless.thief import ATTACKER, read_from
from harness.verdict.stop import Broken, InconclusiveError


def refuses_scripts_of_other_sites(headless: HeadlessSuite) -> None:
    """In a browser, neither a page of another site nor one of a sibling host reads who is signed in."""
    headless.cookies()
    shopper, door = headless.shopper(), headless.door()
    shopper.must_sign_in()
    for origin in (ATTACKER, sibling(headless.target.url)):
        status, text, _ = read_from(shopper.window, origin, door.url)
        said = f"read: {status}" if status else "may not be read"
        headless.note.step(f"fetched {door.url} from a page of {origin}", said)
        if status and door.lets_in(Exchange("GET", door.url, status, body=text)):
            raise Broken(f"a script of {origin} reads who is signed in")
    headless.door()  # what is down may not be read either


def refuses_every_other_origin(headless: HeadlessSuite) -> None:
    """No answer lets scripts of null, of another site, or of a look-alike read it with credentials."""
    headless.cookies()
    door = headless.door()
    for origin in _strangers(headless):
        _must_not_allow(headless, origin, door.url, headless.ask(origin))
        for method, url in headless.visit.requests:
            _must_not_allow(headless, origin, url, door.preflight(url, origin, method))


def _strangers(headless: HeadlessSuite) -> list[str]:
    """Return origins that a sound list does not hold, and a sloppy comparison does."""
    parts = urlsplit(headless.target.url)
    host, port = parts.hostname or "", f":{parts.port}" if parts.port else ""
    ends = host.partition(".")[2] or host
    alike = [f"{parts.scheme}://{host}.attacker.example{port}", f"{parts.scheme}://attacker{ends}{port}"]
    return ["https://attacker.example", "null", *alike]


def _must_not_allow(headless: HeadlessSuite, origin: str, url: str, exchange: Exchange) -> None:
    headless.saw(f"asked for {urlsplit(url).path} as a script of {origin}", exchange)
    if not exchange.status:
        raise InconclusiveError(f"{url} does not answer over plain HTTP: {exchange.error}")
    allowed = exchange.header("access-control-allow-origin")
    if allowed == origin and exchange.header("access-control-allow-credentials") == "true":
        raise Broken(f"{url} lets scripts of {origin} read it with the shopper's cookies")
