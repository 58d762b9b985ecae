"""Dealing scenarios out to shards."""

import pytest

from harness.verdict.plan import Shard, digest_of, parse_shard


@pytest.mark.parametrize("total", [1, 2, 3, 5, 7])
@pytest.mark.parametrize("scenarios", [0, 1, 4, 5, 23])
def test_every_scenario_is_dealt_to_one_shard_and_no_shard_gets_two_more_than_another(
    total: int, scenarios: int
) -> None:
    shards = [Shard(number, total) for number in range(1, total + 1)]
    dealt = [[place for place in range(scenarios) if shard.has(place)] for shard in shards]
    assert sorted(place for hand in dealt for place in hand) == list(range(scenarios))
    assert [len(hand) for hand in dealt] == [shard.share(scenarios) for shard in shards]
    assert max(map(len, dealt)) - min(map(len, dealt)) <= 1


def test_a_shard_is_read_as_it_is_written() -> None:
    assert parse_shard("2/5") == Shard(2, 5)
    assert str(Shard(2, 5)) == "2/5"
    assert Shard(2, 5).told == "shard 2 of 5"
    assert parse_shard("1/1").whole
    assert not parse_shard("1/2").whole


@pytest.mark.parametrize("text", ["", "2", "a/b", "0/5", "6/5", "1/0", "0/0", "-1/5", " 1/5", "1/5/5", "١/5", "1.0/5"])
def test_nothing_else_is_a_shard(text: str) -> None:
    with pytest.raises(ValueError, match=r"such as 2/5|no such part"):
        parse_shard(text)


def test_the_digest_of_ids_knows_a_set_and_no_order() -> None:
    assert digest_of(["a", "b"]) == digest_of(["b", "a"])
    assert len({digest_of(ids) for ids in ([], ["a"], ["a", "b"], ["ab"], ["a", "a"])}) == 5
