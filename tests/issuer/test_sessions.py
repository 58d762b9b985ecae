"""Sessions that the app itself hands out: random, in a table, opened by the request of [session.login]."""

import json
from pathlib import Path

import pytest

from harness.suite.commands import curl_line
from harness.targets.errors import TargetError
from harness.targets.http import Exchange
from harness.targets.issuer_target import IssuerTarget
from harness.targets.target_file import load_target
from harness.verdict.issuer.asker import Ask
from harness.verdict.issuer.context import CROWD
from harness.verdict.issuer.sessions import set_by
from scenarios.issuer import authorization, concurrency, delivery, issued_at, jti
from tests.cli.command import tokenassay
from tests.issuer.trying import APP, PATH, met, must_be_harmless, tried

ROOT = Path(__file__).parents[2]
PASSWORDS = {4927: "Alices Passw0rd &+%", 4928: "B0b’s-secret-word"}
SCRIPT = f"""
import asyncio, json, os, secrets, sys, time
sys.path.insert(0, {str(ROOT)!r})
from pathlib import Path
from urllib.parse import parse_qs, urlsplit
from tests.issuer.apps import PRIVATE, STORE, Handler, Server, login, own

PASSWORDS = {PASSWORDS!r}
EMAILS = {{"alice@example.com": 4927, "bob@example.com": 4928}}
SESSIONS, QUIRK = {{}}, os.environ.get("QUIRK", "")
LOGINS = Path(__file__).with_name("logins")


def opened(sent, kind):
    if "json" in kind:
        table = json.loads(sent)
        given, password = table["id"], table["password"]
    else:
        table = parse_qs(sent)
        given, password = EMAILS.get(table["email"][0]), table["password"][0]
    anonymous = ("Set-Cookie", "sid=nobody-yet; Path=/")
    if QUIRK == "no-cookie":
        return 200, (("Set-Cookie", "sid=; Max-Age=0"),), "welcome"
    if type(given) is not int or PASSWORDS.get(given) != password:
        return 401, (anonymous,), f"no, {{password}} is wrong"
    sid = secrets.token_hex(16)
    SESSIONS[sid] = given, time.time()
    with LOGINS.open("a") as file:
        print(given, sid, file=file)
    gone = ("Set-Cookie", "next=; Expires=Thu, 01 Jan 1970 00:00:00 GMT")
    return 303, (anonymous, ("Set-Cookie", f"sid={{sid}}; Path=/; HttpOnly"), gone, ("Location", "/account")), ""


def respond(method, target, headers, body):
    parts = urlsplit(target)
    if parts.path == "/login" and method == "POST":
        return opened(body.decode(), headers.get("content-type", ""))
    if parts.path != "/sso":
        return (200 if parts.path == "/" else 404), (), "hello"
    cookies = dict(pair.split("=", 1) for pair in headers.get("cookie", "").split("; ") if "=" in pair)
    sid = cookies.get("sid", "")
    customer, since = SESSIONS.get(sid, (0, 0))
    asked = parse_qs(parts.query, keep_blank_values=True, errors="replace")
    wanted, path = asked.get("customer_id", []), asked.get("return_to", [""])[0]
    cross = headers.get("sec-fetch-site") == "cross-site"
    fits = all(one == str(customer) for one in wanted) and own(path) and "next" not in cookies and not cross
    if not 0 <= time.time() - since < 3600 or not fits:
        return 403, PRIVATE, "nobody"
    token = login(customer, path, time.time(), QUIRK)
    echo = f"your session is {{sid}}" if QUIRK == "redirect-url" else ""
    return 302, (*PRIVATE, ("Location", f"{{STORE}}/login/token/{{token}}"), ("X-Session", sid)), echo


async def asgi(scope, receive, send):
    if scope["type"] != "http":
        raise RuntimeError("no lifespan")
    headers = {{name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}}
    target = f"{{scope['path']}}?{{scope['query_string'].decode('latin-1')}}"
    body = (await receive())["body"]
    status, more, text = respond(scope["method"], target, headers, body)
    told = [(name.lower().encode(), value.encode()) for name, value in more]
    await send({{"type": "http.response.start", "status": status, "headers": told}})
    await send({{"type": "http.response.body", "body": text.encode()}})


class Own(Handler):
    def do_GET(self):
        body = self.rfile.read(int(self.headers.get("content-length") or 0))
        headers = {{name.lower(): value for name, value in self.headers.items()}}
        status, more, text = respond(self.command, self.path, headers, body)
        self.send_response(status)
        for name, value in (*more, ("Content-Length", str(len(text.encode())))):
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(text.encode())

    do_POST = do_GET


if __name__ == "__main__":
    Server(("127.0.0.1", int(os.environ["PORT"])), Own).serve_forever()
"""
FORM = 'form = { email = "{email}", password = "{password}" }'
JSON = 'json = { id = "{customer_id:int}", password = "{password}" }'


