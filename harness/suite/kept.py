"""Examples that were found by a hunt and kept beside a target file, so that each is a scenario from then on.

They stand in ``my-app.kept.toml`` for ``my-app.toml``.
"""

import json
import unicodedata
from dataclasses import asdict, dataclass
from enum import StrEnum
from hashlib import blake2b
from pathlib import Path
from typing import Any

from harness.contract.words import Level

SCHEMA = "tokenassay/kept/1"
TOKENS = "tokens"
"""The probe whose examples are recipes of tokens."""
LONGEST = 60
"""Characters of a name."""


class Verb(StrEnum):
    """What a target has to do with an example; the middle of its scenario's id."""

    REFUSES = "refuses"
    ACCEPTS = "accepts"
    CONTAINS = "contains"
    KEEPS = "keeps"
    """It keeps to the rule, whichever of the others that takes."""


@dataclass(frozen=True, slots=True)
class Kept:
    """One example. ``found`` is the day as ISO 8601; ``example`` is what the probe called ``probe`` tries again."""

    name: str
    rule: str
    level: Level
    verb: Verb
    title: str
    found: str
    probe: str
    example: Any

    @property
    def is_token(self) -> bool:
        """Whether it is a token, and nothing beyond that is done to the target."""
        return self.probe == TOKENS

    @property
    def row(self) -> str:
        """What stands in the brackets of the scenario's id."""
        return f"kept.{self.name}"

    @property
    def id(self) -> str:
        """The scenario's id, such as ``verifier.audience.refuses[kept.another-app]``."""
        return f"{self.rule}.{self.verb}[{self.row}]"

    @property
    def same(self) -> str:
        """What two entries have in common that are the same example."""
        return json.dumps([self.probe, self.example], sort_keys=True)

    def as_json(self) -> dict[str, Any]:
        """Return the entry as plain JSON, for other processes."""
        return asdict(self)

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> "Kept":
        """Return the entry that ``as_json`` wrote."""
        return cls(**{**data, "level": Level(data["level"]), "verb": Verb(data["verb"])})


def kept_file(target: str) -> Path:
    """Return where the examples of the target file ``target`` are kept."""
    return Path(target).with_suffix(".kept.toml")


def name_of(text: str) -> str:
    """Return ``text`` as a name: letters and digits of any alphabet in lower case, and hyphens between them."""
    plain = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).lower())
    kept = "".join(char if char.isalnum() or unicodedata.category(char)[0] == "M" else " " for char in plain)
    return "-".join(kept.split())[:LONGEST].strip("-")


def digest_name(same: str) -> str:
    """Return the name of an example that nobody has named: eight hexadecimal digits, the same on every machine."""
    return blake2b(same.encode(), digest_size=4).hexdigest()
