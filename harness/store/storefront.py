"""What a shopper's browser meets besides the login door: home, sign-in, sign-out and account."""

from hmac import compare_digest
from urllib.parse import parse_qs

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from harness.store.current import current_jwt
from harness.store.pages import page
from harness.store.sign_in import guest_cookie, sign_in, sign_out, visit
from harness.store.state import State, Storefront
from harness.store.web import body_of, cookie, cookies
from harness.tokens.parties import Customer


def routes() -> list[Route]:
    """Return the storefront's routes."""
    return [
        Route("/", _home),
        Route("/login.php", _login_page),
        Route("/login.php", _check_login, methods=["POST"]),
        Route("/account.php", _account),
        Route("/customer/current.jwt", current_jwt),
    ]


async def _home(request: Request) -> Response:
    state, front, customer = visit(request)
    answer = page("home", front, customer)
    if not cookie(cookies(request.scope), state.manner.guest_cookie):
        answer.raw_headers.append(guest_cookie(state))
    return answer


async def _login_page(request: Request) -> Response:
    state, front, customer = visit(request)
    if _action(request.scope["query_string"]) == "logout":
        answer = _redirect("/login.php")
        answer.raw_headers.append(sign_out(state, request.scope))
        return answer
    # Only this one code makes a banner, so that a planted cookie cannot put words on the page.
    flash = state.manner.flash_cookie
    failed = bool(flash) and cookie(cookies(request.scope), flash) == "invalid_login"
    answer = page("login", front, customer, banner=state.manner.message if failed else "")
    if failed:
        answer.raw_headers.append(_no_flash(state))
    return answer


async def _check_login(request: Request) -> Response:
    state, front, _ = visit(request)
    fields = parse_qs((await body_of(request)).decode("utf-8", "replace"))
    action = _action(request.scope["query_string"]) or fields.get("action", [""])[0]
    customer = password_owner(front, fields.get("login_email", [""])[0], fields.get("login_pass", [""])[0])
    if action != "check_login" or customer is None:
        answer = Response(status_code=state.manner.failure)
        answer.raw_headers.extend(pair for pair in state.manner.refusal if pair[0] != b"content-length")
        return answer
    answer = _redirect(state.manner.landing)
    answer.raw_headers.extend(sign_in(state, front, customer, cookies(request.scope)))
    return answer


async def _account(request: Request) -> Response:
    _, front, customer = visit(request)
    return _redirect("/login.php") if customer is None else page("account", front, customer)


def password_owner(front: Storefront, email: str, password: str) -> Customer | None:
    """Return the customer of ``front`` who signs in with ``email`` and ``password``, or None."""
    for customer in front.customers.values():
        if customer.email.lower() == email.lower() and front.channel.admits(customer):
            known = customer.password.encode("utf-8", "replace")
            return customer if known and compare_digest(known, password.encode("utf-8", "replace")) else None
    return None


def _action(query: bytes) -> str:
    return parse_qs(query.decode("latin-1")).get("action", [""])[0]


def _redirect(path: str) -> Response:
    return Response(status_code=302, headers={"location": path, "cache-control": "no-store"})


def _no_flash(state: State) -> tuple[bytes, bytes]:
    name, flags = state.manner.flash_cookie, state.manner.cookie_flags
    return b"set-cookie", f"{name}=; Max-Age=0{flags}".encode("latin-1")
