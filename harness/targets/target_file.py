"""The target file: what is under test, as its owner describes it in TOML. Errors name the key as typed."""

import re
import tomllib
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError

from harness.targets.errors import TargetError
from harness.targets.headless_target import HeadlessTarget
from harness.targets.issuer_target import IssuerTarget
from harness.targets.storefront_target import StorefrontTarget
from harness.targets.verifier_target import VerifierTarget

PartyTarget = StorefrontTarget | VerifierTarget | IssuerTarget
"""What has an app, whose secret signs, and customers whom tokens name."""
Target = PartyTarget | HeadlessTarget
ROLES: dict[str, type[PartyTarget] | type[HeadlessTarget]] = {
    "storefront": StorefrontTarget,
    "verifier": VerifierTarget,
    "issuer": IssuerTarget,
    "headless": HeadlessTarget,
}
PLACEHOLDERS = (
    "token", "customer_id", "email", "session", "password", "return_to", "client_id", "client_secret", "store_hash",
    "port", "store_url", "api_url", "access_token", "api_tls_host", "ca_file",
)  # fmt: skip
"""What may stand in braces, in one table or another."""
_BRACES = re.compile(r"\{([A-Za-z_]+)(?::int)?\}")


def load_target(path: Path) -> Target:
    """Return the target that the file ``path`` describes; TargetError names what is wrong."""
    try:
        data = tomllib.loads(path.read_text("utf-8"))
    except OSError as error:
        raise TargetError(f"target file '{path}': {error.strerror or error}") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise TargetError(f"target file '{path}' is not TOML: {error}") from error
    roles = " or ".join(f'"{role}"' for role in ROLES)
    role = data.get("role")
    if role is None:
        raise TargetError(f"{path}: role is missing; say role = {roles}")
    if not isinstance(role, str) or role not in ROLES:
        near = get_close_matches(str(role), ROLES, n=1)
        hint = f'did you mean "{near[0]}"?' if near else f"this version tests {roles}"
        raise TargetError(f"{path}: role is {role!r}; {hint}")
    model = ROLES[role]
    try:
        target: Target = model.model_validate(data, context={"folder": path.parent})
    except ValidationError as error:
        details = error.errors()
        # A list with a bad entry is not short as well.
        bad = [one["loc"] for one in details]
        told = [one for one in details if one["type"] != "too_short" or not _below(one["loc"], bad)]
        raise TargetError("\n".join(_complaint(path, model, one) for one in told)) from error
    if said := _common_complaint(target) or _misspelt(data) or target.complaint():
        raise TargetError(f"{path}: {said}")
    return target if target.name else target.model_copy(update={"name": path.stem})


def target_from(data: dict[str, Any]) -> Target:
    """Return the target that was dumped to ``data`` in another process."""
    return ROLES[data["role"]].model_validate(data)


def _common_complaint(target: Target) -> str:
    """Return what is wrong in the tables that nearly every role has."""
    if isinstance(target, HeadlessTarget):
        return ""
    if "/" in target.app.store_hash:
        return f"app.store_hash is '{target.app.store_hash}'; give the bare hash, such as abc123"
    names: dict[int, str] = {}
    for name, one in target.customers.items():
        if one.id in names:
            return f"customers.{name}.id is the same as customers.{names[one.id]}.id"
        names[one.id] = name
    return ""


def _misspelt(data: dict[str, Any]) -> str:
    """Return which placeholder is almost one that is known: it would stay in the text as it is."""
    for table in ("send", "session", "ended", "resource", "pages", "start", "shim", "inprocess"):
        for name in _BRACES.findall(str(data.get(table, ""))):
            near = get_close_matches(name, PLACEHOLDERS, n=1, cutoff=0.75)
            if near and name not in PLACEHOLDERS:
                return f"{table}: {{{name}}} is unknown; did you mean {{{near[0]}}}?"
    return ""


def _below(place: tuple[int | str, ...], others: list[tuple[int | str, ...]]) -> bool:
    """Whether one of ``others`` lies below ``place``."""
    return any(len(one) > len(place) and one[: len(place)] == place for one in others)


def _complaint(path: Path, model: type[BaseModel], error: Any) -> str:
    place = ".".join(str(part) for part in error["loc"])
    match error["type"]:
        case "extra_forbidden":
            return f"{path}: {place} is unknown{_hint(model, error['loc'])}"
        case "missing":
            return f"{path}: {place} is missing"
        case "too_short":
            return f"{path}: {place} needs at least {error['ctx']['min_length']} entries"
        case "tuple_type":
            return f"{path}: {place} must be a list"
        case _:
            said = error["msg"].removeprefix("Value error, ")
            return f"{path}: {place}: {said[:1].lower()}{said[1:]}"


def _hint(model: Any, loc: tuple[str | int, ...]) -> str:
    for part in loc[:-1]:
        field = model.model_fields.get(str(part)) if hasattr(model, "model_fields") else None
        model = next((a for a in _models(field.annotation)), None) if field else None
        if model is None:
            return ""
    known = [field.alias or name for name, field in model.model_fields.items()]
    near = get_close_matches(str(loc[-1]), known, n=1)
    return f"; did you mean {near[0]}?" if near else f"; known here: {', '.join(known)}"


def _models(annotation: Any) -> list[Any]:
    options = [annotation, *getattr(annotation, "__args__", ())]
    return [option for option in options if isinstance(option, type) and issubclass(option, BaseModel)]
