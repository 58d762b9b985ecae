"""A store on what seems another machine: https under its own name, its own clock, answers that take their time."""

from pathlib import Path

from harness.calibrate.registry import Ending, Measurement
from harness.store.mock import MockStore
from harness.store.outages import Barrier, Outage
from harness.suite.standing import sandbox_target
from harness.targets.connecting import ConnectTable
from harness.verdict.storefront.context import StorefrontContext
from tests.cli.command import tokenassay
from tests.store.visiting import profile_with

from .stores import calibrated, context_of, gaps, values, wanted

NAME = "shop.tea.example"
NEEDS_PEER = "login.request-ip.mapped"


def remote(store: MockStore, **changes: object) -> StorefrontContext:
    via = ConnectTable(ca_file=str(store.ca_file), resolve={NAME: store.tls_host})
    return context_of(
        store, url=f"https://{NAME}", sandbox=True, connect=via, pace=0.0, peer="", management=None, **changes
    )


def test_a_window_is_exact_to_the_second_across_a_slow_line() -> None:
    lines = {"login.window": 33, "login.cookie.same-site": "Strict"}
    with MockStore(profile=profile_with(lines), tls=True, names=(NAME,)) as store:
        store.clock.shift(-0.4)
        store.state.outages.set([Outage("/login/token/", latency=0.03)])
        context = remote(store)
        found = calibrated(context)
    assert not context.local
    assert context.bar >= 1
    assert values(found) == {key: value for key, value in wanted(lines).items() if key != NEEDS_PEER}
    assert "peer" in gaps(found, Ending.MOOT)[NEEDS_PEER]
    assert found.concluded


def test_what_stands_before_a_store_is_told_and_measures_nothing() -> None:
    walls = {"login.post": Barrier.CHALLENGE, "current.guest.status": Barrier.MAINTENANCE}
    with MockStore() as store:

        def hinder(one: Measurement) -> None:
            wall = walls.get(one.keys[0])
            store.state.outages.set([Outage("/", page=wall)] if wall else [])

        found = calibrated(context_of(store), hinder)
    lost = gaps(found, Ending.UNCLEAR)
    door, guests = ("login.post", "login.post.failure.status", "login.post.redirect"), ("status", "body")
    assert lost.keys() == {*door, *(f"current.guest.{name}" for name in guests)}
    assert all("a Cloudflare challenge stands before the store" in lost[key] for key in door)
    assert all("down for maintenance" in lost[f"current.guest.{name}"] for name in guests)
    assert lost.keys().isdisjoint(values(found))


def test_the_command_needs_to_be_told_that_it_is_a_sandbox(tmp_path: Path) -> None:
    with MockStore(tls=True, names=(NAME,)) as store:
        app = sandbox_target(store.url).app
        text = f"""
role = "storefront"
url = "https://{NAME}"
pace = 0.0
[app]
client_id = "{app.client_id}"
client_secret = "{app.client_secret.get_secret_value()}"
store_hash = "abc123"
[customers]
alice = {{ id = 4927 }}
bob = {{ id = 4928 }}
[connect]
ca_file = "{store.ca_file}"
resolve = {{ "{NAME}" = "{store.tls_host}" }}
"""
        file = tmp_path / "shop.toml"
        file.write_text(text)
        refused = tokenassay("calibrate", file, cwd=tmp_path)
        assert refused.code == 2
        assert "sandbox = true" in refused.err
        assert len(store.journal) == 0
        file.write_text(f"sandbox = true\n{text}")
        done = tokenassay("calibrate", file, cwd=tmp_path)
    assert done.code == 0, done.said
    written = (tmp_path / "shop.profile.toml").read_text("utf-8")
    assert f'source = "{NAME}, ' in written
    assert "clock known to ±0." in written
