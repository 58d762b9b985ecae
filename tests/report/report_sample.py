"""One run made by hand: every verdict, every kind of evidence, and strings that mean harm."""

import json
import struct
import zlib
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any

from harness.contract.snippets import snippets
from harness.contract.words import Level, Severity, Standing, Verdict
from harness.report.events import Event, RunFinished, RunStarted, ScenarioFinished, TargetFinished, TargetStarted
from harness.verdict.records import Finding, Record, RunResult, TargetResult

SCRIPT = "<script>document.title='owned'</script>"
NASTY = f"{SCRIPT} [bold]markup[/bold] :smile: \x1b[31mred\x1b[0m nul\x00 lone\ud800 bidi\u202e &amp; ]]> \U0001f512"
LONG = "x" * 5000
BAD = (Verdict.FAIL, Verdict.ADVISORY)

EVIDENCE: dict[str, Any] = {
    "request": {
        "method": "GET",
        "url": "http://127.0.0.1:8000/me?next=<img src=x onerror=alert(1)>",
        "headers": {"Authorization": "Bearer eyJhbGciOiJIUzUxMiJ9.eyJhdWQiOiJvdGhlciJ9.AAAA", "X-Long": LONG},
    },
    "response": {
        "status": 200,
        "location": None,
        "headers": {"Content-Type": "application/json"},
        "body": NASTY + LONG,
    },
    "token": {
        "header": {"alg": "HS512", "typ": "JWT"},
        "claims": {"iss": "bc/apps", "aud": "somebody-elses-client-id", "exp": float("nan"), "customer": {"id": 4927}},
        "wire": "eyJhbGciOiJIUzUxMiJ9.eyJhdWQiOiJvdGhlciJ9." + LONG,
    },
    "twin": {
        "request": {"method": "GET", "url": "http://127.0.0.1:8000/me", "headers": {}},
        "response": {"status": 200, "body": '{"customer": {"id": 4927}}'},
        "token": {"header": {"alg": "HS512", "typ": "JWT"}, "claims": {"iss": "bc/apps", "aud": "r3clientid"}},
    },
    "differs": "claims.aud: r3clientid -> somebody-elses-client-id",
}
STEPS: dict[str, Any] = {
    "steps": [
        {"did": "redeemed the token", "saw": "302 /account.php, signed in as 4927"},
        {"did": "redeemed the token again from another browser", "saw": "302 /account.php, signed in as 4927"},
    ]
}

MADE: dict[str, Any] = {
    "request": {"method": "GET", "url": "http://127.0.0.1:9/login/token/eyJhbGciOiJIUzI1NiJ9.e30.AAAA", "headers": {}},
    "response": {"status": 302, "location": "/login.php", "headers": {}, "body": ""},
    "token": {
        "header": {"alg": "HS256", "typ": "JWT"},
        "claims": {"store_hash": "stores/abc123", "customer_id": 4927},
        "wire": "eyJhbGciOiJIUzI1NiJ9.e30.…",
    },
    "store": {
        "outcome": "refused (302 to /login.php), nobody signed in",
        "reasons": ["store_hash is 'stores/abc123'; this store is 'abc123'", f"iat is 41 s old {SCRIPT}"],
    },
    "steps": [{"did": "asked as customer 4927", "saw": "handed over a token (302)"}],
}

WINDOW = f"alice's {SCRIPT}"
PLACE = "browser/embedded-store/{}/1.{}"
LOG: dict[str, Any] = {
    "window": WINDOW,
    "console": [{"kind": "log", "text": f"line {number}"} for number in range(20)]
    + [{"kind": "pageerror", "text": NASTY}],
    "network": [
        {"method": "GET", "url": "http://127.0.0.1:8000/account.php", "kind": "document", "status": 200},
        {
            "method": "POST",
            "url": f"https://elsewhere.example/{SCRIPT}",
            "kind": "fetch",
            "status": 0,
            "failure": "net::ERR_FAILED",
        },
        {"method": "GET", "url": "http://[broken", "kind": "image", "status": 0},
        "no request",
    ],
    "dropped": 0,
}


