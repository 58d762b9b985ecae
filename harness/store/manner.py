"""How the profile wants the storefront to answer, taken out once and ready as bytes."""

from dataclasses import dataclass, replace

from harness.contract.profile import Profile
from harness.judge import LoginPolicy
from harness.store.web import EMPTY, NO_STORE, location

Header = tuple[bytes, bytes]


@dataclass(frozen=True, slots=True)
class Manner:
    """Statuses, texts, names and switches of the profile. ``refusal`` is every header of a refused GET but Date."""

    policy: LoginPolicy
    absolute_policy: LoginPolicy
    single_use: bool
    burns_presented: bool
    resets_refused: bool
    methods: tuple[str, ...]
    head_burns: bool
    ip_header: bytes
    success: int
    failure: int
    failure_location: str
    post_failure: int
    message: str
    landing: str
    landing_location: bytes
    own_host: bool
    refusal: tuple[Header, ...]
    same_host: bool
    session_cookie: str
    guest_cookie: str
    flash_cookie: str
    cookie_flags: str

    @classmethod
    def of(cls, profile: Profile) -> "Manner":
        """Return the manner that ``profile`` asks for."""
        policy = LoginPolicy.of(profile)
        flags = _cookie_flags(profile)
        flash = profile.text("login.failure.flash-cookie")
        landing = profile.text("login.redirect.default")
        failure_location = profile.text("login.failure.location")
        return cls(
            policy=policy,
            # Where an absolute URL of the store's own host may lead, the store looks at redirect_to itself.
            absolute_policy=replace(policy, redirect_hostile="default-page"),
            single_use=profile.flag("login.jti.single-use"),
            burns_presented=profile.text("login.jti.burns") == "presented",
            resets_refused=profile.text("login.forced-reset") == "refused",
            methods=("GET", "HEAD", "POST", "OPTIONS") if profile.flag("login.post") else ("GET", "HEAD"),
            head_burns=profile.text("login.head") == "burns",
            ip_header=profile.text("login.request-ip.header").lower().encode("latin-1"),
            success=profile.number("login.success.status"),
            failure=profile.number("login.failure.status"),
            failure_location=failure_location,
            post_failure=profile.number("login.post.failure.status"),
            message=profile.text("login.failure.message"),
            landing=landing,
            landing_location=location(landing),
            own_host=profile.flag("login.redirect.own-host"),
            refusal=(
                (b"location", location(failure_location)),
                *_flash(flash, flags),
                EMPTY,
                NO_STORE,
            ),
            same_host=profile.text("login.post.redirect") == "same-host",
            session_cookie=profile.text("login.cookie.session"),
            guest_cookie=profile.text("login.cookie.guest"),
            flash_cookie=flash,
            cookie_flags=flags,
        )


def _flash(name: str, flags: str) -> tuple[Header, ...]:
    """Return the cookie that a refusal leaves for the sign-in page; "" names none."""
    return ((b"set-cookie", f"{name}=invalid_login; Max-Age=60{flags}".encode("latin-1")),) if name else ()


def _cookie_flags(profile: Profile) -> str:
    flags = "; Path=/"
    if profile.flag("login.cookie.http-only"):
        flags += "; HttpOnly"
    if profile.flag("login.cookie.secure"):
        flags += "; Secure"
    same_site = profile.text("login.cookie.same-site")
    return f"{flags}; SameSite={same_site}" if same_site else flags
