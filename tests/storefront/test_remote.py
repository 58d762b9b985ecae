"""A store on "another machine": https under its own name, slow, guarded, closed. Never green for a page in its way."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from harness.store.mock import MockStore
from harness.store.outages import Barrier, Outage
from harness.targets.storefront_target import StorefrontTarget
from harness.targets.target_file import load_target
from harness.verdict.storefront.context import StorefrontContext
from tests.cli.command import Done, records, results, tokenassay
from tests.cli.test_run import target_file
from tests.optional import browser_needed
from tests.store.visiting import profile_with

NAME = "shop.tea.example"
CODE = "mezt1f77gd-preview"
SELECTED = ("--rule", "replay", "--rule", "window", "--rule", "scope", "--rule", "logout", "--rule", "current-customer")
CHALLENGE = Outage(page=Barrier.CHALLENGE)
BEFORE = Outage(times=60)
"""Nothing goes wrong for so many requests: enough for hello and some scenarios."""
FEW = ("-k", "replay or window or scope")
COMING_SOON = Outage(page=Barrier.COMING_SOON, preview_code=CODE)
CLOSED = {
    "rate limit": (Outage(status=429, retry_after=0), "the store asks to wait (429, Retry-After: 0)"),
    "maintenance": (Outage(page=Barrier.MAINTENANCE, retry_after=None), "the store is down for maintenance (503)"),
    "maintenance until": (Outage(page=Barrier.MAINTENANCE, retry_after=0), "the store is down for maintenance (503)"),
    "challenge": (CHALLENGE, "a Cloudflare challenge stands before the store (403)"),
    "pre-launch": (COMING_SOON, "the store is not open yet and asks for its preview code (200); give preview_code"),
}


@pytest.fixture(scope="module")
def store() -> Iterator[MockStore]:
    with MockStore(tls=True, names=(NAME,)) as running:
        yield running


@dataclass(frozen=True, slots=True)
class Remote:
    """The store as a target file far away describes it, and the runs against it."""

    store: MockStore
    folder: Path

    def stand(self, *outages: Outage) -> None:
        """Let these happen from now on."""
        self.store.state.outages.set(list(outages))

    def run(self, *args: str, top: str = "sandbox = true", trusted: bool = True, **env: str) -> Done:
        """Run the selected scenarios."""
        assert self.store.ca_file
        (self.folder / "ca.pem").write_bytes(self.store.ca_file.read_bytes())
        text = target_file(f"https://{NAME}").replace("[app]", f"pace = 0.001\n{top}\n[app]", 1)
        ca_file = 'ca_file = "ca.pem"\n' if trusted else ""
        connect = f'[connect]\n{ca_file}resolve = {{ "{NAME}" = "{self.store.tls_host}" }}\n'
        (self.folder / "remote.toml").write_text(text + connect)
        target, reports = self.folder / "remote.toml", self.folder / "out"
        return tokenassay("run", target, "--reports", reports, *(args or SELECTED), env=env)

    @property
    def records(self) -> list[dict[str, Any]]:
        """Return what became of each scenario."""
        return records(self.folder / "out")

    def artefacts(self) -> str:
        """Return all that the run has written, in one text."""
        files = [path for path in (self.folder / "out").rglob("*") if path.is_file()]
        assert len(files) >= 4
        return "\n".join(path.read_text("utf-8", "replace") for path in files)


@pytest.fixture
def remote(store: MockStore, tmp_path: Path) -> Iterator[Remote]:
    store.reset()
    yield Remote(store, tmp_path)
    store.reset()


def verdicts(remote: Remote) -> set[str]:
    return {one["verdict"] for one in remote.records}


def test_a_sound_store_far_away_conforms(remote: Remote) -> None:
    remote.stand(Outage(latency=0.01))
    done = remote.run()
    assert done.code == 0, done.said
    assert len([one for one in remote.records if one["verdict"] == "pass"]) > 30
    assert results(remote.folder / "out")["targets"][0]["verdict"] == "conforms"


def test_off_this_machine_it_must_be_a_sandbox(remote: Remote) -> None:
    done = remote.run(top="")
    assert done.code == 2
    assert "url is not on this machine; say sandbox = true" in done.err


def test_a_store_that_is_not_trusted_is_told_with_the_key(remote: Remote) -> None:
    done = remote.run(trusted=False)
    assert done.code == 3, done.said
    assert verdicts(remote) <= {"inconclusive"}
    reason = remote.records[0]["reason"]
    assert f"the certificate of {NAME} comes from an authority that is not trusted" in reason
    assert "give connect.ca_file" in reason


@pytest.mark.parametrize("way", CLOSED)
def test_a_closed_store_is_inconclusive_and_said_in_words(remote: Remote, way: str) -> None:
    outage, said = CLOSED[way]
    remote.stand(outage)
    done = remote.run("--rule", "replay", "--rule", "scope")
    assert done.code == 3, done.said
    assert verdicts(remote) <= {"inconclusive"}
    assert said in " ".join(done.out.split())
    assert all(said in one["reason"] for one in remote.records)


ELSEWHERE = [("challenge", "/login"), ("challenge", "/customer"), ("pre-launch", "/customer")]
AMID = [*((way, "/") for way in CLOSED), *ELSEWHERE]


@pytest.mark.parametrize(("way", "path"), AMID)
def test_what_comes_up_amid_a_run_makes_no_verdict(remote: Remote, way: str, path: str) -> None:
    outage, said = CLOSED[way]
    remote.stand(BEFORE, replace(outage, path=path))
    done = remote.run(*FEW)
    assert done.code == 3, done.said
    seen = [one["verdict"] for one in remote.records]
    assert seen.count("pass") >= 3, "those of before count"
    assert set(seen) <= {"pass", "inconclusive", "not-applicable"}
    assert all(said in one["reason"] for one in remote.records if one["verdict"] == "inconclusive")


def test_no_verdict_rests_on_a_page_in_the_way(remote: Remote) -> None:
    remote.stand(BEFORE, CHALLENGE)
    remote.run(*FEW)
    seen = [one["verdict"] for one in remote.records]
    first = seen.index("inconclusive")
    assert set(seen[first:]) <= {"inconclusive"}, "the page stays, so nothing more is learned"


@pytest.mark.parametrize("way", CLOSED)
def test_what_comes_and_goes_raises_no_false_alarm(remote: Remote, way: str) -> None:
    outage, said = CLOSED[way]
    spells = [one for _ in range(20) for one in (Outage(times=13), replace(outage, times=2))]
    remote.stand(Outage(times=20), *spells)
    done = remote.run("-k", "leak or cookies or session or logout or robustness or current-customer or landing")
    assert done.code == 3, done.said
    seen = [one["verdict"] for one in remote.records]
    assert set(seen) <= {"pass", "inconclusive", "not-applicable"}
    assert seen.count("inconclusive") >= 5
    assert all(said in one["reason"] for one in remote.records if one["verdict"] == "inconclusive")


def test_five_scenarios_in_a_row_end_the_run(remote: Remote) -> None:
    remote.stand(BEFORE, CHALLENGE)
    remote.run(*FEW)
    reasons = [one["reason"] for one in remote.records if one["verdict"] == "inconclusive"]
    ended = [one.startswith("5 scenarios in a row met this: a Cloudflare") for one in reasons]
    assert ended == [False] * 5 + [True] * (len(ended) - 5)


def test_what_goes_away_again_costs_those_scenarios_alone(remote: Remote) -> None:
    remote.stand(BEFORE, replace(CHALLENGE, times=3))
    done = remote.run(*FEW)
    assert done.code == 3, done.said
    seen = [one["verdict"] for one in remote.records]
    assert 1 <= seen.count("inconclusive") <= 3
    assert seen.count("pass") > 20


def test_whoever_has_the_preview_code_gets_in(remote: Remote) -> None:
    remote.stand(COMING_SOON)
    top = 'sandbox = true\npreview_code = "env:TEA_PREVIEW"'
    done = remote.run(*FEW, "-n", "2", top=top, TEA_PREVIEW=CODE)
    assert done.code == 0, done.said


def test_the_preview_code_is_told_nowhere(tmp_path: Path) -> None:
    profile = profile_with({"login.jti.single-use": False})
    with MockStore(profile=profile, tls=True, names=(NAME,)) as broken:
        remote = Remote(broken, tmp_path)
        remote.stand(COMING_SOON)
        done = remote.run("--rule", "replay", top=f'sandbox = true\npreview_code = "{CODE}"')
    assert done.code == 1, "findings show their evidence"
    told = done.said + remote.artefacts()
    assert CODE not in told
    assert quote(CODE) not in told
    assert f"https://{NAME}/login/token/" in told


def test_the_line_for_curl_leaves_the_code_to_a_variable(remote: Remote) -> None:
    remote.stand(BEFORE, COMING_SOON)
    remote.run("--rule", "signature", top=f'sandbox = true\npreview_code = "{CODE}"')
    assert any(one["curl"].endswith('?guestTkn=$PREVIEW_CODE"') for one in remote.records)


@pytest.mark.parametrize(
    ("url", "pace", "expected"),
    [
        (f"https://{NAME}", "", 0.2),
        ("http://127.0.0.1:9", "", 0.0),
        ("https://tea.localhost", "", 0.0),
        (f"https://{NAME}", "pace = 3", 3.0),
        ("http://127.0.0.1:9", "pace = 0.5", 0.5),
    ],
)
def test_stores_elsewhere_are_paced(tmp_path: Path, url: str, pace: str, expected: float) -> None:
    text = target_file(url).replace("[app]", f"sandbox = true\n{pace}\n[app]", 1)
    (tmp_path / "store.toml").write_text(text)
    target = load_target(tmp_path / "store.toml")
    assert isinstance(target, StorefrontTarget)
    assert StorefrontContext(target).site().pace == expected


IN_A_BROWSER = ("-k", "storefront and login and (the-account-page or page-that-was-asked or a-login-failed)")


@pytest.mark.parametrize("way", ["challenge", "pre-launch"])
def test_a_browser_that_is_kept_out_makes_no_verdict(remote: Remote, way: str) -> None:
    browser_needed()
    outage, said = CLOSED[way]
    remote.stand(Outage(times=8), outage)
    done = remote.run(*IN_A_BROWSER, top='sandbox = true\ndriver = "browser"')
    assert done.code == 3, done.said
    assert verdicts(remote) <= {"pass", "inconclusive"}
    assert all(said in one["reason"] for one in remote.records if one["verdict"] == "inconclusive")


def test_a_browser_brings_the_preview_code(remote: Remote) -> None:
    browser_needed()
    remote.stand(COMING_SOON)
    done = remote.run(*IN_A_BROWSER, top=f'sandbox = true\ndriver = "browser"\npreview_code = "{CODE}"')
    assert done.code == 0, done.said
    assert verdicts(remote) == {"pass"}
    assert CODE not in done.said + remote.artefacts()
