"""The first words with an issuer: what is wrong is told by its key, and what an app is like is learned."""

from pathlib import Path

import pytest

from harness.judge.issued import checks
from scenarios.issuer import channel, customer, delivery, issued_at
from tests.issuer.apps import OPAQUE
from tests.issuer.trying import APP, APPS, COOKIE, Tried, met, send, started, tried, within


def stopped(folder: Path, text: str) -> str:
    """Return why nothing can be concluded; no scenario says anything else."""
    with met(folder, text) as one:
        record = one.run(delivery.mints_what_signs_the_customer_in)
        assert (record.verdict, record.reason) == ("inconclusive", one.context.stopped)
        assert one.context.stopped
        return one.context.stopped


def nothing_is_green(run: Tried) -> None:
    assert run.done.code == 3, run.done.said
    assert set(run.verdicts.values()) == {"inconclusive"}
    assert run.target["verdict"] == "inconclusive"
    assert not run.findings


def test_an_app_that_always_refuses_gets_nothing_green(tmp_path: Path) -> None:
    run = tried(tmp_path, f'{APP}[inprocess]\ncallable = "{APPS}:never"\n')
    nothing_is_green(run)
    assert "is refused a login" in str(run.target["scenarios"][0])
    assert len(run.verdicts) > 250


def test_where_everybody_is_refused_the_session_is_to_be_looked_at(tmp_path: Path) -> None:
    said = stopped(tmp_path, within("never"))
    assert said.startswith("customer 492")
    assert "is refused a login of their own (refused (403)): check [session]" in said
    assert "[customers], and send" in said


def test_without_a_session_it_is_asked_whether_one_is_missing(tmp_path: Path) -> None:
    text = within().replace(COOKIE, "")
    assert "check [customers], send, and whether [session] is missing" in stopped(tmp_path, text)


def test_a_cookie_of_another_name_is_a_refusal_too(tmp_path: Path) -> None:
    said = stopped(tmp_path, within().replace("{ session =", "{ sid ="))
    assert "check [session] (is that what a signed-in browser sends?)" in said


def test_an_app_that_breaks_is_told_with_what_it_says_itself(tmp_path: Path) -> None:
    said = stopped(tmp_path, within("breaks"))
    assert said.startswith("the app breaks on an honest request (broke (")
    assert "ZeroDivisionError" in said


@pytest.mark.parametrize(
    ("quirk", "said"),
    [
        ("odd-status", "status 299 is neither in accepted.status nor in refused.status (asgi"),
        ("json", "the token stands elsewhere than in redirect (token.in) (asgi"),
        ("body", "the token stands elsewhere than in redirect (token.in) (asgi"),
        ("html", "the token stands elsewhere than in redirect (token.in) (asgi"),
    ],
)
def test_what_the_target_file_describes_otherwise_names_the_key(quirk: str, said: str, tmp_path: Path) -> None:
    found = stopped(tmp_path, within(quirk))
    assert found.startswith(said)
    assert found.endswith("correct [token], [accepted] or [refused] in the target file")


@pytest.mark.parametrize("place", ["body", "html", "json:$.token"])
def test_a_token_that_is_looked_for_in_the_wrong_place_names_the_key(place: str, tmp_path: Path) -> None:
    found = stopped(tmp_path, within(more=f'[token]\nin = "{place}"\n'))
    assert f"the token stands elsewhere than in {place} (token.in)" in found


@pytest.mark.parametrize(
    ("quirk", "place"), [("json", "json:$.login.token"), ("json", "json:$..token"), ("body", "body"), ("html", "html")]
)
def test_a_token_that_is_looked_for_in_the_right_place_is_found(quirk: str, place: str, tmp_path: Path) -> None:
    with met(tmp_path, within(quirk, more=f'[token]\nin = "{place}"\n')) as one:
        assert not one.context.stopped
        assert one.run(delivery.mints_what_signs_the_customer_in).verdict == "pass"


def test_a_page_to_sign_in_for_nobody_names_the_keys(tmp_path: Path) -> None:
    said = stopped(tmp_path, within("login-page"))
    assert said.startswith(
        "asked with nobody signed in, the app does not refuse as described: status 200, but no token"
    )
    assert "refused.also" in said
    for line in ("status = [200, 403]", "also = [200]"):
        with met(tmp_path, within("login-page", more=f"[refused]\n{line}\n")) as one:
            assert not one.context.stopped


