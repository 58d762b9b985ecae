"""A mock that stands for a sandbox store, target files without customers, and who is in the store."""

from dataclasses import dataclass
from pathlib import Path

from harness.store.mock import MockStore
from harness.suite.standing import sandbox_target
from harness.targets.control import Remote
from harness.targets.target_file import load_target
from harness.verdict.storefront.context import StorefrontContext

ACCESS_TOKEN = "sandbox-access-token-abc123-all"
CUSTOMERS_API = "/stores/abc123/v3/customers"


@dataclass(frozen=True, slots=True)
class Sandbox:
    """The store, and a folder for target files."""

    store: MockStore
    folder: Path

    @property
    def people(self) -> dict[int, str]:
        """The store's customers: id and e-mail."""
        customers = self.store.state.estates["abc123"].customers
        return {one.id: one.email for one in list(customers.values())}

    @property
    def guests(self) -> list[str]:
        """The e-mails of those that a run has created."""
        return [email for email in self.people.values() if email.startswith("tokenassay-")]

    def file(self, more: str = "", *, token: str = ACCESS_TOKEN) -> Path:
        """Write a target file that names no customers."""
        app = sandbox_target(self.store.url).app
        path = self.folder / "store.toml"
        path.write_text(
            f"""role = "storefront"
name = "a-store"
url = "{self.store.url}"
{more if "=" in more.partition("[")[0] else ""}
[app]
client_id = "{app.client_id}"
client_secret = "{app.client_secret.get_secret_value()}"
store_hash = "abc123"
[management]
url = "{self.store.url}/stores/abc123"
access_token = "{token}"
{more if "=" not in more.partition("[")[0] else ""}
"""
        )
        return path

    def context(self, more: str = "", *, token: str = ACCESS_TOKEN) -> StorefrontContext:
        """Return a context of such a file."""
        target = load_target(self.file(more, token=token))
        return StorefrontContext(target, file=str(self.folder / "store.toml"))  # type: ignore[arg-type]

    def breaks(self, *errors: dict[str, object]) -> None:
        """Let the Customers API go wrong."""
        told = [{"path": CUSTOMERS_API, **one} for one in errors]
        Remote(f"{self.store.url}/_tokenassay").send("PUT", "/errors", told)