def people(alice: str = PASSWORDS[4927]) -> str:
    return (
        f'[customers]\nalice = {{ id = 4927, email = "alice@example.com", password = {json.dumps(alice)} }}\n'
        f'bob = {{ id = 4928, email = "bob@example.com", password = {json.dumps(PASSWORDS[4928])} }}\n'
    )


def described(port: str = "8000", body: str = FORM, who: str = "") -> str:
    base = f"http://127.0.0.1:{port}"
    login = f'[session.login]\nurl = "{base}/login"\n{body}\n'
    return f'{APP}[send]\nurl = "{base}{PATH}"\n{login}{who or people()}'


def within(folder: Path, quirk: str = "", **more: str) -> str:
    """Return the target file of the app in this process."""
    (folder / "table.py").write_text(SCRIPT.replace('os.environ.get("QUIRK", "")', repr(quirk)), "utf-8")
    return f'{described(**more)}[inprocess]\nasgi = "table.py:asgi"\n'


def started(folder: Path, quirk: str = "") -> str:
    (folder / "table.py").write_text(SCRIPT, "utf-8")
    env = f'env = {{ PORT = "{{port}}", QUIRK = "{quirk}", BC_CLIENT_SECRET = "{{client_secret}}" }}'
    return f'{described("{port}")}[start]\ncommand = ["python", "table.py"]\n{env}\n'


def logins(folder: Path) -> list[tuple[int, str]]:
    lines = [line.split() for line in (folder / "logins").read_text("utf-8").splitlines()]
    return [(int(who), sid) for who, sid in lines]


@pytest.mark.parametrize("body", [FORM, JSON], ids=["form", "json"])
def test_whoever_has_a_password_is_signed_in_under_a_clock_of_ours(body: str, tmp_path: Path) -> None:
    with met(tmp_path, within(tmp_path, body=body)) as one:
        assert one.context.stopped == ""
        assert one.context.clock, "a session of three days ahead is none now, so everybody signed in anew"
        assert one.hands.asker.session_cookies == {"sid"}
        for scenario in (
            delivery.mints_what_signs_the_customer_in,
            authorization.refuses_when_nobody_is_signed_in,
            concurrency.mints_for_each_of_fifty_at_once,
            issued_at.gives_a_later_token_later,
        ):
            assert one.run(scenario).verdict == "pass", scenario
        assert one.run(authorization.refuses_another_customer_who_is_asked_for, "{bob}").verdict == "pass"
        # Before hello, at the probe of the clock, and after it.
        assert [who for who, _ in logins(tmp_path)] == [one.id for one in one.context.people] * 3


def test_nobody_of_the_crowd_has_a_session(tmp_path: Path) -> None:
    with met(tmp_path, within(tmp_path)) as one:
        assert not one.context.any_customer
        asker, before = one.hands.asker, logins(tmp_path)
        assert asker.sessions.cookies(CROWD[0]) == {}
        assert all(name != "Cookie" for name, _ in asker.outgoing(Ask(CROWD[0], CROWD[0])).headers)
        assert logins(tmp_path) == before


