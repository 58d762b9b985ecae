"""A store as a visitor meets it: the login door, the account page, current.jwt, logout, over HTTP."""

from dataclasses import dataclass
from urllib.parse import quote, urlencode

from harness.targets.http import Exchange, Site, Visitor, path_encoded

LOGOUT = "/login.php?action=logout"


@dataclass(frozen=True, slots=True)
class StorefrontDriver:
    """Opens visitors at one store and takes them through its doors."""

    site: Site

    def visitor(self) -> Visitor:
        """Return a new visitor without cookies."""
        return Visitor(self.site)

    @staticmethod
    def present(visitor: Visitor, token: str, method: str = "GET", headers: dict[str, str] | None = None) -> Exchange:
        """Present a login token at the access point."""
        target = f"/login/token/{path_encoded(token)}"
        return visitor.post(target, headers=headers) if method == "POST" else visitor.get(target, headers, method)

    @staticmethod
    def current_path(*client_ids: str, query: str | None = None) -> str:
        """Return where an app learns who is signed in; several ids repeat the parameter, ``query`` replaces it."""
        asked = query if query is not None else "&".join(f"app_client_id={quote(one, safe='')}" for one in client_ids)
        return f"/customer/current.jwt?{asked}" if asked else "/customer/current.jwt"

    @classmethod
    def current_jwt(cls, visitor: Visitor, *client_ids: str, query: str | None = None) -> Exchange:
        """Ask there who is signed in."""
        return visitor.get(cls.current_path(*client_ids, query=query))

    @staticmethod
    def sign_in(visitor: Visitor, email: str, password: str) -> Exchange:
        """Sign in by password."""
        form = urlencode({"login_email": email, "login_pass": password})
        return visitor.post("/login.php?action=check_login", form)

    @staticmethod
    def log_out(visitor: Visitor) -> Exchange:
        """Open the logout page directly."""
        return visitor.get(LOGOUT)
