"""The target, standing: the embedded store started in a thread, a command of the user's, or what is there already."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import click

from harness.contract.profile import load
from harness.sandbox.customers import peopled
from harness.suite.kept_reading import kept_for
from harness.suite.places import a_role
from harness.suite.roles import context_of
from harness.targets.errors import TargetDownError, TargetError
from harness.targets.headless_target import HeadlessTarget
from harness.targets.issuer_target import IssuerTarget
from harness.targets.placing import placed
from harness.targets.process import running
from harness.targets.storefront_target import StorefrontTarget
from harness.targets.target_file import Target, load_target
from harness.verdict.context import Context
from harness.verdict.evidence import scrubbed
from harness.verdict.issuer.context import IssuerContext
from harness.verdict.storefront.context import StorefrontContext

EMBEDDED = "embedded-store"
"""What the store that comes along is called as a target."""


@contextmanager
def standing(file: str, profile: str, seed: int, *, strict: bool, browser: bool = False) -> Iterator[Context]:
    """Yield the context of the target in ``file``, or of the embedded store where that is "".

    A store whose target file names no customers gets some for the block. With ``browser`` a store is met in a browser
    as well, whatever its file says. What is kept beside the file comes along. Raises TargetError for a file that does
    not fit, TargetDownError for a target that does not start.
    """
    if not file:
        with _in_browsers(profile) if browser else _embedded(profile) as store:
            yield StorefrontContext(store, profile, seed=seed, strict=strict, browser=browser)
        return
    target = load_target(Path(file))
    if browser:
        target = met_in_browsers(target, file)
    kept = tuple(one.as_json() for one in kept_for(file, target.role))
    switches: dict[str, Any] = {"file": file, "seed": seed, "strict": strict, "browser": browser, "kept": kept}
    with ExitStack() as stack:
        if isinstance(target, IssuerTarget):
            context: Context = stack.enter_context(_with_store(target, profile, switches))
        else:
            context = context_of(placed(target), profile, **switches)
        if context.target.start:
            log = stack.enter_context(started(context))
            if isinstance(context, IssuerContext):
                context.log = str(log)
        if isinstance(context, StorefrontContext):
            context = stack.enter_context(peopled(context, partial(click.echo, err=True)))
        yield context


@contextmanager
def started(context: Context) -> Iterator[Path]:
    """Run what [start] says, and yield the file that it prints to."""
    start = context.target.start
    assert start
    with ExitStack() as stack:
        try:
            log = stack.enter_context(running(start, Path(context.file).resolve().parent, context.target.address))
        except TargetDownError as error:  # it shows what the target printed
            raise TargetDownError(str(scrubbed(str(error), context.all_secrets()))) from None
        yield log


@contextmanager
def _with_store(target: IssuerTarget, profile: str, switches: dict[str, Any]) -> Iterator[IssuerContext]:
    """Yield the context of an issuer, beside the embedded store at which its tokens are redeemed."""
    from harness.suite.issuers_store import know, standing_store, told

    with standing_store(target, profile) as store:
        context = IssuerContext(told(target, store), profile, **switches)
        know(context, target, store)
        yield context


def met_in_browsers(target: Target, file: str) -> Target:
    """Return ``target`` as browsers meet it; TargetError for one of ``file`` that no browser visits."""
    match target:
        case StorefrontTarget():
            return target.model_copy(update={"driver": "browser"})
        case HeadlessTarget():
            return target
        case _:
            raise TargetError(f"--browser: {file} is {a_role(target.role)}, which no browser visits; leave it out")


@contextmanager
def _in_browsers(profile: str) -> Iterator[StorefrontTarget]:
    """Yield the embedded store over https under a name of its own, as browsers meet a real one."""
    from harness.store.mock import MockStore
    from harness.store.seeds import load_seed

    seed = load_seed()
    site = seed.shops[0].sites[0]
    name = site.channel.hosts[-1]
    with MockStore(seed, load(profile), control="on", tls=True, names=(name,)) as store:
        yield sandbox_target(
            store.url,
            url=f"https://{name}:{store.tls_host.rpartition(':')[2]}",
            driver="browser",
            sandbox=True,
            pace=0.0,
            connect={"ca_file": str(store.ca_file), "resolve": {name: "127.0.0.1"}},
            embedding_origin=next(origin for origin in sorted(site.origins) if origin == f"https://www.{name}"),
        )


@contextmanager
def _embedded(profile: str) -> Iterator[StorefrontTarget]:
    from harness.store.mock import MockStore
    from harness.store.seeds import load_seed

    with MockStore(load_seed(), load(profile), control="on") as store:
        yield sandbox_target(store.url)


def sandbox_target(url: str, /, **more: Any) -> StorefrontTarget:
    """Return the target file that describes the shipped seed's first store, served at ``url``, with ``more`` keys."""
    from harness.store.seeds import load_seed

    seed = load_seed()
    shop, other_shop = seed.shops[:2]
    scope = load().text("login.scope")
    able = [app for app in seed.apps.values() if scope in app.scopes]
    unable = next(app for app in seed.apps.values() if scope not in app.scopes)
    here, there = shop.sites[0].channel, shop.sites[1].channel
    people = [one for one in shop.customers if one.channels is None and one.password]
    stranger = next(one for one in shop.customers if one.channels == (there.id,))
    accounts = [account for account in seed.accounts if account.store_hash == shop.store.hash]

    def app(one: Any) -> dict[str, str]:
        return {"client_id": one.client_id, "client_secret": one.client_secret}

    def customer(one: Any) -> dict[str, Any]:
        return {"id": one.id, "email": one.email, **({"password": one.password} if one.password else {})}

    assert here.admits(people[0])
    return StorefrontTarget.model_validate(
        {
            "role": "storefront",
            "name": EMBEDDED,
            "url": url,
            "peer": "127.0.0.1",
            "app": {**app(able[0]), "store_hash": shop.store.hash},
            "customers": {one.first_name.lower(): customer(one) for one in people},
            "management": {"url": f"{url}/stores/{shop.store.hash}", "access_token": accounts[0].access_token},
            "others": {
                "app": app(able[1]),
                "unscoped_app": app(unable),
                "store": {"store_hash": other_shop.store.hash},
                "channel": {"id": there.id, "customer": customer(stranger)},
            },
            "control": f"{url}/_tokenassay",
            **more,
        }
    )
