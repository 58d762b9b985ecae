"""How a scenario ends early: each ending is one verdict."""


class Broken(AssertionError):
    """The target broke the scenario's rule. ``rule`` names another rule where that one is to blame."""

    def __init__(self, reason: str, rule: str = "") -> None:
        """Keep the sentence that says what was seen, and the rule."""
        super().__init__(reason)
        self.rule = rule


class InconclusiveError(Exception):
    """Nothing can be said: the target is down, refuses valid tokens too, or answers what nobody described."""


class NotApplicableError(Exception):
    """The scenario needs something that the target does not have; the message names it."""
