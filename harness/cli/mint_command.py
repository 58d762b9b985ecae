"""``tokenassay mint``: a valid token, or one with chosen faults."""

import json
from typing import TYPE_CHECKING

import click

from harness.cli.errors import UsageError, told

if TYPE_CHECKING:
    from harness.tokens import Customer, Draft
    from harness.verdict.context import Context

KINDS = ("login", "current", "payload", "session-sync", "storefront-api")


@click.command("mint")
@click.argument("kind", type=click.Choice(KINDS))
@click.option(
    "--fault",
    "faults",
    multiple=True,
    metavar="ID",
    help="Apply this deviation (`tokenassay list faults`). Repeatable.",
)
@click.option(
    "--target",
    default="",
    type=click.Path(),
    metavar="FILE",
    help="Take app, store and customers from a target file; default: the sandbox of `tokenassay serve`.",
)
@click.option("--customer", default="", metavar="NAME|ID", help="Whom the token names: a key of [customers], or an id.")
@click.option(
    "--claim",
    "claims",
    multiple=True,
    metavar="NAME=JSON",
    help="Set a claim, such as redirect_to='\"/cart.php\"'. Repeatable.",
)
@click.option(
    "--as",
    "form",
    type=click.Choice(["raw", "path", "url"]),
    default="raw",
    show_default=True,
    help="raw, percent-encoded for a path, or the whole login URL.",
)
@click.option(
    "--alg",
    type=click.Choice(["HS256", "HS512"]),
    default=None,
    help="For current: sign with this algorithm; default: the profile's.",
)
@click.option("--recipe", default="", metavar="BLOB", help="Make a fuzzer's example, as a report names it.")
@click.option("--profile", default="observed", metavar="NAME|FILE", help="Platform profile.")
def command(
    kind: str,
    faults: tuple[str, ...],
    target: str,
    customer: str,
    claims: tuple[str, ...],
    form: str,
    alg: str | None,
    recipe: str,
    profile: str,
) -> None:
    """Mint a token of KIND and print it. It is fresh: a login token works for 30 seconds.

    \b
    Examples:
      tokenassay mint login --as url
      tokenassay mint login --fault issued-at.expired.31-s --target store.toml
      tokenassay mint login --claim redirect_to='"/cart.php"' --customer bob
      tokenassay mint current --fault audience.another-app --target my-app.toml
      curl -si "http://127.0.0.1:8641/login/token/$(tokenassay mint login --as path)"
    """  # noqa: D301 - click's marker for text that keeps its lines
    with told():
        if alg and kind != "current":
            raise UsageError(f"--alg: only current tokens come under several algorithms, not {kind}")
        draft, url = _draft(kind, target, customer, alg, profile)
        if recipe:
            draft = _by_recipe(draft, recipe)
        click.echo(_written(_broken(draft.claim(**dict(_claim(one) for one in claims)), faults), form, url))


def _draft(kind: str, target: str, customer: str, alg: str | None, profile: str) -> tuple["Draft", str]:
    """Return the valid token, and the store's address where there is one."""
    from harness.cli.secrets import parties
    from harness.contract.words import Kind
    from harness.tokens import current, mint

    context = parties(target, profile).context
    scene = context.scene(_customer(context, customer))
    url = getattr(context.target, "url", "") or getattr(context.target, "told_store", "")
    if alg:
        return current(scene, alg, context.profile.number("current.lifetime")), url
    return mint(Kind(kind), scene, context.profile), url


def _by_recipe(draft: "Draft", blob: str) -> "Draft":
    """Return ``draft`` changed as the fuzzer changed it."""
    from harness.faults import Inapplicable
    from harness.fuzz.blob import from_blob
    from harness.fuzz.recipe import Recipe

    try:
        recipe = Recipe.from_json(from_blob(blob)[1])
        if recipe.kind is not draft.kind:
            raise UsageError(f"--recipe: it is for a {recipe.kind} token; say tokenassay mint {recipe.kind}")
        return recipe.written(draft)[0]
    except Inapplicable as reason:
        raise UsageError(f"--recipe: cannot be made here: {reason}") from reason
    except UsageError:
        raise
    except ValueError as error:
        raise UsageError(f"--recipe: {error}") from error


def _broken(draft: "Draft", faults: tuple[str, ...]) -> "Draft":
    """Return ``draft`` with the deviations applied, in their order."""
    from harness.faults import Inapplicable, deviation

    for name in faults:
        try:
            found = deviation(name)
        except KeyError as error:
            raise UsageError(f"--fault: {error.args[0]}") from error
        if draft.kind not in found.kinds:
            raise UsageError(
                f"--fault {name}: does not apply to {draft.kind} tokens, only to {', '.join(sorted(found.kinds))}"
            )
        try:
            draft = found.change(found.base(draft))
            draft.wire()
        except Inapplicable as reason:
            raise UsageError(f"--fault {name}: cannot be made here: {reason}") from reason
    return draft


def _written(draft: "Draft", form: str, url: str) -> str:
    from harness.targets.http import path_encoded

    wire = draft.wire()
    match form:
        case "path":
            return path_encoded(wire)
        case "url":
            if draft.kind != "login" or not url:
                raise UsageError(
                    "--as url: only login tokens are presented in a URL: a storefront's, or that of store_url"
                )
            return f"{url}/login/token/{path_encoded(wire)}"
        case _:
            return wire


def _claim(text: str) -> tuple[str, object]:
    name, sign, value = text.partition("=")
    if not name or not sign:
        raise UsageError(f"--claim {text}: write NAME=JSON")
    try:
        return name, json.loads(value)
    except ValueError as error:
        raise UsageError(f"--claim {name}: {value} is not JSON; a text needs quotes: {name}='\"{value}\"'") from error


def _customer(context: "Context", name: str) -> "Customer":
    from harness.tokens import Customer

    if not context.people:
        raise UsageError("--target: the file has no [customers], so a run creates its own; name two that stay")
    if not name:
        return next(one for one in context.people if one.first_name == next(iter(context.parties.customers)))
    if found := context.parties.customers.get(name):
        return Customer(found.id, found.email, first_name=name)
    if name.isdecimal():
        return Customer(int(name))
    raise UsageError(f"--customer {name}: [customers] has {', '.join(context.parties.customers)}; or give an id")
