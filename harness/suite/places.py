"""Where the shipped scenarios are, and what an item there is called."""

from pathlib import Path

SCENARIOS = Path(__file__).resolve().parent.parent.parent / "scenarios"
VERBS = ("accepts_", "refuses_", "contains_", "mints_", "keeps_", "gives_", "says_", "sets_", "ends_")
TABLES = {"refuses": "refused", "accepts": "accepted", "contains": "contained", "mints": "made as it has to be"}


BROWSER = "browser"
"""The folder of a role's scenarios that need a browser; it is no part of their ids."""


def is_scenario_file(path: Path) -> bool:
    """Whether ``path`` is a file of scenarios: below the folder of a role among those that ship with the harness."""
    folder = path.parent.parent if path.parent.name == BROWSER else path.parent
    return path.suffix == ".py" and folder.parent == SCENARIOS and path.stem not in ("conftest", "__init__")


def scenario_files() -> list[Path]:
    """Return every file of scenarios."""
    return sorted(path for path in SCENARIOS.rglob("*.py") if is_scenario_file(path))


def role_of(path: Path) -> str:
    """Return the role that a file of scenarios is for."""
    return path.relative_to(SCENARIOS).parts[0]


def is_scenario(name: str) -> bool:
    """Whether a function of that name is a scenario: a verb, alone for a table or with what it is about."""
    return name in TABLES or name.startswith(VERBS)


def scenario_id(path: Path, function: str, row: str) -> str:
    """Return the stable id, such as ``storefront.replay.refuses-a-second-use`` or ``….refuses[key.blank]``."""
    name = f"{role_of(path)}.{path.stem}.{function}".replace("_", "-")
    return f"{name}[{row}]" if row else name


def a_role(role: str) -> str:
    """Return ``role`` with its article."""
    return f"{'an' if role[0] in 'aeiou' else 'a'} {role}"


def rule_of(path: Path) -> str:
    """Return the rule that a file of scenarios is about."""
    return f"{role_of(path)}.{path.stem}".replace("_", "-")
