"""Test customers: there for a run, and gone after it, whatever happens on the way."""

from dataclasses import replace

import pytest

from harness.sandbox.customers import peopled
from harness.sandbox.ledger import folder
from harness.sandbox.removal import left_over, remove_left
from harness.targets.errors import TargetDownError, TargetError
from tests.sandbox.stores import Sandbox

ELSEWHERE = "[others.channel]\nid = 2\n"


def pages() -> list[str]:
    return [path.read_text() for path in folder().glob("*.ndjson")]


def change(sandbox: Sandbox, **changes: object) -> None:
    """Let the shop's owner change every customer that a run has created."""
    customers = sandbox.store.state.estates["abc123"].customers
    for one in [one for one in customers.values() if one.email in sandbox.guests]:
        customers[one.id] = replace(one, **changes)  # type: ignore[arg-type]


def test_two_are_created_and_removed(sandbox: Sandbox) -> None:
    before, said = sandbox.people, list[str]()
    with peopled(sandbox.context(), said.append) as context:
        assert {one.id: one.email for one in context.people} == {
            number: email for number, email in sandbox.people.items() if number not in before
        }
        assert list(context.target.customers) == ["alice", "bob"]
        assert all(one.email.endswith("@example.com") for one in context.people)
        assert all(one.password for one in context.target.customers.values())
        assert context.created == 2
    assert sandbox.people == before
    assert pages() == said == []


def test_one_more_is_created_for_another_channel(sandbox: Sandbox) -> None:
    before = sandbox.people
    with peopled(sandbox.context(ELSEWHERE), print) as context:
        assert context.target.others.channel
        stranger = context.target.others.channel.customer
        assert stranger
        assert sandbox.store.state.estates["abc123"].customers[stranger.id].channels == (2,)
        assert len(context.people) == 2
    assert sandbox.people == before


def test_customers_of_the_file_are_left_alone(sandbox: Sandbox) -> None:
    before = sandbox.people
    named = "[customers]\nalice = { id = 4927 }\nbob = { id = 4928 }\n"
    with peopled(sandbox.context(named), print) as context:
        assert {one.id for one in context.people} == {4927, 4928}
        assert context.created == 0
        assert sandbox.people == before
    assert not folder().exists()


def test_they_are_owed_before_they_are_there(sandbox: Sandbox) -> None:
    sandbox.breaks({"cut": True, "times": 1})
    seen: list[str] = []
    with pytest.raises(TargetDownError, match="management"), peopled(sandbox.context(), seen.append):
        pytest.fail("nobody was created")
    owed = "".join(pages())
    assert owed.count("@example.com") == 2, "a creation without an answer may yet be carried out"
    assert sandbox.store.state.accounts.keys().isdisjoint(owed.split('"')), "no secrets in the ledger"
    assert sandbox.context().app.client_secret not in owed


def test_no_password_or_access_token_is_in_the_ledger(sandbox: Sandbox) -> None:
    with peopled(sandbox.context(), print) as context:
        text = "".join(pages())
        assert all(one.email in text for one in context.people)
        assert not [secret for secret in context.all_secrets() if secret in text]


def test_they_are_removed_after_a_failure_and_after_ctrl_c(sandbox: Sandbox) -> None:
    before = sandbox.people
    for ending in (RuntimeError, KeyboardInterrupt, SystemExit):
        with pytest.raises(ending), peopled(sandbox.context(), print):
            raise ending
        assert sandbox.people == before
        assert pages() == []


@pytest.mark.parametrize(
    "errors",
    [
        [{"status": 429, "retry_after": 0, "times": 5}],
        [{"status": 503, "retry_after": 0, "times": 3}],
        [{"status": 429, "retry_after": 0, "times": 3}, {"status": 503, "retry_after": 0, "times": 3}],
        [{"cut": True, "times": 1}],
    ],
    ids=["429", "503", "429-and-503", "cut"],
)
def test_they_are_removed_though_the_api_hesitates(sandbox: Sandbox, errors: list[dict[str, object]]) -> None:
    before, said = sandbox.people, list[str]()
    with peopled(sandbox.context(), said.append):
        sandbox.breaks(*errors)
    assert sandbox.people == before
    assert pages() == said == []


def test_what_cannot_be_removed_is_told_and_removed_at_the_next_start(sandbox: Sandbox) -> None:
    before, said, accounts = sandbox.people, list[str](), sandbox.store.state.accounts
    known = dict(accounts)
    with peopled(sandbox.context(), said.append):
        guests = sandbox.guests
        accounts.clear()
    assert all(email in said[0] for email in guests)
    assert all(words in said[0] for words in ("401", "by hand", "tokenassay doctor --clean"))
    assert sandbox.guests == guests
    accounts.update(known)
    with peopled(sandbox.context(), said.append):
        assert set(sandbox.guests).isdisjoint(guests)
    assert sandbox.people == before
    assert pages() == []


def test_a_refused_creation_owes_nothing(sandbox: Sandbox) -> None:
    with (
        pytest.raises(TargetDownError, match="403, .* store_v2_customers"),
        peopled(sandbox.context(token="sandbox-access-token-abc123-read"), print),
    ):
        pytest.fail("nobody was created")
    assert pages() == []


def test_a_customer_without_our_mark_is_never_deleted(sandbox: Sandbox) -> None:
    said: list[str] = []
    with peopled(sandbox.context(), said.append):
        change(sandbox, last_name="Somebody Real")
        people = sandbox.people
    assert sandbox.people == people
    assert "mark" in said[0]
    assert pages()


def test_a_customer_with_another_id_is_never_deleted(sandbox: Sandbox) -> None:
    said: list[str] = []
    with peopled(sandbox.context(), said.append):
        customers = sandbox.store.state.estates["abc123"].customers
        for one in [one for one in customers.values() if one.email in sandbox.guests]:
            del customers[one.id]
            customers[one.id + 1000] = replace(one, id=one.id + 1000)
        people = sandbox.people
    assert sandbox.people == people
    assert said


def test_two_runs_at_once_leave_each_others_customers_alone(sandbox: Sandbox) -> None:
    before = sandbox.people
    with peopled(sandbox.context(), print) as first:
        with peopled(sandbox.context(), print) as second:
            assert left_over(first) == ()
            assert remove_left(second, print) == (0, 0)
            assert len(sandbox.guests) == 4
        assert {one.email for one in first.people} == set(sandbox.guests)
    assert sandbox.people == before


def test_a_ledger_that_cannot_be_written_creates_nobody(sandbox: Sandbox) -> None:
    (sandbox.folder / "state").write_text("a file where a folder is needed")
    before = sandbox.people
    with pytest.raises(TargetError, match="XDG_STATE_HOME"), peopled(sandbox.context(), print):
        pytest.fail("nobody was created")
    assert sandbox.people == before
