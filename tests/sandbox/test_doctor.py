"""The doctor: one line for everything that a run needs, and the next step where it is missing."""

from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.doctor.clock import told
from harness.doctor.examination import examine
from harness.doctor.line import Line, Mark
from harness.sandbox.customers import guests
from harness.sandbox.ledger import folder
from harness.store.mock import MockStore
from harness.targets.control import Remote
from harness.targets.errors import TargetError
from tests.cli.command import tokenassay
from tests.sandbox.stores import Sandbox

NAMED = """[customers]
alice = { id = 4927, email = "alice@example.com" }
bob = { id = 4928, email = "bob@example.com" }
"""
UNSCOPED = """client_id = "sandbox3reports0000000000000003"
client_secret = "5a17d60c0ffee0000000000000000000inven7ed0000000000000000facade03"
"""
WISHLIST = """client_id = "sandbox2wishlist000000000000002"
client_secret = "5a17d60c0ffee0000000000000000000inven7ed0000000000000000facade02"
"""
OTHERS = f"""[others.app]
{WISHLIST}[others.unscoped_app]
{UNSCOPED}[others.store]
store_hash = "xyz789"
[others.channel]
id = 2
customer = {{ id = 4930, email = "dora@example.com" }}
"""
TARGETS = Path(__file__).parents[2] / "fixtures" / "targets"


def seen(file: Path) -> dict[str, Line]:
    """Return the lines of an examination by what they are about; a bad one is not hidden by a good one."""
    lines = list(examine(str(file), "observed"))
    return {line.about: line for line in sorted(lines, key=lambda line: line.mark is Mark.WRONG)}


def bad(lines: dict[str, Line]) -> dict[str, str]:
    return {line.about: f"{line.said} / {line.mend}" for line in lines.values() if line.mark is Mark.WRONG}


def test_all_is_well_with_customers_that_are_created_and_removed(sandbox: Sandbox) -> None:
    before = sandbox.people
    sandbox.store.journal.clear()
    done = tokenassay("doctor", sandbox.file())
    assert done.code == 0, done.said
    lines = done.out.splitlines()
    assert lines[-1] == "all is well"
    assert {line[0] for line in lines[:-1]} == {"✓", "–"}
    assert all(len(line) < 120 for line in lines[1:])
    assert "\x1b" not in done.out
    assert sandbox.people == before
    assert not list(folder().glob("*.ndjson"))
    redeemed = [entry.path for entry in sandbox.store.journal if entry.path.startswith("/login/token/")]
    assert len(redeemed) == 2, "one token for each customer that was created, and none for anybody else"


def test_everything_that_the_file_says_is_looked_at(sandbox: Sandbox) -> None:
    lines = seen(sandbox.file(NAMED + OTHERS))
    assert bad(lines) == {}
    well = {about for about, line in lines.items() if line.mark is Mark.WELL}
    assert well == {
        "file", "store", "management", "scopes", "store_hash", "clock", "customers", "login", "current.jwt",
        "other app", "unscoped app", "other channel",
    }  # fmt: skip
    assert "HS512, good for 900 s" in lines["current.jwt"].said
    assert "alice 4927, bob 4928 exist, and are allowed on channel 1" in lines["customers"].said


@pytest.mark.parametrize(
    ("was", "now", "about", "said"),
    [
        ('client_secret = "5and6ox', 'client_secret = "no', "login", "store_v2_customers_login"),
        ('store_hash = "abc123"', 'store_hash = "zz9zz9"', "store_hash", "the store is abc123"),
        ('access_token = "sandbox', 'access_token = "no', "management", "401, the access token is unknown"),
        ("abc123-all", "abc123-none", "management", "403 for everything"),
        ("/stores/abc123", "/shops/abc123", "management", "404"),
        ("id = 4928", "id = 4999", "customers", "customers.bob: the store has no customer 4999"),
        ("bob@example.com", "rob@example.com", "customers", "customers.bob: customer 4928 has another e-mail"),
        ("id = 4928", "id = 4930", "customers", "customers.bob: customer 4930"),
        (WISHLIST, WISHLIST.replace("5a17", "beef"), "other app", "check its client_id and client_secret"),
        (UNSCOPED, WISHLIST, "unscoped app", "name an app of the store without store_v2_customers_login"),
        ('"xyz789"', '"abc123"', "other store", "it is the store itself"),
        ("id = 2\n", "id = 3\n", "other channel", "customer 4930 is allowed on channels [2]"),
    ],
)
def test_one_thing_that_is_wrong_is_named(sandbox: Sandbox, was: str, now: str, about: str, said: str) -> None:
    file = sandbox.file(NAMED + OTHERS)
    text = file.read_text()
    assert was in text
    file.write_text(text.replace(was, now, 1))
    found = bad(seen(file))
    assert said in found[about], found


