"""One sound issuer, reached in every way: it conforms, by the same scenarios, and is asked by the same words."""

from pathlib import Path

import pytest

from scenarios.issuer import authorization, concurrency, customer, delivery, jti, leak, redirect
from tests.issuer.trying import APP, APPS, Tried, met, started, tried, within

TOLD = started(BC_CLIENT_SECRET="{client_secret}", STORE_URL="{store_url}")
WAYS = {
    "http": TOLD,
    "asgi": within(),
    "wsgi": within(kind="wsgi"),
    "callable": f'{APP}[inprocess]\ncallable = "{APPS}:sign_in"\n',
    "async": f'{APP}[inprocess]\ncallable = "{APPS}:sign_in_async"\n',
    "captured": f'{APP}[inprocess]\ncallable = "{APPS}:sign_in_captured"\n',
    "shim": f'{APP}[shim]\ncommand = ["python", "{APPS}", "shim"]\n',
    "shim-of-its-own-time": f'{APP}[shim]\ncommand = ["python", "{APPS}", "shim", "real"]\n',
}
SPEAKING, OBEYING = ("http", "asgi", "wsgi"), ("asgi", "wsgi", "callable", "async", "shim")
WHOLE = ("http", "asgi", "callable", "shim")
"""Ways in which the command runs it all; of the others some scenarios are run in this process."""
SOME = (
    authorization.refuses_when_nobody_is_signed_in,
    concurrency.mints_for_each_of_fifty_at_once,
    concurrency.keeps_the_paths_of_fifty_apart,
    customer.mints_for_each_customer,
    delivery.mints_what_signs_the_customer_in,
    delivery.gives_the_stores_login_address,
    jti.gives_a_new_one_to_a_retry,
    jti.gives_each_of_many_its_own,
    leak.keeps_tokens_out_of_its_log,
    redirect.keeps_any_hostile_path_out,
    redirect.mints_what_lands_there,
)


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Tried]:
    return {}


@pytest.fixture
def run(request: pytest.FixtureRequest, runs: dict[str, Tried], tmp_path: Path) -> Tried:
    name = request.param
    if name not in runs:
        runs[name] = tried(tmp_path, WAYS[name])
    return runs[name]


def not_applicable(run: Tried) -> set[str]:
    return {name for name, verdict in run.verdicts.items() if verdict == "not-applicable"}


@pytest.mark.parametrize("run", WHOLE, indirect=True)
def test_it_conforms(run: Tried) -> None:
    assert run.done.code == 0, run.done.said
    assert run.target["verdict"] == "conforms"
    assert set(run.verdicts.values()) == {"pass", "not-applicable"}
    assert run.counts["pass"] > 200
    assert run.target["role"] == "issuer"
    assert not run.findings


@pytest.mark.parametrize("run", WHOLE, indirect=True)
def test_whatever_does_not_apply_says_what_is_missing(run: Tried) -> None:
    reasons = {run.records[name]["reason"] for name in not_applicable(run)}
    assert "the target file has no ended" in reasons
    assert all(len(reason) > 15 for reason in reasons)


@pytest.mark.parametrize(("run", "name"), [(name, name) for name in WHOLE], indirect=["run"])
def test_what_needs_http_or_many_at_once_is_tried_where_that_is_so(run: Tried, name: str) -> None:
    at_once = {
        f"issuer.concurrency.{one}" for one in ("mints-for-each-of-fifty-at-once", "keeps-the-paths-of-fifty-apart")
    }
    assert (at_once <= not_applicable(run)) is (name == "shim")
    of_http = {
        f"issuer.authorization.refuses-another-customer-in-a-{one}" for one in ("cookie", "header", "form", "list")
    }
    assert (of_http <= not_applicable(run)) is (name not in SPEAKING)
    assert bool(of_http & not_applicable(run)) is (name not in SPEAKING)
    assert ("issuer.jti.gives-others-after-a-restart" in not_applicable(run)) is (name not in ("http", "shim"))
    assert ("issuer.signature.mints-under-a-secret-of-64-characters" in not_applicable(run)) is (name != "http")


@pytest.mark.parametrize("run", ["asgi"], indirect=True)
def test_each_scenario_can_be_replayed_and_none_has_a_curl_line(run: Tried) -> None:
    assert all(one["replay"].startswith("tokenassay replay ") for one in run.target["scenarios"])
    assert not any(one["curl"] for one in run.target["scenarios"])


def test_every_way_runs_the_same_scenarios(runs: dict[str, Tried]) -> None:
    if set(runs) != set(WHOLE):
        pytest.skip("only some were run")
    assert len({frozenset(run.records) for run in runs.values()}) == 1


@pytest.mark.parametrize("name", WAYS)
def test_some_scenarios_pass_in_this_process(name: str, tmp_path: Path) -> None:
    with met(tmp_path, WAYS[name]) as one:
        assert not one.context.stopped
        assert bool(one.context.clock) is (name in OBEYING)
        assert one.context.any_customer
        assert one.context.peer == ("127.0.0.1" if name in SPEAKING else "")
        verdicts = {record.id: record for record in map(one.run, SOME)}
    bad = {name: record.reason for name, record in verdicts.items() if record.verdict not in ("pass", "not-applicable")}
    assert not bad
    assert sum(record.verdict == "pass" for record in verdicts.values()) >= 7


@pytest.mark.parametrize(("run", "name"), [("asgi", "asgi"), ("http", "http")], indirect=["run"])
def test_two_processes_say_what_one_says(run: Tried, name: str, tmp_path: Path) -> None:
    two = tried(tmp_path, WAYS[name], "-n", "2", "-k", "customer or redirect or concurrency or authorization")
    assert two.done.code == 0, two.done.said
    assert two.verdicts == {one: run.verdicts[one] for one in two.verdicts}
    assert two.counts["pass"] > 100
