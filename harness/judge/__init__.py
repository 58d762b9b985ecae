"""What a sound party decides about a token, with all its reasons.

The judge walks the stages serialization, encoding, JSON, crit, algorithm, MAC, claims, and stops after the first
stage that refuses; the claims stage gives every reason it finds. It shares no code with PyJWT.
"""

from harness.judge.current import CurrentPolicy, judge_current
from harness.judge.login import judge_login
from harness.judge.payload import judge_payload
from harness.judge.policy import LoginPolicy
from harness.judge.reasons import Judgement, Reason
from harness.judge.world import Door

__all__ = [
    "CurrentPolicy",
    "Door",
    "Judgement",
    "LoginPolicy",
    "Reason",
    "judge_current",
    "judge_login",
    "judge_payload",
]