def test_customers_that_cannot_be_created_want_a_scope(sandbox: Sandbox) -> None:
    found = bad(seen(sandbox.file(token="sandbox-access-token-abc123-read")))
    assert list(found) == ["customers"]
    assert "403" in found["customers"]
    assert "give the access token the scope store_v2_customers " in found["customers"]


def test_a_scope_that_can_be_done_without_is_a_note(sandbox: Sandbox) -> None:
    accounts = sandbox.store.state.accounts
    account = accounts["sandbox-access-token-abc123-all"]
    object.__setattr__(account, "scopes", account.scopes - {"store_v2_information"})
    try:
        lines = seen(sandbox.file(NAMED))
    finally:
        object.__setattr__(account, "scopes", account.scopes | {"store_v2_information"})
    assert bad(lines) == {}
    assert lines["scopes"].mark is Mark.NOTE
    assert "store_v2_information_read_only or store_v2_information" in lines["scopes"].said


def test_without_management_the_rest_is_looked_at(sandbox: Sandbox) -> None:
    file = sandbox.file(NAMED)
    text = file.read_text()
    start = text.index("[management]")
    file.write_text(text[:start] + text[text.index("[customers]") :])
    lines = seen(file)
    assert bad(lines) == {}
    assert lines["management"].mark is lines["customers"].mark is Mark.NONE
    assert lines["login"].mark is Mark.WELL


def test_all_missing_variables_are_told_at_once(sandbox: Sandbox) -> None:
    file = sandbox.file(NAMED)
    text = (
        file.read_text().replace('"abc123"', '"env:NO_HASH"').replace(sandbox.store.app.client_secret, "env:NO_SECRET")
    )
    file.write_text(text.replace("sandbox-access-token-abc123-all", "env:NO_TOKEN"))
    done = tokenassay("doctor", file)
    assert done.code == 3
    assert [name for name in ("NO_HASH", "NO_SECRET", "NO_TOKEN") if name in done.out] == [
        "NO_HASH",
        "NO_SECRET",
        "NO_TOKEN",
    ]
    assert done.out.splitlines()[-1] == "3 things to mend before a run can conclude"


@pytest.mark.parametrize("text", [None, "role = ", "\udcff"])
def test_what_is_no_target_file_is_a_usage_error(tmp_path: Path, text: str | None) -> None:
    file = tmp_path / "store.toml"
    if text is not None:
        file.write_text(text, "utf-8", "surrogateescape")
    with pytest.raises(TargetError, match="store.toml"):
        list(examine(str(file), "observed"))
    assert tokenassay("doctor", file).code == 2


def test_a_store_that_does_not_answer(sandbox: Sandbox) -> None:
    file = sandbox.file()
    file.write_text(file.read_text().replace(f'url = "{sandbox.store.url}"', 'url = "http://127.0.0.1:9"', 1))
    lines = seen(file)
    assert "does not answer (down)" in bad(lines)["store"]
    assert sandbox.guests == []
    assert not any("/v3/customers" in entry.path and entry.method == "POST" for entry in sandbox.store.journal[-5:])


@pytest.mark.parametrize(
    ("error", "said"),
    [
        ({"page": "maintenance"}, "down for maintenance"),
        ({"page": "challenge"}, "Cloudflare"),
        ({"page": "coming-soon", "preview_code": "c0de"}, "preview_code"),
        ({"status": 429, "retry_after": 0}, "asks to wait"),
    ],
)
def test_what_stands_before_the_store_is_named(sandbox: Sandbox, error: dict[str, object], said: str) -> None:
    Remote(f"{sandbox.store.url}/_tokenassay").send("PUT", "/errors", [{"path": "/", "times": 2, **error}])
    assert said in bad(seen(sandbox.file(NAMED)))["store"]


def test_a_clock_that_is_off_is_told_with_what_it_breaks(sandbox: Sandbox) -> None:
    sandbox.store.clock.shift(-100)
    lines = seen(sandbox.file())
    assert bad(lines) == {}, "a run makes up for it"
    assert lines["clock"].mark is Mark.NOTE
    assert "of the future there" in lines["clock"].said
    assert lines["login"].mark is Mark.WELL


