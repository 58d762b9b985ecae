"""What processes have seen is put together whole, ids that came twice to different ones among it."""

from harness.load.outcome import Fate, Outcome
from harness.load.tally import DIFFERENT, Tally
from harness.load.telling import Ended, as_json, told
from harness.targets.http import Exchange

EXCHANGE = Exchange("GET", "http://127.0.0.1/me", 200)


def wrong(reason: str, rule: str = "verifier.audience") -> Outcome:
    return Outcome("valid", Fate.WRONG, EXCHANGE, rule, reason, "in detail")


def right() -> Outcome:
    return Outcome("valid", Fate.RIGHT, EXCHANGE)


def ended(tally: Tally) -> Ended:
    return Ended("orders", "verifier", tally, (), None, 2.0)


def test_what_two_workers_have_seen_adds_up_however_often_they_report() -> None:
    master, workers = Tally(), [Tally(), Tally()]
    for turn in range(3):
        for worker in workers:
            worker.note(right())
            worker.note(wrong("aud"))
            worker.note(Outcome("valid", Fate.UNCLEAR, EXCHANGE, reason=f"odd {turn}"))
            master.merge(worker.drained())
    assert (master.total(Fate.RIGHT), master.total(Fate.WRONG), master.total(Fate.UNCLEAR)) == (6, 6, 6)
    assert [one.times for one in master.breaches.values()] == [6]
    assert dict(master.unclear) == {"odd 0": 2, "odd 1": 2, "odd 2": 2}


def test_an_id_that_two_workers_were_given_is_found() -> None:
    master, workers = Tally(), [Tally(), Tally()]
    assert not workers[0].repeats("one")
    assert not workers[1].repeats("two")
    assert not master.merge(workers[0].drained()) + master.merge(workers[1].drained())
    assert not workers[1].repeats("one")
    assert master.merge(workers[1].drained()) == 1
    assert {rule for rule, _ in master.breaches} == {"issuer.jti"}
    assert workers[0].repeats("one"), "a worker remembers its own ids after it has told of them"


def test_an_app_that_makes_up_its_mistakes_fills_no_memory() -> None:
    tally = Tally()
    for number in range(2 * DIFFERENT):
        tally.note(wrong(f"mistake {number}"))
        tally.note(Outcome("valid", Fate.UNCLEAR, EXCHANGE, reason=f"odd {number}"))
    assert len(tally.breaches) == DIFFERENT + 1
    assert len(tally.unclear) == DIFFERENT
    assert sum(one.times for one in tally.breaches.values()) == tally.total(Fate.WRONG) == 2 * DIFFERENT


def test_the_exit_code_says_what_came_of_it() -> None:
    tally = Tally()
    assert ended(tally).code == 3, "nothing was judged"
    tally.note(right())
    assert (ended(tally).code, ended(tally).verdict) == (0, "conforms")
    tally.note(Outcome("valid", Fate.WAIT, Exchange("GET", "", 429)))
    assert ended(tally).code == 0
    tally.note(Outcome("valid", Fate.UNCLEAR, EXCHANGE, reason="odd"))
    assert (ended(tally).code, ended(tally).verdict) == (3, "inconclusive")
    tally.note(wrong("aud"))
    assert (ended(tally).code, ended(tally).verdict) == (1, "violates")
    tally.fault = True
    assert ended(tally).code == 4


def test_the_gravest_is_told_first_with_its_mend() -> None:
    tally = Tally()
    tally.note(wrong("it broke", "verifier.robustness"))
    tally.note(wrong("a token with signature.none was accepted", "verifier.signature"))
    lines = [line for line in told(ended(tally)) if line.startswith(("wrong", "mend"))]
    assert lines[0] == "wrong    verifier.signature: a token with signature.none was accepted; once"
    assert [line.split(":")[0] for line in lines[2:]] == ["mend     verifier.signature", "mend     verifier.robustness"]
    data = as_json(ended(tally))
    assert [one["rule"] for one in data["findings"]] == ["verifier.signature", "verifier.robustness"]
    assert data["findings"][0]["remedy"]
