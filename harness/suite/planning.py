"""What a run is going to be: its targets as they can be known again on another machine, and how they are selected."""

import hashlib
import json
import tomllib
from dataclasses import replace
from pathlib import Path

from harness.contract.profile import SHIPPED
from harness.contract.words import Role
from harness.suite.kept_reading import kept_for
from harness.suite.roles import context_of
from harness.suite.sharding import Sharding
from harness.suite.standing import EMBEDDED
from harness.targets.target_file import load_target
from harness.verdict.evidence import scrubbed
from harness.verdict.plan import Plan, Planned


def plan_of(files: tuple[str, ...], selection: str, profile: str, *, strict: bool, browser: bool) -> Plan:
    """Return the plan of a run against the targets of ``files``, "" being the embedded store.

    A profile that ships is known by its name and the version, another one by the digest of its file.
    """
    measured = "" if profile in SHIPPED else hashlib.sha256(Path(profile).read_bytes()).hexdigest()
    targets = tuple(replace(_planned(file), selection=selection, browser=browser) for file in files)
    return Plan(targets, strict, measured)


def counted(plan: Plan, place: int, found: Sharding) -> Plan:
    """Return ``plan`` knowing what was selected for the target at ``place``, from 0."""
    targets = list(plan.targets)
    targets[place] = replace(targets[place], scenarios=found.scenarios, ids=found.ids)
    return replace(plan, targets=tuple(targets))


def _planned(file: str) -> Planned:
    if not file:
        return Planned(EMBEDDED, Role.STOREFRONT)
    target = load_target(Path(file))
    secrets = sorted(context_of(target, "observed").all_secrets())  # always in one order: some begin alike
    told = scrubbed(tomllib.loads(Path(file).read_text("utf-8")), tuple(secrets))  # a digest of a weak secret tells it
    if kept := [one.as_json() for one in kept_for(file, target.role)]:
        told = {"target": told, "kept": kept}
    content = hashlib.sha256(json.dumps(told, sort_keys=True, default=str).encode()).hexdigest()
    return Planned(target.name, target.role, content)