def test_cookies_of_the_file_stand_beside_and_a_session_that_is_over_goes_without(tmp_path: Path) -> None:
    beside = '[session]\ncookies = { tour = "done" }\n[ended.old]\ncookies = { sid = "0" }\n[session.login]\n'
    with met(tmp_path, within(tmp_path).replace("[session.login]\n", beside)) as one:
        asker, alice = one.hands.asker, one.context.people[0]
        sid = asker.sessions.cookies(alice)["sid"]
        assert ("Cookie", f"tour=done; sid={sid}") in asker.outgoing(Ask(alice, alice)).headers
        over = Ask(alice, alice, session=one.context.target.ended["old"])
        assert ("Cookie", "sid=0") in asker.outgoing(over).headers
        assert one.run(authorization.refuses_a_session_that_is_over).verdict == "pass"


def test_a_refused_sign_in_ends_the_run(tmp_path: Path) -> None:
    wrong = "an0ther-Passw0rd"
    with met(tmp_path, within(tmp_path, who=people(wrong))) as one:
        wanted = "customer 4927 cannot sign in at the app (401): check [session.login] and customers.alice.password"
        assert one.context.stopped == wanted
        record = one.run(delivery.mints_what_signs_the_customer_in)
        assert (record.verdict, record.reason) == ("inconclusive", wanted)
        assert wrong not in str(record)


def test_an_answer_without_a_cookie_signs_nobody_in(tmp_path: Path) -> None:
    with met(tmp_path, within(tmp_path, "no-cookie")) as one:
        first = one.context.people[0]
        wanted = f"customer {first.id} cannot sign in at the app (200, no cookie): check [session.login] and customers"
        assert one.context.stopped == f"{wanted}.{first.first_name}.password"


def test_nobody_there_is_told_with_the_address(tmp_path: Path) -> None:
    with met(tmp_path, described("9")) as one:
        said = one.context.stopped
    assert "cannot sign in at the app (down) (http://127.0.0.1:9/sso" in said
    assert said.endswith("start it, or correct send.url in the target file")


@pytest.mark.parametrize("workers", ["", "2"])
def test_an_app_that_is_started_keeps_its_rules_and_forgets_at_a_restart(workers: str, tmp_path: Path) -> None:
    wanted = "jti or authorization or concurrency"
    run = tried(tmp_path, started(tmp_path), "-k", wanted, *(["-n", workers] if workers else []))
    assert run.done.code == 0, run.done.said
    assert set(run.verdicts.values()) <= {"pass", "not-applicable"}, run.done.said
    assert run.verdicts["issuer.jti.gives-others-after-a-restart"] == "pass"
    seen = [sid for _, sid in logins(tmp_path)]
    assert len(seen) == len(set(seen)) >= 4
    assert len(seen) <= 20, "each process signs each customer in once"


def test_neither_passwords_nor_sessions_are_shown(tmp_path: Path) -> None:
    run = tried(tmp_path, started(tmp_path, "redirect-url"), "--rule", "redirect")
    assert (run.done.code, run.findings[0]) == (1, "issuer.redirect")
    shown = run.done.said + run.written
    assert "your session is [secret]" in run.written
    for hidden in (*PASSWORDS.values(), "Passw0rd", *(sid for _, sid in logins(tmp_path))):
        assert hidden not in shown, hidden
    assert all(not one.get("curl") for one in run.records.values())
    done = tokenassay("replay", "issuer.redirect.mints[right-name]", tmp_path / "sso.toml")
    assert done.code == 1, done.said
    must_be_harmless(done.said)
    assert not [
        hidden for hidden in (*PASSWORDS.values(), *(sid for _, sid in logins(tmp_path))) if hidden in done.said
    ]


