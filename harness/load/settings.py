"""What is asked of a load run, and whether the target can be loaded at all."""

from dataclasses import dataclass
from pathlib import Path

from harness.targets.errors import TargetError
from harness.targets.issuer_target import IssuerTarget
from harness.targets.placing import PORT, placed
from harness.targets.target_file import load_target
from harness.targets.verifier_target import VerifierTarget

VALID, FAULTS = 0.8, 26
"""The share of requests that a sound app has to say yes to, and how many deviations the others are made of."""


@dataclass(frozen=True, slots=True)
class Settings:
    """``target`` is the file's path; ``port`` stands for ``{port}`` in it, "" where it has none.

    ``valid`` is a share from 0 to 1, ``faults`` a number of deviations, ``seconds`` from the first answers to the
    end (0: Locust's own limits alone), ``pause`` in seconds between two requests of one user. ``mine`` says that an
    app on another machine may be loaded. ``calm`` replaces Locust's own tables by a line of progress, and ``summary``
    is the file to write what came of it to, "" for none.
    """

    target: str
    profile: str = "observed"
    valid: float = VALID
    faults: int = FAULTS
    seconds: float = 0.0
    pause: float = 0.0
    seed: int = 0
    port: str = ""
    mine: bool = False
    calm: bool = False
    summary: str = ""


def loadable(path: str) -> VerifierTarget | IssuerTarget:
    """Return the target of the file ``path``; TargetError where it is none that load can be put on."""
    target = load_target(Path(path))
    if not isinstance(target, VerifierTarget | IssuerTarget):
        raise TargetError(f"{path}: role is {target.role}; load is put on apps: role verifier or issuer")
    if target.shim or target.inprocess or not target.send:
        raise TargetError(f"{path}: load needs an app that is reached over HTTP; give [send] alone")
    return target


def must_be_welcome(target: VerifierTarget | IssuerTarget, *, mine: bool, option: str) -> None:
    """Raise TargetError unless the app is on this machine, or ``option`` says that its machine may be loaded."""
    if not target.local and not mine:
        raise TargetError(
            f"send.url ({target.where}) is on another machine, and load on a machine that is not yours is not welcome;"
            f" say {option} if it is yours, and whoever hosts it knows"
        )


def standing_target(settings: Settings, option: str) -> VerifierTarget | IssuerTarget:
    """Return the target as it stands already; TargetError where it cannot be loaded, or has to be started first."""
    target = loadable(settings.target)
    must_be_welcome(target, mine=settings.mine, option=option)
    if PORT in str(target.send) and not settings.port:
        raise TargetError(
            f"{settings.target}: send.url holds {PORT}; start the app, and name its port by --tokenassay-port,"
            f" or let `tokenassay load {settings.target}` start it"
        )
    found = placed(target, port=settings.port)
    assert isinstance(found, VerifierTarget | IssuerTarget)
    return found
