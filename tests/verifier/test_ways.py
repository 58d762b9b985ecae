"""One sound verifier, reached in every way: it conforms, by the same scenarios, with the same verdicts."""

from pathlib import Path

import pytest

from tests.verifier.trying import APPS, ECHO, Tried, send, start, tried

LARGE = "not (bit-flip or under-hs256 or random-key or signature.refuses)"
IN_PROCESS = send("http://127.0.0.1:8000/me") + ECHO + "[inprocess]\n"
WAYS = {
    "http": start(),
    "asgi": IN_PROCESS + f'asgi = "{APPS}:asgi"\n',
    "wsgi": IN_PROCESS + f'wsgi = "{APPS}:wsgi"\n',
    "callable": f'[inprocess]\ncallable = "{APPS}:verify"\n',
    "async": f'[inprocess]\ncallable = "{APPS}:verify_async"\n',
    "raising": f'[inprocess]\ncallable = "{APPS}:verify_raising"\n',
    "now": f'[inprocess]\ncallable = "{APPS}:verify_now"\n',
    "captured": f'[inprocess]\ncallable = "{APPS}:verify_captured"\n',
    "shim": f'[shim]\ncommand = ["python", "{APPS}", "shim"]\n',
    "shim-of-its-own-time": f'[shim]\ncommand = ["python", "{APPS}", "shim", "real"]\n',
}
EXACT = "verifier.expiry.refuses-a-token-at-the-very-second-of-its-end"
FOLDED = "verifier.reuse.refuses-a-token-that-has-expired-since-it-was-accepted"
FROZEN = ("asgi", "wsgi", "callable", "async", "raising", "now", "shim")
SPEAKING = ("http", "asgi", "wsgi")


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Tried]:
    return {}


@pytest.fixture
def run(request: pytest.FixtureRequest, runs: dict[str, Tried], tmp_path: Path) -> Tried:
    name = request.param
    if name not in runs:
        runs[name] = tried(tmp_path, WAYS[name], "-k", LARGE)
    return runs[name]


@pytest.mark.parametrize(("run", "name"), [(name, name) for name in WAYS], indirect=["run"])
def test_it_conforms(run: Tried, name: str) -> None:
    assert run.done.code == 0, run.done.said
    assert run.target["verdict"] == "conforms"
    counts = run.counts
    assert counts["fail"] == counts["inconclusive"] == counts["error"] == 0
    assert counts["pass"] > 600
    bad = {one["reason"] for one in run.target["scenarios"] if one["verdict"] == "advisory" and one["level"] == "must"}
    assert not bad


@pytest.mark.parametrize(("run", "name"), [(name, name) for name in WAYS], indirect=["run"])
def test_the_exact_second_is_tried_where_the_clock_is_ours(run: Tried, name: str) -> None:
    wanted = "pass" if name in FROZEN else "not-applicable"
    assert run.verdicts[EXACT] == wanted
    if wanted != "pass":
        assert "clock of its own" in run.records[EXACT]["reason"]
    assert run.verdicts[FOLDED] == "pass"


@pytest.mark.parametrize(("run", "name"), [(name, name) for name in WAYS], indirect=["run"])
def test_what_needs_http_is_tried_where_http_is_spoken(run: Tried, name: str) -> None:
    for scenario in ("leak.keeps-the-secret-out-of-its-answers", "transport.keeps-answers-from-other-origins"):
        assert (run.verdicts[f"verifier.{scenario}"] == "pass") is (name in SPEAKING)
    assert all(bool(one["curl"]) is (name == "http" and bool(one["deviation"])) for one in run.target["scenarios"])
    assert all(one["replay"].startswith("tokenassay replay ") for one in run.target["scenarios"])


def test_all_ways_try_the_same_scenarios(runs: dict[str, Tried]) -> None:
    if set(runs) != set(WAYS):
        pytest.skip("only some were run")
    assert len({frozenset(run.records) for run in runs.values()}) == 1
    for names in (SPEAKING[1:], ("callable", "async", "raising", "now", "shim")):
        assert len({tuple(sorted(runs[name].verdicts.items())) for name in names if name != "shim"}) == 1
    ours, theirs = (runs[name].verdicts for name in ("callable", "shim"))
    assert {name for name in ours if ours[name] != theirs[name]} == {
        "verifier.reuse.keeps-parallel-presentations-apart"
    }


@pytest.mark.parametrize(
    "text",
    [start(), start(QUIRK="faceless").replace(ECHO, ""), WAYS["asgi"]],
    ids=["echo", "faces", "in-process"],
)  # fmt: skip
def test_two_processes_say_what_one_says(text: str, tmp_path: Path) -> None:
    wanted = "(not refuses or customer or expiry) and not bit-flip and not under-hs256 and not life-shorter"
    one, two = (tried(tmp_path, text, "-k", wanted, *more) for more in ((), ("-n", "2")))
    assert one.done.code == two.done.code == 0, one.done.said + two.done.said
    assert one.verdicts == two.verdicts
    assert one.counts["pass"] > 200