def artefacts(scenario: str, *ends: str) -> tuple[dict[str, str], ...]:
    """Return what a scenario says of the files that ``keep`` writes for it."""
    kinds = {"png": "picture", "json": "log", "zip": "trace"}
    return ({"window": WINDOW, **{kinds[end]: PLACE.format(scenario, end) for end in ends}},)


def keep(folder: Path, run: RunResult) -> None:
    """Write the files that the browser scenarios of ``run`` have left."""
    written = {".png": png(4, 3), ".json": json.dumps(LOG).encode(), ".zip": b"PK"}
    kept = [one for target in run.targets for record in target.scenarios for one in record.artefacts]
    for place in [place for one in kept for name, place in one.items() if name != "window"]:
        path = folder / place
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(written[path.suffix])


def png(width: int, height: int) -> bytes:
    """Return a grey picture."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    rows = zlib.compress((b"\0" + b"\x80" * width) * height)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def record(name: str, verdict: Verdict, *, level: Level = Level.MUST, **more: Any) -> Record:
    """Return a record named ``rule.scenario``, with all that a case may leave unsaid."""
    role, rule, scenario = name.split(".", 2)
    told: dict[str, Any] = {
        "title": scenario.replace("-", " ").capitalize() + ".",
        "standing": Standing.DOCUMENTED,
        "expected": "refused",
        "observed": "accepted" if verdict in (Verdict.FAIL, Verdict.ADVISORY) else "refused",
        "seconds": 0.002,
        "replay": f"tokenassay replay '{name}' orders-api.toml",
        "curl": 'curl -H "Authorization: Bearer $(tokenassay mint current --target orders-api.toml)" http://127.0.0.1:8000/me',
    }
    return Record(id=name, rule=f"{role}.{rule}", level=level, verdict=verdict, **{**told, **more})


def _verifier() -> TargetResult:
    signature = [record(f"verifier.signature.refuses[bit-{bit}]", Verdict.FAIL, believed=4927) for bit in range(5)]
    scenarios = (
        record("verifier.real-tokens.accepts-hs512", Verdict.PASS, expected="accepted", observed="accepted"),
        *signature,
        record("verifier.algorithm.refuses[none]", Verdict.FAIL, reason="accepted, and its twin was accepted too"),
        record(
            "verifier.audience.refuses[another-app]",
            Verdict.FAIL,
            title=NASTY,
            reason=NASTY,
            observed="accepted",
            deviation="audience.another-app",
            believed=4927,
            evidence=EVIDENCE,
        ),
        record("verifier.audience.refuses[none]", Verdict.PASS),
        record("verifier.json.refuses[duplicate-key]", Verdict.ADVISORY, level=Level.SHOULD, evidence=EVIDENCE),
        record("verifier.issued-at.refuses[future]", Verdict.ADVISORY, level=Level.SHOULD, standing=Standing.ASSUMED),
        record("verifier.expiry.refuses[past]", Verdict.INCONCLUSIVE, reason="the valid twin was refused with 429"),
        record("verifier.expiry.refuses[missing]", Verdict.INCONCLUSIVE, reason="the valid twin was refused with 429"),
        record("verifier.robustness.answers[deep]", Verdict.FAIL, observed="unclean: 500", evidence={"differs": LONG}),
        record("verifier.encoding.refuses[line-feed]", Verdict.NOT_APPLICABLE, reason="a header cannot carry it"),
        record("verifier.binding.keeps-to-the-token", Verdict.NOT_APPLICABLE, reason="needs [resource] url"),
        record("verifier.binding.keeps-to-the-cookie", Verdict.NOT_APPLICABLE, reason="needs [resource] url"),
        record("verifier.leak.gives-no-stack-trace", Verdict.ERROR, observed="", reason=f"KeyError: {NASTY}"),
    )
    return TargetResult("orders-api", "verifier", "violates", _counts(scenarios), _findings(scenarios), scenarios)


def _findings(scenarios: tuple[Record, ...]) -> tuple[Finding, ...]:
    def ids(rule: str) -> tuple[str, ...]:
        return tuple(one.id for one in scenarios if one.rule == rule and one.verdict in BAD)

    def finding(name: str, severity: Severity, level: Level, title: str, **more: Any) -> Finding:
        rule = f"verifier.{name}"
        told = {"gain": "Anyone can be any customer.", "remedy": f"Verify first. {SCRIPT}", "cwe": (347,)}
        found = Finding(rule, severity, level, title, scenarios=ids(rule), **{**told, **more})
        return found if name == "json" else replace(found, snippets=dict(snippets(rule)))

    return (
        finding("json", Severity.LOW, Level.SHOULD, "Reads duplicate keys"),
        finding(
            "signature",
            Severity.CRITICAL,
            Level.MUST,
            "Accepts a broken MAC",
            explains=("verifier.algorithm",),
            cwe=(347,),
        ),
        finding("audience", Severity.HIGH, Level.MUST, f"Accepts a token for another app {SCRIPT}", cwe=(863, 345)),
    )


def _storefront() -> TargetResult:
    scenarios = (
        record("storefront.login.signs-in-the-customer", Verdict.PASS, expected="accepted", observed="accepted"),
        record("storefront.replay.refuses-a-second-use", Verdict.PASS, evidence=STEPS),
        record("storefront.login.gives-the-page", Verdict.PASS, artefacts=artefacts("gives-the-page", "png", "json")),
        record(
            "storefront.cookies.keeps-them",
            Verdict.ADVISORY,
            level=Level.SHOULD,
            evidence=STEPS,
            artefacts=artefacts("keeps-them", "png", "json", "zip"),
        ),
    )
    return TargetResult("embedded-store", "storefront", "conforms", _counts(scenarios), (), scenarios)


def issuer() -> TargetResult:
    """Return an app that makes login tokens for a store that nobody knows."""
    told: dict[str, Any] = {"reason": "it must be 'abc123' alone", "evidence": MADE, "observed": "refused"}
    title = "The token signs its customer in"
    scenarios = (
        record("issuer.delivery.mints-what-signs-in", Verdict.FAIL, title=title, expected=title, **told),
        record("issuer.store.mints[bare]", Verdict.FAIL, deviation="store.bare", **told),
    )
    scenarios = (replace(scenarios[0], rule="issuer.store"), scenarios[1])
    found = Finding(
        "issuer.store", Severity.HIGH, Level.MUST, "Does not name the store", "Nobody gets in.", "Name it.", (345,),
        tuple(one.id for one in scenarios), snippets=dict(snippets("issuer.store")),
    )  # fmt: skip
    return TargetResult("sso", "issuer", "violates", _counts(scenarios), (found,), scenarios)


def _silent() -> TargetResult:
    why = {"reason": "neither HS512 nor HS256 was accepted", "evidence": STEPS}
    scenarios = (record("verifier.real-tokens.accepts-hs512", Verdict.INCONCLUSIVE, **why),)
    return TargetResult(f"silent {NASTY}", "verifier", "inconclusive", _counts(scenarios), (), scenarios)


def _counts(scenarios: tuple[Record, ...]) -> dict[str, int]:
    tally = Counter(one.verdict for one in scenarios)
    return {verdict.value: tally[verdict] for verdict in Verdict}


def run_result() -> RunResult:
    """Return the whole run."""
    targets = (_verifier(), _storefront(), _silent())
    return RunResult("0.1.0", "2026-01-02T03:04:05Z", 3.1, 7, "observed", targets, exit_code=1)


def events(run: RunResult) -> list[Event]:
    """Return ``run`` as the stream that renderers hear."""
    stream: list[Event] = [RunStarted(run.tokenassay, run.started, run.seed, run.profile)]
    for target in run.targets:
        stream.append(TargetStarted(target.name, target.role, "http://127.0.0.1:8000", len(target.scenarios)))
        stream += [ScenarioFinished(target.name, one) for one in target.scenarios]
        stream.append(TargetFinished(target))
    return [*stream, RunFinished(run)]
