"""The target file: what is under test, as its owner describes it in TOML. Errors name the key as typed."""

import os
import tomllib
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, SecretStr, ValidationError

from harness.targets.errors import TargetError

REFUSED = (301, 302, 303, 307, 308, 400, 401, 403, 404, 405, 410, 413, 414, 415, 422, 431)
LONGEST_SECRET = 65_536
LOOPBACK = ("127.0.0.1", "localhost", "::1")


def secret(value: object) -> object:
    """Resolve ``env:NAME`` and ``file:PATH``; leave a literal alone."""
    if not isinstance(value, str):
        return value
    if value.startswith("env:"):
        found = os.environ.get(value[4:], "")
        if not found:
            raise ValueError(f"the environment variable {value[4:]} is not set; export it, or use file:PATH")
        return found
    if value.startswith("file:"):
        try:
            with Path(value[5:]).expanduser().open("rb") as file:
                data = file.read(LONGEST_SECRET + 1)
        except OSError as error:
            raise ValueError(f"cannot read {value[5:]}: {error.strerror}") from error
        if len(data) > LONGEST_SECRET:
            raise ValueError(f"{value[5:]} holds more than {LONGEST_SECRET} bytes, which is no secret")
        try:
            return data.decode("utf-8").rstrip("\r\n")
        except UnicodeDecodeError as error:
            raise ValueError(f"{value[5:]} is not text") from error
    return value


def _filled(value: SecretStr) -> SecretStr:
    if not value.get_secret_value():
        raise ValueError("is empty; give the client secret, env:NAME or file:PATH")
    return value


def _web_address(value: str) -> str:
    parts = urlsplit(value)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError("must be an http:// or https:// address with a host")
    return value.rstrip("/")


Secret = Annotated[SecretStr, BeforeValidator(secret), AfterValidator(_filled)]
WebAddress = Annotated[str, AfterValidator(_web_address)]


class Model(BaseModel):
    """A table of the file; unknown keys are errors, numbers are not texts."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class AppTable(Model):
    """An API account: ``[app]`` and its like."""

    client_id: str = Field(min_length=1)
    client_secret: Secret
    store_hash: str = ""


class CustomerTable(Model):
    """A shopper; the password is wanted only where password sign-in is to be tried."""

    id: int = Field(gt=0)
    email: str = ""
    password: Secret | None = None


class SignedInTable(Model):
    """How to tell who is signed in."""

    current_jwt: bool = True
    page: str = "/account.php"


class StoreTable(Model):
    """``[others.store]``."""

    store_hash: str


class ChannelTable(Model):
    """``[others.channel]``: a second channel, and a customer allowed only there."""

    id: int
    customer: CustomerTable | None = None


class OthersTable(Model):
    """Neighbours to confuse the target with; each absent one makes its scenarios not applicable."""

    app: AppTable | None = None
    unscoped_app: AppTable | None = None
    store: StoreTable | None = None
    channel: ChannelTable | None = None


class ManagementTable(Model):
    """The Management API of the store, such as ``https://api.bigcommerce.com/stores/{store_hash}``."""

    url: WebAddress
    access_token: Secret


class RefusedTable(Model):
    """``[refused]``: status codes that mean a clean refusal where no session opened."""

    status: tuple[int, ...] = Field(default=REFUSED, strict=False)


class StartTable(Model):
    """``[start]``: the command that starts the target, and the address that answers once it is ready."""

    command: tuple[str, ...] = Field(min_length=1, strict=False)
    env: dict[str, str] = Field(default_factory=dict)
    ready: WebAddress | None = None
    timeout: float = Field(default=15.0, gt=0, le=300, strict=False)


