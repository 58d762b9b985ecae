"""What is wrong with a login token that an app under test has made: small checks, one for each duty.

The judge next door stops at the first stage that refuses, as a store does. Here every check is asked, and each
speaks of one duty alone, so that one mistake of an app is told once. Raw checks look at the text of the token; the
others are asked where it could be read.
"""

from harness.judge.issued.order import Issued, Order, issued
from harness.judge.issued.registry import Check, breaches, checks

__all__ = ["Check", "Issued", "Order", "breaches", "checks", "issued"]
