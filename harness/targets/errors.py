"""What can go wrong with a target before any verdict."""


class TargetError(ValueError):
    """A target file, or a value in it, that cannot be used; the message names the key and the next step."""


class TargetDownError(RuntimeError):
    """The target does not answer, or did not start; the message says what was tried."""
