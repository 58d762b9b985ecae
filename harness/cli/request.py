"""What is asked for on the command line of a run, and the command that asks for the rest of it."""

import shlex
from dataclasses import dataclass
from pathlib import Path

from harness.cli.errors import UsageError
from harness.verdict.plan import Shard, parse_shard


@dataclass(frozen=True, slots=True)
class Request:
    """What was asked for on the command line.

    A target "" is the embedded store; ``exact`` is one scenario's id; ``resume`` goes on where a run was stopped;
    ``browser`` meets stores in a browser as well; ``shard`` is the part of the selection that is run.
    """

    targets: tuple[str, ...]
    reports: Path | None
    strict: bool
    seed: int
    profile: str
    expression: str = ""
    rules: tuple[str, ...] = ()
    workers: str = ""
    exact: str = ""
    expect: str = ""
    resume: bool = False
    browser: bool = False
    shard: Shard = Shard()  # noqa: RUF009 - frozen

    @property
    def selection(self) -> str:
        """What was selected, in words that tell one selection from another; "" where nothing was left out."""
        return " ".join(filter(None, (self.expression, *sorted(self.rules), self.exact)))

    @property
    def whole(self) -> bool:
        """Whether nothing was left out, by a selection or to another shard."""
        return not self.selection and self.shard.whole

    @property
    def part(self) -> str:
        """What was to be run, in words that tell one part of one selection from another; "" for everything."""
        return self.selection if self.shard.whole else f"{self.selection} --shard {self.shard}".strip()

    @property
    def chosen(self) -> list[str]:
        """The options that left something out, as they were typed, but for ``--shard``."""
        rules = [word for rule in sorted(self.rules) for word in ("--rule", rule)]
        return [*(["-k", self.expression] if self.expression else []), *rules, *filter(None, [self.exact])]

    @property
    def again(self) -> str:
        """The command that goes on where this run has ended."""
        options = {
            "--reports": str(self.reports), "-k": self.expression, "-n": self.workers, "--expect": self.expect,
            "--seed": str(self.seed or ""), "--profile": self.profile if self.profile != "observed" else "",
            "--shard": "" if self.shard.whole else str(self.shard),
        }  # fmt: skip
        given = [word for name, value in options.items() if value for word in (name, value)]
        rules = [word for rule in self.rules for word in ("--rule", rule)]
        flags = [*(["--strict"] if self.strict else []), *(["--browser"] if self.browser else []), "--resume"]
        return shlex.join(["tokenassay", "run", *filter(None, self.targets), *given, *rules, *flags])


def shard_of(text: str | None) -> Shard:
    """Return the shard that was typed, the whole for None; UsageError says what is wrong with it.

    An empty text is an error: the variable that was to hold it is not set, and the whole would be run in its place.
    """
    try:
        return Shard() if text is None else parse_shard(text)
    except ValueError as error:
        raise UsageError(f"--shard {text or repr(text)}: {error}") from error
