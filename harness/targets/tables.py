"""The tables that target files of every role are made of. Errors name the key as typed."""

import os
from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, SecretStr

LONGEST_SECRET = 65_536
LOOPBACK = ("127.0.0.1", "localhost", "::1")


def is_loopback(host: str | None) -> bool:
    """Whether ``host``, a name or an address, is this very machine whatever anybody's name server says."""
    return host in LOOPBACK or str(host).endswith(".localhost")


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
Named = Annotated[str, BeforeValidator(secret)]
"""A text that is no secret, but may be kept beside those that are."""
WebAddress = Annotated[str, BeforeValidator(secret), AfterValidator(_web_address)]


class Model(BaseModel):
    """A table of the file; unknown keys are errors, numbers are not texts."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class AppTable(Model):
    """An API account: ``[app]`` and its like."""

    client_id: Named = Field(min_length=1)
    client_secret: Secret
    store_hash: Named = ""


class CustomerTable(Model):
    """A shopper; the password is wanted only where password sign-in is to be tried."""

    id: int = Field(gt=0)
    email: str = ""
    password: Secret | None = None


class StoreTable(Model):
    """``[others.store]``."""

    store_hash: str


class StartTable(Model):
    """``[start]``: the command that starts the target, and the address that answers once it is ready."""

    command: tuple[str, ...] = Field(min_length=1, strict=False)
    env: dict[str, str] = Field(default_factory=dict)
    unset: tuple[str, ...] = Field(default=(), strict=False)
    """Variables of our own environment that the program is not to have."""
    ready: WebAddress | None = None
    timeout: float = Field(default=15.0, gt=0, le=300, strict=False)