@pytest.mark.parametrize("quirk", ["busy", "busy-503"])
def test_an_app_that_asks_to_wait_for_ever_is_inconclusive(quirk: str, tmp_path: Path) -> None:
    assert "the app asks to wait" in stopped(tmp_path, started(QUIRK=quirk))


def test_a_clock_of_its_own_is_measured(tmp_path: Path) -> None:
    for offset in (7200, -7200, 40):
        with met(tmp_path, started(OFFSET=str(offset))) as one:
            assert abs(one.context.offset - offset) <= one.context.bar + 1
            assert one.context.clock == 0
            for name in ("issued-at.not-ahead", "issued-at.fresh"):
                assert one.run(issued_at.mints, checks()[name]).verdict == "pass"


def test_a_clock_in_this_process_is_obeyed_or_not(tmp_path: Path) -> None:
    with met(tmp_path, f'{APP}[inprocess]\ncallable = "{APPS}:sign_in_captured"\n') as one:
        assert (one.context.clock, one.context.offset) == (0, 0.0)
        assert all(one.run(issued_at.mints, check).verdict == "pass" for check in of("issued-at"))
    with met(tmp_path, within()) as one:
        assert one.context.clock > 0
        order = one.context.order(one.context.people[0], one.context.now(), one.context.now())
        assert order.earliest == order.latest, "a clock of ours has no error"
        assert all(one.run(issued_at.mints, check).verdict == "pass" for check in of("issued-at"))


def of(rule: str) -> list[object]:
    """Return the checks whose names begin with ``rule``."""
    found = [check for check in checks().values() if check.id.startswith(f"{rule}.")]
    assert found
    return list(found)


def test_the_channel_is_learned_from_the_token_and_the_store_moves_to_it(tmp_path: Path) -> None:
    for more in ("", "channel_id = 2\n"):
        with met(tmp_path, more + within("channel")) as one:
            assert one.context.channel == 2
            assert one.run(delivery.mints_what_signs_the_customer_in).verdict == "pass"
            assert {one.run(channel.mints, check).verdict for check in of("channel")} == {"pass"}
    with met(tmp_path, "channel_id = 3\n" + within("channel")) as one:
        assert "fail" in {one.run(channel.mints, check).verdict for check in of("channel")}
    with met(tmp_path, "channel_id = 3\n" + within()) as one:
        assert "fail" in {one.run(channel.mints, check).verdict for check in of("channel")}


def test_an_app_that_knows_its_own_customers_alone_is_not_asked_for_others(tmp_path: Path) -> None:
    with met(tmp_path, within("known-only")) as one:
        assert not one.context.any_customer
        assert one.run(customer.mints_for_each_customer).verdict == "pass"
        record = one.run(customer.mints_right_for_any_customer)
    assert (record.verdict, record.reason) == (
        "not-applicable",
        "the app logs in the customers of the target file alone",
    )


def test_sessions_that_say_nothing_by_themselves_are_those_of_the_customers(tmp_path: Path) -> None:
    alice, bob = OPAQUE
    people = f'[customers]\nalice = {{ id = 4927, session = "{alice}" }}\nbob = {{ id = 4928, session = "{bob}" }}\n'
    text = within(more=people).replace("customer-{customer_id}", "{session}")
    with met(tmp_path, text) as one:
        assert not one.context.stopped
        assert not one.context.any_customer, "nobody else has a session"
        assert one.run(delivery.mints_what_signs_the_customer_in).verdict == "pass"
        assert alice not in str(one.context.target)


def test_nobody_there_is_told_with_the_address(tmp_path: Path) -> None:
    with_nobody = APP + send("http://127.0.0.1:9/sso?customer_id={customer_id}")
    said = stopped(tmp_path, with_nobody)
    assert said.startswith("the app does not answer (http://127.0.0.1:9/sso")
    assert said.endswith("start it, or correct send.url in the target file")


def test_a_shim_that_does_not_run_is_inconclusive_at_once(tmp_path: Path) -> None:
    run = tried(tmp_path, f'{APP}[shim]\ncommand = ["no-such-program"]\n', "--rule", "jti")
    assert run.done.code == 3, run.done.said
    assert "cannot run no-such-program" in run.done.err
    assert run.target["verdict"] == "inconclusive"
    assert "the app breaks on an honest request" in stopped(tmp_path, f'{APP}[shim]\ncommand = ["false"]\n')
