"""tokenassay: put BigCommerce customer tokens, and the software that makes or trusts them, to the test."""

__version__ = "0.1.0"
