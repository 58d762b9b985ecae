"""The differential property of verifiers: they accept exactly what the judge accepts, and believe the same person."""

from harness.fuzz.verifier.probe import TokenProbe

__all__ = ["TokenProbe"]
