"""``tokenassay serve``: the mock BigCommerce, standing by itself."""

from contextlib import ExitStack
from pathlib import Path

import click

from harness.cli.errors import UsageError, told


@click.command("serve")
@click.option("--port", type=click.IntRange(0, 65_535), default=8641, show_default=True, help="0 takes a free one.")
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to bind.")
@click.option(
    "--seed",
    type=click.Path(path_type=Path),
    default=None,
    metavar="FILE",
    help="Stores, apps and customers; default: the sandbox.",
)
@click.option("--profile", default="observed", show_default=True, metavar="NAME|FILE", help="Platform profile.")
@click.option("--control", is_flag=True, help="Offer the control API under /_tokenassay/ (loopback callers only).")
@click.option("--tls", is_flag=True, help="Serve https as well, under a certificate made for the occasion.")
@click.option("--tls-port", type=click.IntRange(0, 65_535), default=8643, show_default=True, help="Its port.")
@click.option("--name", "names", multiple=True, metavar="HOST", help="A name that the certificate is for. Repeatable.")
@click.option(
    "--ca-file",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Where its authority is written, for clients to trust.",
)
@click.option("--workers", type=click.IntRange(1, 64), default=1, show_default=True, help="Processes; needs --state.")
@click.option(
    "--state",
    "shared",
    default="",
    metavar="URL",
    help="redis://HOST:PORT/DB, where several processes keep their state; env:NAME and file:PATH as well.",
)
@click.option(
    "--allow-non-loopback",
    is_flag=True,
    help="Let other machines reach a store whose secrets are printed in its manual.",
)
def command(
    port: int,
    host: str,
    seed: Path | None,
    profile: str,
    tls_port: int,
    names: tuple[str, ...],
    ca_file: Path | None,
    workers: int,
    shared: str,
    *,
    control: bool,
    tls: bool,
    allow_non_loopback: bool,
) -> None:
    """Serve the mock BigCommerce until interrupted: storefront, Management API and, if asked for, control.

    \b
    Examples:
      tokenassay serve
      tokenassay serve --port 9000 --seed my-stores.toml --control
      tokenassay serve --tls --name shop.tea.example --ca-file ca.pem
      tokenassay serve --workers 4 --state redis://127.0.0.1:6379/0
      curl http://127.0.0.1:8641/stores/abc123/v2/time -H 'X-Auth-Token: sandbox-access-token-abc123-all'
    """  # noqa: D301 - click's marker for text that keeps its lines
    with told(), ExitStack() as stack:
        from harness.cli.serving_tls import Secure
        from harness.cli.serving_together import together
        from harness.contract.profile import load
        from harness.store.listening import listen
        from harness.store.seeds import SeedError, load_seed
        from harness.store.server import serve_on
        from harness.store.state import State

        if not tls and (names or ca_file):
            raise UsageError(f"{'--name' if names else '--ca-file'} is for https; say --tls as well")
        secure = Secure(tls_port, names, ca_file) if tls else None
        group = together(workers, shared, control=control)
        try:
            plan, facts = load_seed(seed), load(profile)
            parts = group.parts(plan, facts) if group else None
            state = State(plan, facts, parts)
            shown = stack.enter_context(secure.certificate(state.hosts)) if secure else None
            listening = listen(host, port, allow_non_loopback=allow_non_loopback, shown=shown, tls_port=tls_port)

            def ready() -> None:
                _announce(listening.url, state, control=control)
                if secure and shown:
                    click.echo("\n".join(secure.told(shown, listening.url, listening.tls_port)))

            if group and parts:
                group.serve(listening, state, parts, ready)
            else:
                serve_on(listening, state, "on" if control else "off", lambda _: ready())
        except (SeedError, ValueError) as error:
            raise UsageError(str(error)) from error
        except OSError as error:
            ports, options = (f"{port} and {tls_port}", "--port, --tls-port") if tls else (str(port), "--port")
            raise UsageError(
                f"cannot listen on {host} port {ports}: {error.strerror or error}; give another {options} or --host"
            ) from error


def _announce(url: str, state: "object", *, control: bool) -> None:
    from harness.store.state import State

    assert isinstance(state, State)
    shop = state.seed.shops[0]
    click.echo(f"mock BigCommerce at {url} (stop with Ctrl-C)")
    click.echo(f"  store      {', '.join(one.store.hash for one in state.seed.shops)}")
    click.echo(
        f"  apps       {', '.join(f'{app.name or app.client_id} ({app.client_id})' for app in shop.apps.values())}"
    )
    click.echo(f"  customers  {', '.join(f'{one.first_name or one.email} {one.id}' for one in shop.customers)}")
    click.echo(f'  sign in    curl -si "{url}/login/token/$(tokenassay mint login --as path)"')
    if control:
        click.echo(f"  control    {url}/_tokenassay/")