class StorefrontTarget(Model):
    """A store: the embedded one, one of your own, or a sandbox."""

    role: Literal["storefront"]
    name: str = ""
    url: WebAddress
    driver: Literal["http", "browser"] = "http"
    sandbox: bool = False
    peer: str = ""
    """The address that the store sees us come from, where that cannot be found out."""
    app: AppTable
    customers: dict[str, CustomerTable] = Field(min_length=2)
    signed_in: SignedInTable = Field(default_factory=SignedInTable)
    current_customer: AppTable | None = None
    management: ManagementTable | None = None
    others: OthersTable = Field(default_factory=OthersTable)
    refused: RefusedTable = Field(default_factory=RefusedTable)
    start: StartTable | None = None
    control: WebAddress | None = None
    """The control API of a mock store, ``…/_tokenassay``; with it, clocks can be set and windows tried exactly."""


def load_target(path: Path) -> StorefrontTarget:
    """Return the target that the file ``path`` describes; TargetError names what is wrong."""
    try:
        data = tomllib.loads(path.read_text("utf-8"))
    except OSError as error:
        raise TargetError(f"target file '{path}': {error.strerror or error}") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise TargetError(f"target file '{path}' is not TOML: {error}") from error
    role = data.get("role")
    if role is None:
        raise TargetError(f'{path}: role is missing; say role = "storefront"')
    if role != "storefront":
        raise TargetError(f'{path}: role is {role!r}; this version tests role = "storefront"')
    try:
        target = StorefrontTarget.model_validate(data)
    except ValidationError as error:
        raise TargetError("\n".join(_complaint(path, detail) for detail in error.errors())) from error
    _check(path, target)
    return target if target.name else target.model_copy(update={"name": path.stem})


def _check(path: Path, target: StorefrontTarget) -> None:
    if not target.app.store_hash:
        raise TargetError(f"{path}: app.store_hash is missing; give the bare hash of the store at {target.url}")
    if urlsplit(target.url).hostname not in LOOPBACK and not target.sandbox:
        raise TargetError(f"{path}: url is not on this machine; say sandbox = true if it is a sandbox store of yours")
    if urlsplit(target.url).path not in ("", "/") or urlsplit(target.url).query:
        raise TargetError(f"{path}: url must be the store's address without a path")
    names: dict[int, str] = {}
    for name, one in target.customers.items():
        if one.id in names:
            raise TargetError(f"{path}: customers.{name}.id is the same as customers.{names[one.id]}.id")
        names[one.id] = name
    if "/" in target.app.store_hash:
        raise TargetError(f"{path}: app.store_hash is '{target.app.store_hash}'; give the bare hash, such as abc123")
    if target.driver == "browser":
        raise TargetError(f'{path}: driver = "browser" is not in this version; leave driver out for "http"')


def _complaint(path: Path, error: Any) -> str:
    place = ".".join(str(part) for part in error["loc"])
    match error["type"]:
        case "extra_forbidden":
            return f"{path}: {place} is unknown{_hint(error['loc'])}"
        case "missing":
            return f"{path}: {place} is missing"
        case "too_short":
            return f"{path}: {place} needs at least {error['ctx']['min_length']} entries"
        case "tuple_type":
            return f"{path}: {place} must be a list"
        case _:
            said = error["msg"].removeprefix("Value error, ")
            return f"{path}: {place}: {said[:1].lower()}{said[1:]}"


def _hint(loc: tuple[str | int, ...]) -> str:
    model: Any = StorefrontTarget
    for part in loc[:-1]:
        field = model.model_fields.get(str(part)) if hasattr(model, "model_fields") else None
        model = next((a for a in _models(field.annotation)), None) if field else None
        if model is None:
            return ""
    known = list(model.model_fields)
    near = get_close_matches(str(loc[-1]), known, n=1)
    return f"; did you mean {near[0]}?" if near else f"; known here: {', '.join(known)}"


def _models(annotation: Any) -> list[Any]:
    options = [annotation, *getattr(annotation, "__args__", ())]
    return [option for option in options if isinstance(option, type) and issubclass(option, BaseModel)]
