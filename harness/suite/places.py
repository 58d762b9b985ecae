"""Where the shipped scenarios are, and what an item there is called."""

from pathlib import Path

SCENARIOS = Path(__file__).resolve().parent.parent.parent / "scenarios"
VERBS = ("accepts_", "refuses_", "contains_", "mints_", "keeps_", "gives_", "says_", "sets_", "ends_")
TABLES = {"refuses": "refused", "accepts": "accepted", "contains": "contained", "mints": "made as it has to be"}


def is_scenario_file(path: Path) -> bool:
    """Whether ``path`` is a file of scenarios: two levels below the scenarios that ship with the harness."""
    return path.suffix == ".py" and path.parent.parent == SCENARIOS and path.stem not in ("conftest", "__init__")


def is_scenario(name: str) -> bool:
    """Whether a function of that name is a scenario: a verb, alone for a table or with what it is about."""
    return name in TABLES or name.startswith(VERBS)


def scenario_id(path: Path, function: str, row: str) -> str:
    """Return the stable id, such as ``storefront.replay.refuses-a-second-use`` or ``….refuses[key.blank]``."""
    name = f"{path.parent.name}.{path.stem}.{function}".replace("_", "-")
    return f"{name}[{row}]" if row else name


def a_role(role: str) -> str:
    """Return ``role`` with its article."""
    return f"{'an' if role[0] in 'aeiou' else 'a'} {role}"


def rule_of(path: Path) -> str:
    """Return the rule that a file of scenarios is about."""
    return f"{path.parent.name}.{path.stem}".replace("_", "-")
