"""Who could have made a deviating token: anybody, or only the holder of the secret."""

from harness.tokens import Draft, Stage


def needs_secret(draft: Draft, twin: Draft) -> bool:
    """Whether only the secret's holder can make ``draft``: it differs from its twin before the MAC is taken."""
    before = [stage for stage, _ in draft.edits[len(twin.edits) :] if stage <= Stage.MAC]
    own = ("iat", "jti")
    same = {k: v for k, v in draft.claims.items() if k not in own} == {
        k: v for k, v in twin.claims.items() if k not in own
    }
    return bool(before) or draft.header != twin.header or not same or draft.mac != twin.mac
