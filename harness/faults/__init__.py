"""Deviations: named, small functions from draft to draft, one file per family, registered by decoration.

A fault is a deviation that a sound party refuses, a variant is one it must accept. An id such as
``audience.another-app`` comes from the file and the function; families of values are one function with rows.
"""

from harness.faults.registry import Deviation, Inapplicable, deviation, deviations

__all__ = ["Deviation", "Inapplicable", "deviation", "deviations"]
