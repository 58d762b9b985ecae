"""What the login door wants of a token's header: which algorithms, and a typ."""

from collections.abc import Iterator

from harness.calibrate.bench import Bench
from harness.calibrate.registry import Ending, LeftOutError, Line, measures
from harness.faults import deviation
from harness.jose.mac import HMACS
from harness.tokens import Draft

UNSIGNED = ("algorithm.none.none", "algorithm.none.none-0", "algorithm.none.none-0123", "algorithm.missing-unsigned")


@measures("login.accepts")
def algorithms(bench: Bench) -> Iterator[Line]:
    """Which algorithms the door takes; none must not be one of them."""
    for name in UNSIGNED:
        if bench.takes(deviation(name).change(bench.draft())):
            raise LeftOutError(
                f"UNSIGNED TOKENS ARE ACCEPTED ({name}): whoever knows a customer's id can be them", Ending.ALARM
            )
    taken = [name for name in HMACS if bench.takes(_signed(bench, name))]
    refused = [name for name in HMACS if name not in taken]
    also = f"{', '.join(refused)} refused, " if refused else ""
    yield Line("login.accepts", tuple(taken), f"{', '.join(taken)} accepted, {also}unsigned tokens refused")


def _signed(bench: Bench, algorithm: str) -> Draft:
    draft = bench.draft()
    return draft.head(alg=algorithm).signed_with(draft.key, algorithm)


@measures("login.typ.required")
def typ(bench: Bench) -> Iterator[Line]:
    """Whether the header needs a typ."""
    taken = bench.takes(deviation("type.missing").change(bench.draft()))
    yield Line("login.typ.required", not taken, f"a token without typ was {'accepted' if taken else 'refused'}")
