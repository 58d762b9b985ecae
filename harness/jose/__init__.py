"""Compact serialization, strict and raw: bytes in, bytes out, on the standard library alone."""