def test_no_curl_line_could_sign_in(tmp_path: Path) -> None:
    text = described()
    assert ask_by_hand(tmp_path, text) == ""
    told = '[session]\ncookies = { session = "customer-{customer_id}" }\n'
    assert "customer-4927" in ask_by_hand(tmp_path, f'{APP}[send]\nurl = "http://127.0.0.1:8000{PATH}"\n{told}')


def ask_by_hand(folder: Path, text: str) -> str:
    from harness.verdict.issuer.context import IssuerContext

    (folder / "sso.toml").write_text(text, "utf-8")
    target = load_target(folder / "sso.toml")
    assert isinstance(target, IssuerTarget)
    return curl_line("a-deviation", IssuerContext(target, file="sso.toml"))


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (f', password = "{PASSWORDS[4927]}"', "", "customers.alice.password is missing; it is what {password} stands"),
        (', email = "bob@example.com"', "", "customers.bob.email is missing; it is what {email} stands for in"),
        ("8000/login", "8001/login", "session.login.url is at another origin than send.url"),
        ("127.0.0.1:8000/login", "bank.example/login", "session.login.url is at another origin than send.url"),
        (FORM, f"{FORM}\n{JSON}", "session.login.form and session.login.json exclude each other"),
        (FORM, 'query = { q = "{session}" }', "customers.alice.session is missing; it is what {session} stands for"),
        (FORM, 'form = { who = "me" }', "session: say whose session it is, by {customer_id}, {email} or {session}"),
        (FORM, f"{FORM}\ntimeout = 3", "session.login.timeout has no use; send.timeout holds"),
        (FORM, "from = {}", "session.login.from is unknown; did you mean form?"),
        ("[session.login]", "[session]\n[ended.a.login]", "ended.a.login is unknown"),
        (FORM, FORM.replace("{password}", "{pasword}"), "{pasword} is unknown; did you mean {password}?"),
    ],
)
def test_a_sign_in_that_cannot_be_made_names_the_key(old: str, new: str, said: str, tmp_path: Path) -> None:
    text = described()
    assert old in text
    (tmp_path / "sso.toml").write_text(text.replace(old, new, 1), "utf-8")
    with pytest.raises(TargetError) as error:
        load_target(tmp_path / "sso.toml")
    assert said in str(error.value)
    assert "Passw0rd" not in str(error.value)


def test_passwords_stay_out_of_what_a_target_prints_of_itself(tmp_path: Path) -> None:
    (tmp_path / "sso.toml").write_text(described(), "utf-8")
    target = load_target(tmp_path / "sso.toml")
    assert "Passw0rd" not in repr(target)


@pytest.mark.parametrize(
    ("lines", "found"),
    [
        (["sid=abc; Path=/; HttpOnly"], {"sid": "abc"}),
        (["a=1", "b=2=3; Secure", "a=4"], {"a": "4", "b": "2=3"}),
        (["a=1", "a=; Max-Age=0"], {}),
        (["a=1; max-age=-1", "b=1; Max-Age=60; Expires=Thu, 01 Jan 1970 00:00:00 GMT"], {"b": "1"}),
        (["a=1; Expires=Thu, 01 Jan 1970 00:00:00 GMT", "b=1; expires=Fri, 01 Jan 2100 00:00:00 GMT"], {"b": "1"}),
        (["a=1; Expires=soon; Max-Age=x", "=2", "", ";"], {"a": "1"}),
        ([], {}),
    ],
)
def test_the_cookies_of_an_answer_are_those_that_it_sets(lines: list[str], found: dict[str, str]) -> None:
    headers = tuple(("Set-Cookie", line) for line in lines)
    assert set_by(Exchange("POST", "http://127.0.0.1/login", 302, headers), 1_800_000_000) == found


def test_a_restart_of_the_app_asks_for_new_sessions(tmp_path: Path) -> None:
    with met(tmp_path, started(tmp_path)) as one:
        before = logins(tmp_path)
        assert one.run(jti.gives_others_after_a_restart).verdict == "pass"
        assert len(logins(tmp_path)) > len(before)
