"""The profile's lines about login tokens, taken out once so that judging is plain comparing."""

from dataclasses import dataclass

from harness.contract.profile import Profile, ProfileError
from harness.jose.mac import HMACS


@dataclass(frozen=True, slots=True)
class LoginPolicy:
    """How the store judges login tokens; times are in seconds. Each field names its line of the profile."""

    algorithms: tuple[str, ...]
    typ: str
    typ_required: bool
    operation: str
    window: int
    window_inclusive: bool
    future: int
    iat_integer: bool
    iat_milliseconds: bool
    exp_enforced: bool
    customer_strings: bool
    channel_strings: bool
    channel_default: int
    channel_membership: bool
    scope: str
    redirect_hostile: str
    ip_mapped: bool

    @classmethod
    def of(cls, profile: Profile) -> "LoginPolicy":
        """Return the policy that ``profile`` holds; ProfileError for an algorithm that is no HMAC."""
        return cls(
            algorithms=_algorithms(profile),
            typ=profile.text("login.typ"),
            typ_required=profile.flag("login.typ.required"),
            operation=profile.text("login.operation"),
            window=profile.number("login.window"),
            window_inclusive=profile.flag("login.window.inclusive"),
            future=profile.number("login.future"),
            iat_integer=profile.flag("login.iat.integer"),
            iat_milliseconds=profile.flag("login.iat.milliseconds"),
            exp_enforced=profile.flag("login.exp.enforced"),
            customer_strings=profile.flag("login.customer.numeric-string"),
            channel_strings=profile.flag("login.channel.numeric-string"),
            channel_default=profile.number("login.channel.default"),
            channel_membership=profile.flag("login.channel.membership"),
            scope=profile.text("login.scope"),
            redirect_hostile=profile.text("login.redirect.hostile"),
            ip_mapped=profile.flag("login.request-ip.mapped"),
        )


def _algorithms(profile: Profile) -> tuple[str, ...]:
    """Return what the login door takes: HMACs alone, since whoever takes none takes everybody."""
    names = profile.names("login.accepts")
    for name in names:
        if name not in HMACS:
            raise ProfileError(f'facts."login.accepts" names {name!r}; a login token is signed by {", ".join(HMACS)}')
    return names