@given(st.floats(-1000, 1000), st.integers(0, 60))
def test_a_clock_is_well_only_where_tokens_made_here_are_good_there(offset: float, bar: int) -> None:
    mark = told(offset, bar, 30).mark
    if mark is Mark.WELL:
        assert -bar <= offset <= 30 - bar
    assert (mark is Mark.WRONG) == (bar >= 15)


def test_what_a_cut_off_run_left_is_told_and_cleaned(sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    before = sandbox.people
    with monkeypatch.context() as patch:
        patch.setattr("harness.sandbox.customers._removed", lambda *_: None)
        with guests(sandbox.context(), print):
            left = sandbox.guests
    lines = seen(sandbox.file(NAMED))
    assert lines["leftovers"].mark is Mark.NOTE
    assert all(email in lines["leftovers"].said for email in left)
    assert "doctor --clean" in lines["leftovers"].mend
    assert sandbox.guests == left, "only --clean removes"
    done = tokenassay("doctor", "--clean", sandbox.file())
    assert done.code == 0, done.said
    assert "(2)" in done.out
    assert sandbox.people == before
    assert "nothing is left" in tokenassay("doctor", "--clean", sandbox.file()).out


def test_clean_wants_the_management_api() -> None:
    done = tokenassay("doctor", "--clean", TARGETS / "second-store.toml")
    assert done.code == 2
    assert "[management]" in done.err


def test_no_secret_is_told_whatever_is_wrong(sandbox: Sandbox) -> None:
    file = sandbox.file(NAMED + OTHERS)
    for was, now in (
        ("", ""),
        ("abc123-all", "abc123-read"),
        ('store_hash = "abc', 'store_hash = "abd'),
        ("4928", "4929"),
    ):
        file.write_text(file.read_text().replace(was, now))
        text = "\n".join(f"{line.said} {line.mend}" for line in examine(str(file), "observed"))
        assert "inven7ed" not in text
        assert "sandbox-access-token" not in text


def test_a_browser_that_is_wanted_is_started(sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TOKENASSAY_BROWSER", "/no/such/browser")
    found = bad(seen(sandbox.file('driver = "browser"\n')))
    assert "/no/such/browser" in found["browser"]


def test_a_store_elsewhere_is_examined_and_left_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    with MockStore(tls=True, names=("shop.tea.example",)) as store:
        before = dict(store.state.estates["abc123"].customers)
        port = store.tls_host.rpartition(":")[2]
        file = Sandbox(store, tmp_path).file("sandbox = true\npace = 0.01\n")
        text = file.read_text().replace(store.url, f"https://shop.tea.example:{port}")
        file.write_text(
            f'{text}[connect]\nca_file = "{store.ca_file}"\nresolve = {{ "shop.tea.example" = "127.0.0.1" }}\n'
        )
        lines = seen(file)
        assert bad(lines) == {}
        assert "its certificate is trusted" in lines["store"].said
        assert lines["login"].mark is Mark.WELL
        assert store.state.estates["abc123"].customers == before
        file.write_text(text)
        assert "ca_file" in bad(seen(file))["store"] or "does not answer" in bad(seen(file))["store"]


@pytest.mark.parametrize(
    ("name", "change", "code", "said"),
    [
        ("pyjwt-app", lambda text: text, 0, "it takes a valid token"),
        ("pyjwt-issuer", lambda text: text, 0, "it makes a login token"),
        ("pyjwt-app", lambda text: text.replace('command = ["', 'command = ["no-'), 3, "cannot run no-"),
    ],
)
def test_apps_are_greeted(tmp_path: Path, name: str, change: Callable[[str], str], code: int, said: str) -> None:
    text = (TARGETS / f"{name}.toml").read_text().replace("../integrations", str(TARGETS.parent / "integrations"))
    (tmp_path / "app.toml").write_text(change(text))
    done = tokenassay("doctor", tmp_path / "app.toml")
    assert said in done.out
    assert done.code == code, done.said


def test_an_examination_that_is_stopped_leaves_nobody_behind(sandbox: Sandbox) -> None:
    before = sandbox.people
    with closing(examine(str(sandbox.file()), "observed")) as lines:
        assert next(line for line in lines if line.about == "customers").mark is Mark.WELL
        assert len(sandbox.guests) == 2
    assert sandbox.people == before
