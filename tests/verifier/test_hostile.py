"""Apps that break, over real sockets: every run ends in time, and nothing that broke is ever a pass."""

import subprocess
import time
from pathlib import Path

import pytest

from tests.optional import lacking
from tests.verifier.hostile import BREAKS, CLEAN, UNCLEAR, hostile
from tests.verifier.trying import BEARER, ECHO, Tried, send, tried

ROWS = ("verifier.signature.refuses[random-key.00]", "verifier.algorithm.refuses[none.none]")
CHOSEN = "random-key.00] or none.none]"
LONGEST = 25
"""Seconds that a run of two rows may take at worst; one exchange may take two."""


def run(tmp_path: Path, port: int, scheme: str = "http", chosen: str = CHOSEN) -> Tried:
    started = time.monotonic()
    found = tried(tmp_path, send(f"{scheme}://127.0.0.1:{port}/me", BEARER, 0.5) + ECHO, "-k", chosen)
    assert time.monotonic() - started < LONGEST
    return found


@pytest.mark.parametrize("name", BREAKS)
def test_what_breaks_on_forged_tokens_alone_is_a_finding(name: str, tmp_path: Path) -> None:
    with hostile(BREAKS[name]) as port:
        found = run(tmp_path, port)
    assert found.done.code == 1, found.done.said
    assert {found.verdicts[row] for row in ROWS} == {"fail"}
    assert found.findings == ["verifier.robustness"]
    assert found.counts["pass"] == 0


@pytest.mark.parametrize("name", UNCLEAR)
def test_what_nobody_described_is_inconclusive(name: str, tmp_path: Path) -> None:
    with hostile(UNCLEAR[name]) as port:
        found = run(tmp_path, port)
    assert found.done.code == 3, found.done.said
    assert {found.verdicts[row] for row in ROWS} == {"inconclusive"}
    assert not found.findings
    if name != "busy":
        assert "refused.status" in found.records[ROWS[0]]["reason"]


@pytest.mark.parametrize("name", CLEAN)
def test_an_odd_refusal_is_a_refusal(name: str, tmp_path: Path) -> None:
    with hostile(CLEAN[name]) as port:
        found = run(tmp_path, port)
    assert found.done.code == 0, found.done.said
    assert {found.verdicts[row] for row in ROWS} == {"pass"}


@pytest.mark.parametrize("name", ["hang", "drip-headers", "drop", "endless-body", "server-error", "redirect-loop"])
def test_where_it_breaks_for_everybody_nothing_is_concluded(name: str, tmp_path: Path) -> None:
    with hostile({**BREAKS, **UNCLEAR}[name], to_everybody=True) as port:
        found = run(tmp_path, port)
    assert found.done.code == 3, found.done.said
    assert set(found.verdicts.values()) == {"inconclusive"}
    assert not found.findings
    assert (
        "target file" in found.records[ROWS[0]]["reason"]
        or "breaks on a valid token" in found.records[ROWS[0]]["reason"]
    )


def test_hangs_are_not_waited_for_for_ever(tmp_path: Path) -> None:
    started = time.monotonic()
    with hostile(BREAKS["hang"]) as port:
        text = send(f"http://127.0.0.1:{port}/me", BEARER, 0.6) + ECHO
        found = tried(tmp_path, text, "--rule", "algorithm")
    assert time.monotonic() - started < 40
    assert found.done.code == 1
    assert found.counts["pass"] == 0
    assert found.counts["fail"] > 10
    assert "has hung 25 times" in str([one["reason"] for one in found.target["scenarios"]])


def test_nobody_there(tmp_path: Path) -> None:
    with hostile(BREAKS["drop"]) as port:
        pass
    found = run(tmp_path, port)
    assert found.done.code == 3
    assert set(found.verdicts.values()) == {"inconclusive"}
    reason = found.records[ROWS[0]]["reason"]
    assert f"the app does not answer (http://127.0.0.1:{port}/me): start it, or correct send.url" in reason
    assert "start it, or correct send.url" in " ".join(found.done.said.split())


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("tls") / "both.pem"
    command = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]
    command += ["-subj", "/CN=localhost", "-addext", "subjectAltName=IP:127.0.0.1", "-days", "2"]
    try:
        subprocess.run(
            [*command, "-keyout", path.with_name("key"), "-out", path.with_name("crt")], check=True, capture_output=True
        )
    except (OSError, subprocess.CalledProcessError) as error:
        lacking(f"no openssl: {error}")
    path.write_bytes(path.with_name("crt").read_bytes() + path.with_name("key").read_bytes())
    return path


def test_a_certificate_that_nobody_signed_is_told(certificate: Path, tmp_path: Path) -> None:
    with hostile(BREAKS["drop"], tls=certificate) as port:
        found = run(tmp_path, port, "https")
    assert found.done.code == 3, found.done.said
    assert set(found.verdicts.values()) == {"inconclusive"}
    assert "no TLS connection: tls (" in found.records[ROWS[0]]["reason"]
    assert "comes from an authority that is not trusted: self-signed certificate" in found.records[ROWS[0]]["reason"]
    assert "SSL_CERT_FILE" in found.records[ROWS[0]]["reason"]


def test_a_certificate_that_is_trusted_works(
    certificate: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate.with_name("crt")))
    with hostile(BREAKS["server-error"], tls=certificate) as port:
        found = run(tmp_path, port, "https")
    assert found.findings == ["verifier.robustness"], found.done.said
    with hostile(BREAKS["drip-headers"], tls=certificate) as port:
        assert run(tmp_path, port, "https").findings == ["verifier.robustness"]
