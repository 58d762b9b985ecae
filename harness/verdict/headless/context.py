"""A run against a storefront of one's own: what its first visit has shown."""

from dataclasses import dataclass
from typing import Any, ClassVar, Self
from urllib.parse import urlsplit

from harness.targets.browser.chromium import Chromium
from harness.targets.headless_target import HeadlessTarget
from harness.targets.http import PACE
from harness.targets.tables import is_loopback
from harness.targets.target_file import target_from
from harness.verdict.context import Context
from harness.verdict.headless.door import Door
from harness.verdict.headless.visit import Visit


@dataclass(slots=True)
class HeadlessContext(Context):
    """``visit`` is what hello saw of one whole visit, None where it could not be made."""

    target: HeadlessTarget
    visit: Visit | None = None

    TRAVELS: ClassVar[tuple[str, ...]] = Context.TRAVELS

    @property
    def local(self) -> bool:
        """Whether the target is on this machine."""
        return is_loopback(urlsplit(self.target.url).hostname)

    @property
    def pace(self) -> float:
        """The least time between two requests or pages, in seconds; the processes of a run share the rate."""
        return 0.0 if self.local else PACE * self.workers

    def door(self) -> Door:
        """Return the door of the signed-in."""
        return Door(self.target, self.pace)

    def chromium(self) -> Chromium:
        """Return the browser for the target; it is started when it is first needed."""
        return Chromium(self.target.url, self.target.connect, self.pace)

    def all_secrets(self) -> tuple[str, ...]:
        """Return every secret of the target file, and all that was found and may be a token."""
        return (*Context.all_secrets(self), *(self.visit.secrets if self.visit else ()))

    def as_json(self) -> dict[str, Any]:
        """Return what another process needs to take part; tokens included, so it travels through pipes only."""
        return {**Context.as_json(self), "visit": self.visit.as_json() if self.visit else None}

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Self:
        """Return the context that ``as_json`` wrote."""
        visit = Visit.from_json(data["visit"]) if data["visit"] else None
        return cls(**{**data, "target": target_from(data["target"]), "visit": visit})
